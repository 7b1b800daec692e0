import QuadletSyntax
import Testing

@testable import QuadletAnalysis
@testable import leger

struct SARIFReportTests {
  private func log(_ report: Report, rules: [Rule] = []) -> String {
    var bytes: [UInt8] = []
    SARIFReport(report: report, version: "1.2.3", rules: rules).write(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func aFindingWithItsFix() {
    let expected = #"""
      {"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":{"driver":{"name":"leger","version":"1.2.3","informationUri":"https://docs.podman.io/en/latest/markdown/podman-systemd.unit.5.html","rules":[
      {"id":"unknown-key","shortDescription":{"text":"A key is not one of its section."},"fullDescription":{"text":"A key is not one of its section. Podman refuses the unit."},"help":{"text":"unknown-key (error)\nA key is not one of its section.\n\nWhy:\n  Podman refuses the unit.\n\nWrong:\n  [Container]\n  PublishPorts=8080:80\n  ^\n\nRight:\n  [Container]\n  PublishPort=8080:80\n\nFix:\n  Unsafe: it is a guess, or it changes what the unit does. Review it first.\n","markdown":"A key is not one of its section.\n\nPodman refuses the unit.\n\nWrong:\n\n```ini\n[Container]\nPublishPorts=8080:80\n^\n```\n\nRight:\n\n```ini\n[Container]\nPublishPort=8080:80\n```\n\n**Fix.** Unsafe: it is a guess, or it changes what the unit does. Review it first.\n"},"defaultConfiguration":{"level":"error"},"properties":{"tags":["podman","quadlet"],"precision":"very-high","problem.severity":"error"}}
      ]}},"invocations":[{"executionSuccessful":true}],"columnKind":"unicodeCodePoints","results":[
      {"ruleId":"unknown-key","ruleIndex":0,"level":"error","message":{"text":"unknown key \"PublishPorts\"\ndid you mean \"PublishPort\"?"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"web.container","uriBaseId":"%SRCROOT%"},"region":{"startLine":2,"startColumn":1,"endLine":2,"endColumn":13}}}],"partialFingerprints":{"legerFinding/v1":"D32FD3FA2057EAE6:1"},"fixes":[{"description":{"text":"replace with \"PublishPort\""},"artifactChanges":[{"artifactLocation":{"uri":"web.container","uriBaseId":"%SRCROOT%"},"replacements":[{"deletedRegion":{"startLine":2,"startColumn":1,"endLine":2,"endColumn":13},"insertedContent":{"text":"PublishPort"}}]}]}],"properties":{"podman":"unsupported key 'PublishPorts'"}}
      ]}]}

      """#
    #expect(log(Report(findings: [.unknownKey])) == expected)
  }

  @Test func columnsCountCodePoints() {
    let region = { (text: String, culprit: String) in
      let finding = Located.sample(text, at: culprit)
      let columns = CodePointColumns([finding]).of(finding)
      return [(finding.line, finding.column), (finding.endLine, finding.endColumn)].map { line, column in
        columns.column(Position(line: line, column: column), in: finding.document)
      }
    }
    #expect(region("a=é世🎉x\n", "x") == [6, 7])
    #expect(region("a=é世🎉x\n", "🎉") == [5, 6])
    #expect(region("é\n\u{FEFF}a\n", "a") == [2, 3])
    #expect(region("\u{FEFF}a\n", "a") == [1, 2])
    #expect(region("a\n", "a") == [1, 2])
  }

  @Test(arguments: ["é世🎉x", "aaaaé", "\u{FEFF}é", "世"])
  func columnsOfLongLinesAreThoseOfShortOnes(_ piece: String) throws {
    let text = String(repeating: piece, count: 700) + "\n"
    let document = Document(Array(text.utf8))
    let finding = Located(
      path: [97],
      document: document,
      range: 5..<text.utf8.count - 2,
      rule: .sampleNote,
      message: ""
    )
    let (long, short) = (CodePointColumns([finding]).of(finding), CodePointColumns([]))
    for column in 1..<text.utf8.count {
      let position = Position(line: 1, column: column)
      #expect(long.column(position, in: document) == short.column(position, in: document))
    }
  }

  @Test func absolutePathsAreFileURIs() {
    let report = Report(findings: [.sample("x\n", at: "x", in: "/etc/a b.pod")])
    #expect(log(report).contains(#""artifactLocation":{"uri":"file:///etc/a%20b.pod"},"#))
  }

  @Test func onlyTheWorstOfTooManyResultsAreKept() {
    let findings = (0..<SARIFReport.resultLimit).map { Located(path: [97], rule: .sampleNote, message: "\($0)") }
    let error = Located(path: [122], rule: .sampleError, message: "last")
    let text = log(Report(findings: findings + [error]))
    let results = text.split(separator: "\n").filter { $0.hasPrefix("{\"ruleId\"") }
    #expect(results.count == SARIFReport.resultLimit)
    #expect(results.first?.contains("\"text\":\"last\"") == true)
    #expect(text.contains("\"text\":\"25001 findings; only the worst 25000 are listed.\""))
  }

  @Test func everyRuleIsDescribedOnceWithinTheLimits() {
    let lines = Report.sample.rendered(.sarif).split(separator: "\n").filter { $0.hasPrefix("{\"id\"") }
    let missing = Report.sample.findings.filter { Rule.named($0.rule.name) == nil }
    #expect(lines.count == Rule.all.count + missing.count)
    for rule in Rule.all {
      #expect("\(rule.summary) \(rule.why)".count <= 1024, "\(rule.name)")
    }
  }
}
