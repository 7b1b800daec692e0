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
  /// The edges: first those that the generator adds to every service, then in the order of the files that have them.
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
    edges.reserveCapacity(facts.reduce(0) { $0 + $1.edges.count + $1.services.count * 2 })
    let nodeOfUnit = addServices(facts, project)
    var resolver = Resolver(project, host: HostFacts())
    for part in facts {
      for edge in part.edges {
        let from = Int(nodeOfUnit[Int(edge.from)])
        guard from >= 0 else { continue }
        let to: Int
        switch edge.target {
        case .unit(let unit) where nodeOfUnit[Int(unit)] >= 0: to = Int(nodeOfUnit[Int(unit)])
        // A unit that is refused has no service; the name is there all the same.
        case .unit(let unit): to = node((resolver.serviceName(Int(unit)) + Array(".service".utf8))[...])
        case .name(let name): to = node(part.text(name))
        }
        let origin = edge.line == 0 ? nil : (file: Int(edge.file), line: Int(edge.line))
        edges.append(Edge(from: from, to: to, relation: edge.relation, origin: origin))
      }
    }
    markBoot(facts, nodeOfUnit, project.target.scope)
  }

  /// Makes the nodes of the services, in the order of their conversion, each with what the generator adds by itself: it
  /// waits for the network. Answers the node of each unit, -1 for none.
  private mutating func addServices(_ facts: [RelationFacts], _ project: Project) -> [Int32] {
    var places = [(part: Int32, service: Int32)](repeating: (-1, -1), count: project.units.count)
    for (part, fact) in facts.enumerated() {
      for (index, service) in fact.services.enumerated() {
        places[Int(service.unit)] = (Int32(truncatingIfNeeded: part), Int32(truncatingIfNeeded: index))
      }
    }
    var nodeOfUnit = [Int32](repeating: -1, count: project.units.count)
    for (unit, place) in places.enumerated() where place.part >= 0 {
      let part = facts[Int(place.part)]
      let node = self.node(part.text(part.services[Int(place.service)].name))
      if nodes[node].unit == nil { nodes[node].unit = unit }
      nodeOfUnit[unit] = Int32(truncatingIfNeeded: node)
    }
    let networkUnit = Array(Converter<SilentEmitter>.networkUnit(project.target).description.utf8)
    for (unit, place) in places.enumerated() where place.part >= 0 {
      let waits = facts[Int(place.part)].services[Int(place.service)].waitsForNetwork
      guard waits.after || waits.wants else { continue }
      let (from, network) = (Int(nodeOfUnit[unit]), node(networkUnit[...]))
      if waits.after { edges.append(Edge(from: from, to: network, relation: .after, origin: nil)) }
      if waits.wants { edges.append(Edge(from: from, to: network, relation: .wants, origin: nil)) }
    }
    return nodeOfUnit
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
        } else if Self.isReached(name, in: scope) {
          roots.append(service)
        }
      }
    }
    let isReached = Adjacency(count: nodes.count, edges: pulled).reached(from: roots)
    for node in nodes.indices { nodes[node].startsAtBoot = isReached[node] }
  }

  /// Whether what a systemd unit wants starts with it: it can be there in the scope. Of one that leger does not know it is
  /// assumed.
  private static func isReached(_ name: ArraySlice<UInt8>, in scope: Scope?) -> Bool {
    switch UnitSuffix(name.span) {
    case .service, .other: true
    case .target: !(scope == .user && UnitSuffix.isOfSystem(name.span))
    case .quadlet, .unknown: false
    }
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
