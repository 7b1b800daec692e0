import QuadletSyntax
import TestSupport
import Testing

/// Values split into words in both styles.
@Suite("Words")
struct WordsTests {
  /// A value and its words.
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let words: [String]
    let outcome: Words.Outcome

    init(_ text: String, _ words: [String], _ outcome: Words.Outcome = .complete) {
      self.text = text
      self.words = words
      self.outcome = outcome
    }

    var testDescription: String { escape(text.utf8) }
  }

  /// Values that both styles read the same way.
  static let both: [Case] = [
    Case("", []), Case(" \t ", []), Case("a", ["a"]), Case(" a  b\tc\rd\ne ", ["a", "b", "c", "d", "e"]),
    Case("a\u{0B}b\u{0C}c", ["a\u{0B}b\u{0C}c"]), Case("a\u{A0}b", ["a\u{A0}b"]), Case("\"a b\" c", ["a b", "c"]),
    Case("'a b' c", ["a b", "c"]), Case("a\"b c\"d", ["ab cd"]), Case("\"a\"'b'", ["ab"]), Case("\"it's\"", ["it's"]),
    Case("'say \"x\"'", ["say \"x\""]), Case("k=\"v w\"", ["k=v w"]), Case("\"\"a", ["a"]), Case("a\"\"", ["a"]),
    Case("a=''", ["a="]), Case("# a", ["#", "a"]), Case("a;b", ["a;b"]), Case("$A %n", ["$A", "%n"]),
    Case("x={\"a\":\"b c\"}", ["x={a:b c}"]), Case("grüße ☃", ["grüße", "☃"]),
    Case("a \"\" b", ["a"], .endedByEmptyWord(at: 2)), Case("''", [], .endedByEmptyWord(at: 0)),
    Case("a ''\"\" b", ["a"], .endedByEmptyWord(at: 2)),
    Case("a\0b c", ["a"], .endedByNul(at: 1)), Case("a \0 c", ["a"], .endedByNul(at: 2)),
    Case("\0", [], .endedByNul(at: 0)),
  ]

  /// Quotes and backslashes in a command line.
  static let command: [Case] = [
    Case("\\a\\b\\f\\n\\r\\t\\v\\s.", ["\u{07}\u{08}\u{0C}\n\r\t\u{0B} ."]), Case("\\\\ \\\" \\'", ["\\", "\"", "'"]),
    Case("\\x41\\x7e\\xC3", ["A~Ã"]), Case("\\101\\377", ["Aÿ"]), Case("\\u00e9\\u2603", ["é☃"]),
    Case("\\U0001F600", ["😀"]), Case("\\ud800", ["\u{FFFD}"]), Case("\"\\n\" '\\t'", ["\n", "\t"]),
    Case("a\\sb", ["a b"]), Case("\"a\\\"b\"", ["a\"b"]), Case("a\\\\", ["a\\"]),
    Case("a\\", ["a"]), Case("a b\\", ["a", "b"]), Case("\"a\\", ["a"], .openQuote(at: 0)),
    Case("\"a b", ["a b"], .openQuote(at: 0)), Case("x 'a b", ["x", "a b"], .openQuote(at: 2)),
    Case("x y\"a b", ["x", "ya b"], .openQuote(at: 3)), Case("x \"", ["x"], .openQuote(at: 2)),
    Case("\"a\0b\"", ["a"], .endedByNul(at: 2)), Case("a\\\0b", ["a"], .endedByNul(at: 2)),
    Case("a \\d", [], .badEscape(at: 2)), Case("a \"\\d\" b", [], .badEscape(at: 3)),
    Case("\\ ", [], .badEscape(at: 0)),
    Case("\\x00", [], .badEscape(at: 0)), Case("\\x4", [], .badEscape(at: 0)), Case("\\xg0", [], .badEscape(at: 0)),
    Case("\\000", [], .badEscape(at: 0)), Case("\\400", [], .badEscape(at: 0)), Case("\\18a", [], .badEscape(at: 0)),
    Case("\\1", [], .badEscape(at: 0)), Case("\\8", [], .badEscape(at: 0)), Case("\\u12", [], .badEscape(at: 0)),
    Case("\\u0000", [], .badEscape(at: 0)), Case("\\U00110000", [], .badEscape(at: 0)),
    Case("\\U0001F60", [], .badEscape(at: 0)), Case("\\UFFFFFFFF", [], .badEscape(at: 0)),
  ]

  /// The same characters in a list of words.
  static let plain: [Case] = [
    Case("\\n a\\ b \\", ["\\n", "a\\", "b", "\\"]), Case("C:\\dir", ["C:\\dir"]), Case("\"a\\\" b", ["a\\", "b"]),
    Case("\\d \\x00", ["\\d", "\\x00"]), Case("\"a b", [], .openQuote(at: 0)), Case("x 'a b", [], .openQuote(at: 2)),
    Case("x y\"a b", [], .openQuote(at: 3)), Case("x \"", [], .openQuote(at: 2)),
    Case("\"a\0b\"", [], .openQuote(at: 0)),
  ]

  private func expect(_ test: Case, _ style: Words.Style) {
    let text = Array(test.text.utf8)
    var words = Words()
    let outcome = words.append(text.span, 0..<text.count, style: style)
    #expect(words.words.map { String(decoding: words.text($0), as: UTF8.self) } == test.words)
    #expect(outcome == test.outcome)
  }

  @Test("both styles agree on words and quotes", arguments: both)
  func common(test: Case) {
    expect(test, .plain)
    expect(test, .command)
  }

  @Test("a command line decodes escapes; a bad one drops the value, an open quote does not", arguments: command)
  func commandLine(test: Case) { expect(test, .command) }

  @Test("a list keeps backslashes; an open quote drops the value", arguments: plain)
  func list(test: Case) { expect(test, .plain) }

  @Test("a byte escape names a character, as in Podman")
  func bytesAreCharacters() {
    expect(Case("\\xc3\\xa9", ["Ã©"]), .command)
  }
}
