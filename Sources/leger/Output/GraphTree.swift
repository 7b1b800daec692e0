import QuadletAnalysis

/// Writes a graph as a tree for people: each service that no other one pulls in, with what it needs below it.
struct GraphTree {
  private let graph: ServiceGraph
  private let project: Project
  private let edges: [[GroupedEdge]]
  /// How deep a tree is followed; no real project is that deep.
  private static let depthLimit = 100

  init(_ graph: ServiceGraph, _ project: Project) {
    self.graph = graph
    self.project = project
    var edges = [[GroupedEdge]](repeating: [], count: graph.nodes.count)
    // What the generator adds to every service, such as network-online.target, would only be noise.
    for edge in GroupedEdge.all(of: graph)
    where edge.relations != [.before] && (edge.isWritten || graph.nodes[edge.to].unit != nil) {
      edges[edge.from].append(edge)
    }
    self.edges = edges
  }

  /// Returns the tree with the cycles below it.
  func text(_ style: Style) -> String {
    var output = ""
    var shown: Set<Int> = []
    for root in roots {
      output += line(root, style) + "\n"
      shown.insert(root)
      write(root, margin: "", depth: 0, &shown, style, to: &output)
    }
    for cycle in graph.orderingCycles {
      let names = (cycle + cycle.prefix(1)).map { VisibleText.string(Array(graph.name(of: $0).utf8)) }
      output += "\(style.red)cycle\(style.reset): \(names.joined(separator: " waits for "))\n"
    }
    return output
  }

  /// The units that no other unit of the project pulls in, and one unit of each cycle that nothing leads into.
  private var roots: [Int] {
    var isPulled = [Bool](repeating: false, count: graph.nodes.count)
    for edge in graph.edges where edge.relation.pullsIn && edge.from != edge.to { isPulled[edge.to] = true }
    var roots = graph.nodes.indices.filter { graph.nodes[$0].unit != nil && !isPulled[$0] }
    var reached = Set(roots)
    var waiting = roots
    func follow() {
      while let node = waiting.popLast() {
        for edge in edges[node] where reached.insert(edge.to).inserted { waiting.append(edge.to) }
      }
    }
    follow()
    for node in graph.nodes.indices where graph.nodes[node].unit != nil && reached.insert(node).inserted {
      roots.append(node)
      waiting.append(node)
      follow()
    }
    return roots
  }

  private func write(
    _ node: Int,
    margin: String,
    depth: Int,
    _ shown: inout Set<Int>,
    _ style: Style,
    to output: inout String
  ) {
    if depth >= Self.depthLimit { return }
    for (index, edge) in edges[node].enumerated() {
      let isLast = index == edges[node].count - 1
      let isNew = shown.insert(edge.to).inserted
      let hasMore = !isNew && !edges[edge.to].isEmpty
      output += margin + (isLast ? "└─ " : "├─ ") + "\(style.dim)\(edge.words)\(style.reset) \(line(edge.to, style))"
      output += (hasMore ? " \(style.dim)(see above)\(style.reset)" : "") + "\n"
      if isNew {
        write(edge.to, margin: margin + (isLast ? "   " : "│  "), depth: depth + 1, &shown, style, to: &output)
      }
    }
  }

  private func line(_ index: Int, _ style: Style) -> String {
    let node = graph.nodes[index]
    let name = VisibleText.string(Array(graph.name(of: index).utf8))
    guard let unit = node.unit else { return name }
    let file = VisibleText.string(Array(project.name(of: unit)))
    return "\(style.bold)\(name)\(style.reset) (\(file)\(node.startsAtBoot ? "" : ", not started at boot"))"
  }
}
