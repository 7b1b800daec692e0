import QuadletAnalysis

/// Writes graphs as JSON and for drawing programs.
enum GraphWriter {
  /// Returns the graphs of all projects as one document of JSON.
  static func json(_ graphs: [(graph: ServiceGraph, project: Project)]) -> [UInt8] {
    var output: [UInt8] = []
    JSONWriter.append(to: &output) { json in
      json.object { json in
        json.field("schema", 1)
        json.array("nodes", onLines: true) { json in
          for (graph, project) in graphs {
            for node in graph.nodes.indices { write(node, graph, project, to: &json) }
          }
        }
        json.array("edges", onLines: true) { json in
          for (graph, project) in graphs { for edge in graph.edges { write(edge, graph, project, to: &json) } }
        }
        json.array("cycles", onLines: true) { json in
          for (graph, _) in graphs {
            for cycle in graph.orderingCycles {
              json.array { json in for node in cycle { json.element(graph.name(of: node)) } }
            }
          }
        }
      }
    }
    return output
  }

  private static func write(_ node: Int, _ graph: ServiceGraph, _ project: Project, to json: inout JSONWriter) {
    json.object { json in
      json.field("id", graph.name(of: node))
      if let unit = graph.nodes[node].unit {
        json.field("unit", bytes: Array(project.name(of: unit)))
        json.field("path", bytes: project.inventory.path(of: project.units[unit].file))
      }
      json.field("starts_at_boot", graph.nodes[node].startsAtBoot)
    }
  }

  private static func write(
    _ edge: ServiceGraph.Edge,
    _ graph: ServiceGraph,
    _ project: Project,
    to json: inout JSONWriter
  ) {
    json.object { json in
      json.field("from", graph.name(of: edge.from))
      json.field("to", graph.name(of: edge.to))
      json.field("kind", edge.relation.word)
      if let origin = edge.origin {
        json.field("path", bytes: project.inventory.path(of: origin.file))
        json.field("line", origin.line)
      }
    }
  }

  /// Returns the graph in the DOT language of Graphviz.
  static func dot(_ graph: ServiceGraph) -> String {
    var output = "digraph leger {\n  rankdir=LR;\n  node [shape=box];\n"
    for (index, node) in graph.nodes.enumerated() {
      let style = node.unit == nil ? ", style=dashed" : ""
      output += "  n\(index) [label=\"\(dotQuoted(graph.name(of: index)))\"\(style)];\n"
    }
    for edge in GroupedEdge.all(of: graph) {
      output += "  n\(edge.from) -> n\(edge.to) [label=\"\(edge.words)\"];\n"
    }
    return output + "}\n"
  }

  /// Returns the graph in the language of Mermaid.
  static func mermaid(_ graph: ServiceGraph) -> String {
    var output = "flowchart LR\n"
    for (index, node) in graph.nodes.enumerated() {
      let name = mermaidQuoted(graph.name(of: index))
      output += node.unit == nil ? "  n\(index)([\"\(name)\"])\n" : "  n\(index)[\"\(name)\"]\n"
    }
    for edge in GroupedEdge.all(of: graph) {
      output += "  n\(edge.from) -->|\(edge.words)| n\(edge.to)\n"
    }
    return output
  }

  /// A quoted string of DOT: a quote gets a backslash, and so does a backslash, which would begin an escape such as `\N`.
  private static func dotQuoted(_ name: String) -> String {
    var result = ""
    for character in VisibleText.string(Array(name.utf8)) {
      if character == "\"" || character == "\\" { result += "\\" }
      result.append(character)
    }
    return result
  }

  /// A quoted text of Mermaid, where `#` begins an entity, and a browser reads the text as HTML and Markdown.
  private static func mermaidQuoted(_ name: String) -> String {
    var result = ""
    for scalar in VisibleText.string(Array(name.utf8)).unicodeScalars {
      switch scalar {
      case "\"", "#", "&", "<", ">", "`", "*", "_", "\\", ";": result += "#\(scalar.value);"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// All relations from one node to another, as one edge.
struct GroupedEdge {
  let from: Int
  let to: Int
  private(set) var relations: [Relation]
  /// Whether a unit states it; otherwise the generator adds it.
  private(set) var isWritten: Bool

  /// The relations in words, separated by commas.
  var words: String { relations.map { $0.word }.joined(separator: ", ") }

  /// Returns the edges of a graph, in the order in which each pair of nodes first occurs.
  static func all(of graph: ServiceGraph) -> [GroupedEdge] {
    struct Pair: Hashable {
      let from: Int
      let to: Int
    }
    var edges: [GroupedEdge] = []
    var indices: [Pair: Int] = [:]
    for edge in graph.edges {
      let pair = Pair(from: edge.from, to: edge.to)
      if let index = indices[pair] {
        if !edges[index].relations.contains(edge.relation) { edges[index].relations.append(edge.relation) }
        if edge.origin != nil { edges[index].isWritten = true }
      } else {
        indices[pair] = edges.count
        edges.append(
          GroupedEdge(from: edge.from, to: edge.to, relations: [edge.relation], isWritten: edge.origin != nil)
        )
      }
    }
    return edges
  }
}
