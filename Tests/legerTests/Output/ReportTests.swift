import QuadletSyntax
import Testing

@testable import QuadletAnalysis
@testable import leger

struct ReportTests {
  @Test func findingsAreOrderedByPathPlaceAndRule() {
    let text = "a=b\nc=d\n"
    let report = Report(findings: [
      .sample(text, at: "c", in: "b"), .sample(text, at: "b", in: "b"), .sample(text, at: "d", in: "a/z"),
      .sample(text, at: "b", in: "b", rule: .sampleWarning), .sample(text, at: "b", in: "b"),
      .sample(text, at: "a", in: "B"), .sample(text, at: "b", in: "b", message: "other"),
    ])
    let shown = report.findings.map { finding in
      "\(String(decoding: finding.path, as: UTF8.self)):\(finding.line):\(finding.column) \(finding.rule.name)"
    }
    #expect(
      shown == [
        "B:1:1 unknown-key", "a/z:2:3 unknown-key", "b:1:3 odd-value", "b:1:3 unknown-key", "b:1:3 unknown-key",
        "b:2:1 unknown-key",
      ]
    )
    #expect(report.findings[3...4].map(\.message) == ["other", "wrong"])
  }

  @Test func findingsOfProjectsAreLocated() {
    var inventory = Inventory()
    let folder = inventory.addFolder(Array("units".utf8), resolvedPath: Array("/units".utf8))
    inventory.addUnit(Array("a.container".utf8).span, folder: folder)
    inventory.addUnit(Array("b.container".utf8).span, folder: folder)
    let project = Project(
      inventory: inventory,
      contents: [
        .document(Document(Array("[Container]\nImage=x\n".utf8))),
        .unreadable(Inventory.Failure(operation: "open", message: "no", isEnvironment: true)),
      ],
      target: Target()
    )
    var report = Report()
    report.add(
      [
        Finding(file: 1, range: 0..<0, rule: .sampleError, Message("unreadable")),
        Finding(file: 0, range: 18..<19, rule: .sampleWarning, severity: .note, Message("odd")),
      ],
      in: project
    )
    report.add([Finding(file: 0, range: 0..<0, rule: .sampleError, Message("again"))], in: project)
    #expect(
      report.rendered(.concise) == """
        units/a.container:2:7: note: odd [odd-value]
        units/b.container:1:1: error: unreadable [unknown-key]
        units/a.container:1:1: error: again [unknown-key]

        """
    )
  }

  @Test(
    arguments: [
      ([0x41, 0xC3, 0xA9], "A\u{E9}"), ([0xC0, 0x80], "��"), ([0xED, 0xA0, 0x80], "���"),
      ([0xF4, 0x90, 0x80, 0x80], "����"),
      ([0xE4, 0xB8], "�"), ([0xF0, 0x9F, 0x8E, 0x41], "�A"), ([0xF0, 0x9F, 0x8E, 0x89], "\u{1F389}"),
      ([0x00, 0x1F], "\\u0000\\u001f"),
      ([0x22, 0x5C, 0x2F, 0x0A, 0x09], "\\\"\\\\/\\n\\t"),
    ] as [([UInt8], String)]
  )
  func jsonStringsAreValid(bytes: [UInt8], expected: String) {
    var written: [UInt8] = []
    TextEscape.json.append(bytes.span, to: &written)
    #expect(String(decoding: written, as: UTF8.self) == expected)
  }

  @Test func decimals() {
    var bytes: [UInt8] = []
    for number in [0, 7, 10, 1234, -5, Int.max, Int.min] {
      bytes.append(decimal: number)
      bytes.append(32)
    }
    #expect(String(decoding: bytes, as: UTF8.self) == "0 7 10 1234 -5 \(Int.max) \(Int.min) ")
  }
}
