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
    in folder: [UInt8],
    database: [UInt8],
    on host: any Host
  ) throws(HostFailure) -> StoreKey {
    let own = configured ?? Path.join(folder, Array("kek.json".utf8))
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
    if !host.isMissing(database) {
      throw HostFailure(
        .integrity,
        "the key of \(VisibleText.quoted(database)) is missing",
        details: ["looked for " + places.map(\.source).joined(separator: ", then ")],
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

  /// Gives a store a new key. Until the store is known to have it, the file has both the old and the new one, so that
  /// whatever happens in between, what is in the file opens the store.
  static func replace(_ old: StoreKey, of database: inout SecretDatabase, on host: any Host) throws(HostFailure) {
    var key = old
    key.keyset = old.keyset.adding(random: .aesGCM)
    try key.write(on: host)
    try database.rewrap(with: key.keyset)
    key.keyset = key.keyset.primaryOnly
    try key.write(on: host)
  }
}
