import QuadletAnalysis

/// The daemon as a service of systemd.
struct DaemonService {
  private let scope: Scope
  private let host: any Host
  private let systemd: Systemd

  /// How long the daemon may take until it serves.
  private static let patience = Duration.seconds(15)

  init(_ scope: Scope, on host: any Host) throws(HostFailure) {
    (self.scope, self.host) = (scope, host)
    systemd = try Systemd(scope, on: host)
  }

  /// The folder of units that are not Podman's.
  private var unitFolder: [UInt8]? {
    scope == .system
      ? Array("/etc/systemd/system".utf8) : host.configurationFolder.map { Array("\($0)/systemd/user".utf8) }
  }

  /// What was done to a file of a unit.
  struct FileChange {
    let path: [UInt8]
    var isRemoval = false
  }

  /// Starts the daemon; returns which files it has written or removed, where nobody else had written any.
  func start() throws(HostFailure) -> [FileChange] {
    // What is wrong in it is told here, and not in the journal alone.
    _ = try LocalAccess(HostSettings(scope, on: host).localAccess, on: host)
    let written = try writeUnits()
    let states = try systemd.states(of: DaemonUnits.names(scope))
    let names = DaemonUnits.names(scope).filter { states[$0]?.isMasked != true }
    if !written.isEmpty {
      try systemd.reload()
      try systemd.enable(names)
    }
    // What runs has read the units and the configuration as they were before.
    _ = try stop()
    try systemd.resetFailed(names)
    try systemd.submit(.start, names)
    return written
  }

  /// The units for this program on this machine.
  private func units() throws(HostFailure) -> [DaemonUnits.File] {
    let group = scope == .system ? try LocalAccess.find("leger", in: "group", on: host) : nil
    let program = String(decoding: host.ownProgram ?? [], as: UTF8.self)
    return DaemonUnits.files(scope, program: program, hasGroup: group != nil)
  }

  /// The files of units of the daemon's names that neither leger nor a package of it has written.
  func strangers() throws(HostFailure) -> [String] {
    let units = try units()
    let states = try systemd.states(of: units.map(\.name))
    var strangers: [String] = []
    for unit in units {
      guard let path = states[unit.name]?.fragmentPath, !path.isEmpty,
        let text = try host.bytes(at: Array(path.utf8), limit: 1 << 20)
      else { continue }
      if !text.starts(with: DaemonUnits.mark.utf8), text != Array(unit.text.utf8) { strangers.append(path) }
    }
    // Others that stand in the place of drop-ins that leger needs.
    guard let folder = unitFolder else { return strangers }
    for (file, isWanted) in try dropIns() where isWanted {
      let path = Path.join(folder, Array(file.name.utf8))
      if try !mayWrite(path, isNew: true) { strangers.append(String(decoding: path, as: UTF8.self)) }
    }
    return strangers
  }

  /// Writes the units that systemd does not know, and those that leger has written for another place of the program.
  private func writeUnits() throws(HostFailure) -> [FileChange] {
    guard let folder = unitFolder, host.ownProgram != nil else { return [] }
    let files = try units()
    let states = try systemd.states(of: files.map(\.name))
    var written: [FileChange] = []
    for file in files {
      let path = Path.join(folder, Array(file.name.utf8))
      // A masked unit must not be started.
      if states[file.name]?.isMasked == true { continue }
      guard try mayWrite(path, isNew: states[file.name]?.loadState == "not-found") else { continue }
      if try write(file, at: path, in: folder) { written.append(FileChange(path: path)) }
    }
    return try written + writeDropIns(in: folder)
  }

  /// The drop-ins that open the network, and whether the configuration needs them.
  private func dropIns() throws(HostFailure) -> [(file: DaemonUnits.File, isWanted: Bool)] {
    if scope == .user { return [] }
    let settings = try HostSettings(scope, on: host)
    let isRemote = settings.secretServer.map { !$0.hasPrefix("unix:") } ?? false
    return [
      (DaemonUnits.networkDropIn(of: DaemonUnits.server, hasLowPort: settings.hasLowPort), !settings.listen.isEmpty),
      (DaemonUnits.networkDropIn(of: DaemonUnits.sync), isRemote),
    ]
  }

