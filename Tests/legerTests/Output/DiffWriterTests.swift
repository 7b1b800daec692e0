import QuadletAnalysis
import Testing

@testable import leger

struct DiffWriterTests {
  private func written(_ old: String, _ new: String, path: String = "a", _ terminal: Terminal = .plain) -> String {
    var bytes: [UInt8] = []
    DiffWriter(LineDiff(Array(old.utf8), Array(new.utf8)), terminal: terminal)
      .write(oldPath: Array(path.utf8), newPath: Array(path.utf8), context: 1, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [
    ("a\nb\nc\nd\n", "a\nb\nx\nd\n", "@@ -2,3 +2,3 @@\n b\n-c\n+x\n d\n"),
    ("", "a\n", "@@ -0,0 +1 @@\n+a\n"),
    ("a\nb\n", "", "@@ -1,2 +0,0 @@\n-a\n-b\n"),
    ("a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"),
    ("a\nb\nc\nd\n", "a\nc\nd\n", "@@ -1,3 +1,2 @@\n a\n-b\n c\n"),
  ])
  func hunks(_ old: String, _ new: String, _ expected: String) {
    #expect(written(old, new) == "--- a\n+++ a\n" + expected)
  }

  @Test func `equal texts have no diff`() {
    #expect(written("a\n", "a\n") == "")
  }

  @Test func `a path that would break the line is quoted`() {
    #expect(written("", "a\n", path: "a\nb").hasPrefix("--- \"a\\012b\"\n"))
    #expect(written("", "a\n", path: "a b").hasPrefix("--- a b\t\n"))
  }

  @Test func `a terminal shows changed words marked and control characters as pictures`() {
    let terminal = Terminal(isTerminal: true, width: 80, colour: true)
    let shown = written("Key=one \u{1B}[2J\n", "Key=two \u{1B}[2J\n", terminal)
    #expect(shown.contains("\u{1B}[31m-Key=\u{1B}[7mone\u{1B}[0m\u{1B}[31m ␛[2J\u{1B}[0m\n"))
    #expect(shown.contains("\u{1B}[32m+Key=\u{1B}[7mtwo\u{1B}[0m\u{1B}[32m ␛[2J\u{1B}[0m\n"))
  }

  @Test(arguments: [
    ([2..<4], " a***d\n"), ([0..<3, 6..<9], " ***cd\n"), ([2..<9], " a***\n"), ([4..<4], " abcd\n"),
    ([0..<9], " ***\n"),
    ([2..<3, 3..<4], " a******d\n"), ([5..<6], " abcd\n"), ([1..<2, 4..<5], " ***bc***\n"),
  ])
  func `a mark stands for what is hidden in a line`(places: [Range<Int>], expected: String) {
    var bytes: [UInt8] = []
    let diff = LineDiff(Array("\nabcd\nx".utf8), Array("\nabcd\ny".utf8))
    DiffWriter(diff, hiding: (places, []), terminal: .plain).writeHunks(context: 1, to: &bytes)
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[1] + "\n" == expected)
  }

  @Test func `a changed word with a hidden part is marked as far as it is shown`() {
    var bytes: [UInt8] = []
    let diff = LineDiff(Array("Key=one\n".utf8), Array("Key=two\n".utf8))
    let terminal = Terminal(isTerminal: true, width: 80, colour: true)
    DiffWriter(diff, hiding: ([5..<7], [0..<8]), terminal: terminal).writeHunks(to: &bytes)
    let shown = String(decoding: bytes, as: UTF8.self)
    #expect(shown.contains("-Key=\u{1B}[7mo***\u{1B}[0m"))
    #expect(shown.contains("+***\u{1B}[7m\u{1B}[0m"))
  }
}
