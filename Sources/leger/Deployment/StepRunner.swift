/// Does the steps of a plan on a host.
struct StepRunner {
  let name: DeploymentName
  let folders: DeploymentFolders
  var systemd: Systemd
  var podman: PodmanClient
  let limits: HealthWatch.Limits
  /// Says what takes long.
  var progress: @Sendable (String) -> Void = { _ in }

  private var host: any Host { folders.host }

  /// How long a service may take to stop by itself: podman sends KILL after its own time, and systemd after its.
  private static let stopLimit = Duration.seconds(100)

  /// The two sides of the folder beside the units.
  enum Side: String { case new, old }

  /// The tag that keeps an image until no generation needs it.
  static func keepTag(_ id: String, _ name: DeploymentName) -> String {
    "\(keepRepository):\(name.description)-\(id.prefix(12))"
  }

  private static let keepRepository = "localhost/leger/keep"

  /// Whether a name of an image is one that keeps it for a deployment.
  static func isKeepTag(_ tag: String, of name: DeploymentName) -> Bool {
    let prefix = "\(keepRepository):\(name.description)-"
    return tag.hasPrefix(prefix) && tag.utf8.count == prefix.utf8.count + 12
  }

  /// Does one step; `side` is where files come from.
  func perform(_ step: Plan.Step, from side: Side) throws(HostFailure) {
    switch step {
    case .pull(let reference, let isForced):
      try podman.pull(reference, options: isForced ? [] : ["--policy=missing"])
    case .makeImage(_, let command, let folder):
      try podman.runImageCommand(command.map(inStage), in: Array(inStage(folder).utf8))
    case .keep(let images, let references): try keep(images, references)
    case .activate(let name, let version): try folders.secretSync(podman).activate(SecretName(name), version)
    case .secrets(let changes):
      let sync = try folders.secretSync(podman)
      for change in changes { try sync.carryOut(change.podmanName, SecretName(change.name), change.old, change.new) }
    case .stop(let names): try stop(names)
    case .pause(let names): try podman.pause(try running(names, "running"))
    case .unpause(let names): try podman.unpause(try running(names, "paused"))
    case .runInContainers(let commands):
      for command in commands {
        do throws(HostFailure) {
          try podman.execute(command.words, in: command.container)
        } catch {
          // On the way back the container may be gone with what the command would undo.
          if side == .old { continue }
          var failure = error
          failure.message = "`\(command.words.joined(separator: " "))` in \(command.container): \(failure.message)"
          throw failure
        }
      }
    case .backUp(let order):
      try BackupWriter(store: folders.backupStore, podman: podman, progress: progress).write(
        order,
        from: folders.units(of: name)
      )
    case .readVolumes(let swap): try swapper.prepare(swap)
    case .swapVolumes(let swap): try swapper.exchange(swap)
    case .swapVolumesBack: try swapper.exchangeBack()
    case .files(let changes): try put(changes, from: side)
    case .installNatively(let changes): try installNatively(changes)
    case .move(let moves): try move(moves)
    case .reload: try systemd.reload()
    case .verify(let services): try verify(services)
    // On the way back a network that someone uses meanwhile stays.
    case .removeNetworks(let names): try removeNetworks(names, isOptional: side == .old)
    case .tag(let tags): try moveTags(tags)
    case .start(let names):
      if side == .new { try stopEarly(names) }
      try systemd.resetFailed(names)
      if side == .new { try systemd.submit(.start, names) } else { try startEach(names) }
    case .watch(let names, let probe): try watch(names, probe)
    }
  }

  // MARK: Images

  /// A word of a command with the folder beside the units in place of the final one, where the files are not yet.
  private func inStage(_ word: String) -> String {
    let root = String(decoding: folders.units(of: name), as: UTF8.self)
    let stage = String(decoding: folders.stage(of: name), as: UTF8.self) + "/" + Side.new.rawValue
    return word == root || word.hasPrefix(root + "/") ? stage + word.dropFirst(root.count) : word
  }

