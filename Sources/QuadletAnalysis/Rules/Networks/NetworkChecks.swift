import QuadletSyntax

/// What the network of a unit allows.
extension Linter {
  mutating func lintNetworks() {
    let kind = converter.view.kind
    var networks: [(fact: UnitFacts.Fact, mode: NetworkMode)] = []
    for fact in uses where fact.subject == .network && (fact.source == .key || fact.source == .podmanArgs) {
      networks.append((fact, NetworkMode(converter.bytes(fact).span)))
    }
    guard let first = networks.first else {
      if project.target.scope == .user, kind != .kube, !converter.view.has(schema.keys.pod) { lintRootlessAddress() }
      return
    }
    if networks.contains(where: { $0.mode == .unknown }) { return }
    if networks.count > 1 { lintMixedModes(networks) }
    if !first.mode.hasPorts { lintDiscardedPorts(first.mode, first.fact) }
    if kind == .kube { return }
    if first.mode != .bridge {
      lintAddresses(first.fact)
    } else if networks.count > 1 {
      for address in uses where address.subject == .ip || address.subject == .ip6 {
        report(
          .keyAgainstNetwork,
          address,
          "\"\(converter.name(of: address))\" with \(networks.count) networks: podman does not know which one is meant and refuses to start the \(kind.word)",
          help: "write the address behind its network: Network=NAME:ip=\(converter.string(address))",
          preventsStart: true
        )
      }
    }
    if first.mode == .none || first.mode == .joined, kind == .container { lintNameServers(first.mode, first.fact) }
    if first.mode == .bridge { lintStaticAddresses(networks.map(\.fact)) }
  }

  // MARK: Modes

  private mutating func lintMixedModes(_ networks: [(fact: UnitFacts.Fact, mode: NetworkMode)]) {
    guard let first = networks.first?.mode else { return }
    for (index, network) in networks.enumerated() {
      let isBridgeMode = network.mode == .bridge && converter.bytes(network.fact).elementsEqual("bridge".utf8)
      let fits = index == 0 ? network.mode == .bridge : first != .bridge || (network.mode == .bridge && !isBridgeMode)
      if fits { continue }
      report(
        .networkModeMixed,
        value: network.fact.source == .key ? network.fact.valuePlace : network.fact.place,
        "\"\(converter.string(network.fact))\" cannot be one of several networks; podman refuses to start the \(converter.view.kind.word)",
        help: "keep this line or the others",
        fix: removal(of: network.fact),
        preventsStart: true
      )
    }
  }

  private mutating func lintDiscardedPorts(_ mode: NetworkMode, _ network: UnitFacts.Fact) {
    for port in uses where port.subject == .publish && port.source != .kubernetes {
      let reason =
        switch mode {
        case .host: "it uses the ports of the host as they are"
        case .none: "it has no network"
        default: "the ports belong to the container whose network it is"
        }
      report(
        .keyAgainstNetwork,
        port,
        "podman passes over \"\(converter.name(of: port))\" with Network=\(converter.string(network)): \(reason)",
        help: mode == .joined ? "publish the port there" : "remove the line, or the Network= line",
        fix: removal(of: port)
      )
    }
  }

  // MARK: Addresses

  private mutating func lintAddresses(_ network: UnitFacts.Fact) {
    for address in uses {
      switch address.subject {
      case .ip, .ip6, .networkAlias: reportAddress(address, network)
      default: continue
      }
    }
  }

  private mutating func reportAddress(_ address: UnitFacts.Fact, _ network: UnitFacts.Fact) {
    report(
      .keyAgainstNetwork,
      address,
      "\"\(converter.name(of: address))\" does not go with Network=\(converter.string(network)); podman refuses to start the \(converter.view.kind.word)",
      help: "join a .network, or remove the line",
      fix: removal(of: address),
      preventsStart: true
    )
  }

  /// Without Network= a rootless container has no bridge network.
  private mutating func lintRootlessAddress() {
    let address =
      uses.first { $0.subject == .ip } ?? uses.first { $0.subject == .ip6 }
      ?? uses.first { $0.subject == .networkAlias }
    guard let address else { return }
    report(
      .keyAgainstNetwork,
      address,
      "\"\(converter.name(of: address))\" without Network=: rootless containers have no bridge network, and podman refuses to start the \(converter.view.kind.word)",
      help: "join a .network",
      preventsStart: true
    )
  }

  private mutating func lintNameServers(_ mode: NetworkMode, _ network: UnitFacts.Fact) {
    for subject: FactSubject in [.dns, .dnsSearch, .dnsOption, .addHost] {
      if subject == .addHost, mode == .none { continue }
      guard let fact = uses.first(where: { $0.subject == subject }) else { continue }
      report(
        .keyAgainstNetwork,
        fact,
        "\"\(converter.name(of: fact))\" does not go with Network=\(converter.string(network)); podman refuses to start the container",
        help: mode == .joined ? "move the line to the container whose network it is" : "remove the line",
        fix: removal(of: fact),
        preventsStart: true
      )
    }
  }

  // MARK: Subnets

  /// Compares fixed addresses with the subnets of the network's unit.
  private mutating func lintStaticAddresses(_ networks: [UnitFacts.Fact]) {
    if networks.count == 1 {
      for fact in uses where fact.subject == .ip || fact.subject == .ip6 {
        lint(fact.valuePlace, converter.bytes(fact), in: networks[0])
      }
    }
    for network in networks {
      let text = converter.bytes(network)
      guard var start = text.span.first(UInt8(ascii: ":"), in: text.span.all).map({ $0 + 1 }) else { continue }
      while let option = text.span.next(from: &start, until: text.count, separator: UInt8(ascii: ",")) {
        guard let equals = text.span.first(UInt8(ascii: "="), in: option) else { continue }
        let name = option.lowerBound..<equals
        guard text.span.equals(name, "ip") || text.span.equals(name, "ip6") else { continue }
        let part = equals + 1..<option.upperBound
        let address = text[text.startIndex + part.lowerBound..<text.startIndex + part.upperBound]
        lint(network.place(of: part), address, in: network)
      }
    }
  }

  private mutating func lint(
    _ place: Value,
    _ written: ArraySlice<UInt8>,
    in network: UnitFacts.Fact
  ) {
    guard let address = try? IPAddress(parsing: written.span), network.unit >= 0,
      project.units[Int(network.unit)].kind == .network
    else { return }
    let other = read(Int(network.unit))
    let keys = schema.keys
    let view = other.converter.view
    // Who else hands out addresses, or makes the subnet, is not written here.
    if view.has(keys.podmanArgs) || view.has(keys.ipamDriver) || view.has(keys.driver) { return }
    var subnets: [Subnet] = []
    for fact in other.facts where fact.subject == .subnet {
      guard let subnet = try? Subnet(parsing: other.converter.bytes(fact).span) else { return }
      subnets.append(subnet)
    }
    if subnets.contains(where: { $0.contains(address) }) { return }
    let file = shownName(Int(network.unit))
    let shown = String(decoding: written, as: UTF8.self)
    if subnets.isEmpty {
      report(
        .addressOutsideSubnet,
        value: place,
        "\(file) has no Subnet=, so \(shown) is in its network by luck only",
        help: "give [Network] of \(file) a Subnet="
      )
    } else {
      report(
        .addressOutsideSubnet,
        value: place,
        "\(shown) is not in \(subnets.map(\.description).joined(separator: " or ")), the subnet of \(file); podman refuses to start the \(converter.view.kind.word)",
        help: "choose an address of the subnet",
        preventsStart: true
      )
    }
  }
}
