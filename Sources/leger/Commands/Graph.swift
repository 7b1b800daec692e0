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
    for found in try invocation.findProjects() {
      let loaded = try invocation.load(found, defaultScope: .system)
      if invocation.reportProblems(of: loaded) { return .environment }
      let project = loaded.project
      let graph = ServiceGraph(project, host: loaded.facts)
      switch invocation.value("format") {
      case "json": invocation.console.standardOutput(GraphWriter.json(graph, project))
      case "dot": invocation.print(GraphWriter.dot(graph))
      case "mermaid": invocation.print(GraphWriter.mermaid(graph))
      default: invocation.print(GraphTree(graph, project).text(invocation.console.terminal.style))
      }
    }
    return .clean
  }
}
