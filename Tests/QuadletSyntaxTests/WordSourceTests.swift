import QuadletSyntax
import TestSupport
import Testing

/// Where words were written, and how lists of words grow.
@Suite("Word sources")
struct WordSourceTests {
  private func sources(_ text: String, _ style: Words.Style) -> [String] {
    let bytes = Array(text.utf8)
    var words = Words()
    words.append(bytes.span, 0..<bytes.count, style: style)
    return words.words.map { String(decoding: bytes[$0.source], as: UTF8.self) }
  }

  @Test("the source of a word is the word as written")
  func written() {
    #expect(sources("  a \"b c\"  d'e'f ", .plain) == ["a", "\"b c\"", "d'e'f"])
    #expect(sources("\\x41b \"\\n\" c\\", .command) == ["\\x41b", "\"\\n\"", "c\\"])
    #expect(sources("a 'open end ", .command) == ["a", "'open end "])
    #expect(sources("ab\0c", .command) == ["ab"])
  }

  @Test("a range of a larger text is split on its own, with offsets in that text")
  func within() {
    let bytes = Array("Key=a bb\\".utf8)
    var words = Words()
    let outcome = words.append(bytes.span, 4..<8, style: .command)
    #expect(outcome == .complete)
    #expect(words.words.map(\.source) == [4..<5, 6..<8])
    #expect(words.words.map(\.text) == [0..<1, 1..<3])
  }

  @Test("an escape does not reach beyond the range")
  func bounded() {
    let bytes = Array("\\x41".utf8)
    var words = Words()
    #expect(words.append(bytes.span, 0..<3, style: .command) == .badEscape(at: 0))
    #expect(words.append(bytes.span, 0..<1, style: .command).dropsValue(.command) == false)
    #expect(words.words.isEmpty)
  }

  @Test("a dropped value leaves the words before it")
  func dropped() {
    var words = Words()
    for text in ["a b", "c \\d", "e"] {
      let bytes = Array(text.utf8)
      words.append(bytes.span, 0..<bytes.count, style: .command)
    }
    #expect(words.words.map { String(decoding: words.text($0), as: UTF8.self) } == ["a", "b", "e"])
    words.removeAll()
    #expect(words.words.isEmpty && words.bytes.isEmpty)
  }

  @Test("only outcomes that drop a value report it")
  func dropping() {
    for style in [Words.Style.plain, .command] {
      #expect(Words.Outcome.badEscape(at: 0).dropsValue(style))
      #expect(!Words.Outcome.endedByEmptyWord(at: 0).dropsValue(style))
      #expect(!Words.Outcome.endedByNul(at: 0).dropsValue(style))
      #expect(!Words.Outcome.complete.dropsValue(style))
    }
    #expect(Words.Outcome.openQuote(at: 0).dropsValue(.plain))
    #expect(!Words.Outcome.openQuote(at: 0).dropsValue(.command))
  }

  @Test("the words of random values come in order, and plain words are copied byte by byte")
  func random() {
    var random = SplitMix64(seed: 5)
    let atoms = Array("ab \t\"'\\\0nx4=é".utf8)
    for _ in 0..<2_000 {
      let text = (0..<random.below(24)).map { _ in random.pick(atoms) }
      for style in [Words.Style.plain, .command] {
        var words = Words()
        let outcome = words.append(text.span, 0..<text.count, style: style)
        var position = 0
        for word in words.words {
          #expect(word.source.lowerBound >= position && !word.text.isEmpty)
          position = word.source.upperBound
          let written = Array(text[word.source])
          let isPlain = !written.contains { "\"'\\".utf8.contains($0) }
          if isPlain { #expect(Array(words.text(word)) == written) }
        }
        #expect(position <= text.count)
        if outcome.dropsValue(style) { #expect(words.words.isEmpty) }
      }
    }
  }
}
