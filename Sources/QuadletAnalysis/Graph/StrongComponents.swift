/// The strongly connected components of a directed graph (Tarjan's algorithm, without recursion).
struct StrongComponents {
  private(set) var components: [[Int]] = []

  /// Finds the components of a graph given as the successors of each node; time and memory in proportion to its size.
  init(of successors: [[Int]]) {
    let count = successors.count
    var order = [Int](repeating: -1, count: count)
    var low = [Int](repeating: 0, count: count)
    var isOpen = [Bool](repeating: false, count: count)
    var open: [Int] = []
    var next = 0
    for root in 0..<count where order[root] < 0 {
      var path = [(node: root, position: 0)]
      order[root] = next
      low[root] = next
      next += 1
      open.append(root)
      isOpen[root] = true
      while let (node, position) = path.last {
        if position < successors[node].count {
          path[path.count - 1].position += 1
          let successor = successors[node][position]
          if order[successor] < 0 {
            order[successor] = next
            low[successor] = next
            next += 1
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
        if low[node] == order[node] { close(node, &open, &isOpen) }
      }
    }
  }

  private mutating func close(_ node: Int, _ open: inout [Int], _ isOpen: inout [Bool]) {
    var component: [Int] = []
    while let last = open.popLast() {
      isOpen[last] = false
      component.append(last)
      if last == node { break }
    }
    components.append(component.sorted())
  }
}
