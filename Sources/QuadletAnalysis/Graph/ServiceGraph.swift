import QuadletSyntax

/// The services of a project and the relations between them, declared and implied.
///
/// It describes the generated services, so it includes what `Pod=`, `Network=`, `Volume=`, `Image=` and similar keys
/// imply.
public struct ServiceGraph: Sendable {
  /// A systemd unit: one that a unit of the project becomes, or one that is only referred to.
  public struct Node: Sendable {
    /// The index of the unit in the project; nil for a unit that is only referred to.
    public fileprivate(set) var unit: Int?
    /// Whether it starts when the machine boots or the user's session begins.
    public fileprivate(set) var startsAtBoot = false
  }

  /// A relation, from the unit with the key to the unit that it names.
  public struct Edge: Sendable {
    fileprivate let nodes: Adjacency.Edge
    /// The kind of relation.
    public let relation: Relation
    private let file: Int32
    private let line: UInt32

    /// Line 0 stands for a relation that the generator adds.
    fileprivate init(from: Int, to: Int, _ relation: Relation, file: Int32 = 0, line: UInt32 = 0) {
      nodes = Adjacency.Edge(from: from, to: to)
      (self.relation, self.file, self.line) = (relation, file, line)
    }

    /// The node that declares the relation.
    public var from: Int { Int(nodes.from) }
    /// The node that the relation names.
    public var to: Int { Int(nodes.to) }
    /// The file and line of the declaration; nil when the generator adds the relation.
    public var origin: (file: Int, line: Int)? { line == 0 ? nil : (Int(file), Int(line)) }
  }

  /// The nodes, those of units first, in the order of their conversion.
  public private(set) var nodes: [Node] = []
  /// The edges: first those that the generator adds to every service, then the others in the order of their files.
  public private(set) var edges: [Edge] = []
  private var names: StringPool

  /// Converts every unit of a project and builds the graph.
  public init(_ project: Project, host: HostFacts = HostFacts()) {
    var facts = RelationFacts()
    var converter = Converter<FactsEmitter>(project, host: host)
    for unit in project.loaded where !project.inventory.files[project.units[unit].file].isTemplateSource {
      converter.convert(unit)
      if converter.isAccepted { facts.gather(from: &converter) }
    }
    self.init(project, facts: [facts])
  }

  /// Builds the graph from what the units declare, each unit in one of the parts.
  public init(_ project: Project, facts: [RelationFacts]) {
    names = StringPool(capacity: project.units.count + 64)
    nodes.reserveCapacity(project.units.count + 64)
    edges.reserveCapacity(facts.reduce(0) { $0 + $1.edges.count + $1.services.count * 2 })
    let nodeOfUnit = addServices(facts, project)
    var resolver = Resolver(project, host: HostFacts())
    for part in facts {
      // By number of a name: its node, -1 before its first edge.
      var nodeOfName = ContiguousArray<Int32>(repeating: -1, count: part.named.count)
      for edge in part.edges {
        let from = Int(nodeOfUnit[Int(edge.from)])
        guard from >= 0 else { continue }
        let to: Int
        switch edge.target {
        case .unit(let unit) where nodeOfUnit[Int(unit)] >= 0: to = Int(nodeOfUnit[Int(unit)])
        // A rejected unit has no service, but its name still exists.
        case .unit(let unit): to = node((resolver.serviceName(Int(unit)) + Array(".service".utf8)).span)
        case .name(let name):
          if nodeOfName[Int(name)] < 0 {
            nodeOfName[Int(name)] = Int32(truncatingIfNeeded: node(part.named[Int(name)].span))
          }
          to = Int(nodeOfName[Int(name)])
        }
        edges.append(Edge(from: from, to: to, edge.relation, file: edge.file, line: edge.line))
      }
    }
    markBoot(facts, nodeOfUnit, project.target.scope)
  }

