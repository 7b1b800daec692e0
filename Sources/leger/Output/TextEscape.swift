import QuadletSyntax

/// How a format escapes its special characters; in every format, invalid UTF-8 becomes U+FFFD.
struct TextEscape: Sendable {
  private var isPlain = [Bool](repeating: true, count: 128) + [Bool](repeating: false, count: 128)
  private var substitutes = [[UInt8]](repeating: [], count: 128)
  private let format: Format

  /// How characters that are not visible are written.
  enum Format: Sendable {
    /// `\uXXXX`. Only few other characters are special, so eight bytes can be checked at once.
    case json
    /// `&#xXXXX;`, where XML 1.0 has the character at all.
    case xml
    /// They are not in the text, which has been made visible.
    case workflow
  }

  /// Creates a table of the characters to replace.
  init(_ pairs: KeyValuePairs<Unicode.Scalar, String>, _ format: Format) {
    self.format = format
    if format == .xml {
      for control in 0..<0x20 { isPlain[control] = false }
    }
    for (character, substitute) in pairs where character.value < 0x80 {
      isPlain[Int(character.value)] = false
      substitutes[Int(character.value)] = Array(substitute.utf8)
    }
  }

  /// Appends a text, escaped for the format.
  func append(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
    let isPlain = isPlain.span
    var runStart = 0
    var index = 0
    while index < text.count {
      while format == .json, index + 8 <= text.count,
        Self.isPlain(text.word(at: index))
      {
        index += 8
      }
      while index < text.count, isPlain[Int(text[index])] { index += 1 }
      if index == text.count { break }
      let byte = text[index]
      if byte < 0x80 {
        bytes.append(span: text.extracting(runStart..<index))
        bytes += substitutes[Int(byte)]
        index += 1
        runStart = index
        continue
      }
      let (value, length) = Scalars.next(in: text, at: index)
      index += length
      if let value, VisibleText.isVisible(value) { continue }
      bytes.append(span: text.extracting(runStart..<index - length))
      append(hidden: value, to: &bytes)
      runStart = index
    }
    bytes.append(span: text.extracting(runStart..<text.count))
  }

  /// Appends what stands for a scalar that is not visible, or for invalid UTF-8.
  private func append(hidden value: UInt32?, to bytes: inout [UInt8]) {
    switch (format, value) {
    case (.json, let value?) where value > 0xFFFF:
      // As two surrogates (RFC 8259, 7).
      for unit in [0xD7C0 + value >> 10, 0xDC00 + value & 0x3FF] { append(unit: unit, to: &bytes) }
    case (.json, let value?): append(unit: value, to: &bytes)
    case (.xml, let value?) where value != 0xFFFE && value != 0xFFFF:
      bytes.append(text: "&#x")
      bytes.append(hexadecimal: UInt64(value), width: 1)
      bytes.append(UInt8(ascii: ";"))
    default: bytes += Scalars.replacement
    }
  }

  private func append(unit: UInt32, to bytes: inout [UInt8]) {
    bytes.append(text: "\\u")
    bytes.append(hexadecimal: UInt64(unit), width: 4)
  }

  /// Returns whether eight bytes are all ASCII, without a quote, a backslash or a control character.
  @inline(__always)
  private static func isPlain(_ word: UInt64) -> Bool {
    let special =
      ByteWord.below(0x20, word) | ByteWord.zeros(word ^ ByteWord.repeating(UInt8(ascii: "\"")))
      | ByteWord.zeros(word ^ ByteWord.repeating(0x7F))
      | ByteWord.zeros(word ^ ByteWord.repeating(UInt8(ascii: "\\"))) | word & ByteWord.highs
    return special == 0
  }

  /// The inside of a JSON string (RFC 8259).
  static let json = TextEscape(
    [
      "\"": "\\\"", "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t",
      "\u{00}": "\\u0000", "\u{01}": "\\u0001", "\u{02}": "\\u0002", "\u{03}": "\\u0003", "\u{04}": "\\u0004",
      "\u{05}": "\\u0005", "\u{06}": "\\u0006", "\u{07}": "\\u0007", "\u{08}": "\\b", "\u{0B}": "\\u000b",
      "\u{0C}": "\\f", "\u{0E}": "\\u000e", "\u{0F}": "\\u000f", "\u{10}": "\\u0010", "\u{11}": "\\u0011",
      "\u{12}": "\\u0012", "\u{13}": "\\u0013", "\u{14}": "\\u0014", "\u{15}": "\\u0015", "\u{16}": "\\u0016",
      "\u{17}": "\\u0017", "\u{18}": "\\u0018", "\u{19}": "\\u0019", "\u{1A}": "\\u001a", "\u{1B}": "\\u001b",
      "\u{1C}": "\\u001c", "\u{1D}": "\\u001d", "\u{1E}": "\\u001e", "\u{1F}": "\\u001f",
      "\u{7F}": "\\u007f",
    ],
    .json
  )

  /// Text and attribute values of XML 1.0, which cannot hold control characters at all.
  static let xml = TextEscape(
    [
      "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&apos;", "\n": "&#10;", "\r": "&#13;",
      "\t": "&#9;", "\u{7F}": "&#x7F;",
    ],
    .xml
  )

  /// The message of a GitHub workflow command.
  static let workflowMessage = TextEscape(["%": "%25", "\r": "%0D", "\n": "%0A"], .workflow)

  /// A property of a GitHub workflow command.
  static let workflowProperty = TextEscape(["%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"], .workflow)
}
