/// The parts of a directed graph in which every node leads to every other (Tarjan's algorithm, without recursion).
struct StrongComponents {
  /// The parts of several nodes; one that leads to itself alone is none.
  private(set) var rings: [[Int]] = []

  private let successors: Adjacency
  /// By node: when it was found, counted from 1; 0 for not yet.
  private var order: ContiguousArray<Int32>
  /// By node: the earliest open node that it is known to lead to.
  private var low: ContiguousArray<Int32>
  /// By node: the position of its next successor.
  private var places: ContiguousArray<Int32>
  private var isOpen: ContiguousArray<Bool>
  /// The nodes not yet assigned to a part, in the order in which they were found.
  private var open: ContiguousArray<Int32> = []
  private var number: Int32 = 0

  /// Finds the components of a graph, in time and memory proportional to its size.
  init(of successors: Adjacency) {
    let count = successors.count
    self.successors = successors
    order = ContiguousArray(repeating: 0, count: count)
    low = order
    places = order
    isOpen = ContiguousArray(repeating: false, count: count)
    if Self.leadsBackwards(successors) { return }
    var path: ContiguousArray<Int32> = []
    for root in 0..<count where order[root] == 0 { search(from: root, &path) }
  }

  /// Whether every edge leads to an earlier node, or to one without successors, so there is no cycle. Most projects are
  /// like that, because whatever a container needs is converted before it.
  private static func leadsBackwards(_ successors: Adjacency) -> Bool {
    for node in 0..<successors.count {
      for place in successors.range(of: node) {
        let next = successors.target(at: place)
        if next >= node, !successors.range(of: next).isEmpty { return false }
      }
    }
    return true
  }

  private mutating func search(from root: Int, _ path: inout ContiguousArray<Int32>) {
    enter(root, &path)
    while let last = path.last {
      let node = Int(last)
      let place = Int(places[node])
      if place < successors.range(of: node).upperBound {
        places[node] += 1
        let next = successors.target(at: place)
        if order[next] == 0 {
          enter(next, &path)
        } else if isOpen[next] {
          low[node] = min(low[node], order[next])
        }
        continue
      }
      path.removeLast()
      if let parent = path.last { low[Int(parent)] = min(low[Int(parent)], low[node]) }
      if low[node] == order[node] { close(node) }
    }
  }

  /// Visits a node; one without successors is in no cycle and needs nothing more.
  private mutating func enter(_ node: Int, _ path: inout ContiguousArray<Int32>) {
    number += 1
    order[node] = number
    let range = successors.range(of: node)
    if range.isEmpty { return }
    low[node] = number
    places[node] = Int32(truncatingIfNeeded: range.lowerBound)
    isOpen[node] = true
    open.append(Int32(truncatingIfNeeded: node))
    path.append(Int32(truncatingIfNeeded: node))
  }

  private mutating func close(_ node: Int) {
    if open.last.map(Int.init) == node {
      open.removeLast()
      isOpen[node] = false
      return
    }
    var ring: [Int] = []
    while let last = open.popLast() {
      isOpen[Int(last)] = false
      ring.append(Int(last))
      if Int(last) == node { break }
    }
    rings.append(ring.sorted())
  }
}
