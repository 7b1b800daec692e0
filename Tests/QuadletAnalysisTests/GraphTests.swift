import QuadletAnalysis
import TestSupport
import Testing

@Suite struct GraphTests {
  private func project(_ files: [(String, String)]) -> Project {
    InMemoryProject.make(files.map { ($0.0, Array($0.1.utf8)) })
  }

  private let image = "[Container]\nImage=localhost/app:1\n"

  @Test func `a reference becomes edges that know their line`() throws {
    let graph = ServiceGraph(
      project([("web.container", image + "Network=front.network\n"), ("front.network", "[Network]\n")])
    )
    let web = try #require(graph.node(named: "web.service"))
    let front = try #require(graph.node(named: "front-network.service"))
    let edges = graph.edges.filter { $0.from == web && $0.to == front }
    #expect(edges.map(\.relation) == [.requires, .after])
    #expect(edges.allSatisfy { $0.origin?.line == 3 })
  }

  @Test func `two containers that join each other's network wait for each other`() {
    let graph = ServiceGraph(
      project([("a.container", image + "Network=b.container\n"), ("b.container", image + "Network=a.container\n")])
    )
    #expect(graph.orderingCycles.map { $0.map(graph.name(of:)) } == [["a.service", "b.service"]])
  }

  @Test func `before one another is a cycle, and a chain is none`() {
    let units = [
      ("a.container", "[Unit]\nBefore=b.service\n" + image), ("b.container", "[Unit]\nAfter=a.service\n" + image),
    ]
    #expect(ServiceGraph(project(units)).orderingCycles.isEmpty)
    let ring = [
      ("a.container", "[Unit]\nAfter=b.service\n" + image), ("b.container", "[Unit]\nAfter=a.service\n" + image),
    ]
    #expect(ServiceGraph(project(ring)).orderingCycles.count == 1)
  }

  @Test func `what an enabled service pulls in starts at boot`() throws {
    let graph = ServiceGraph(
      project([
        ("web.container", image + "Volume=data.volume:/data\n[Install]\nWantedBy=default.target\n"),
        ("data.volume", "[Volume]\n"), ("idle.container", image),
      ])
    )
    let starting = graph.nodes.indices.filter { graph.nodes[$0].unit != nil && graph.nodes[$0].startsAtBoot }.map(
      graph.name(of:)
    ).sorted()
    #expect(starting == ["data-volume.service", "web.service"])
  }

  @Test func `a long chain takes no recursion`() {
    let count = 20_000
    let chain = (0..<count).map { [($0 + 1) % count] }
    #expect(StrongComponentsProbe.count(of: chain) == 1)
    #expect(StrongComponentsProbe.count(of: (0..<count).map { $0 + 1 < count ? [$0 + 1] : [] }) == 0)
  }

  @Test func `a pod of an empty file is started by nothing, as others are`() {
    let findings = InMemoryProject.findings(project([("web.pod", "")]))
    #expect(findings.map(\.rule.name) == ["not-started-at-boot"])
  }

  @Test(arguments: [
    ("WantedBy=multi-user.target", Scope.user, 0), ("RequiredBy=a.service multi-user.target", .user, 0),
    ("WantedBy=multi-user.target", .system, 0),
    ("Also=multi-user.target", .user, 1),
  ])
  func `what a target of the system would start is reported once`(line: String, scope: Scope, count: Int) {
    let text = "[Container]\nImage=quay.io/podman/hello:v1\n[Install]\n\(line)\n"
    let project = InMemoryProject.make([("web.container", Array(text.utf8))], target: Target(scope: scope))
    #expect(InMemoryProject.findings(project).filter { $0.rule.name == "not-started-at-boot" }.count == count)
  }
}
