/// The parts of a directed graph in which every node leads to every other (Tarjan's algorithm, without recursion).
struct StrongComponents {
  /// The parts with a way round: several nodes, or one that leads to itself.
  private(set) var rings: [[Int]] = []

  /// Finds the components of a graph; time and memory in proportion to its size.
  init(of successors: Adjacency) {
    let count = successors.count
    var order = [Int](repeating: -1, count: count)
    var low = [Int](repeating: 0, count: count)
    var isOpen = [Bool](repeating: false, count: count)
    var open: [Int] = []
    var number = 0
    for root in 0..<count where order[root] < 0 {
      var path = [(node: root, position: 0)]
      order[root] = number
      low[root] = number
      number += 1
      open.append(root)
      isOpen[root] = true
      while let (node, position) = path.last {
        let next = successors[node]
        if position < next.count {
          path[path.count - 1].position += 1
          let successor = Int(next[next.startIndex + position])
          if order[successor] < 0 {
            order[successor] = number
            low[successor] = number
            number += 1
            open.append(successor)
            isOpen[successor] = true
            path.append((successor, 0))
          } else if isOpen[successor] {
            low[node] = min(low[node], order[successor])
          }
          continue
        }
        path.removeLast()
        if let parent = path.last { low[parent.node] = min(low[parent.node], low[node]) }
        if low[node] == order[node] { close(node, successors, &open, &isOpen) }
      }
    }
  }

  private mutating func close(_ node: Int, _ successors: Adjacency, _ open: inout [Int], _ isOpen: inout [Bool]) {
    let isSingle = open.last == node
    if isSingle, !successors[node].contains(Int32(truncatingIfNeeded: node)) {
      open.removeLast()
      isOpen[node] = false
      return
    }
    var ring: [Int] = []
    while let last = open.popLast() {
      isOpen[last] = false
      ring.append(last)
      if last == node { break }
    }
    rings.append(ring.sorted())
  }
}
