import TestSupport
import Testing

@testable import QuadletAnalysis
@testable import leger

struct RuleWriterTests {
  @Test func aRuleInFull() {
    #expect(
      RuleWriter.text(.sampleError, terminal: .plain) == """
        unknown-key (error)
        A key is not one of its section.

        Why:
          Podman refuses the unit.

        Wrong:
          [Container]
          PublishPorts=8080:80
          ^

        Right:
          [Container]
          PublishPort=8080:80

        Fix:
          Unsafe: it is a guess, or it changes what the unit does. Review it first.

        """
    )
  }

  @Test func examplesOfSeveralFilesNameThem() {
    let text = RuleWriter.text(.sampleWarning, terminal: .plain)
    #expect(text.contains("Wrong:\n  # a.pod\n  [Pod]\n  # b.pod\n  [Pod]\n  ^\n"))
    #expect(text.contains("Right:\n  # web.container\n  [Pod]\n  # b.pod\n  [Pod]\n"))
  }

  @Test(
    arguments: [
      ("a=↓b ↓c\n", "a=b c\n  ^ ^\n"), ("↓\u{FEFF}[Pod]\n", "<U+FEFF>[Pod]\n^\n"), ("é=↓\0\n", "é=␀\n  ^\n"),
      ("a↓\n", "a\n ^\n"),
    ] as [(StaticString, String)]
  )
  func marks(source: StaticString, shown: String) {
    #expect(RuleExample(source)?.marked == shown)
  }

  @Test func aRuleWithoutAnExampleShowsNone() {
    #expect(
      RuleWriter.text(.sampleNote, terminal: .plain)
        == "old-key (note)\nA key | an old one.\n\nWhy:\n  There is a newer one.\n"
    )
  }

  @Test func theList() {
    #expect(
      RuleWriter.list([.sampleError, .sampleNote], terminal: .plain) == """
        unknown-key  error   *  A key is not one of its section.
        old-key      note       A key | an old one.

        2 rules; leger can fix those with * (1). Run "leger explain RULE" for details.

        """
    )
    for line in RuleWriter.list(terminal: .plain).split(separator: "\n") { #expect(line.count <= 80) }
  }

  @Test func markdown() {
    let page = RuleWriter.markdown([("Keys", [.sampleNote, .sampleError]), ("Values", [.sampleWarning])])
    let contents = """

      **Keys**

      | Rule | Severity | Fix | What it reports |
      | --- | --- | --- | --- |
      | [`old-key`](#old-key) | note |  | A key \\| an old one. |
      | [`unknown-key`](#unknown-key) | error | unsafe | A key is not one of its section. |

      **Values**

      """
    #expect(page.contains(contents), "\(page)")
    let body = """

      ## Keys

      ### old-key

      *note*

      A key | an old one.

      There is a newer one.

      ### unknown-key

      *error*

      A key is not one of its section.

      Podman refuses the unit.

      Wrong:

      ```ini
      [Container]
      PublishPorts=8080:80
      ^
      ```

      Right:

      ```ini
      [Container]
      PublishPort=8080:80
      ```

      **Fix.** Unsafe: it is a guess, or it changes what the unit does. Review it first.

      ## Values

      """
    #expect(page.contains(body), "\(page)")
  }

  @Test func thePageOfAllRules() {
    expectGolden(RuleWriter.markdown(), Corpus.folder("reference").appending(path: "rules.md"))
  }

  @Test func json() {
    var bytes: [UInt8] = []
    RuleWriter.json([.sampleError, .sampleNote], to: &bytes)
    #expect(
      String(decoding: bytes, as: UTF8.self) == #"""
        {"schema":1,"rules":[
        {"id":"unknown-key","severity":"error","fixable":true,"summary":"A key is not one of its section.","why":"Podman refuses the unit.","bad":"[Container]\nPublishPorts=8080:80\n","good":"[Container]\nPublishPort=8080:80\n"},
        {"id":"old-key","severity":"note","fixable":false,"summary":"A key | an old one.","why":"There is a newer one."}
        ]}

        """#
    )
  }
}
