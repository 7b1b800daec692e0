import QuadletSyntax
import TestSupport
import Testing

/// Edits of a file's bytes.
@Suite("Text edits")
struct TextEditTests {
  private func edited(_ text: String, _ edits: TextEdit...) -> String {
    String(decoding: Document(Array(text.utf8)).applying(edits), as: UTF8.self)
  }

  @Test("applying no edits returns the file unchanged")
  func none() { #expect(edited("A=1\n") == "A=1\n") }

  @Test("bytes are replaced, inserted and deleted")
  func kinds() {
    #expect(edited("A=1\n", TextEdit(2..<3, replacement: "22")) == "A=22\n")
    #expect(edited("A=1\n", TextEdit(0..<0, replacement: "#")) == "#A=1\n")
    #expect(edited("A=1\n", TextEdit(4..<4, replacement: "B=2\n")) == "A=1\nB=2\n")
    #expect(edited("A=1\n", TextEdit(0..<4, replacement: "")) == "")
    #expect(edited("", TextEdit(0..<0, replacement: [0xFF, 0x41].dropFirst().map { $0 })) == "A")
  }

  @Test("the order of the edits does not matter")
  func order() {
    let first = TextEdit(0..<1, replacement: "X")
    let second = TextEdit(2..<3, replacement: "Y")
    #expect(edited("A=1\n", first, second) == "X=Y\n")
    #expect(edited("A=1\n", second, first) == "X=Y\n")
  }

  @Test("edits that touch are all applied; of overlapping ones, the first is")
  func neighbours() {
    #expect(edited("abcd", TextEdit(0..<2, replacement: "x"), TextEdit(2..<4, replacement: "y")) == "xy")
    #expect(edited("abcd", TextEdit(0..<3, replacement: "x"), TextEdit(2..<4, replacement: "y")) == "xd")
    #expect(edited("abcd", TextEdit(1..<1, replacement: "x"), TextEdit(1..<2, replacement: "y")) == "axycd")
  }

  @Test("an edit beyond the end is not applied")
  func beyond() {
    #expect(edited("ab", TextEdit(1..<3, replacement: "x")) == "ab")
    #expect(edited("ab", TextEdit(3..<3, replacement: "x")) == "ab")
  }

  @Test("an edit of one file in a source leaves the others alone")
  func laterFile() {
    let first = Array("A=1\\\n2\n".utf8)
    let second = Array("B=2\n".utf8)
    var batch = SourceBatch(text: first + second)
    batch.parse(0..<first.count, names: NameTable([]))
    batch.parse(first.count..<first.count + second.count, names: NameTable([]))
    let documents = batch.documents()
    #expect(documents[1].applying([TextEdit(2..<3, replacement: "3")]) == Array("B=3\n".utf8))
    #expect(documents[0].applying([]) == first)
  }

  @Test("a joined value is replaced through its source range")
  func joined() {
    let document = Document(Array("K=a \\\n# c\n  b\nL=1\n".utf8))
    let range = document.sourceRange(of: document.line(0).valueRange, inLine: 0)
    let new = document.applying([TextEdit(range, replacement: "x")])
    #expect(String(decoding: new, as: UTF8.self) == "K=x\nL=1\n")
  }
}
