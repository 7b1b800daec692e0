import Testing

@testable import leger

/// One notion of what people can see, in every spelling.
struct VisibleTextTests {
  private static let hidden: [UInt32] = [
    0x00, 0x07, 0x0D, 0x1B, 0x7F, 0x80, 0x85, 0x9B, 0xA0, 0xAD, 0x034F, 0x061C, 0x115F, 0x1680, 0x17B4, 0x180E, 0x2003,
    0x200B, 0x200D, 0x200E, 0x2028, 0x202E, 0x202F, 0x2060, 0x2066, 0x2800, 0x3000, 0x3164, 0xFE0F, 0xFEFF, 0xFFA0,
    0xFFF9, 0xFFFE, 0x1D173, 0x1FFFF, 0xE0001, 0xE0100,
  ]
  private static let visible: [UInt32] = [
    0x20, 0x41, 0x7E, 0xA1, 0xC4, 0x0301, 0x05D0, 0x0627, 0x2014, 0x4E2D, 0xAC00, 0xE000, 0xFFFD, 0x1F600,
  ]

  private func bytes(_ value: UInt32) -> [UInt8] {
    Unicode.Scalar(value).map { Array(String($0).utf8) } ?? []
  }

  @Test(arguments: hidden) func `what cannot be seen is spelled out everywhere`(value: UInt32) {
    #expect(!VisibleText.isVisible(value))
    let text = bytes(value)
    let spellings = [
      Array(VisibleText.string(text).utf8), VisibleText.path(text), Array(VisibleText.quoted(text).utf8),
    ]
    for spelling in spellings { #expect(!spelling.contains(subsequence: text), "U+\(String(value, radix: 16))") }
    for escape in [TextEscape.json, .xml] {
      var escaped: [UInt8] = []
      escape.append(text.span, to: &escaped)
      #expect(!escaped.contains(subsequence: text))
    }
  }

  @Test(arguments: [0x00, 0x07, 0x0D, 0x1B, 0x7F, 0x85, 0x9B, 0x061C, 0x200E, 0x2028, 0x202E, 0x2066] as [UInt32])
  func `the last door lets nothing pass that is obeyed`(value: UInt32) {
    #expect(!VisibleText.lines(bytes(value), keepingStyle: true).contains(subsequence: bytes(value)))
  }

  @Test(arguments: visible) func `what can be seen stays as it is`(value: UInt32) {
    #expect(VisibleText.isVisible(value))
    let text = bytes(value)
    #expect(Array(VisibleText.string(text).utf8) == text)
    #expect(VisibleText.path(text) == text)
    #expect(VisibleText.lines(text, keepingStyle: false) == text)
    for escape in [TextEscape.json, .xml] {
      var escaped: [UInt8] = []
      escape.append(text.span, to: &escaped)
      #expect(escaped == text)
    }
  }

  @Test(arguments: [
    ("::error::x", "\\::error::x"), ("a\n  ##[group]x\nb", "a\n  \\##[group]x\nb"), ("##vso[x]", "\\##vso[x]"),
    ("a\r\t::x", "a\r\t\\::x"), ("## a\na ::x\n: :\n#: ##[x]", "## a\na ::x\n: :\n#: ##[x]"), ("", ""), ("::", "\\::"),
  ])
  func `no line begins with a command for a CI system`(text: String, shown: String) {
    #expect(String(decoding: VisibleText.withoutCommands(Array(text.utf8)), as: UTF8.self) == shown)
  }

  @Test(arguments: ["::error::x.pod", "##[error]x.pod", "##vso[x].pod"])
  func `a path that a CI system would obey is quoted`(path: String) {
    #expect(VisibleText.path(Array(path.utf8)) == Array("\"\(path)\"".utf8))
    #expect(VisibleText.path(Array("./\(path)".utf8)) == Array("./\(path)".utf8))
  }

  @Test func `each place has its spelling`() {
    let text = Array("a\n\u{1B}\u{9B}\u{202E}".utf8) + [0xFF]
    #expect(VisibleText.string(text) == "a␊␛�<U+202E>�")
    #expect(VisibleText.quoted(text) == #""a\x0A\x1B\xC2\x9B<U+202E>\xFF""#)
    #expect(String(decoding: VisibleText.path(text), as: UTF8.self) == #""a\012\033\302\233\342\200\256\377""#)
    #expect(String(decoding: VisibleText.path(Array("a\"b\\c".utf8)), as: UTF8.self) == #""a\"b\\c""#)
    var json: [UInt8] = []
    TextEscape.json.append(Array("\u{7F}\u{9B}\u{202E}\u{E0001}12345678\u{7F}".utf8).span, to: &json)
    #expect(String(decoding: json, as: UTF8.self) == #"\u007f\u009B\u202E\uDB40\uDC0112345678\u007f"#)
    var xml: [UInt8] = []
    TextEscape.xml.append(Array("\u{7F}\u{9B}\u{202E}\u{FFFE}\u{01}".utf8).span, to: &xml)
    #expect(String(decoding: xml, as: UTF8.self) == "&#x7F;&#x9B;&#x202E;�")
  }

  @Test func `colours stay where they are wanted, and only they`() {
    let text = Array("\u{1B}[31mred\u{1B}[0m\tx\n\u{1B}[2J\u{1B}]0;t\u{07}\r\n".utf8)
    let kept = VisibleText.lines(text, keepingStyle: true)
    #expect(String(decoding: kept, as: UTF8.self) == "\u{1B}[31mred\u{1B}[0m\tx\n␛[2J␛]0;t␇␍\n")
    #expect(!VisibleText.lines(text, keepingStyle: false).contains(0x1B))
  }

  @Test func `a tab is layout in a line, and in no other place`() {
    var bytes: [UInt8] = []
    VisibleText.appendLine(Array("\ta\t\tb\n\t".utf8).span, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == "\ta\t\tb␊\t")
    #expect(VisibleText.string([0x09]) == "␉")
  }
}

extension [UInt8] {
  fileprivate func contains(subsequence other: [UInt8]) -> Bool {
    indices.contains { self[$0...].starts(with: other) }
  }
}
