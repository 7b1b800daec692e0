import QuadletSyntax

/// How a format escapes its special characters; in every format, invalid UTF-8 becomes U+FFFD.
struct TextEscape: Sendable {
  private var isPlain = [Bool](repeating: true, count: 128) + [Bool](repeating: false, count: 128)
  private var substitutes = [[UInt8]](repeating: [], count: 128)
  private let allowsNoncharacters: Bool
  /// Whether only JSON's special characters are special, so eight bytes can be checked at once.
  private let isJSON: Bool

  /// Creates a table of the characters to replace; `dropsControls` drops the control characters that it does not list.
  init(
    _ pairs: KeyValuePairs<Unicode.Scalar, String>,
    dropsControls: Bool = false,
    allowsNoncharacters: Bool = true,
    isJSON: Bool = false
  ) {
    self.allowsNoncharacters = allowsNoncharacters
    self.isJSON = isJSON
    if dropsControls {
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
      while isJSON, index + 8 <= text.count,
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
      if let value, allowsNoncharacters || (value != 0xFFFE && value != 0xFFFF) { continue }
      bytes.append(span: text.extracting(runStart..<index - length))
      bytes += Scalars.replacement
      runStart = index
    }
    bytes.append(span: text.extracting(runStart..<text.count))
  }

  /// Returns whether eight bytes are all ASCII, without a quote, a backslash or a control character.
  @inline(__always)
  private static func isPlain(_ word: UInt64) -> Bool {
    let special =
      ByteWord.below(0x20, word) | ByteWord.zeros(word ^ ByteWord.repeating(UInt8(ascii: "\"")))
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
    ],
    isJSON: true
  )

  /// Text and attribute values of XML 1.0, which cannot hold control characters at all.
  static let xml = TextEscape(
    [
      "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&apos;", "\n": "&#10;", "\r": "&#13;",
      "\t": "&#9;",
    ],
    dropsControls: true,
    allowsNoncharacters: false
  )

  /// The message of a GitHub workflow command.
  static let workflowMessage = TextEscape(["%": "%25", "\r": "%0D", "\n": "%0A"])

  /// A property of a GitHub workflow command.
  static let workflowProperty = TextEscape(["%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"])
}
