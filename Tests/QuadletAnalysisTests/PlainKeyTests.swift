import TestSupport
import Testing

@testable import QuadletAnalysis

/// A row with an option is all that a plain key needs.
@Suite struct PlainKeyTests {
  /// What makes a unit of each kind complete.
  private static let required: [UnitKind: String] = [
    .container: "Image=localhost/a:1", .kube: "Yaml=/a.yaml", .image: "Image=localhost/a:1",
    .build: "ImageTag=localhost/a:1\nSetWorkingDirectory=unit", .artifact: "Artifact=localhost/a:1",
  ]

  @Test(arguments: UnitKind.allCases) func `every key with an option becomes that option`(_ kind: UnitKind) {
    for directive in SectionTable(kind).directives {
      guard let option = directive.option else { continue }
      let value = directive.reader == .boolean ? "true" : "A=b"
      let text = "[\(kind.section)]\n\(Self.required[kind] ?? "")\n\(directive.name)=\(value)\n"
      let target = Target(version: max(directive.since, .verified))
      var generation = Generation(Project(files: [("a.\(kind.word)", Array(text.utf8))], target: target))
      var words: [String] = []
      generation.run { words += $0.commands.flatMap { $0.words.map(\.text) } }
      #expect(
        words.contains { $0 == "\(option)" || $0.hasPrefix("\(option)=") },
        "\(directive.name)= of a .\(kind.word) does not become \(option)"
      )
    }
  }

  @Test func `options about health come in a fixed order`() {
    #expect(PlainOptions.health.count == 14)
    #expect("\(PlainOptions.health[0].option)" == "--health-cmd")
    #expect("\(PlainOptions.health[2].option)" == "--health-on-failure")
  }
}