  /// Writes the drop-ins that the configuration needs, and removes those of leger that it does not.
  private func writeDropIns(in folder: [UInt8]) throws(HostFailure) -> [FileChange] {
    var changed: [FileChange] = []
    for (file, isWanted) in try dropIns() {
      let path = Path.join(folder, Array(file.name.utf8))
      guard try mayWrite(path, isNew: isWanted) else { continue }
      if isWanted {
        if try write(file, at: path, in: folder) { changed.append(FileChange(path: path)) }
      } else {
        try host.removeIfPresent(path, within: folder)
        changed.append(FileChange(path: path, isRemoval: true))
      }
    }
    return changed
  }

  /// Whether a file is leger's own, or does not exist and is new.
  private func mayWrite(_ path: [UInt8], isNew: Bool) throws(HostFailure) -> Bool {
    try host.bytes(at: path, limit: 1 << 20)?.starts(with: DaemonUnits.mark.utf8) ?? isNew
  }

  /// Writes a file; returns false when it is as it should be.
  private func write(_ file: DaemonUnits.File, at path: [UInt8], in folder: [UInt8]) throws(HostFailure) -> Bool {
    let text = Array((DaemonUnits.mark + file.text).utf8)
    if try host.bytes(at: path, limit: 1 << 20) == text { return false }
    try host.makeFolders(Path.parent(of: path), mode: 0o755)
    try host.write(text, to: path, within: folder, mode: 0o644)
    return true
  }

  /// Stops the daemon; returns the units that ran.
  func stop() throws(HostFailure) -> [String] {
    // Without its socket first, the next caller would start it again.
    let names = DaemonUnits.names(scope)
    let states = try systemd.states(of: names)
    let known = names.filter { states[$0]?.isLoaded == true }
    try systemd.submit(.stop, known)
    let busy = try systemd.waitForJobs(of: known, timeLimit: .seconds(100))
    let after = try systemd.states(of: known)
    if let name = busy.first ?? known.first(where: { after[$0]?.isUp == true }) {
      throw HostFailure(.failed, "\(name) does not stop", help: "look: systemctl status \(name)")
    }
    return known.filter { states[$0]?.isUp == true }
  }

  /// Waits until the store answers; returns how it does.
  func waitUntilServing() throws(HostFailure) -> String {
    let begin = host.monotonicClock
    let wallBegin = host.wallClock
    var reason: HostFailure
    repeat {
      let state = try systemd.states(of: [DaemonUnits.server])[DaemonUnits.server]
      if let state, state.activeState == "failed" {
        // It ends as leger does: 8 is a store that is damaged.
        let isDamaged = state.exitStatus == ExitStatus.integrity.rawValue
        throw HostFailure(
          isDamaged ? .integrity : .environment,
          "the daemon does not start",
          details: systemd.lastLines(of: DaemonUnits.server, since: wallBegin - .seconds(5), by: "leger"),
          help: journal
        )
      }
      do throws(SecretFailure) {
        let client: SetecClient
        do throws(HostFailure) {
          client = try SetecClient.configured(try HostSettings(scope, on: host), scope, on: host)
        } catch {
          throw .host(error)
        }
        let count = try client.list().count
        return "the daemon serves \(count) \(count == 1 ? "secret" : "secrets")"
      } catch {
        reason = error.inWords()
      }
      host.sleep(for: .milliseconds(100))
    } while host.monotonicClock - begin < Self.patience
    reason.message = "the daemon does not serve: \(reason.message)"
    reason.help = journal
    throw reason
  }

  /// The command that shows what the daemon has written.
  private var journal: String { "journalctl \(scope == .user ? "--user " : "")-u \(DaemonUnits.server) -n 20" }
}
