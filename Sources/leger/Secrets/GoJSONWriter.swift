/// Writes JSON as Go's encoding/json does: compact, with `<`, `>` and `&` escaped (source: encoding/json, `encode.go`).
///
/// A builder of secret bytes, since values of secrets are written, too.
struct GoJSONWriter: ~Copyable {
  private var output = SecretBytes.Builder()
  private var needsComma = false

  /// What has been written.
  borrowing func bytes() -> SecretBytes { output.bytes() }

  /// Writes an object; the function writes its members.
  mutating func object(_ members: (inout GoJSONWriter) -> Void) { nested("{", "}", members) }

  /// Writes an array; the function writes its elements.
  mutating func array(_ elements: (inout GoJSONWriter) -> Void) { nested("[", "]", elements) }

  /// Writes the name of a member, whose value is written next.
  mutating func name(_ name: some Collection<UInt8>) {
    text(name)
    output.append(":")
    needsComma = false
  }

  mutating func name(_ literal: StaticString) {
    separate()
    output.append("\"")
    output.append(literal)
    output.append("\":")
    needsComma = false
  }

  mutating func number(_ value: some BinaryInteger) {
    separate()
    output.append(decimal: value)
  }

  mutating func literal(_ word: StaticString) {
    separate()
    output.append(word)
  }

  /// Writes bytes in base64.
  mutating func data(_ value: UnsafeRawBufferPointer) {
    separate()
    output.append("\"")
    Base64.append(value, to: &output)
    output.append("\"")
  }

  /// Writes a text, with U+FFFD for what is not UTF-8.
  mutating func text(_ value: some Collection<UInt8>) {
    separate()
    output.append("\"")
    for scalar in String(decoding: value, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\"": output.append("\\\"")
      case "\\": output.append("\\\\")
      case "\u{8}": output.append("\\b")
      case "\u{C}": output.append("\\f")
      case "\n": output.append("\\n")
      case "\r": output.append("\\r")
      case "\t": output.append("\\t")
      case "\u{0}"..<" ", "<", ">", "&", "\u{2028}", "\u{2029}":
        output.append("\\u")
        let digits = String(scalar.value, radix: 16)
        output.append(Array((String(repeating: "0", count: 4 - digits.utf8.count) + digits).utf8))
      default: output.append(Array(String(scalar).utf8))
      }
    }
    output.append("\"")
  }

  private mutating func nested(_ start: StaticString, _ end: StaticString, _ body: (inout GoJSONWriter) -> Void) {
    separate()
    output.append(start)
    needsComma = false
    body(&self)
    output.append(end)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { output.append(",") }
    needsComma = true
  }
}
