import QuadletSyntax
import Testing

@testable import QuadletAnalysis

/// What is too much for a unit, whatever it is made of.
struct OversizeTests {
  private func oversize(_ piece: String, _ count: Int) -> Oversize? {
    Oversize(Array(String(repeating: piece, count: count).utf8))
  }

  @Test func `a thousand lines are never too many, and short lines are beyond that`() {
    #expect(oversize("\n", 1000) == nil)
    #expect(oversize("\n", 1001) == .lines)
    #expect(oversize("#\n", 30_000) == .lines)
    #expect(oversize("A=bcdef\n", 30_000) == nil)
  }

  @Test func `thirty thousand lines are enough for any unit`() {
    #expect(oversize("Environment=NAME=value\n", 30_000) == nil)
    #expect(oversize("Environment=NAME=value\n", 30_001) == .lines)
  }

  @Test(arguments: ["a ", "a,", "$a", "%a", "a\t", "a:", "a="])
  func `words, list items, variables and specifiers count alike`(piece: String) {
    #expect(oversize(piece, 200_000) == nil)
    #expect(oversize(piece, 200_001) == .words)
  }

  @Test func `one long value is no problem`() {
    #expect(oversize("x", 60 << 20) == nil)
    #expect(oversize("x", 64 << 20 + 1) == .bytes)
  }

  @Test func `newlines are counted in every place of a word`() {
    for length in 0..<40 {
      for place in 0..<max(1, length) {
        var text = [UInt8](repeating: 0x0B, count: length)
        if length > 0 { text[place] = 0x0A }
        if length > 3 { text[(place + 3) % length] = 0x0A }
        #expect(text.span.newlineCount == text.count { $0 == 0x0A })
      }
    }
  }
}
