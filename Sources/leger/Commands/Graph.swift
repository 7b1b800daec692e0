import QuadletAnalysis

extension Command {
  /// `leger graph`: what depends on what.
  static let graph = Command(
    name: "graph",
    group: "Language",
    summary: "Shows which services need, start and wait for each other.",
    discussion: """
      The graph shows the generated services, so it includes what Pod=, Network=, Volume=, Image= and similar keys \
      imply. Units outside the project are shown where a unit names them.
      """,
    operands: [Operand("PATH", .many, help: "a folder of units; default: the current folder")],
    options: [
      .format(["text", "dot", "mermaid", "json"]),
      .json, .podmanVersion,
      .user,
      .systemByDefault,
    ],
    examples: [("leger graph --format dot ./units", "Prints the graph for Graphviz.")],
    action: runGraph
  )

  private static func runGraph(_ invocation: Invocation) throws(UsageError) -> ExitStatus {
    var status = ExitStatus.clean
    var hasUnits = false
    var graphs: [(graph: ServiceGraph, project: Project)] = []
    for found in try invocation.findProjects() {
      let loaded = try invocation.load(found, defaultScope: .system)
      hasUnits = hasUnits || loaded.hasUnits
      if let gap = invocation.reportGaps(of: loaded) {
        if gap == .environment { return gap }
        status = gap
      }
      let project = loaded.project
      let graph = ServiceGraph(project, host: loaded.facts)
      let refused = refusedUnits(of: loaded, graph)
      if let first = refused.first {
        let isOne = refused.count == 1
        let units = isOne ? UsageError.quote(Array(project.name(of: first))) : Report.counted(refused.count, "unit")
        let missing = "so the graph does not show \(isOne ? "it" : "them"); run \"leger validate\" to see why"
        invocation.printError("leger: Podman refuses \(units), \(missing)\n")
        status = .findings
      }
      switch invocation.value("format") {
      case "json": graphs.append((graph, project))
      case "dot": invocation.print(GraphWriter.dot(graph))
      case "mermaid": invocation.print(GraphWriter.mermaid(graph))
      default: invocation.print(GraphTree(graph, project).text(invocation.console.terminal.style))
      }
    }
    if invocation.value("format") == "json" { invocation.console.standardOutput(GraphWriter.json(graphs)) }
    if !hasUnits { invocation.reportNoUnits() }
    return status
  }

  /// Returns the units that have no service because the generator refuses them.
  private static func refusedUnits(of loaded: LoadedProject, _ graph: ServiceGraph) -> Set<Int> {
    let project = loaded.project
    var missing = Set(project.loaded.filter { !project.inventory.files[project.units[$0].file].isTemplateSource })
    for node in graph.nodes { if let unit = node.unit { missing.remove(unit) } }
    if missing.isEmpty { return [] }
    // Two units can make one service; only the generator knows which were refused.
    var generation = Generation(project, host: loaded.facts)
    generation.run { missing.remove($0.unit) }
    return missing
  }
}
