import QuadletSyntax
import Testing

@Suite struct SectionTests {
  private func document(_ text: String) -> Document { Document(Array(text.utf8)) }

  @Test func `sections hold the assignments up to the next header`() {
    let sections = document("# c\n[A]\nx=1\n\n# d\ny=2 \\\n  3\n[B]\n[A]\nz=4\n").sections
    #expect(sections.map(\.name) == ["A", "B", "A"])
    #expect(sections.map { $0.entries.map { $0.nameText + "=" + $0.valueText } } == [["x=1", "y=2 3"], [], ["z=4"]])
  }

  @Test(
    arguments: [
      ("[A]\nx=1\n", []), ("", []), ("# only\n", []),
      ("x=1\n[A]\n", [.assignmentBeforeSection]), ("[A]\nword\n", [.malformedLine]), ("[]\n", [.malformedHeader]),
      ("[A]\nx=1 \\\n# end\n", [.lostContinuation]), ("[A] # c\n", [.malformedLine]),
    ] as [(String, [SyntaxIssue.Kind])]
  )
  func `what Podman rejects or drops is listed`(text: String, kinds: [SyntaxIssue.Kind]) {
    let issues = document(text).issues
    #expect(issues.map(\.kind) == kinds)
    #expect(issues.allSatisfy { $0.rejectsFile == ($0.kind != .lostContinuation) })
  }

  @Test func `an issue points at its line without white space`() {
    #expect(document("[A]\n  word  \n").issues.map(\.range) == [6..<10])
  }
}
