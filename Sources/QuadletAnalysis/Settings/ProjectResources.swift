import QuadletSyntax

/// The ports of the host that units publish and the volumes that they have, to compare with what a file promises.
struct ProjectResources {
  /// A port or several that a unit publishes.
  struct Port {
    let unit: Int
    let address: IPAddress?
    let host: PortRange
    /// Nil when it is not known.
    let container: PortRange?
    let transport: TransportProtocol
    /// As the unit says it.
    let text: String
  }

  /// A volume of podman.
  struct Volume {
    let unit: Int
    /// The name that podman knows it by, then other names that people give it.
    let names: [String]
  }

  private(set) var ports: [Port] = []
  private(set) var volumes: [Volume] = []
  /// Whether every port is known; not with specifiers, with the network of the host, or with files that were not read.
  private(set) var knowsAllPorts = true
  /// Whether every volume is known.
  private(set) var knowsAllVolumes = true
  /// The volumes that the last unit names.
  private var named: Set<String> = []
  private var lastUnit = -1

  /// Collects what the units have that the generator loads.
  init(_ project: Project, host: HostFacts) {
    var converter = Converter<FactsEmitter>(project, host: host)
    for unit in project.loaded {
      converter.convert(unit)
      collect(unit, &converter)
    }
  }

  private mutating func collect(_ unit: Int, _ converter: inout Converter<FactsEmitter>) {
    let kind = converter.view.kind
    if kind == .volume { addVolumeUnit(unit, &converter) }
    if kind == .kube, converter.yamlPaths().contains(where: { converter.host.kubernetes($0.text)?.facts == nil }) {
      (knowsAllPorts, knowsAllVolumes) = (false, false)
    }
    let publishing = converter.publishing
    for fact in converter.out.facts.all {
      switch fact.subject {
      case .publish where publishing == .mapped: addPort(fact, unit, converter)
      case .publishAll, .listen: knowsAllPorts = false
      case .network where kind == .container || kind == .pod || kind == .kube:
        let mode = NetworkMode(converter.bytes(fact).span)
        if mode == .host || mode == .unknown { knowsAllPorts = false }
      case .volume, .mount: addStorage(fact, unit, converter)
      case .volumesFrom: knowsAllVolumes = false
      default: continue
      }
    }
  }

  private mutating func addPort(_ fact: UnitFacts.Fact, _ unit: Int, _ converter: borrowing Converter<FactsEmitter>) {
    let text = Array(converter.bytes(fact))
    // Without a port of the host, podman picks one.
    guard let mapping = try? PortMapping(parsing: text.span), let host = mapping.hostPorts else { return }
    guard let host = host.value, let transport = mapping.networkProtocol.value,
      mapping.address == nil || mapping.address?.value != nil
    else {
      knowsAllPorts = false
      return
    }
    ports.append(
      Port(
        unit: unit,
        address: mapping.address?.value,
        host: host,
        container: mapping.containerPorts.value,
        transport: transport,
        text: String(decoding: text, as: UTF8.self)
      )
    )
  }

  private mutating func addVolumeUnit(_ unit: Int, _ converter: inout Converter<FactsEmitter>) {
    let file = Array(converter.project.name(of: unit))
    let stem = Array(UnitName(file).stem)
    let name = converter.resolver.resourceName(unit)
    let names = (name.isEmpty ? [stem, file] : [name, stem, file]).map { String(decoding: $0, as: UTF8.self) }
    volumes.append(Volume(unit: unit, names: names))
  }

  private mutating func addStorage(
    _ fact: UnitFacts.Fact,
    _ unit: Int,
    _ converter: borrowing Converter<FactsEmitter>
  ) {
    let text = Array(converter.bytes(fact))
    // The volume of a unit has its own entry.
    guard fact.unit < 0, let use = StorageUse(fact, text[...]), use.kind == .volume, let source = use.source,
      !source.isEmpty
    else { return }
    let name = String(decoding: text[source], as: UTF8.self)
    if name.contains(where: { $0 == "%" || $0 == "\\" }) { knowsAllVolumes = false } else { addNamed(unit, name) }
  }

  private mutating func addNamed(_ unit: Int, _ name: String) {
    if unit != lastUnit { named.removeAll() }
    lastUnit = unit
    if named.insert(name).inserted { volumes.append(Volume(unit: unit, names: [name])) }
  }
}
