import QuadletSyntax
import Testing

@testable import QuadletAnalysis
@testable import leger

struct TextReportTests {
  @Test func showsThePlaceTheLineMarksAndRemedies() {
    let expected = """
      v.volume:2:8: warning: odd [odd-value]
          2 | Driver=x
            |        ^

      web.container:2:1: error: unknown key "PublishPorts" [unknown-key]
          2 | PublishPorts=8080:80
            | ^~~~~~~~~~~~
            = help: did you mean "PublishPort"?
            = podman: unsupported key 'PublishPorts'
            = fix: replace with "PublishPort"

      ./z/odd, 100%.pod:1:1: note: a␊b <c> & "d" [old-key]

      1 error, 1 warning, 1 note in 12 files

      """
    let shown = Report(findings: Report.sample.findings.filter { $0.severity > .note }).rendered(.text)
    #expect(shown.contains("v.volume:2:8"))
    let order = Report.sample.findings.map { String(decoding: $0.path, as: UTF8.self) }
    #expect(order == ["./z/odd, 100%.pod", "v.volume", "web.container"])
    var report = Report.sample
    report.findings = Array(report.findings[1...] + report.findings[..<1])
    #expect(report.rendered(.text) == expected)
  }

  @Test func conciseIsOneLinePerFindingWithSeparateTotals() {
    var bytes: [UInt8] = []
    let rest = ReportWriter.write(.sample, as: .concise, terminal: .plain, version: "1", to: &bytes)
    #expect(
      String(decoding: bytes, as: UTF8.self) == """
        ./z/odd, 100%.pod:1:1: note: a␊b <c> & "d" [old-key]
        v.volume:2:8: warning: odd [odd-value]
        web.container:2:1: error: unknown key "PublishPorts" [unknown-key]

        """
    )
    #expect(rest == "1 error, 1 warning, 1 note in 12 files")
  }

  @Test(arguments: [
    (0, 0, "no findings in 0 files"), (0, 1, "no findings in 1 file"), (1, 1, "1 error in 1 file"),
    (2, 3, "2 errors in 3 files"),
  ])
  func totalsUseSingularAndPlural(errors: Int, files: Int, line: String) {
    let findings = (0..<errors).map { Located(path: [97], rule: .sampleError, message: "\($0)") }
    let report = Report(findings: findings, fileCount: files)
    #expect(report.summaryLine == line)
    #expect(report.rendered(.text).hasSuffix(line + "\n"))
  }

  @Test func coloursOnlyWhenAsked() {
    let colourful = Terminal(isTerminal: true, width: 80, colour: true)
    let report = Report(findings: [.unknownKey], fileCount: 1)
    #expect(
      report.rendered(.concise, terminal: colourful)
        == "\u{1B}[1mweb.container\u{1B}[0m:2:1: \u{1B}[31merror\u{1B}[0m: unknown key \"PublishPorts\" [unknown-key]\n"
    )
    #expect(!report.rendered(.text).contains("\u{1B}"))
  }

  @Test func aRejectedFolderIsReportedOnce() throws {
    let rule = try #require(Rule.named("rejected-folder"))
    let paths = ["x/a.container", "x/b.container", "x/c.container", "y/a.container", "y/b.container"]
    let report = Report(
      findings: paths.map { Located(path: Array($0.utf8), rule: rule, message: "not read, because z does not load") },
      fileCount: 5
    )
    #expect(
      report.rendered(.text) == """
        x/a.container:1:1: error: not read, because z does not load [rejected-folder]
              and 2 more units in this folder

        y/a.container:1:1: error: not read, because z does not load [rejected-folder]
              and 1 more unit in this folder

        5 errors in 5 files

        """
    )
    #expect(
      report.causeLine
        == "5 errors in 5 files; 5 units fail only because another file in the same folder does not load"
    )
    #expect(report.rendered(.concise).split(separator: "\n").count == 5)
  }

  @Test func repetitionsAreCounted() {
    let findings = (0..<3).flatMap { file in
      (1...11).map { line in
        Located.sample(
          String(repeating: "\n", count: line) + "x\n",
          at: "x",
          in: "\(file).pod",
          rule: .sampleWarning,
          message: "same"
        )
      }
    }
    let text = Report(findings: findings, fileCount: 3).rendered(.text)
    #expect(text.split(separator: "\n").count { $0.contains(": warning: same") } == TextReport.repetitions)
    #expect(
      text.hasSuffix(
        """
        1.pod: and 2 more like this: same [odd-value]

        2.pod: and 11 more like this: same [odd-value]

        33 warnings in 3 files

        """
      )
    )
  }

  @Test(arguments: [
    (0..<0, "X", true, "insert \"X\""),
    (7..<8, "", false, "remove \"x\""),
    (0..<6, "Dr\u{1B}", true, "replace \"Driver\" with \"Dr␛\""),
    (0..<9, "", true, "remove \"Driver=x\""),
    (
      7..<8, String(repeating: "y", count: 99), true,
      "replace with \"\(String(repeating: "y", count: 60))…\""
    ),
  ])
  func fixesAreDescribed(range: Range<Int>, text: String, isSafe: Bool, phrase: String) {
    let fix = Fix(isSafe: isSafe, edits: [TextEdit(range, replacement: text)])
    let report = Report(findings: [.sample("Driver=x\n", at: "x", fix: fix)], fileCount: 1)
    #expect(report.rendered(.text).contains("      = fix: \(phrase)\n"))
  }

  @Test func theHelpDescribesAFixOfSeveralEdits() {
    let edits = (0..<3).map { TextEdit($0..<$0, replacement: "a") }
    let report = Report(findings: [.sample("Driver=x\n", at: "x", fix: Fix(isSafe: true, edits: edits))], fileCount: 1)
    #expect(!report.rendered(.text).contains("= fix:"))
  }
}
