/// Keys as Google's Tink keeps them: several, of which one encrypts, and each decrypts what it has encrypted.
///
/// Sources: tink.proto, aes_gcm.proto, chacha20_poly1305.proto and xchacha20_poly1305.proto of Tink 1.7, and what Tink for
/// Python does with them.
struct Keyset: Sendable {
  /// Why bytes are no keyset that can be used.
  struct Failure: Error {
    let message: String
  }

  /// How a ciphertext names its key (`OutputPrefixType`).
  enum Prefix: UInt64, Sendable, CaseIterable {
    case tink = 1
    case legacy = 2
    case raw = 3
    case crunchy = 4

    /// The name in JSON.
    var name: String {
      switch self {
      case .tink: "TINK"
      case .legacy: "LEGACY"
      case .raw: "RAW"
      case .crunchy: "CRUNCHY"
      }
    }
  }

  struct Key: Sendable {
    var identifier: UInt32
    var prefix: Prefix
    var aead: AEAD

    /// The bytes that stand before what this key has encrypted.
    fileprivate var prefixBytes: [UInt8] {
      let number = (0..<4).map { UInt8(truncatingIfNeeded: identifier >> UInt32(24 - 8 * $0)) }
      return prefix == .raw ? [] : [prefix == .tink ? 1 : 0] + number
    }
  }

  /// Those that are enabled.
  private let keys: [Key]
  /// The one that encrypts.
  private let primary: Key

  init(primary identifier: UInt32, keys: [Key]) throws(Failure) {
    guard let primary = keys.first(where: { $0.identifier == identifier }) else {
      throw Failure(message: "its primary key is missing or not enabled")
    }
    self.keys = keys
    self.primary = primary
  }

  /// Makes a keyset with one random key.
  init(random algorithm: AEAD.Algorithm) {
    primary = Key(
      identifier: .random(in: 1 ... .max),
      prefix: .tink,
      aead: AEAD(random: algorithm)
    )
    keys = [primary]
  }

  private init(primary: Key, keys: [Key]) { (self.primary, self.keys) = (primary, keys) }

  /// The same keys and a new random one, which encrypts from now on.
  func adding(random algorithm: AEAD.Algorithm) -> Keyset {
    let new = Keyset(random: algorithm).primary
    return Keyset(primary: new, keys: keys.filter { $0.identifier != new.identifier } + [new])
  }

  /// The number of the key that encrypts.
  var primaryIdentifier: UInt32 { primary.identifier }

  /// The key that encrypts alone.
  var primaryOnly: Keyset { Keyset(primary: primary, keys: [primary]) }

  /// Encrypts with the primary key; nil only without memory.
  func encrypt(_ plaintext: SecretBytes, associated: [UInt8]) -> [UInt8]? {
    primary.aead.seal(plaintext, associated: associated).map { primary.prefixBytes + $0 }
  }

  /// Decrypts with the key that the ciphertext names, else with those that leave no name; nil when none fits.
  func decrypt(_ ciphertext: [UInt8], associated: [UInt8]) -> SecretBytes? {
    for key in keys.filter({ $0.prefix != .raw }) + keys.filter({ $0.prefix == .raw }) {
      let prefix = key.prefixBytes
      guard ciphertext.starts(with: prefix) else { continue }
      if let plaintext = key.aead.open(ciphertext.dropFirst(prefix.count), associated: associated) { return plaintext }
    }
    return nil
  }
}

// MARK: As Tink stores it

extension Keyset {
  /// The kinds of keys: name of the message, and the number of the field that has the key.
  private static let kinds: [(algorithm: AEAD.Algorithm, message: String, field: UInt64)] = [
    (.aesGCM, "AesGcmKey", 3), (.chaCha20Poly1305, "ChaCha20Poly1305Key", 2),
    (.xChaCha20Poly1305, "XChaCha20Poly1305Key", 3),
  ]

  private static let typePrefix = "type.googleapis.com/google.crypto.tink."

  /// Of the fields of `Keyset.Key.status` and `KeyData.key_material_type`.
  private static let enabled: UInt64 = 1
  private static let symmetric: UInt64 = 1

  private static func aead(_ type: String, _ value: SecretBytes) throws(Failure) -> AEAD {
    guard let kind = kinds.first(where: { typePrefix + $0.message == type }) else {
      throw Failure(message: "it has a key of the type \(VisibleText.quoted(Array(type.utf8))), which is none for AEAD")
    }
    guard let fields = ProtocolBuffer.fields(of: value), fields.number(1) == 0,
      let key = fields.bytes(kind.field).flatMap({ AEAD(kind.algorithm, key: $0) })
    else { throw Failure(message: "a key of it is damaged") }
    return key
  }

