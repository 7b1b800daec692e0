import QuadletSyntax
import Testing

@testable import leger

struct SourceExcerptTests {
  private func excerpt(_ finding: Located, width: Int = 120) -> String? {
    var bytes: [UInt8] = []
    guard let excerpt = SourceExcerpt(finding, width: width) else { return nil }
    excerpt.write(colour: "", style: Style(colour: false), to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func aWholeFileHasNoExcerpt() {
    #expect(excerpt(Located(path: [97], document: Document([97]), rule: .sampleError, message: "")) == nil)
    #expect(excerpt(Located(path: [97], range: 3..<4, rule: .sampleError, message: "")) == nil)
  }

  @Test(arguments: [
    ("a=bc\r\n", "bc", "    1 | a=bc\n      |   ^~\n"),
    ("a=\tb\tcd\te", "cd", "    1 | a=\tb\tcd\te\n      |   \t \t^~\n"),
    ("a=é世界x", "x", "    1 | a=é世界x\n      |        ^\n"),
    ("a=é世界x", "世界", "    1 | a=é世界x\n      |    ^~~~\n"),
    ("a=e\u{301}x", "x", "    1 | a=e\u{301}x\n      |    ^\n"),
    ("a\u{1B}[2J\u{7F}\0b", "b", "    1 | a␛[2J␡␀b\n      |        ^\n"),
    ("\u{FEFF}[Pod]", "\u{FEFF}", "    1 | <U+FEFF>[Pod]\n      | ^~~~~~~~\n"),
    ("a\u{202E}b", "b", "    1 | a<U+202E>b\n      |          ^\n"),
    ("a=b \\\nc", "b \\\nc", "    1 | a=b \\\n      |   ^~~\n"),
    ("a=b", "", "    1 | a=b\n      |    ^\n"),
    ("\n\na", "\n", "    1 |\n      | ^\n"),
    ("A_TOKEN=a\tb x", "A_TOKEN", "    1 | A_TOKEN=*****\n      | ^~~~~~~\n"),
    (
      "\"A_TOKEN=ab\" B=c 'C_TOKEN=de'", "C_TOKEN",
      "    1 | \"A_TOKEN=**\" B=c 'C_TOKEN=**'\n      |                   ^~~~~~~\n"
    ),
  ])
  func marksAlign(text: String, culprit: String, expected: String) {
    if culprit.isEmpty {
      let end = text.utf8.count
      let finding = Located(
        path: [97],
        document: Document(Array(text.utf8)),
        range: end..<end,
        rule: .sampleError,
        message: ""
      )
      #expect(excerpt(finding) == expected)
    } else {
      #expect(excerpt(.sample(text, at: culprit)) == expected)
    }
  }

  @Test func brokenUTF8TakesOneColumn() {
    let finding = Located.sample([0xC3, 0x28, 0xFF, 0xE4, 0xB8, 0x78], at: [0x78], in: [97])
    #expect(excerpt(finding) == "    1 | �(��x\n      |     ^\n")
  }

  @Test func aCredentialThatBeginsBeforeTheShownPartIsHidden() {
    let secret = String(repeating: "s", count: 1000)
    let shown = excerpt(.sample("Environment=\"A_TOKEN=\(secret)END\"", at: "END"), width: 40)
    #expect(shown?.contains("s") == false)
    #expect(shown?.contains("…****") == true)
  }

  @Test func longLinesAreCutAroundTheCulprit() {
    let before = String(repeating: "abcdefghi-", count: 10)
    let behind = String(repeating: "-ihgfedcba", count: 10)
    #expect(
      excerpt(.sample(before + "CULPRIT" + behind, at: "CULPRIT"), width: 40) == """
            1 | …-abcdefghi-CULPRIT-ihgfedcba-i…
              |             ^~~~~~~

        """
    )
    #expect(
      excerpt(.sample("CULPRIT" + behind, at: "CULPRIT"), width: 40) == """
            1 | CULPRIT-ihgfedcba-ihgfedcba-ih…
              | ^~~~~~~

        """
    )
    #expect(
      excerpt(.sample(before + "CULPRIT", at: "CULPRIT"), width: 40) == """
            1 | …hi-abcdefghi-abcdefghi-CULPRIT
              |                         ^~~~~~~

        """
    )
  }

  @Test(arguments: [20, 40, 79, 80, 120, 200])
  func noLineIsWiderThanTheTerminal(width: Int) throws {
    for count in [1, 10, 30, 500, 100_000] {
      for culprit in ["X", String(repeating: "X", count: 300)] {
        let text = String(repeating: "世", count: count) + culprit + String(repeating: "é", count: count)
        let lines = try #require(excerpt(.sample(text, at: culprit), width: width)).split(separator: "\n")
        for line in lines {
          let columns = line.unicodeScalars.reduce(0) { $0 + ($1.value == 0x4E16 ? 2 : 1) }
          #expect(columns <= max(width, 28))
        }
        let marked = lines[1].unicodeScalars.prefix { $0 != "^" }.count
        let shown = lines[0].unicodeScalars.prefix { $0 != "X" }.reduce(0) { $0 + ($1.value == 0x4E16 ? 2 : 1) }
        #expect(marked == shown)
      }
    }
  }
}
