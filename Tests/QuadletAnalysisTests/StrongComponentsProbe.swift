@testable import QuadletAnalysis

/// Counts the rings of a graph, for tests that otherwise use the public interface only.
enum StrongComponentsProbe {
  static func count(of successors: [[Int]]) -> Int {
    let edges = successors.enumerated().flatMap { node, list in list.map { Adjacency.Edge(from: node, to: $0) } }
    return StrongComponents(of: Adjacency(count: successors.count, edges: ContiguousArray(edges))).rings.count
  }
}
