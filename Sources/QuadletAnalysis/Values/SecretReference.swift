/// A Podman secret for a container: `name[,type=mount|env][,target=…][,uid=…][,gid=…][,mode=…]`.
public struct SecretReference: Sendable, Equatable {
  /// How a container receives a secret.
  public enum Kind: String, Sendable, CaseIterable {
    /// As a file.
    case mount
    /// As an environment variable.
    case env
  }

  /// The name of the secret.
  public let name: Range<Int>
  /// How the container receives it; nil when systemd fills that in.
  public let kind: Kind?
  /// The path of the file or the name of the variable; nil when it is the name of the secret.
  public let target: Range<Int>?
  /// The owner of the file.
  public let uid: UInt32?
  /// The group of the file.
  public let gid: UInt32?
  /// The permissions of the file.
  public let mode: UInt32?

  static let optionNames: WordTable<6> = ["type", "target", "uid", "gid", "mode", "source"]

  /// Reads a secret.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }
}

extension SecretReference: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    var reading = SecretReading()
    var start = part.lowerBound
    var isFirst = true
    while let field = bytes.next(from: &start, until: part.upperBound, separator: UInt8(ascii: ",")) {
      if isFirst, !bytes.contains(UInt8(ascii: "="), in: field) {
        reading.name = field
      } else {
        try reading.read(field, in: bytes)
      }
      isFirst = false
    }
    guard !reading.name.isEmpty else { throw bytes.problem(part, "names no secret; write its name first") }
    if reading.kind == .env, let option = reading.fileOption {
      throw bytes.problem(option, "applies only to secrets with type=mount")
    }
    name = reading.name
    kind = reading.kind
    target = reading.target
    uid = reading.uid
    gid = reading.gid
    mode = reading.mode
  }
}

/// What has been read of a secret so far.
private struct SecretReading {
  var name = 0..<0
  var kind: SecretReference.Kind? = .mount
  var target: Range<Int>?
  var (uid, gid, mode): (UInt32?, UInt32?, UInt32?)
  var fileOption: Range<Int>?

  mutating func read(_ field: Range<Int>, in bytes: Span<UInt8>) throws(ValueProblem) {
    guard let equals = bytes.first(UInt8(ascii: "="), in: field) else {
      guard !bytes.hasSpecifier(field) else { return }
      throw bytes.problem(field, "is not an option of a secret; write option=value")
    }
    let (option, value) = (field.lowerBound..<equals, equals + 1..<field.upperBound)
    if bytes.equals(option, "type") {
      kind = try kind(value, in: bytes)
    } else if bytes.equals(option, "target") {
      target = value
    } else if bytes.equals(option, "source") {
      name = value
    } else if bytes.equals(option, "uid") || bytes.equals(option, "UID") {
      uid = try number(field, value, in: bytes)
    } else if bytes.equals(option, "gid") || bytes.equals(option, "GID") {
      gid = try number(field, value, in: bytes)
    } else if bytes.equals(option, "mode") {
      mode = try octal(field, value, in: bytes)
    } else if !bytes.hasSpecifier(option) {
      throw bytes.problem(
        option,
        "is not an option of a secret; use \(Enumeration.text(SecretReference.optionNames.strings.dropLast()))",
        replacement: Nearest.match(bytes.extracting(option), among: SecretReference.optionNames.strings)
      )
    }
  }

  private func kind(_ value: Range<Int>, in bytes: Span<UInt8>) throws(ValueProblem) -> SecretReference.Kind? {
    if bytes.equals(value, "mount") { return .mount }
    if bytes.equals(value, "env") { return .env }
    guard !bytes.hasSpecifier(value) else { return nil }
    throw bytes.problem(
      value,
      "is not a secret type; use mount or env",
      replacement: Nearest.match(bytes.extracting(value), among: ["mount", "env"])
    )
  }

  private mutating func number(
    _ field: Range<Int>,
    _ value: Range<Int>,
    in bytes: Span<UInt8>
  ) throws(ValueProblem) -> UInt32? {
    fileOption = fileOption ?? field
    guard !bytes.hasSpecifier(value) else { return nil }
    guard let number = bytes.decimal(value, as: UInt32.self) else {
      throw bytes.problem(value, "is not a numeric ID")
    }
    return number
  }

  private mutating func octal(
    _ field: Range<Int>,
    _ value: Range<Int>,
    in bytes: Span<UInt8>
  ) throws(ValueProblem) -> UInt32? {
    fileOption = fileOption ?? field
    guard !bytes.hasSpecifier(value) else { return nil }
    var number: UInt64 = 0
    var index = value.lowerBound
    while index < value.upperBound {
      guard bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "7"), number <= UInt64(UInt32.max) else {
        number = .max
        break
      }
      number = number << 3 | UInt64(bytes[index] - UInt8(ascii: "0"))
      index += 1
    }
    guard !value.isEmpty, let mode = UInt32(exactly: number) else {
      throw bytes.problem(value, "is not a file mode; write an octal number such as 0400")
    }
    return mode
  }
}
