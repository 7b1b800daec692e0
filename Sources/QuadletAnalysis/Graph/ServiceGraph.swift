import QuadletSyntax

/// The services of a project and what they have to do with each other, written and implied.
///
/// It is that of the generated services: what `Pod=`, `Network=`, `Volume=`, `Image=` and their like imply is in it.
public struct ServiceGraph: Sendable {
  /// A systemd unit: one that a unit of the project becomes, or one that is only named.
  public struct Node: Sendable {
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
  /// The edges, in the order of the nodes that have them.
  public private(set) var edges: [Edge] = []
  private var names: StringPool

  /// Converts every unit of a project and puts the graph together.
  public init(_ project: Project, host: HostFacts = HostFacts()) {
    var facts = RelationFacts()
    var converter = Converter<SilentEmitter>(project, host: host)
    for unit in project.loaded where !project.inventory.files[project.units[unit].file].isTemplateSource {
      converter.convert(unit)
      guard converter.isAccepted else { continue }
      facts.gather(UnitNames(unit, of: project, converter.view), from: &converter)
    }
    self.init(project, facts: [facts])
  }

  /// Puts the graph together from what the units say, each unit in one of the parts.
  public init(_ project: Project, facts: [RelationFacts]) {
    names = StringPool(capacity: project.units.count * 2)
    var nodeOfUnit = [Int32](repeating: -1, count: project.units.count)
    for (part, service) in Self.inOrder(facts, \.services, of: project, { $0.unit }) {
      let node = self.node(facts[part].text(service.name))
      if nodes[node].unit == nil { nodes[node].unit = Int(service.unit) }
      nodeOfUnit[Int(service.unit)] = Int32(truncatingIfNeeded: node)
    }
    addNetworkEdges(facts, project, nodeOfUnit)
    var resolver = Resolver(project, host: HostFacts())
    for (part, edge) in Self.inOrder(facts, \.edges, of: project, { $0.from }) {
      let from = Int(nodeOfUnit[Int(edge.from)])
      guard from >= 0 else { continue }
      let to: Int
      switch edge.target {
      case .unit(let unit) where nodeOfUnit[Int(unit)] >= 0: to = Int(nodeOfUnit[Int(unit)])
      // A unit that is refused has no service; the name is there all the same.
      case .unit(let unit): to = node((resolver.serviceName(Int(unit)) + Array(".service".utf8))[...])
      case .name(let name): to = node(facts[part].text(name))
      }
      let origin = edge.line == 0 ? nil : (file: Int(edge.file), line: Int(edge.line))
      edges.append(Edge(from: from, to: to, relation: edge.relation, origin: origin))
    }
    markBoot(facts, nodeOfUnit, project.target.scope)
  }

  /// The name of a node, `.service` and the like included.
  public func name(of node: Int) -> String { String(decoding: names[node], as: UTF8.self) }

  /// The node with that name; nil when there is none.
  public func node(named name: String) -> Int? { names.find(Array(name.utf8).span) }

  /// The index of the node with that name, made when there is none.
  private mutating func node(_ name: ArraySlice<UInt8>) -> Int {
    let node = names.intern(name.span)
    if node == nodes.count { nodes.append(Node()) }
    return node
  }

  /// The facts of all parts, in the order of the units that they are about.
  private static func inOrder<Fact>(
    _ parts: [RelationFacts],
    _ facts: KeyPath<RelationFacts, ContiguousArray<Fact>>,
    of project: Project,
    _ unit: (Fact) -> Int32
  ) -> [(part: Int, fact: Fact)] {
    var found: [(part: Int, fact: Fact)] = []
    found.reserveCapacity(parts.reduce(0) { $0 + $1[keyPath: facts].count })
    for (index, part) in parts.enumerated() {
      for fact in part[keyPath: facts] { found.append((index, fact)) }
    }
    let byUnit = Adjacency(
      count: project.units.count,
      edges: found.enumerated().map { (from: Int(unit($0.element.fact)), to: $0.offset) }
    )
    return (0..<byUnit.count).flatMap { unit in byUnit[unit].map { found[Int($0)] } }
  }

  /// What the generator adds to every service: it waits for the network.
  private mutating func addNetworkEdges(_ facts: [RelationFacts], _ project: Project, _ nodeOfUnit: [Int32]) {
    let network: ArraySlice<UInt8> = Converter<SilentEmitter>.networkUnit(project.target).withUTF8Buffer {
      Array($0)[...]
    }
    for (_, service) in Self.inOrder(facts, \.services, of: project, { $0.unit }) {
      let from = Int(nodeOfUnit[Int(service.unit)])
      let wanted: [(Bool, Relation)] = [
        (service.waitsForNetwork.after, .after), (service.waitsForNetwork.wants, .wants),
      ]
      for (isThere, relation) in wanted where isThere {
        edges.append(Edge(from: from, to: node(network), relation: relation, origin: nil))
      }
    }
  }

  /// What starts at boot pulls in what it needs.
  private mutating func markBoot(_ facts: [RelationFacts], _ nodeOfUnit: [Int32], _ scope: Scope?) {
    var pulled: [(from: Int, to: Int)] = []
    for edge in edges where edge.relation.pullsIn { pulled.append((edge.from, edge.to)) }
    var roots: [Int] = []
    for part in facts {
      for start in part.starts {
        let name = part.text(start.by)
        let service = Int(nodeOfUnit[Int(start.unit)])
        if let starter = names.find(name.span), nodes[starter].unit != nil {
          pulled.append((starter, service))
        } else if BootTarget.isReached(name, in: scope) {
          roots.append(service)
        }
      }
    }
    let isReached = Adjacency(count: nodes.count, edges: pulled).reached(from: roots)
    for node in nodes.indices { nodes[node].startsAtBoot = isReached[node] }
  }

  // MARK: Cycles

  /// The cycles in which services wait for each other, each from its first node on; systemd does not start them so.
  public var orderingCycles: [[Int]] {
    let waits = Adjacency(
      count: nodes.count,
      edges: edges.lazy.filter { $0.relation.orders }.map {
        $0.relation == .after ? (from: $0.from, to: $0.to) : (from: $0.to, to: $0.from)
      }
    )
    return StrongComponents(of: waits).rings.map { ring in
      let cycle = ring.min().map { waits.cycle(from: $0, within: Set(ring)) } ?? []
      return cycle.isEmpty ? ring : cycle
    }
  }
}
