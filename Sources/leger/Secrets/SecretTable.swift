/// The name of a secret in a store: any bytes of UTF-8. A slash is only a convention.
struct SecretName: Hashable, Comparable, Sendable {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }
  init(_ text: String) { bytes = Array(text.utf8) }

  /// Whether setec keeps names like it for itself.
  var isInternal: Bool { bytes.starts(with: "_internal/".utf8) }

  /// Whether it is of some use to people: text without control characters.
  var isPrintable: Bool {
    guard let text = String(validating: bytes, as: UTF8.self), !text.isEmpty else { return false }
    return text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
  }

  static func < (one: SecretName, other: SecretName) -> Bool {
    one.bytes.lexicographicallyPrecedes(other.bytes)
  }
}

extension SecretName: CustomStringConvertible {
  /// For people: what a terminal would obey is made visible.
  var description: String { VisibleText.string(bytes) }
}

/// A secret as a store tells it, without its values.
struct SecretInfo: Equatable, Sendable {
  var name: SecretName
  /// In ascending order.
  var versions: [UInt32]
  var activeVersion: UInt32
}

/// One value of a secret.
struct SecretValue: Sendable {
  var bytes: SecretBytes
  var version: UInt32
}

/// Why a store did not do what it was asked for; each is an answer of setec's protocol.
enum SecretFailure: Error, Equatable {
  case notFound
  case notAllowed
  /// A conditional get: the active version is the one that the caller has.
  case notChanged
  /// The version exists, or has existed.
  case versionTaken
  /// Version 0 where a version must be chosen.
  case noVersion
  /// Whatever else; the text is for the log of the server.
  case other(String)
  /// The store was not reached.
  case host(HostFailure)
}

/// All secrets of a store, and what each operation does to them: setec's semantics (`db/kv.go`), quirks included.
struct SecretTable: Sendable {
  struct Secret: Sendable {
    var versions: [UInt32: SecretBytes] = [:]
    var active: UInt32
    /// The highest version that has ever been.
    var latest: UInt32
    /// Versions that have been deleted, which no new one may be called.
    var deleted: Set<UInt32> = []
  }

  var secrets: [SecretName: Secret] = [:]

  /// Every secret, sorted by name.
  var infos: [SecretInfo] { secrets.keys.sorted().compactMap { try? info($0) } }

  func info(_ name: SecretName) throws(SecretFailure) -> SecretInfo {
    let secret = try secret(name)
    return SecretInfo(name: name, versions: secret.versions.keys.sorted(), activeVersion: secret.active)
  }

  /// Returns a version; 0 is the active one.
  func value(_ name: SecretName, version: UInt32 = 0) throws(SecretFailure) -> SecretValue {
    let secret = try secret(name)
    let version = version == 0 ? secret.active : version
    guard let bytes = secret.versions[version] else { throw .notFound }
    return SecretValue(bytes: bytes, version: version)
  }

  /// Returns the active version; throws `notChanged` when it is the one that the caller knows.
  func value(_ name: SecretName, unlessActive known: UInt32) throws(SecretFailure) -> SecretValue {
    let value = try value(name)
    if value.version == known { throw .notChanged }
    return value
  }

  /// Adds a version and returns it; only the first one becomes active. The value of the latest version again adds none.
  ///
  /// Unlike setec, an empty value after the deletion of the latest version is a new one: setec answers with the number of the
  /// deleted version, and drops the value.
  mutating func put(_ name: SecretName, _ value: SecretBytes) throws(SecretFailure) -> UInt32 {
    try check(name)
    guard var secret = secrets[name] else {
      secrets[name] = Secret(versions: [1: value], active: 1, latest: 1)
      return 1
    }
    if let latest = secret.versions[secret.latest], latest == value { return secret.latest }
    let (version, isTooLarge) = secret.latest.addingReportingOverflow(1)
    if isTooLarge { throw .other("there is no version after \(secret.latest)") }
    secret.versions[version] = value
    secret.latest = version
    secrets[name] = secret
    return version
  }

  /// Adds a version of a given number, and makes it the active one.
  mutating func create(_ name: SecretName, version: UInt32, _ value: SecretBytes) throws(SecretFailure) {
    if name.bytes.isEmpty { throw .other("a secret needs a name") }
    if version == 0 { throw .noVersion }
    guard var secret = secrets[name] else {
      secrets[name] = Secret(versions: [version: value], active: version, latest: version)
      return
    }
    if secret.versions[version] != nil || secret.deleted.contains(version) { throw .versionTaken }
    secret.versions[version] = value
    secret.active = version
    secret.latest = max(secret.latest, version)
    secrets[name] = secret
  }

