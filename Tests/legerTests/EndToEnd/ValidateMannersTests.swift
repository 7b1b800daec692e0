import Foundation
import Testing

/// Comments that allow findings, and counts of findings, on the command line.
@Suite(.enabled(if: BuiltProgram.isThere, "\(BuiltProgram.absence)"))
struct ValidateMannersTests {
  private static let unit = """
    [Container]
    Image=quay.io/podman/hello:v1
    # leger: allow boolean-mistake, inline-comment -- the image expects it
    ReadOnly=maybe

    """

  @Test(
    arguments: [
      ([], ["web.container:3:33: warning: nothing here is reported as \"inline-comment\" [unused-suppression]"], 1),
      (["--ignore", "inline-comment"], [], 0), (["--ignore", "unused-suppression"], [], 0),
      (["--select", "boolean-mistake"], [], 0), (["--select", "inline-comment"], [], 0),
    ] as [([String], [String], Int32)]
  )
  func unusedCommentsAreToldWhenTheirRulesWereRun(_ options: [String], _ findings: [String], _ status: Int32) throws {
    let scratch = try ScratchFolder()
    try scratch.write("web.container", Array(Self.unit.utf8))
    for operand in ["web.container", "."] {
      let run = try BuiltProgram.run(["validate", "--format", "concise", operand] + options, in: scratch.path)
      #expect(run.findings == findings.map { operand == "." ? "./" + $0 : $0 })
      #expect(run.status == status)
    }
  }

  @Test func commentsOfABundleCount() throws {
    let scratch = try ScratchFolder()
    let text = "# FileName=web\n\(Self.unit)---\n# FileName=data\n# leger: allow bad-escape\n[Volume]\n"
    try scratch.write("site.quadlets", Array(text.utf8))
    let run = try BuiltProgram.run(["validate", "--format", "concise", "site.quadlets"], in: scratch.path)
    #expect(run.findings.map { String($0.prefix { $0 != "w" }) } == ["site.quadlets:4:33: ", "site.quadlets:8:16: "])
  }

  @Test func statisticsAreCountsInsteadOfFindings() throws {
    let scratch = try ScratchFolder()
    try scratch.write("web.container", Array(Self.unit.utf8))
    let text = try BuiltProgram.run(["validate", "--statistics"], in: scratch.path)
    #expect(text.text == "1  warning  unused-suppression  fixable\n\n1 warning in 1 file\n")
    #expect(text.status == 1)
    let json = try BuiltProgram.run(["validate", "--statistics", "--json"], in: scratch.path)
    #expect(json.text.contains("{\"rule\":\"unused-suppression\",\"severity\":\"warning\",\"count\":1,\"fixable\":1}"))
    #expect(json.status == 1)
    let other = try BuiltProgram.run(["validate", "--statistics", "--format", "sarif"], in: scratch.path)
    #expect(other.status == 2)
    #expect(other.messageText.contains("--statistics needs --format text or json"))
  }
}
