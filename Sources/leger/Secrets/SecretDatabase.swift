/// The file that a local store keeps its secrets in: setec's database, encrypted as a whole (`db/persist.go`).
///
///     {"Version":1,"DEK":"BASE64","DB":"BASE64"}
///
/// The DEK is a keyset that the key of the store (KEK) has encrypted; the DB is what the DEK has encrypted.
struct SecretDatabase {
  let path: [UInt8]
  /// The folder that no link leads out of.
  let root: [UInt8]
  let host: any Host
  /// The encrypted keyset, as it stands in the file.
  private var wrappedKey: [UInt8]
  private let key: Keyset
  /// What is stored.
  private(set) var table: SecretTable

  /// How large the file may become; one that is larger is not read.
  static let sizeLimit = 64 << 20

  private static let version: UInt64 = 1
  private static let keyContext = Array("setec DEK v1".utf8)
  private static let tableContext = Array("setec database v1".utf8)

  /// Opens a database, or makes one where there is none.
  init(_ path: [UInt8], within root: [UInt8], key: Keyset, on host: any Host) throws(HostFailure) {
    self.path = path
    self.root = root
    self.host = host
    guard let file = try Self.read(path, on: host) else {
      self.key = Keyset(random: .xChaCha20Poly1305)
      wrappedKey = try Self.wrap(self.key, with: key, path)
      table = SecretTable()
      try write(table)
      return
    }
    guard let parts = try? Parts(file) else { throw Self.damaged(path, "it is not what setec or leger writes") }
    guard parts.version == Self.version else {
      throw Self.damaged(path, "it is of version \(parts.version), and leger reads version \(Self.version)")
    }
    guard let unwrapped = Self.unwrap(parts.key, with: key) else {
      throw Self.damaged(path, "the key of the store does not open it")
    }
    wrappedKey = parts.key
    do throws(Keyset.Failure) { self.key = try Keyset(message: unwrapped) } catch {
      throw Self.damaged(path, "of its keyset: \(error.message)")
    }
    guard let plaintext = self.key.decrypt(parts.table, associated: Self.tableContext),
      let table = try? SecretTable(json: plaintext)
    else { throw Self.damaged(path, "what is encrypted in it has been changed") }
    self.table = table
  }

  /// Changes what is stored: on the disk first, whole or not at all.
  mutating func change<Result>(
    _ body: (inout SecretTable) throws(SecretFailure) -> Result
  ) throws(SecretFailure) -> Result {
    var changed = table
    let result = try body(&changed)
    do throws(HostFailure) { try write(changed) } catch { throw .host(error) }
    table = changed
    return result
  }

  /// Encrypts the key of the data with another key of the store.
  mutating func rewrap(with key: Keyset) throws(HostFailure) {
    let old = wrappedKey
    wrappedKey = try Self.wrap(self.key, with: key, path)
    do throws(HostFailure) { try write(table) } catch {
      wrappedKey = old
      throw error
    }
  }

  private func write(_ table: SecretTable) throws(HostFailure) {
    guard let encrypted = key.encrypt(table.json, associated: Self.tableContext) else {
      throw HostFailure(path, "cannot be encrypted")
    }
    let bytes = Parts(version: Self.version, key: wrappedKey, table: encrypted).bytes
    if bytes.count > Self.sizeLimit {
      throw HostFailure(path, "would be larger than \(ByteCount.text(Self.sizeLimit))", kind: .refused)
    }
    try host.write(bytes, to: path, within: root, mode: 0o600)
  }

  // MARK: The file

  private static func damaged(_ path: [UInt8], _ reason: String) -> HostFailure {
    HostFailure(path, reason, kind: .integrity)
  }

  /// Reads a file that is no link; nil when there is none.
  private static func read(_ path: [UInt8], on host: any Host) throws(HostFailure) -> [UInt8]? {
    if let status = try? host.status(path, followingLinks: false), status.kind != .file {
      throw damaged(path, "is no regular file")
    }
    return try host.bytes(at: path, limit: sizeLimit)
  }

  /// The message `EncryptedKeyset` with its one field, the keyset that was encrypted.
  private static func wrap(_ keyset: Keyset, with key: Keyset, _ path: [UInt8]) throws(HostFailure) -> [UInt8] {
    guard let encrypted = key.encrypt(keyset.message, associated: keyContext) else {
      throw HostFailure(path, "cannot be encrypted")
    }
    var message = ProtocolBuffer.Writer()
    message.bytes(SecretBytes(encrypted), field: 2)
    return message.bytes().array
  }

  private static func unwrap(_ message: [UInt8], with key: Keyset) -> SecretBytes? {
    guard let encrypted = ProtocolBuffer.fields(of: SecretBytes(message))?.bytes(2) else { return nil }
    return key.decrypt(encrypted.array, associated: keyContext)
  }

  /// What stands in the file.
  private struct Parts {
    var version: UInt64
    var key: [UInt8]
    var table: [UInt8]

    init(version: UInt64, key: [UInt8], table: [UInt8]) {
      (self.version, self.key, self.table) = (version, key, table)
    }

    init(_ file: [UInt8]) throws(GoJSONReader.Malformed) {
      var version: UInt64 = 0
      var key = SecretBytes([])
      var table = SecretBytes([])
      var reader = GoJSONReader(SecretBytes(file))
      try reader.object { (reader, name) throws(GoJSONReader.Malformed) in
        switch name {
        case "version": version = try reader.number() ?? 0
        case "dek": key = try reader.data() ?? key
        case "db": table = try reader.data() ?? table
        default: try reader.skip()
        }
      }
      self.init(version: version, key: key.array, table: table.array)
    }

    var bytes: [UInt8] {
      var json = GoJSONWriter()
      json.object { json in
        json.name("Version")
        json.number(version)
        json.name("DEK")
        key.withUnsafeBytes { json.data($0) }
        json.name("DB")
        table.withUnsafeBytes { json.data($0) }
      }
      return json.bytes().array
    }
  }
}
