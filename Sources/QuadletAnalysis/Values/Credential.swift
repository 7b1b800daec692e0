/// Tells variables that hold a secret, by their names and by what they hold.
enum Credential {
  /// Values that say something about a secret and are none.
  private static let words: WordTable<10> = [
    "true", "false", "yes", "no", "on", "off", "none", "null", "0", "1",
  ]

  /// The name in `NAME=VALUE` when the value is a secret in plain text.
  static func name(in bytes: Span<UInt8>, _ part: Range<Int>) -> Range<Int>? {
    guard let equals = bytes.first(UInt8(ascii: "="), in: part), equals + 1 < part.upperBound else { return nil }
    let name = part.lowerBound..<equals
    let value = equals + 1..<part.upperBound
    guard CredentialName.isLikelySecret(bytes.extracting(name)) || hasPassword(bytes, value), isPlain(bytes, value)
    else { return nil }
    return name
  }

  /// `scheme://user:password@host`.
  private static func hasPassword(_ bytes: Span<UInt8>, _ value: Range<Int>) -> Bool {
    guard let at = bytes.first(UInt8(ascii: "@"), in: value),
      let colon = bytes.first(UInt8(ascii: ":"), in: value.lowerBound..<at), bytes.hasPrefix(colon..<at, "://")
    else { return false }
    let user = colon + 3..<at
    guard let separator = bytes.first(UInt8(ascii: ":"), in: user), separator + 1 < at else { return false }
    return !bytes.contains(UInt8(ascii: "/"), in: user)
  }

  /// Whether a value stands for itself: no reference, no path, no yes or no, no gap to fill in.
  private static func isPlain(_ bytes: Span<UInt8>, _ value: Range<Int>) -> Bool {
    let first = bytes[value.lowerBound]
    if first == UInt8(ascii: "/") || first == UInt8(ascii: "<") { return false }
    if bytes.isOne(value, of: words, ignoringCase: true) { return false }
    return bytes.allSatisfy(value) { $0 != UInt8(ascii: "$") && $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "{") }
  }
}
