/// The key of a local store, and where it lies.
///
/// A key beside the data protects the data only where the folder is copied without it. One that systemd hands over as a
/// credential can be bound to the machine (`systemd-creds encrypt`).
struct StoreKey {
  var keyset: Keyset
  /// Where it came from, in words.
  var source: String
  /// The file that has it; nil for a credential, which leger cannot change.
  var file: [UInt8]?
  /// Whether it was made just now.
  var isNew = false

  private static let limit = 1 << 20
  private static let credential = "legerd-kek"

  /// Finds the key, or makes one for a store that does not exist yet: the credential of systemd, else the file that the
  /// configuration names, else one beside the store.
  static func find(
    _ configured: [UInt8]?,
    _ folders: DaemonFolders,
    on host: any Host
  ) throws(HostFailure) -> StoreKey {
    let own = configured ?? Path.join(folders.keys, Array("kek.json".utf8))
    var places = [(path: own, source: VisibleText.quoted(own), isFile: true)]
    if let credentials = host.variable("CREDENTIALS_DIRECTORY"), credentials.first == UInt8(ascii: "/") {
      let path = Path.join(credentials, Array(credential.utf8))
      places.insert((path, "the credential \(credential)", false), at: 0)
    }
    for place in places {
      guard var bytes = try host.bytes(at: place.path, limit: limit) else { continue }
      do throws(Keyset.Failure) {
        return StoreKey(
          keyset: try Keyset(json: SecretBytes(erasing: &bytes)),
          source: place.source,
          file: place.isFile ? place.path : nil
        )
      } catch {
        throw HostFailure(.integrity, "\(place.source) is not the key of a store: \(error.message)")
      }
    }
    if !host.isMissing(folders.database) {
      throw HostFailure(
        .integrity,
        "the key of \(VisibleText.quoted(folders.database)) is missing",
        details: ["looked for " + places.map(\.source).joined(separator: ", then ")]
          + StoreKeyRecord.details(folders, on: host),
        help: "bring the key back from where you keep a copy; without it nobody can read the secrets"
      )
    }
    let keyset = Keyset(random: .aesGCM)
    try host.makeFolders(Path.parent(of: own), mode: 0o700)
    let key = StoreKey(keyset: keyset, source: VisibleText.quoted(own), file: own, isNew: true)
    try key.write(on: host)
    return key
  }

  private func write(on host: any Host) throws(HostFailure) {
    guard let file else { return }
    try host.write(keyset.json.array, to: file, within: Path.parent(of: file), mode: 0o600)
  }

  /// Records that this key has opened the store, and tells when it came from elsewhere before.
  func record(_ folders: DaemonFolders, on host: any Host, _ report: (String) -> Void) {
    let new = StoreKeyRecord(source: source, identifier: keyset.primaryIdentifier)
    let old = StoreKeyRecord.read(folders, on: host)
    if old == new { return }
    if let old, old.source != source { report("the key of the store is now \(source), and was \(old.source)") }
    do throws(HostFailure) {
      try host.write(JSONText.encode(new), to: folders.keyRecord, within: folders.state, mode: 0o600)
    } catch {
      // The store can be served without it.
      report(error.message)
    }
  }

  /// Gives a store a new key. Until the store is known to have it, the file has both the old and the new one, so that
  /// whatever happens in between, what is in the file opens the store.
  static func replace(_ key: inout StoreKey, of database: inout SecretDatabase, on host: any Host) throws(HostFailure) {
    key.keyset = key.keyset.adding(random: .aesGCM)
    try key.write(on: host)
    try database.rewrap(with: key.keyset)
    key.keyset = key.keyset.primaryOnly
    try key.write(on: host)
  }
}

/// Which key has opened a store last, so that one that is missing can be named.
struct StoreKeyRecord: Codable, Equatable {
  /// Where the key came from, in words.
  var source: String
  /// The number of the key in its keyset.
  var identifier: UInt32

  private static let limit = 1 << 16

  /// Reads the record of a store; nil when there is none that can be read.
  static func read(_ folders: DaemonFolders, on host: any Host) -> StoreKeyRecord? {
    (try? host.record(StoreKeyRecord.self, at: folders.keyRecord, limit: limit)) ?? nil
  }

  /// What to say beside a failure to open the store.
  static func details(_ folders: DaemonFolders, on host: any Host) -> [String] {
    read(folders, on: host).map { ["it was last opened with \($0.source), key \($0.identifier)"] } ?? []
  }
}
