import QuadletAnalysis

/// How podman's secrets were when the store was last asked.
struct SecretReport: Codable, Equatable, Sendable {
  enum State: String, Codable, Sendable {
    /// Podman has the active version.
    case ok
    /// The store did not answer; podman has what it had.
    case stale
    /// Podman has none, and did not get one.
    case missing
    /// The store does not let this machine read it.
    case denied
    /// The store no longer has it; podman does.
    case revoked
    /// Podman's secret is not leger's, and stays as it is.
    case foreign

    /// Whether somebody should do something.
    var isProblem: Bool { self != .ok && self != .foreign }
  }

  struct Entry: Codable, Equatable, Sendable {
    var podmanName: String
    var name: String
    var state: State
    var version: UInt32?
    /// Why it is not `ok`.
    var reason: String?
  }

  var schema = 1
  /// How often the store has been asked since the daemon was started.
  var round = 0
  /// In seconds since 1970.
  var at: Int
  /// Why nothing could be looked at; nil when all was.
  var problem: String?
  var secrets: [Entry] = []
  /// What was made or replaced this time.
  var changed: [String] = []
}

/// What the daemon does again and again: podman gets the versions that have become active.
extension Deployer {
  /// The command that the lock names.
  private static let command = "leger daemon run"

  /// Makes podman's secrets what the store has, and reports how they are. `isFull` compares values, too, and not versions
  /// alone. Throws when another command is at work, or was interrupted.
  func pollSecrets(isFull: Bool) throws(HostFailure) -> SecretReport {
    let lock = try DeploymentLock.take(folders, for: Self.command, timeLimit: .zero, on: host)
    defer { lock.release() }
    try checkNothingIsOpen()
    var report = SecretReport(at: Int(host.wallClock.components.seconds))
    let desired = try desiredSecrets()
    if desired.isEmpty { return report }
    let sync = try folders.secretSync(podman)
    let entries = try sync.plan(
      desired,
      SecretSync.Options(isConditional: !isFull, toleratesFailure: true)
    )
    var failures: [String: String] = [:]
    let changed = try sync.carryOut(entries) { failures[$0.message.prefix { $0 != ":" }.description] = $0.message }
    report.changed = changed.map(\.podmanName)
    report.secrets = entries.map { entry in
      var state = SecretReport.Entry(entry)
      if let reason = failures[entry.podmanName] { (state.state, state.reason) = (.stale, reason) }
      return state
    }
    if folders.settings.restartsChanged {
      try restart(changed.filter { $0.action == .replace }.flatMap { $0.desired?.users ?? [] })
    }
    return report
  }

  /// Restarts services that run, deployment by deployment; one that fails does not keep the others from their turn.
  private func restart(_ services: [String]) throws(HostFailure) {
    let states = try systemd.states(of: Set(services).sorted())
    for name in try store.names() {
      guard let record = try store.record(name) else { continue }
      let own = try store.current(of: name, record).services.map(\.name).filter { states[$0]?.isUp == true }
      if own.isEmpty { continue }
      do throws(HostFailure) {
        try carryOut(try prepareRestart(of: own), name, command: Self.command, HealthWatch.Limits())
      } catch {
        executor.progress("\(name): \(error.message)")
      }
    }
  }
}

extension DeploymentFolders {
  private static let reportLimit = 16 << 20

  /// What the daemon has last found; nil when it has not looked yet.
  func lastSecretReport() throws(HostFailure) -> SecretReport? {
    try read(SecretReport.self, at: secretReport, limit: Self.reportLimit)
  }

  func write(_ report: SecretReport) throws(HostFailure) {
    try make(state)
    try write(JSONText.encode(report), to: secretReport)
  }

  private var secretReport: [UInt8] { Path.join(state, Array("secrets.json".utf8)) }
  /// The lock of the process that asks the store again and again, which holds its number.
  var pollLock: [UInt8] { Path.join(Path.parent(of: lock), Array("\(scope.word)-secrets.lock".utf8)) }
}

extension SecretReport.Entry {
  fileprivate init(_ entry: SecretSync.Entry) {
    self.init(
      podmanName: entry.podmanName,
      name: entry.desired?.name.description ?? "",
      state: .ok,
      version: entry.version
    )
    guard case .refuse(let why) = entry.action else { return }
    reason = why
    switch entry.failure {
    case _ where entry.isForeign: state = .foreign
    case .notFound: state = entry.isStored ? .revoked : .missing
    case .notAllowed: state = .denied
    case nil: state = .foreign
    default: state = entry.isStored ? .stale : .missing
    }
  }
}
