/// Tells variables that hold a secret, by their names and by what they hold.
enum Credential {
  /// Values that say something about a secret and are none.
  private static let words: WordTable<10> = [
    "true", "false", "yes", "no", "on", "off", "none", "null", "0", "1",
  ]

  /// Whether a value is no secret, whatever its name: a path, a gap to fill in, a reference, yes or no.
  static func isNoSecret(_ bytes: Span<UInt8>, _ value: Range<Int>) -> Bool {
    if value.isEmpty || bytes.isOne(value, of: words, ignoringCase: true) { return true }
    return switch bytes[value.lowerBound] {
    case UInt8(ascii: "/"), UInt8(ascii: "<"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "{"): true
    default: false
    }
  }

  /// The name in `NAME=VALUE` when the value is a secret in plain text.
  static func name(in bytes: Span<UInt8>, _ part: Range<Int>) -> Range<Int>? {
    guard let equals = bytes.first(UInt8(ascii: "="), in: part), equals + 1 < part.upperBound else { return nil }
    let name = part.lowerBound..<equals
    let value = equals + 1..<part.upperBound
    guard CredentialName.isLikelySecret(bytes.extracting(name)) || hasPassword(bytes, value), isPlain(bytes, value)
    else { return nil }
    return name
  }

  private static func hasPassword(_ bytes: Span<UInt8>, _ value: Range<Int>) -> Bool {
    guard let colon = bytes.first(UInt8(ascii: ":"), in: value) else { return false }
    return password(in: bytes, colon..<value.upperBound) != nil
  }

  /// The password in `://user:password@host`, with which a part begins.
  static func password(in bytes: Span<UInt8>, _ part: Range<Int>) -> Range<Int>? {
    guard bytes.hasPrefix(part, "://") else { return nil }
    let user = part.lowerBound + 3
    let end = bytes.first(in: user..<part.upperBound) { $0 == UInt8(ascii: "/") || $0.isBlank } ?? part.upperBound
    guard let at = bytes.last(UInt8(ascii: "@"), in: user..<end),
      let separator = bytes.first(UInt8(ascii: ":"), in: user..<at), separator + 1 < at
    else { return nil }
    return separator + 1..<at
  }

  /// Whether a value stands for itself, without a reference anywhere.
  private static func isPlain(_ bytes: Span<UInt8>, _ value: Range<Int>) -> Bool {
    if isNoSecret(bytes, value) { return false }
    return bytes.allSatisfy(value) { $0 != UInt8(ascii: "$") && $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "{") }
  }
}
