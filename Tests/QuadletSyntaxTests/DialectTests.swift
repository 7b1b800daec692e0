import QuadletSyntax
import TestSupport
import Testing

/// What Podman before 5.4 read differently.
@Suite("Dialect before 5.4")
struct DialectTests {
  /// A line as kind, key and value.
  private func lines(_ text: String, _ dialect: Dialect) -> [String] {
    Document(Array(text.utf8), dialect: dialect).lines.map { line in
      switch line.kind {
      case .entry: "entry \(line.nameText)|\(line.valueText)"
      case .header: "header \(line.nameText)"
      default: "\(line.kind)"
      }
    }
  }

  @Test("a colon starts a comment, a semicolon does not")
  func marks() {
    let text = ":a=b\n;c=d\n#e=f\n"
    #expect(lines(text, .before54) == ["comment", "entry ;c|d", "comment"])
    #expect(lines(text, .current) == ["entry :a|b", "comment", "comment"])
    #expect(lines(":a\n;c\n", .before54) == ["comment", "malformed"])
    #expect(lines(":a\n;c\n", .current) == ["malformed", "comment"])
  }

  @Test("a comment inside a continuation becomes part of the value")
  func comment() {
    let text = "Exec=a \\\n# c\n  b=1\n"
    #expect(lines(text, .before54) == ["entry Exec|a # c", "continuation", "entry b|1"])
    #expect(lines(text, .current) == ["entry Exec|a b=1", "skipped", "continuation"])
  }

  @Test("a comment inside a continuation continues when it ends in a backslash")
  func commentContinues() {
    #expect(
      lines("Exec=a \\\n# c \\\n  b\n", .before54) == ["entry Exec|a # c b", "continuation", "continuation"]
    )
  }

  @Test("only assignments are continued")
  func assignmentsOnly() {
    #expect(lines("[Ser\\\nvice]\n", .before54) == ["malformed", "malformed"])
    #expect(lines("Ex\\\nec=a\n", .before54) == ["malformed", "entry ec|a"])
    #expect(lines("[Unit]\nA=b\\\n[C]\n", .before54) == ["header Unit", "entry A|b[C]", "continuation"])
    #expect(lines("# c\\\nA=b\n", .before54) == ["comment", "entry A|b"])
  }

  @Test("a backslash at the very end stays in the value")
  func lastBackslash() {
    for end in ["", "\n"] {
      #expect(lines("Exec=a \\\(end)", .before54) == ["entry Exec|a \\"])
      #expect(lines("Exec=a \\\(end)", .current) == ["entry Exec|a "])
    }
  }

  @Test("lines are joined the same way when nothing is between them")
  func plainJoin() {
    let text = "[A]\nExec=a \\\n   b\\\n\tc\n"
    #expect(lines(text, .before54) == lines(text, .current))
    #expect(lines(text, .before54)[1] == "entry Exec|a bc")
  }

  @Test("the lines of every corpus file tile it in this dialect, too", arguments: GoldenTests.units)
  func tiling(unit: CorpusUnit) throws {
    let bytes = try unit.bytes()
    #expect(Document(bytes, dialect: .before54).brokenInvariant(input: bytes) == nil)
  }
}
