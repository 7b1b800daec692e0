/// The successors of every node of a graph, in a single array.
struct Adjacency {
  private var starts: ContiguousArray<Int32>
  private var targets: ContiguousArray<Int32>

  /// An edge between two nodes.
  struct Edge {
    let from: Int32
    let to: Int32

    init(from: Int, to: Int) { (self.from, self.to) = (Int32(truncatingIfNeeded: from), Int32(truncatingIfNeeded: to)) }
  }

  /// Creates the lists of `count` nodes; each node's successors keep their order.
  init(count: Int, edges: ContiguousArray<Edge>) {
    // While the lists are filled, each node's entry moves from its own start to that of the next node.
    starts = ContiguousArray(repeating: 0, count: count + 2)
    for edge in edges { starts[Int(edge.from) + 2] += 1 }
    if count > 0 { for node in 2...count + 1 { starts[node] += starts[node - 1] } }
    targets = ContiguousArray(repeating: 0, count: edges.count)
    for edge in edges {
      let place = starts[Int(edge.from) + 1]
      targets[Int(place)] = edge.to
      starts[Int(edge.from) + 1] = place + 1
    }
    starts.removeLast()
  }

  /// The number of nodes.
  var count: Int { starts.count - 1 }

  /// The successors of a node.
  subscript(node: Int) -> ArraySlice<Int32> { targets[range(of: node)] }

  /// Where the successors of a node lie.
  func range(of node: Int) -> Range<Int> { Int(starts[node])..<Int(starts[node + 1]) }

  /// The successor at a position.
  func target(at place: Int) -> Int { Int(targets[place]) }

  /// Which nodes can be reached from some others; includes those others.
  func reached(from roots: [Int]) -> [Bool] {
    var isReached = [Bool](repeating: false, count: count)
    var waiting = roots
    while let node = waiting.popLast() {
      if isReached[node] { continue }
      isReached[node] = true
      for place in range(of: node) where !isReached[target(at: place)] { waiting.append(target(at: place)) }
    }
    return isReached
  }

  /// A shortest cycle from a node back to itself through some of the nodes; empty when there is none.
  func cycle(from start: Int, within members: Set<Int>) -> [Int] {
    var previous: [Int: Int] = [:]
    var queue = [start]
    var position = 0
    while position < queue.count {
      let node = queue[position]
      position += 1
      for place in range(of: node) where members.contains(target(at: place)) {
        let next = target(at: place)
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
