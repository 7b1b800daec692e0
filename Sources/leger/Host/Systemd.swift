import QuadletAnalysis

/// The service manager of a scope, as leger runs systemctl: it submits without waiting, and then looks.
///
/// A client that waits learns less: `systemctl start` returns 0 for services that crash, blocks on one that is never
/// healthy, and returns from a restart before dependents are up; and a job outlives a client that is killed. So every job is
/// submitted with `--no-block`, and `show` says when it is done (systemctl(1); seen with systemd 257 and 262).
struct Systemd: Sendable {
  let host: any Host
  let scope: Scope
  private let program: [UInt8]
  private let environment: [[UInt8]]
  /// Whether commands run on after SIGINT and SIGTERM, as those of a way back must.
  var outlastsInterruption = false

  /// How many services are asked about at once: a command line has a limit.
  private static let namesPerCall = 500

  /// Finds the service manager; throws when this machine or session has none.
  init(_ scope: Scope, on host: any Host) throws(HostFailure) {
    guard let program = host.findProgram("systemctl"), host.exists(Array("/run/systemd/system".utf8)) else {
      throw HostFailure(.environment, "systemd does not run on this machine; leger manages services of systemd only")
    }
    self.host = host
    self.scope = scope
    self.program = program
    environment = try Self.environment(scope, host)
  }

  private static func environment(_ scope: Scope, _ host: any Host) throws(HostFailure) -> [[UInt8]] {
    if scope == .system {
      guard host.user.isRoot else {
        throw HostFailure(
          .environment,
          "services of the system can be seen and changed only by root",
          help: "run the command with sudo, or add --user for your own services"
        )
      }
      return host.environment(adding: [])
    }
    let number = host.user.user
    guard host.exists(Array("\(host.sessionFolder)/systemd/private".utf8)) else {
      if let given = host.runtimeFolder, given != "/run/user/\(number)",
        host.exists(Array("/run/user/\(number)/systemd/private".utf8))
      {
        throw HostFailure(
          .environment,
          "XDG_RUNTIME_DIR is \(VisibleText.quoted(Array(given.utf8))), where no service manager runs",
          help: "unset XDG_RUNTIME_DIR"
        )
      }
      throw HostFailure(
        .environment,
        "no service manager runs for user \(number): there is no session, and lingering is off",
        help: "sudo loginctl enable-linger \(number)"
      )
    }
    return host.sessionEnvironment
  }

  // MARK: Running

  private func run(
    _ words: [String],
    _ names: [String] = [],
    timeLimit: Duration = .seconds(60)
  ) throws(HostFailure) -> Spawn.Outcome {
    let scoped = scope == .user ? ["--user"] : []
    let all = scoped + ["--no-ask-password", "--no-pager"] + words + (names.isEmpty ? [] : ["--"] + names)
    var spawn = Spawn(program: program, arguments: all.map { Array($0.utf8) }, environment: environment)
    spawn.timeLimit = timeLimit
    spawn.outlastsInterruption = outlastsInterruption
    do throws(Spawn.Failure) {
      return try host.run(spawn)
    } catch {
      if case .interrupted = error { throw HostFailure(.failed, "interrupted") }
      throw HostFailure(.failed, "systemctl \(words.first ?? "") \(error.message)")
    }
  }

  private func check(_ outcome: Spawn.Outcome, _ words: String) throws(HostFailure) {
    if outcome.status == 0 { return }
    let lines = outcome.messages.split(separator: UInt8(ascii: "\n")).map { VisibleText.string(Array($0)) }
    throw HostFailure(.failed, "systemctl \(words): \(lines.first ?? "exit status \(outcome.status)")")
  }

  // MARK: Looking

  /// Whether a name is that of a template, such as `tp@.service`; `tp@.x.service` is an instance.
  static func isTemplate(_ name: String) -> Bool {
    guard let at = name.firstIndex(of: "@") else { return false }
    let rest = name[name.index(after: at)...]
    return rest.first == "." && !rest.dropFirst().contains(".")
  }

  /// Returns the states of services by name. A template has none: to ask for one would lose the names after it. Another name
  /// of a unit is answered for that unit, which is right only where others have written the names.
  func states(of names: [String], allowingAliases: Bool = false) throws(HostFailure) -> [String: ServiceState] {
    let known = names.filter { !Self.isTemplate($0) }
    var states: [String: ServiceState] = [:]
    var start = 0
    while start < known.count {
      let chunk = Array(known[start..<min(start + Self.namesPerCall, known.count)])
      start += chunk.count
      let properties = "--property=" + ServiceState.properties.joined(separator: ",")
      let outcome = try run(["show", properties], chunk)
      let found = ServiceState.all(in: outcome.output)
      guard outcome.status == 0, found.count == chunk.count else {
        try check(outcome, "show")
        throw HostFailure(.failed, "systemctl show: its output is not as expected")
      }
      for (name, state) in zip(chunk, found) {
        // A pattern, or another name of a unit, would be answered for that one.
        guard state.name == name || allowingAliases else {
          throw HostFailure(
            .failed,
            "systemctl show: \(VisibleText.quoted(Array(name.utf8))) is answered as \(state.name)"
          )
        }
        states[name] = state
      }
    }
    return states
  }

