/// A change of a host as the journal has it: what to do, the way back, and how far it has come.
///
/// The journal is one file that is replaced as a whole before each step, so it is always one that can be read; there is at
/// most one, since a lock keeps others away. It exists from before the first change until the host is in its new state or
/// back in the old one.
struct Transaction: Codable, Equatable, Sendable {
  enum State: String, Codable, Sendable {
    /// The steps are being done.
    case running
    /// All is done and found healthy; only leger's own records are missing.
    case healthy
    /// The way back has failed.
    case stuck
  }

  /// What changes, where that is not a deployment.
  enum Kind: String, Codable, Sendable {
    /// Nothing: services are stopped and started again, with a backup in between or without.
    case restart
    /// The version of a secret.
    case rotation
  }

  /// What a deployment leaves behind, although it was only tried.
  struct Trial: Codable, Equatable, Sendable {
    /// What the names of the volumes begin with that its services make: some are known only once an instance runs.
    var prefixes: [String]
    /// The volumes that existed before.
    var existing: [String]
    /// Names of images that were built for it.
    var tags: [String]
  }

  var schema = 1
  /// The command as a user would type it.
  let command: String
  let deployment: String
  /// In seconds since 1970.
  let startedAt: Int
  let forward: Plan
  let back: Plan
  /// The generation that was installed before; nil when none was.
  let from: Int?
  /// The generation that is being installed; nil when the deployment is removed.
  let to: Int?
  /// How long services are watched.
  var limits = HealthWatch.Limits()
  var kind: Kind?
  /// Volumes that go with the deployment, once nothing leads back any more.
  var removedVolumes: [String] = []
  /// For a change that is made to see that it can be made, and then taken back: what else goes with it.
  var trial: Trial?
  /// The index of the step that is being done.
  var position = 0
  var state = State.running
}

/// Reads and writes the journal.
struct Journal: Sendable {
  let folders: DeploymentFolders
  let host: any Host
  /// The size of the largest journal, in bytes: it has two plans.
  private static let limit = 64 << 20

  init(_ folders: DeploymentFolders, on host: any Host) {
    self.folders = folders
    self.host = host
  }

  /// Returns the change that has not ended; nil when there is none.
  func open() throws(HostFailure) -> Transaction? {
    do throws(HostFailure) {
      guard let transaction = try folders.read(Transaction.self, at: folders.journal, limit: Self.limit) else {
        return nil
      }
      guard DeploymentName(transaction.deployment) != nil else { throw HostFailure.damaged(folders.journal) }
      return transaction
    } catch {
      guard error.kind == .integrity else { throw error }
      var failure = error
      failure.help = "look at what runs, then forget the interrupted change: leger recover --as-is"
      throw failure
    }
  }

  func write(_ transaction: Transaction) throws(HostFailure) {
    try folders.make(Path.parent(of: folders.journal))
    try folders.write(JSONText.encode(transaction), to: folders.journal)
  }

  func close() throws(HostFailure) { try folders.remove(folders.journal) }
}
