import TestSupport
import Testing

@testable import QuadletAnalysis

/// The graph is built without any text, so it must agree with the text of the generated services.
@Suite struct GraphAgreementTests {
  static let targets: [Target] = [
    Target(), Target(scope: .user), Target(version: PodmanVersion(5, 4, 2)), Target(version: PodmanVersion(5, 0, 3)),
    Target(version: PodmanVersion(4, 9, 5), scope: .user),
  ]

  @Test(arguments: targets)
  func `the graph has the same edges as the text of the services`(target: Target) throws {
    var composer = UnitComposer(seed: 11, corpus: try DifferentialCampaign.corpus())
    var edges = 0
    for number in 0..<400 {
      let sample = composer.next("p")
      let project = SampleProject.project([sample], below: "/units", target: target)
      let graph = ServiceGraph(project)
      // A name with blanks or quotes, which no systemd unit has, is parsed differently in the text.
      if graph.nodes.indices.contains(where: { graph.name(of: $0).contains { " \t\"'\\".contains($0) } }) { continue }
      let found = graph.edges.map { edge in
        "\(graph.name(of: edge.from)) \(edge.relation.word) \(graph.name(of: edge.to))"
      }.sorted()
      let expected = Self.edges(of: project)
      edges += expected.count
      guard found != expected else { continue }
      let (extra, lacking) = (Set(found).subtracting(expected), Set(expected).subtracting(found))
      Issue.record("project \(number): unexpected \(extra), missing \(lacking): \(sample.shown)")
      return
    }
    #expect(edges > 10)
  }

  /// Returns the relations in the text of the generated services.
  private static func edges(of project: Project) -> [String] {
    var edges: [String] = []
    var generation = Generation(project)
    generation.run { service in
      let name = String(decoding: service.name, as: UTF8.self)
      for relation in Relation.allCases {
        var targets: [String] = []
        let key = relation.rawValue.prefix(1).uppercased() + relation.rawValue.dropFirst()
        for entry in service.entries(of: key, in: "Unit") {
          if let words = entry.words { targets += words } else { targets.removeAll() }
        }
        edges += targets.map { "\(name) \(relation.word) \($0)" }
      }
    }
    return edges.sorted()
  }
}

extension SampleProject {
  fileprivate var shown: String {
    files.map { "--- \($0.path)\n\(String(decoding: $0.bytes, as: UTF8.self))" }.joined(separator: "\n")
  }
}