  /// Creates the nodes of the services, in the order of their conversion, each with the dependencies on the network
  /// that the generator adds. Returns the node of each unit, -1 for none.
  private mutating func addServices(_ facts: [RelationFacts], _ project: Project) -> [Int32] {
    var places = [(part: Int32, service: Int32)](repeating: (-1, -1), count: project.units.count)
    for (part, fact) in facts.enumerated() {
      for (index, service) in fact.services.enumerated() {
        places[Int(service.unit)] = (Int32(truncatingIfNeeded: part), Int32(truncatingIfNeeded: index))
      }
    }
    // Only the arrays: an element of `facts` would be copied with everything in it.
    let (services, texts) = (facts.map(\.services), facts.map(\.serviceText))
    var nodeOfUnit = [Int32](repeating: -1, count: project.units.count)
    for (unit, place) in places.enumerated() where place.part >= 0 {
      let node = node(of: services[Int(place.part)][Int(place.service)], texts[Int(place.part)])
      if nodes[node].unit == nil { nodes[node].unit = unit }
      nodeOfUnit[unit] = Int32(truncatingIfNeeded: node)
    }
    let networkUnit = Array(Converter<SilentEmitter>.networkUnit(project.target).description.utf8)
    var network: Int?
    for (unit, place) in places.enumerated() where place.part >= 0 {
      let waits = services[Int(place.part)][Int(place.service)].waitsForNetwork
      guard waits.after || waits.wants else { continue }
      let to = network ?? node(networkUnit.span)
      network = to
      if waits.after { edges.append(Edge(from: Int(nodeOfUnit[unit]), to: to, .after)) }
      if waits.wants { edges.append(Edge(from: Int(nodeOfUnit[unit]), to: to, .wants)) }
    }
    return nodeOfUnit
  }

  /// The name of a node, including `.service` or another suffix.
  public func name(of node: Int) -> String { String(decoding: names[node], as: UTF8.self) }

  /// The node with a name; nil when there is none.
  public func node(named name: String) -> Int? { names.find(Array(name.utf8).span) }

  /// The node with a name, created when there is none.
  private mutating func node(_ name: Span<UInt8>) -> Int { added(names.intern(name)) }

  private mutating func node(of service: RelationFacts.Service, _ text: [UInt8]) -> Int {
    let name = Int(service.name.lowerBound)..<Int(service.name.upperBound)
    return added(names.intern(text.span.extracting(name), hash: service.hash))
  }

  private mutating func added(_ node: Int) -> Int {
    if node == nodes.count { nodes.append(Node()) }
    return node
  }

  /// Marks what starts at boot, directly or because a unit that does pulls it in.
  private mutating func markBoot(_ facts: [RelationFacts], _ nodeOfUnit: [Int32], _ scope: Scope?) {
    var pulled: ContiguousArray<Adjacency.Edge> = []
    pulled.reserveCapacity(edges.count)
    for edge in edges where edge.relation.pullsIn { pulled.append(edge.nodes) }
    var roots: [Int] = []
    for part in facts {
      let starters = (0..<part.named.count).map { starter(part.named[$0].span, scope) }
      for start in part.starts {
        let service = Int(nodeOfUnit[Int(start.unit)])
        switch starters[Int(start.by)] {
        case .service(let node): pulled.append(Adjacency.Edge(from: node, to: service))
        case .boot: roots.append(service)
        case .none: continue
        }
      }
    }
    let isReached = Adjacency(count: nodes.count, edges: pulled).reached(from: roots)
    for node in nodes.indices { nodes[node].startsAtBoot = isReached[node] }
  }

  /// What a name in [Install] means for the service that has it.
  private enum Starter {
    /// It starts along with another service of the project.
    case service(Int)
    /// It starts at boot.
    case boot
    /// Nothing known to leger starts it.
    case none
  }

  private func starter(_ name: Span<UInt8>, _ scope: Scope?) -> Starter {
    if let node = names.find(name), nodes[node].unit != nil { return .service(node) }
    return Self.isReached(name, in: scope) ? .boot : .none
  }

  /// Whether the services that a systemd unit wants start with it, because the unit can exist in the scope. Assumed for
  /// units that leger does not know.
  private static func isReached(_ name: Span<UInt8>, in scope: Scope?) -> Bool {
    switch UnitSuffix(name) {
    case .service, .other: true
    case .target: !(scope == .user && UnitSuffix.isOfSystem(name))
    case .quadlet, .unknown: false
    }
  }

  // MARK: Cycles

  /// The cycles in which services wait for each other, each starting with its first node; systemd cannot start them in
  /// order.
  public var orderingCycles: [[Int]] {
    var order: ContiguousArray<Adjacency.Edge> = []
    order.reserveCapacity(edges.count)
    // systemd drops what a unit says about itself.
    for edge in edges where edge.relation.orders && edge.from != edge.to {
      order.append(edge.relation == .after ? edge.nodes : Adjacency.Edge(from: edge.to, to: edge.from))
    }
    let waits = Adjacency(count: nodes.count, edges: order)
    return StrongComponents(of: waits).rings.map { ring in
      let cycle = ring.min().map { waits.cycle(from: $0, within: Set(ring)) } ?? []
      return cycle.isEmpty ? ring : cycle
    }
  }
}
