import QuadletSyntax

/// The ports of the host that units publish and the volumes that they have, to compare with what somebody wrote down.
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

  private let project: Project
  private var converter: Converter<SilentEmitter>

  /// Collects what the units have that the generator loads.
  init(_ project: Project, host: HostFacts) {
    self.project = project
    converter = Converter(project, host: host)
    for unit in project.loaded { collect(unit) }
  }

  private mutating func collect(_ unit: Int) {
    converter.view.load(unit, of: project)
    let keys = Schema.shared.keys
    let kind = project.units[unit].kind
    for assignment in converter.view.list(keys.publishPort) { addPort(unit, converter.whole(assignment)) }
    if [.container, .pod, .kube].contains(kind) {
      var hasOwnArguments = false
      for assignment in converter.view.list(keys.network) {
        let text = converter.bytes(converter.whole(assignment))
        if text.prefix(4).elementsEqual("host".utf8) || text.contains(UInt8(ascii: "%")) { knowsAllPorts = false }
      }
      converter.forEachWord(of: keys.podmanArgs) { _, text, _ in
        let options = ["-p", "-P", "--publish", "--net", "-v", "--volume", "--mount", "--pod"]
        if options.contains(where: { text.starts(with: $0.utf8) }) { hasOwnArguments = true }
      }
      if hasOwnArguments { (knowsAllPorts, knowsAllVolumes) = (false, false) }
    }
    switch kind {
    case .volume: addVolumeUnit(unit)
    case .container, .pod, .build:
      for assignment in converter.view.list(keys.volume) {
        addSource(unit, Array(converter.bytes(converter.whole(assignment))))
      }
      if kind == .container {
        var mounts: [[UInt8]] = []
        converter.forEachWord(of: keys.mount) { _, text, _ in mounts.append(text) }
        for mount in mounts { addMount(unit, mount) }
      }
    case .kube: addKube(unit)
    case .network, .image, .artifact: break
    }
  }

  // MARK: Ports

  private mutating func addPort(_ unit: Int, _ value: Value) {
    let text = Array(converter.bytes(value))
    guard let mapping = try? PortMapping(parsing: text.span) else { return }
    guard let host = mapping.hostPorts else {
      // Podman picks one.
      return
    }
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

  // MARK: Volumes

  private mutating func addVolumeUnit(_ unit: Int) {
    let file = Array(project.name(of: unit))
    let stem = Array(UnitName(file).stem)
    let name = converter.resolver.resourceName(unit)
    let names = (name.isEmpty ? [stem, file] : [name, stem, file]).map { String(decoding: $0, as: UTF8.self) }
    volumes.append(Volume(unit: unit, names: names))
  }

  private mutating func addSource(_ unit: Int, _ text: [UInt8]) {
    guard let mount = try? VolumeMount(parsing: text.span) else { return }
    if mount.kind == .later { knowsAllVolumes = false }
    guard mount.kind == .named, let source = mount.source else { return }
    addNamed(unit, String(decoding: text[source], as: UTF8.self))
  }

  private mutating func addMount(_ unit: Int, _ text: [UInt8]) {
    guard let mount = try? MountSpec(parsing: text.span) else { return }
    guard let kind = mount.kind else {
      knowsAllVolumes = false
      return
    }
    guard kind == .volume, let source = mount.source else { return }
    let name = String(decoding: text[source], as: UTF8.self)
    if name.contains("%") { knowsAllVolumes = false } else if !name.hasSuffix(".volume") { addNamed(unit, name) }
  }

  private mutating func addNamed(_ unit: Int, _ name: String) {
    if !volumes.contains(where: { $0.unit == unit && $0.names == [name] }) {
      volumes.append(Volume(unit: unit, names: [name]))
    }
  }

  private mutating func addKube(_ unit: Int) {
    for path in converter.yamlPaths() {
      guard let facts = converter.host.kubernetes(path.text)?.facts else {
        (knowsAllPorts, knowsAllVolumes) = (false, false)
        continue
      }
      for name in facts.claims { addNamed(unit, name.text) }
      for pod in facts.pods(for: project.target.version) {
        for volume in pod.volumes { if case .claim(let name) = volume.source { addNamed(unit, name) } }
        if pod.usesHostNetwork {
          knowsAllPorts = false
          continue
        }
        for port in pod.ports { add(port, unit) }
      }
    }
  }

  private mutating func add(_ port: KubernetesFacts.Port, _ unit: Int) {
    guard let transport = port.transport else { return }
    let address = port.hostAddress.map { Array($0.utf8) }.flatMap { try? IPAddress(parsing: $0.span) }
    ports.append(
      Port(
        unit: unit,
        address: address,
        host: PortRange(first: port.hostPort, last: port.hostPort),
        container: PortRange(first: port.containerPort, last: port.containerPort),
        transport: transport,
        text: "\(port.hostPort):\(port.containerPort)" + (transport == .tcp ? "" : "/\(transport.rawValue)")
      )
    )
  }
}
