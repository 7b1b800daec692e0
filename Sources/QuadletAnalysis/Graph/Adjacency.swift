/// The successors of each node of a graph, all in one array.
struct Adjacency {
  private var starts: ContiguousArray<Int32>
  private var targets: ContiguousArray<Int32>

  /// Makes the lists of `count` nodes; each node's successors keep their order.
  init(count: Int, edges: some Collection<(from: Int, to: Int)>) {
    starts = ContiguousArray(repeating: 0, count: count + 1)
    for edge in edges { starts[edge.from + 1] += 1 }
    for node in 0..<count { starts[node + 1] += starts[node] }
    targets = ContiguousArray(repeating: 0, count: edges.count)
    var next = starts
    for edge in edges {
      targets[Int(next[edge.from])] = Int32(truncatingIfNeeded: edge.to)
      next[edge.from] += 1
    }
  }

  /// How many nodes there are.
  var count: Int { starts.count - 1 }

  /// The successors of a node.
  subscript(node: Int) -> ArraySlice<Int32> { targets[Int(starts[node])..<Int(starts[node + 1])] }

  /// The nodes that can be reached from some, these included.
  func reached(from roots: some Sequence<Int>) -> [Bool] {
    var isReached = [Bool](repeating: false, count: count)
    var waiting = Array(roots)
    while let node = waiting.popLast() {
      if isReached[node] { continue }
      isReached[node] = true
      for next in self[node] where !isReached[Int(next)] { waiting.append(Int(next)) }
    }
    return isReached
  }

  /// A shortest way round from a node back to it, along some of the nodes; empty when there is none.
  func cycle(from start: Int, within members: Set<Int>) -> [Int] {
    var previous: [Int: Int] = [:]
    var queue = [start]
    var position = 0
    while position < queue.count {
      let node = queue[position]
      position += 1
      for next in self[node].lazy.map(Int.init) where members.contains(next) {
        if next == start {
          var path = [node]
          while let before = previous[path[path.count - 1]] { path.append(before) }
          return path.reversed()
        }
        if previous[next] == nil {
          previous[next] = node
          queue.append(next)
        }
      }
    }
    return []
  }
}
