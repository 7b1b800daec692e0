import QuadletAnalysis

/// Where the deployments of a scope are on a host: their units, and what leger keeps about them.
struct DeploymentFolders: Sendable {
  let scope: Scope
  /// The folder that Podman reads the units of the scope from, links resolved where it exists.
  let units: [UInt8]
  /// A folder above it in which Podman does not look for units.
  let outside: [UInt8]
  /// The folder of leger's own files.
  let state: [UInt8]
  /// The folder of staged updates.
  let allStaged: [UInt8]
  /// The folder of backups.
  let backups: [UInt8]
  /// What `config.yaml` says.
  let settings: HostSettings
  let host: any Host

  /// How a folder is made that only its owner may look into.
  static let privateMode: UInt16 = 0o700

  /// Finds the folders; throws when the environment does not tell, or when strangers could change what is in them.
  init(_ scope: Scope, on host: any Host) throws(HostFailure) {
    self.scope = scope
    self.host = host
    settings = try HostSettings(scope, on: host)
    units = host.resolvedOrSame(try settings.unitFolder(scope, on: host))
    outside = UnitFolders(host).outside(units, scope)
    state = try HostSettings.folder("LEGER_STATE_DIR", nil, scope, on: host, system: "/var/lib/leger", user: "leger") {
      host.dataFolder
    }
    // A folder that was chosen by hand may hold folders of others by the name of a deployment.
    allStaged =
      settings.stagingFolder.map { Path.join(host.resolvedOrSame($0), Array("leger-staged".utf8)) }
      ?? Path.join(state, Array("staged".utf8))
    backups = settings.backupFolder.map(host.resolvedOrSame) ?? Path.join(state, Array("backups".utf8))
    for folder in [units, state, allStaged, backups] { try checkOwner(of: folder) }
    let read = UnitFolders(host).all(scope) + [units]
    for folder in [state, allStaged, backups]
    where read.contains(where: { Path.isInside(host.resolvedOrSame(folder), $0) }) {
      throw HostFailure(
        .usage,
        "\(VisibleText.quoted(folder)) is among the units, and Podman would read what leger keeps there",
        help: "set LEGER_STATE_DIR, or staging-dir or backup-dir in config.yaml, to another folder"
      )
    }
    if settings.stagingFolder != nil, Path.isInside(allStaged, host.resolvedOrSame(state)) {
      throw HostFailure(
        .usage,
        "staging-dir in config.yaml is within \(VisibleText.quoted(state)), where leger keeps other things",
        help: "name a folder elsewhere, or leave out staging-dir"
      )
    }
  }

  /// Others must not be able to change the units of the system, or what leger rolls back to.
  private func checkOwner(of folder: [UInt8]) throws(HostFailure) {
    guard let status = try? host.status(folder, followingLinks: true) else { return }
    let isSafe =
      status.kind == .folder && (status.owner.user == host.user.user || status.owner.user == 0)
      && (status.mode & 0o002 == 0)
    if isSafe { return }
    throw HostFailure(
      .environment,
      "\(VisibleText.quoted(folder)) is not a folder that only its owner can write to, or belongs to another user",
      help: "look at it with: ls -ld \(VisibleText.quoted(folder))"
    )
  }

  /// How a user calls systemctl for this scope.
  var systemctl: String { scope == .user ? "systemctl --user" : "systemctl" }

  // MARK: Paths

  private func below(_ folder: [UInt8], _ parts: String...) -> [UInt8] {
    parts.reduce(folder) { Path.join($0, Array($1.utf8)) }
  }

  /// The folder of a deployment's units.
  func units(of name: DeploymentName) -> [UInt8] { below(units, name.description) }

  /// The folder in which new files wait: on the file system of the units, and not read by Podman.
  func stage(of name: DeploymentName) -> [UInt8] {
    below(outside, Self.stagePrefix + name.description)
  }

  private static let stagePrefix = ".leger-stage-"

  /// The folders of that kind that exist.
  func stages() -> [[UInt8]] {
    guard let listing = try? host.list(outside) else { return [] }
    return listing.entries.map(listing.name).filter { $0.starts(with: Self.stagePrefix.utf8) }
      .map { Path.join(outside, $0) }
  }

  var deployments: [UInt8] { below(state, "deployments") }
  func deployment(_ name: DeploymentName) -> [UInt8] { below(deployments, "\(name.description).json") }
  var histories: [UInt8] { below(state, "history") }
  func history(of name: DeploymentName) -> [UInt8] { below(histories, name.description) }
  func generation(_ number: Int, of name: DeploymentName) -> [UInt8] { below(history(of: name), "\(number)") }
  func removed(_ name: DeploymentName, _ time: Int) -> [UInt8] {
    below(state, "removed", "\(name.description)-\(time)")
  }
  func staged(_ name: DeploymentName) -> [UInt8] { below(allStaged, name.description) }
  var journal: [UInt8] { below(state, "journal", "transaction.json") }
  /// What a restore has made of volumes.
  var volumes: [UInt8] { below(state, "journal", "volumes.json") }
  var lock: [UInt8] { below(state, "locks", "\(scope.word).lock") }

  /// The backups.
  var backupStore: BackupStore { BackupStore(folder: backups, host: host) }

  func swapper(_ podman: PodmanClient, _ progress: @escaping @Sendable (String) -> Void) -> VolumeSwapper {
    VolumeSwapper(store: backupStore, podman: podman, statePath: volumes, stateRoot: state, progress: progress)
  }

  // MARK: Records

  /// The size of the largest record, in bytes, but for that of the journal.
  static let recordLimit = 16 << 20

  /// Reads a record that leger has written; nil when there is none.
  func read<T: Decodable>(
    _ type: T.Type,
    at path: [UInt8],
    limit: Int = DeploymentFolders.recordLimit
  ) throws(HostFailure) -> T? {
    try host.record(type, at: path, limit: limit)
  }

  // MARK: Changing

  /// What a change below a path must not leave.
  func root(for path: [UInt8]) -> [UInt8] {
    for folder in [units, state, allStaged] where Path.isInside(path, folder) { return folder }
    return outside
  }

  /// Makes a folder and those above it that do not exist.
  func make(_ folder: [UInt8], mode: UInt16 = DeploymentFolders.privateMode) throws(HostFailure) {
    try host.makeFolders(folder, mode: mode)
  }

  /// Writes a file, whole or not at all.
  func write(_ bytes: [UInt8], to path: [UInt8], mode: UInt16 = 0o600) throws(HostFailure) {
    try host.write(bytes, to: path, within: root(for: path), mode: mode)
  }

  /// Removes a file, a link or an empty folder, if it exists.
  func remove(_ path: [UInt8]) throws(HostFailure) { try host.removeIfPresent(path, within: root(for: path)) }

  /// Removes a folder of leger's own with all that is in it; links are removed, not followed.
  func removeTree(_ folder: [UInt8]) throws(HostFailure) { try removeTree(folder, within: root(for: folder)) }

  func removeTree(_ folder: [UInt8], within root: [UInt8]) throws(HostFailure) {
    try host.removeTree(folder, within: root)
  }
}