  private func keep(_ images: [Plan.ImageTag], _ references: [String]) throws(HostFailure) {
    let stored = try podman.images()
    let named = stored.filter { image in image.names.contains { references.contains($0) } }.map(\.id)
    let known = Set(stored.map(\.id))
    for id in Set(named + images.map(\.id).filter(known.contains)).sorted() {
      let tag = Self.keepTag(id, name)
      if !stored.contains(where: { $0.id == id && $0.names.contains(tag) }) { try podman.tag(id, tag) }
    }
  }

  private func moveTags(_ tags: [Plan.ImageTag]) throws(HostFailure) {
    let stored = try podman.images()
    for tag in tags {
      if stored.contains(where: { $0.id == tag.id && $0.names.contains(tag.reference) }) { continue }
      try podman.tag(tag.id, tag.reference)
    }
  }

  private func removeNetworks(_ names: [String], isOptional: Bool) throws(HostFailure) {
    let present = Set(try podman.networks().map(\.name))
    for name in names where present.contains(name) {
      if isOptional {
        let containers = try podman.containers()
        if containers.contains(where: { $0.networks.contains(name) }) { continue }
      }
      try podman.removeNetwork(name)
    }
  }

  // MARK: Volumes

  var swapper: VolumeSwapper { folders.swapper(podman, progress) }

  // MARK: Services

  /// The containers of some names that are in a state.
  private func running(_ names: [String], _ state: String) throws(HostFailure) -> [String] {
    let names = Set(names)
    return try podman.containers().filter { $0.state == state && !names.isDisjoint(with: $0.names) }.map(\.id)
  }

  /// Stops services until their containers are gone: `stop` returns 0 also where the container runs on, because its unit
  /// was removed or masked while it ran.
  private func stop(_ names: [String]) throws(HostFailure) {
    var states = try systemd.states(of: names)
    // One that is down for a moment, in a loop of crashes, comes up again unless it is told to stop. A name that is not
    // loaded would keep the others from being stopped.
    try systemd.submit(.stop, names.filter { states[$0].map { $0.isLoaded || $0.isUp } == true })
    // A start that waits for a health check that never succeeds does not end for a stop, only with its container; a stop that
    // is waiting by then keeps the service from being started again.
    let starting = try systemd.waitForJobs(
      of: names.filter { states[$0]?.activeState == "activating" },
      timeLimit: .seconds(1)
    )
    try podman.removeContainers(try containers(of: starting))
    var busy = try systemd.waitForJobs(of: names, timeLimit: Self.stopLimit)
    if !busy.isEmpty {
      try podman.removeContainers(try containers(of: busy))
      busy = try systemd.waitForJobs(of: names, timeLimit: .seconds(30))
    }
    states = try systemd.states(of: names)
    if let name = busy.first ?? names.first(where: { states[$0]?.isUp == true }) {
      throw HostFailure(.failed, "\(name) does not stop (\(states[name]?.activeState ?? "unknown"))")
    }
    try podman.removeContainers(try containers(of: names), graceSeconds: 10)
    // A process that ignores the signal leaves its service "failed", although it has stopped as it was meant to.
    try systemd.resetFailed(names.filter { states[$0]?.activeState == "failed" })
  }

  /// Stops services that someone else, such as a socket or a timer, has started since they were stopped: they may run as
  /// they were before the reload, and a start would leave them so.
  private func stopEarly(_ names: [String]) throws(HostFailure) {
    let states = try systemd.states(of: names)
    let early = names.filter { $0.hasSuffix(".service") && states[$0]?.isUp == true }
    if !early.isEmpty { try stop(early.reversed()) }
  }

  /// Starts services one by one, so that one which cannot start does not keep the others down.
  private func startEach(_ names: [String]) throws(HostFailure) {
    var first: HostFailure?
    for name in names {
      do throws(HostFailure) { try systemd.submit(.start, [name]) } catch { first = first ?? error }
    }
    if let first { throw first }
  }

  private func containers(of services: [String]) throws(HostFailure) -> [String] {
    if services.isEmpty { return [] }
    let services = Set(services)
    return try podman.containers().filter { $0.isOf(services) }.map(\.id)
  }