  /// Returns the services that systemd would stop together with these, and theirs in turn, without these themselves.
  func dependents(of names: [String]) throws(HostFailure) -> [String: ServiceState] {
    var met = Set(names)
    var found: [String: ServiceState] = [:]
    var next = names
    while !next.isEmpty {
      let states = try states(of: next)
      var following: Set<String> = []
      for case (let name, let state?) in next.map({ ($0, states[$0]) }) {
        if !names.contains(name) { found[name] = state }
        following.formUnion(state.stopsWith)
      }
      next = following.subtracting(met).sorted()
      met.formUnion(next)
    }
    return found
  }

  // MARK: Changing

  /// Makes systemd run its generators and read all units again.
  func reload() throws(HostFailure) {
    try check(try run(["daemon-reload"], timeLimit: .seconds(180)), "daemon-reload")
  }

  /// What systemd is asked to do with services.
  enum Job: String { case start, stop }

  /// Asks for a job for each service, in this order, and returns at once.
  func submit(_ job: Job, _ names: [String]) throws(HostFailure) {
    if names.isEmpty { return }
    try check(try run([job.rawValue, "--no-block"], names), job.rawValue)
  }

  /// Makes units start with the system or the session.
  func enable(_ names: [String]) throws(HostFailure) { try check(try run(["enable"], names), "enable") }

  /// Forgets failures and counts of restarts, so that neither the start limit nor an old failure counts.
  func resetFailed(_ names: [String]) throws(HostFailure) {
    if names.isEmpty { return }
    // It fails for a service that systemd has not loaded, which has nothing to forget.
    _ = try run(["reset-failed"], names)
  }

  /// Waits until systemd has no job left for these services; returns those that still have one at the end of the time.
  func waitForJobs(of names: [String], timeLimit: Duration) throws(HostFailure) -> [String] {
    let end = host.monotonicClock + timeLimit
    var pause = PollingPause()
    while true {
      let states = try states(of: names)
      let busy = names.filter { states[$0]?.hasJob == true }
      if busy.isEmpty || host.monotonicClock >= end { return busy }
      host.sleep(for: pause.next())
    }
  }
}

extension Host {
  /// The folder of the user's session, whether the environment names it or not.
  var sessionFolder: String { runtimeFolder ?? "/run/user/\(user.user)" }

  /// A clean environment that has XDG_RUNTIME_DIR: without it, as after `sudo -u` or in a cron job, `systemctl --user` fails
  /// and podman looks for its containers elsewhere.
  var sessionEnvironment: [[UInt8]] {
    let isMissing = runtimeFolder == nil && exists(Array(sessionFolder.utf8))
    return environment(adding: isMissing ? ["XDG_RUNTIME_DIR=\(sessionFolder)"] : [])
  }
}

extension Systemd {
  /// A service, as `systemctl list-units --output=json` lists it.
  private struct ListedUnit: Decodable {
    let unit: String
    let load: String
    let active: String
    let sub: String
  }

  private func listed() throws(HostFailure) -> [ListedUnit] {
    let outcome = try run(["list-units", "--output=json", "--all", "--type=service"])
    guard outcome.status == 0, let units = JSONText.decode([ListedUnit].self, from: outcome.output) else {
      throw HostFailure(.failed, "systemctl list-units: its output is not as expected")
    }
    return units
  }

  /// Returns whether services run, a hundred times as fast as `states(of:)` when there are a thousand; one that systemd does
  /// not have in memory is not running.
  func activity(of names: [String]) throws(HostFailure) -> [String: ServiceState] {
    let listed = Dictionary(try listed().map { ($0.unit, $0) }, uniquingKeysWith: { first, _ in first })
    var states: [String: ServiceState] = [:]
    for name in names {
      let unit = listed[name]
      states[name] = ServiceState([
        "Id": name, "LoadState": unit?.load ?? "loaded", "ActiveState": unit?.active ?? "inactive",
        "SubState": unit?.sub ?? "dead",
      ])
    }
    return states
  }

  /// Returns the instances of template services (`tp@.service`) that systemd knows.
  func instances(of templates: [String]) throws(HostFailure) -> [String] {
    if templates.isEmpty { return [] }
    let prefixes = templates.map { $0.prefix { $0 != "@" } + "@" }
    return try listed().map(\.unit).filter { unit in
      prefixes.contains { unit.hasPrefix($0) } && !templates.contains(unit)
    }
  }
}

