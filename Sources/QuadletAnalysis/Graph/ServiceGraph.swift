import QuadletSyntax

/// The services of a project and what they have to do with each other, written and implied.
///
/// It is read off the generated services: what `Pod=`, `Network=`, `Volume=`, `Image=` and their like imply stands there.
public struct ServiceGraph: Sendable {
  /// A systemd unit: one that a unit of the project becomes, or one that is only named.
  public struct Node: Sendable {
    /// Its name, `.service` and the like included.
    public let name: String
    /// The index of the unit in the project; nil for what is only named.
    public fileprivate(set) var unit: Int?
    /// Whether it has a place in the start of the machine or of the user's session.
    public fileprivate(set) var startsAtBoot = false
  }

  /// A relation, from the unit that has the key to the one that it names.
  public struct Edge: Sendable {
    /// The node that says it.
    public let from: Int
    /// The node that it is about.
    public let to: Int
    /// What it is.
    public let relation: Relation
    /// The file and line that it comes from; nil when the generator adds it by itself.
    public let origin: (file: Int, line: Int)?
  }

  /// The nodes, those of units first, in the order of their conversion.
  public private(set) var nodes: [Node] = []
  /// The edges, in the order in which the services have them.
  public private(set) var edges: [Edge] = []
  private var indices: [String: Int] = [:]

  /// Reads the graph off the services of a project.
  public init(_ project: Project, host: HostFacts = HostFacts()) {
    var services: [ServiceFacts] = []
    var generation = Generation(project, host: host)
    generation.run { services.append(ServiceFacts($0)) }
    for service in services {
      let node = self.node(service.name)
      if nodes[node].unit == nil { nodes[node].unit = service.unit }
    }
    for service in services {
      let from = node(service.name)
      for relation in service.relations {
        edges.append(
          Edge(from: from, to: node(relation.target), relation: relation.relation, origin: relation.origin)
        )
      }
    }
    markBoot(services)
  }

  /// The index of the node with that name, made when there is none.
  private mutating func node(_ name: String) -> Int {
    if let known = indices[name] { return known }
    indices[name] = nodes.count
    nodes.append(Node(name: name))
    return nodes.count - 1
  }

  /// What an enabled service pulls in starts with it.
  private mutating func markBoot(_ services: [ServiceFacts]) {
    var waiting: [Int] = []
    for service in services where service.isEnabled {
      if let node = indices[service.name] { waiting.append(node) }
    }
    var pulled = [[Int]](repeating: [], count: nodes.count)
    for edge in edges where edge.relation.pullsIn { pulled[edge.from].append(edge.to) }
    while let node = waiting.popLast() {
      if nodes[node].startsAtBoot { continue }
      nodes[node].startsAtBoot = true
      waiting += pulled[node]
    }
  }

  // MARK: Cycles

  /// The cycles in which services wait for each other, each from its first node on; systemd breaks one by dropping a start.
  public var orderingCycles: [[Int]] {
    var waits = [[Int]](repeating: [], count: nodes.count)
    for edge in edges {
      if edge.relation == .after { waits[edge.from].append(edge.to) }
      if edge.relation == .before { waits[edge.to].append(edge.from) }
    }
    return StrongComponents(of: waits).components.filter { $0.count > 1 || waits[$0[0]].contains($0[0]) }.map {
      cycle(within: $0, waits)
    }
  }

  /// A shortest way round from the first node of a component back to it.
  private func cycle(within component: [Int], _ waits: [[Int]]) -> [Int] {
    let members = Set(component)
    guard let start = component.min() else { return [] }
    var previous: [Int: Int] = [:]
    var queue = [start]
    var position = 0
    while position < queue.count {
      let node = queue[position]
      position += 1
      for next in waits[node] where members.contains(next) {
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
    return component
  }
}

/// What a generated service says about other units.
struct ServiceFacts: Sendable {
  let name: String
  let unit: Int
  private(set) var relations: [(relation: Relation, target: String, origin: (file: Int, line: Int)?)] = []
  /// Whether a link of [Install] starts it.
  let isEnabled: Bool

  init(_ service: Service) {
    name = String(decoding: service.name, as: UTF8.self)
    unit = service.unit
    isEnabled = !service.links.links.filter { $0.path.contains(UInt8(ascii: "/")) }.isEmpty
    for relation in Relation.allCases {
      for entry in service.entries(of: relation.key, in: "Unit") {
        if entry.words.isEmpty {
          relations.removeAll { $0.relation == relation }
        } else {
          relations += entry.words.map { (relation, $0, entry.origin) }
        }
      }
    }
  }
}