  /// Compares what systemd has loaded with what should be: a reload reports success also when a generator has failed, or
  /// when another reload at the same time has torn the files.
  private func verify(_ services: [Plan.LoadedService]) throws(HostFailure) {
    let states = try systemd.states(of: services.map(\.name))
    for case (let service, let state?) in services.map({ ($0, states[$0.name]) }) {
      if state.isMasked {
        throw HostFailure(.failed, "\(service.name) is masked", help: "\(folders.systemctl) unmask \(service.name)")
      }
      guard state.isLoaded else {
        throw HostFailure(
          .failed,
          "systemd has not loaded \(service.name) (\(state.loadState))",
          details: (try? UnitGenerator(folders.scope, on: host))?.complaints().map { "Podman's generator says: \($0)" }
            ?? []
        )
      }
      guard state.sourcePath == service.sourcePath else {
        throw HostFailure(.failed, "\(service.name) comes from \(state.sourcePath), not from \(service.sourcePath)")
      }
      let text = try? host.read(Array(state.fragmentPath.utf8), limit: SourceLimit.file)
      guard let text, LoadedText.digest(of: text) == service.digest else {
        throw HostFailure(
          .failed,
          "\(service.name) is not what leger expects; compare \(state.fragmentPath) with: leger generate"
        )
      }
    }
  }

  private func watch(_ names: [String], _ probe: String?) throws(HostFailure) {
    try HealthWatch(systemd: systemd, podman: podman, limits: limits, names: names, probe: probe).check()
  }

  // MARK: Files

  /// Puts each file in its place by a rename, which needs no space on the disk and happens as a whole or not at all.
  private func put(_ changes: [Plan.FileChange], from side: Side) throws(HostFailure) {
    let root = folders.units(of: name)
    let border = folders.outside
    for change in changes {
      let place = Path.join(root, Array(change.path.utf8))
      guard let new = change.new else {
        try folders.remove(place)
        removeEmptyFolders(above: place, within: border)
        continue
      }
      let source = Path.join(folders.stage(of: name), Array("\(side.rawValue)/\(change.path)".utf8))
      // An earlier try has moved it already, or it has never been another one.
      if let found = try? InstalledDeployment.read(change.path, in: root, on: host), found.record == new { continue }
      if host.isMissing(source) {
        throw HostFailure(.failed, "the new content of \(VisibleText.quoted(place)) is not found")
      }
      try folders.make(Path.parent(of: place), mode: 0o755)
      do throws(WriteFailure) {
        try host.rename(source, to: place, within: border)
      } catch {
        throw HostFailure(place, error.message, kind: .failed)
      }
    }
  }

  /// Has podman install the new files, and compares what has landed.
  private func installNatively(_ changes: [Plan.FileChange]) throws(HostFailure) {
    let source = Path.join(folders.stage(of: name), Array(Side.new.rawValue.utf8))
    try podman.installUnits(String(decoding: source, as: UTF8.self), asApplication: name.description)
    for change in changes {
      let place = Path.join(folders.units(of: name), Array(change.path.utf8))
      guard let found = try InstalledDeployment.read(change.path, in: folders.units(of: name), on: host) else {
        throw HostFailure(place, "podman quadlet install has not put it there", kind: .failed)
      }
      if found.record != change.new {
        throw HostFailure(place, "podman quadlet install has made another file of it", kind: .failed)
      }
    }
  }

  private func move(_ moves: [Plan.Move]) throws(HostFailure) {
    let root = folders.units
    for move in moves {
      let (from, to) = (Path.join(root, Array(move.from.utf8)), Path.join(root, Array(move.to.utf8)))
      // An earlier try has moved it already.
      if host.isMissing(from), !host.isMissing(to) { continue }
      if !host.isMissing(to) { throw HostFailure(to, "already exists", kind: .failed) }
      try folders.make(Path.parent(of: to), mode: 0o755)
      do throws(WriteFailure) {
        try host.rename(from, to: to, within: root)
      } catch {
        throw HostFailure(from, "cannot be moved: \(error.message)", kind: .failed)
      }
      removeEmptyFolders(above: from, within: root)
    }
  }

  /// Removes folders of the deployment that have become empty; one that has something in it stays.
  private func removeEmptyFolders(above path: [UInt8], within root: [UInt8]) {
    var folder = Path.parent(of: path)
    while folder.count > folders.units.count, (try? host.list(folder))?.entries.isEmpty == true {
      guard (try? host.remove(folder, within: root)) != nil else { return }
      folder = Path.parent(of: folder)
    }
  }
}