extension [UInt8] {
  /// The bytes without the line feeds and carriage returns at their end.
  fileprivate var trimmingLineEnd: [UInt8] { Array(self[..<((lastIndex { $0 != 0x0A && $0 != 0x0D } ?? -1) + 1)]) }
}

extension Systemd {
  /// How many lines of a service's log are shown when it has failed.
  private static let shownLines = 10
  /// How many are read, since podman and systemd write more of them than the service.
  private static let readLines = 200

  /// Returns the last lines that a service, or else systemd about it, has written since a time; none when they cannot be had.
  ///
  /// `identifier` is the name under which the service writes, if not its own.
  func lastLines(of service: String, since: Duration, by identifier: String? = nil) -> [String] {
    guard let program = host.findProgram("journalctl") else { return [] }
    let unit = scope == .user ? "--user-unit=\(service)" : "--unit=\(service)"
    let start = "--since=@\(since.components.seconds)"
    let words = ["--no-pager", "--quiet", "--output=json", "--lines=\(Self.readLines)", start, unit]
    var spawn = Spawn(program: program, arguments: words.map { Array($0.utf8) }, environment: host.sessionEnvironment)
    spawn.timeLimit = .seconds(10)
    spawn.outlastsInterruption = true
    guard let outcome = try? host.run(spawn), outcome.status == 0 else { return [] }
    let entries = outcome.output.split(separator: UInt8(ascii: "\n")).compactMap {
      JSONText.decode(JournalEntry.self, from: Array($0))
    }
    let stem = service.hasSuffix(".service") ? String(service.dropLast(8)) : service
    // podman prints the id of what it has started, and the name of what it has removed.
    let own = entries.filter { ($0.isOfContainer || $0.identifier == identifier ?? stem) && !$0.isIdentity }
    let lines = own.isEmpty ? entries.filter { $0.identifier == "systemd" } : own
    return lines.compactMap { entry in
      // What a container writes without a terminal can come with its line feed.
      entry.message.map { VisibleText.string(Array($0.utf8).trimmingLineEnd) }
    }.suffix(Self.shownLines)
  }

  /// A line of the journal (journalctl(1), JSON); a message that is not text has another type.
  private struct JournalEntry: Decodable {
    let message: String?
    let identifier: String?
    /// Whether a container has written it, and not podman or systemd about it.
    let isOfContainer: Bool

    private enum CodingKeys: String, CodingKey {
      case message = "MESSAGE", identifier = "SYSLOG_IDENTIFIER", container = "CONTAINER_NAME"
    }

    /// Whether it is nothing but the id or the name of a container.
    var isIdentity: Bool {
      guard let message else { return true }
      return message.utf8.count == 64
        && message.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        || message.hasPrefix("systemd-") && !message.contains(" ")
    }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      message = try? fields.decode(String.self, forKey: .message)
      identifier = try? fields.decode(String.self, forKey: .identifier)
      isOfContainer = fields.contains(.container)
    }
  }
}

extension Systemd {
  /// How long a log is followed, which ends with Ctrl-C.
  private static let followLimit = Duration.seconds(86400 * 365)

  /// Hands on the log of services, each line with its time and the name of the service.
  func showLog(
    of services: [String],
    lines: Int,
    since: String?,
    follows: Bool,
    _ output: @escaping ([UInt8]) -> Void
  ) throws(HostFailure) {
    guard let program = host.findProgram("journalctl") else {
      throw HostFailure(.environment, "journalctl is not installed, so logs cannot be read")
    }
    var words = ["--no-pager", "--quiet", "--output=short-iso", "--no-hostname", "--lines=\(lines)"]
    words += services.map { (scope == .user ? "--user-unit=" : "--unit=") + $0 }
    if let since { words.append("--since=\(since)") }
    if follows { words.append("--follow") }
    var spawn = Spawn(program: program, arguments: words.map { Array($0.utf8) }, environment: host.sessionEnvironment)
    spawn.timeLimit = follows ? Self.followLimit : .seconds(600)
    spawn.outputLimit = follows ? .max : 1 << 30
    var messages: [UInt8] = []
    do throws(Spawn.Failure) {
      let status = try host.run(
        spawn,
        ProgramStreams(
          output: { bytes in
            output(bytes)
            return true
          },
          messages: { bytes in
            if messages.count < 4096 { messages += bytes }
            return true
          }
        )
      )
      if status == 0 { return }
    } catch {
      if case .interrupted = error { return }
      throw HostFailure(.failed, "journalctl \(error.message)")
    }
    let line = messages.split(separator: UInt8(ascii: "\n")).first.map { VisibleText.string(Array($0)) }
    throw HostFailure(.usage, "journalctl: \(line ?? "it failed without a message")")
  }
}