  mutating func activate(_ name: SecretName, version: UInt32) throws(SecretFailure) {
    try check(name)
    if version == 0 { throw .other("a version to activate is missing") }
    guard try secret(name).versions[version] != nil else { throw .notFound }
    secrets[name]?.active = version
  }

  /// Deletes a secret; one that does not exist is none the less deleted.
  mutating func delete(_ name: SecretName) throws(SecretFailure) {
    if name.isInternal { throw .other("the name is reserved") }
    secrets[name] = nil
  }

  /// Deletes a version, which must not be the active one.
  mutating func delete(_ name: SecretName, version: UInt32) throws(SecretFailure) {
    if name.isInternal { throw .other("the name is reserved") }
    let secret = try secret(name)
    if version == 0 { throw .other("a version to delete is missing") }
    if version == secret.active { throw .other("version \(version) is active") }
    guard secret.versions[version] != nil else { throw .notFound }
    secrets[name]?.versions[version] = nil
    secrets[name]?.deleted.insert(version)
  }

  private func secret(_ name: SecretName) throws(SecretFailure) -> Secret {
    guard let secret = secrets[name] else { throw .notFound }
    return secret
  }

  private func check(_ name: SecretName) throws(SecretFailure) {
    if name.bytes.isEmpty { throw .other("a secret needs a name") }
    if name.isInternal { throw .other("the name is reserved") }
  }
}

extension SecretTable {
  /// Reads what `json` writes.
  init(json: SecretBytes) throws(GoJSONReader.Malformed) {
    var secrets: [SecretName: Secret] = [:]
    var reader = GoJSONReader(json)
    try reader.object { (reader, name) throws(GoJSONReader.Malformed) in
      guard name == "secrets" else { return try reader.skip() }
      try reader.dictionary { (reader, name) throws(GoJSONReader.Malformed) in
        secrets[SecretName(name)] = try Self.secret(&reader)
      }
    }
    self.secrets = secrets
  }

  private static func secret(_ reader: inout GoJSONReader) throws(GoJSONReader.Malformed) -> Secret {
    var secret = Secret(active: 0, latest: 0)
    let version = { (text: [UInt8]) throws(GoJSONReader.Malformed) in
      guard let number = UInt32(String(decoding: text, as: UTF8.self)) else { throw GoJSONReader.Malformed() }
      return number
    }
    try reader.object { (reader, name) throws(GoJSONReader.Malformed) in
      switch name {
      case "versions":
        try reader.dictionary { (reader, name) throws(GoJSONReader.Malformed) in
          secret.versions[try version(name)] = try reader.data() ?? SecretBytes([])
        }
      case "activeversion": secret.active = try reader.version() ?? 0
      case "latestversion": secret.latest = try reader.version() ?? 0
      case "deletedversions":
        try reader.dictionary { (reader, name) throws(GoJSONReader.Malformed) in
          if try reader.flag() == true { secret.deleted.insert(try version(name)) }
        }
      default: try reader.skip()
      }
    }
    return secret
  }

  /// The table as setec's database has it, before it is encrypted.
  var json: SecretBytes {
    var json = GoJSONWriter()
    json.object { json in
      json.name("Secrets")
      json.object { json in
        for (name, secret) in secrets.sorted(by: { $0.key < $1.key }) {
          json.name(name.bytes)
          json.object { secret.write(to: &$0) }
        }
      }
    }
    return json.bytes()
  }
}

extension SecretTable.Secret {
  fileprivate func write(to json: inout GoJSONWriter) {
    json.name("Versions")
    json.object { json in
      for (version, value) in versions.sorted(by: { $0.key < $1.key }) {
        json.name(String(version).utf8)
        value.withBytes { json.data($0) }
      }
    }
    json.name("ActiveVersion")
    json.number(active)
    json.name("LatestVersion")
    json.number(latest)
    json.name("DeletedVersions")
    if deleted.isEmpty { return json.literal("null") }
    json.object { json in
      for version in deleted.sorted() {
        json.name(String(version).utf8)
        json.literal("true")
      }
    }
  }
}