  /// Reads the message `Keyset`.
  init(message: SecretBytes) throws(Failure) {
    guard let fields = ProtocolBuffer.fields(of: message), let primary = UInt32(exactly: fields.number(1)) else {
      throw Failure(message: "it is damaged")
    }
    var keys: [Key] = []
    for bytes in fields.all(2) {
      guard let fields = ProtocolBuffer.fields(of: bytes),
        let data = fields.bytes(1).flatMap(ProtocolBuffer.fields(of:)), let type = data.bytes(1)?.array,
        let identifier = UInt32(exactly: fields.number(3)), let prefix = Prefix(rawValue: fields.number(4))
      else { throw Failure(message: "a key of it is damaged") }
      // What is destroyed has no value any more.
      guard fields.number(2) == Self.enabled else { continue }
      let value = data.bytes(2) ?? SecretBytes([])
      let aead = try Self.aead(String(decoding: type, as: UTF8.self), value)
      keys.append(Key(identifier: identifier, prefix: prefix, aead: aead))
    }
    try self.init(primary: primary, keys: keys)
  }

  /// The message `Keyset`.
  var message: SecretBytes {
    var output = ProtocolBuffer.Writer()
    output.number(UInt64(primary.identifier), field: 1)
    for key in keys {
      guard let (type, value) = Self.typed(key.aead) else { continue }
      var data = ProtocolBuffer.Writer()
      data.bytes(SecretBytes(type.utf8), field: 1)
      data.bytes(value, field: 2)
      data.number(Self.symmetric, field: 3)
      var message = ProtocolBuffer.Writer()
      message.bytes(data.bytes(), field: 1)
      message.number(Self.enabled, field: 2)
      message.number(UInt64(key.identifier), field: 3)
      message.number(key.prefix.rawValue, field: 4)
      output.bytes(message.bytes(), field: 2)
    }
    return output.bytes()
  }

  /// The type and the message of a key.
  private static func typed(_ aead: AEAD) -> (String, SecretBytes)? {
    guard let kind = kinds.first(where: { $0.algorithm == aead.algorithm }) else { return nil }
    var value = ProtocolBuffer.Writer()
    value.bytes(aead.key, field: kind.field)
    return (typePrefix + kind.message, value.bytes())
  }

  /// Reads a keyset in JSON, as Tink writes one that is not encrypted.
  init(json: SecretBytes) throws(Failure) {
    var primary: UInt64?
    var keys: [Key] = []
    do throws(GoJSONReader.Malformed) {
      var reader = GoJSONReader(json)
      try reader.object { (reader, name) throws(GoJSONReader.Malformed) in
        switch name {
        case "primarykeyid": primary = try reader.number()
        case "key":
          try reader.array { (reader) throws(GoJSONReader.Malformed) in
            if let key = try Self.key(&reader) { keys.append(key) }
          }
        default: try reader.skip()
        }
      }
    } catch {
      throw Failure(message: "it is no keyset in JSON, as Tink writes it")
    }
    guard let primary = primary.flatMap(UInt32.init(exactly:)) else {
      throw Failure(message: "it names no primary key")
    }
    try self.init(primary: primary, keys: keys)
  }

  /// Reads one key; nil when it cannot be used, as one that is disabled.
  private static func key(_ reader: inout GoJSONReader) throws(GoJSONReader.Malformed) -> Key? {
    var identifier: UInt64?
    var status = ""
    var prefix = ""
    var type = ""
    var value: SecretBytes?
    try reader.object { (reader, name) throws(GoJSONReader.Malformed) in
      switch name {
      case "keyid": identifier = try reader.number()
      case "status": status = String(decoding: try reader.text() ?? [], as: UTF8.self)
      case "outputprefixtype": prefix = String(decoding: try reader.text() ?? [], as: UTF8.self)
      case "keydata":
        try reader.object { (reader, name) throws(GoJSONReader.Malformed) in
          switch name {
          case "typeurl": type = String(decoding: try reader.text() ?? [], as: UTF8.self)
          case "value": value = try reader.data()
          default: try reader.skip()
          }
        }
      default: try reader.skip()
      }
    }
    guard status == "ENABLED" else { return nil }
    guard let identifier = identifier.flatMap(UInt32.init(exactly:)),
      let prefix = Prefix.allCases.first(where: { $0.name == prefix }), let value, let aead = try? aead(type, value)
    else { throw GoJSONReader.Malformed() }
    return Key(identifier: identifier, prefix: prefix, aead: aead)
  }

  /// The keyset in JSON.
  var json: SecretBytes {
    var json = GoJSONWriter()
    json.object { json in
      json.name("primaryKeyId")
      json.number(primary.identifier)
      json.name("key")
      json.array { json in
        for key in keys {
          guard let (type, value) = Self.typed(key.aead) else { continue }
          json.object { json in
            json.name("keyData")
            json.object { json in
              json.name("typeUrl")
              json.text(type.utf8)
              json.name("value")
              value.withBytes { json.data($0) }
              json.name("keyMaterialType")
              json.text("SYMMETRIC".utf8)
            }
            json.name("status")
            json.text("ENABLED".utf8)
            json.name("keyId")
            json.number(key.identifier)
            json.name("outputPrefixType")
            json.text(key.prefix.name.utf8)
          }
        }
      }
    }
    return json.bytes()
  }
}
