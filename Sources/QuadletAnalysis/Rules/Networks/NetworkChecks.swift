import QuadletSyntax

/// Checks keys that depend on the network of the unit.
extension Linter {
  mutating func lintNetworks() {
    let kind = converter.view.kind
    var first: (fact: UnitFacts.Fact, mode: NetworkMode)?
    var count = 0
    var mayHaveAddress = false
    for fact in uses {
      if fact.subject == .ip || fact.subject == .ip6 { mayHaveAddress = true }
      guard Self.isNetwork(fact) else { continue }
      let text = converter.bytes(fact)
      let mode = NetworkMode(text.span)
      if mode == .unknown { return }
      if text.span.contains(byte: UInt8(ascii: ":")) { mayHaveAddress = true }
      first = first ?? (fact, mode)
      count += 1
    }
    guard let first else {
      if project.target.scope == .user, kind != .kube, !converter.view.has(schema.keys.pod) { lintRootlessAddress() }
      return
    }
    if count > 1 { lintMixedModes(first.mode) }
    if !first.mode.hasPorts { lintDiscardedPorts(first.mode, first.fact) }
    if kind == .kube { return }
    if first.mode != .bridge {
      lintAddresses(first.fact)
    } else if count > 1 {
      for address in uses where address.subject == .ip || address.subject == .ip6 {
        report(
          .keyAgainstNetwork,
          address,
          .ambiguousAddress(
            converter.string(address),
            of: converter.name(of: address),
            amongNetworks: count,
            in: kind
          ),
          preventsStart: true
        )
      }
    }
    if first.mode == .none || first.mode == .joined, kind == .container { lintNameServers(first.mode, first.fact) }
    if first.mode == .bridge, mayHaveAddress { lintStaticAddresses(isSingle: count == 1, first.fact) }
  }

  /// Whether a fact is a network that the unit itself joins, not its pod or a pod of its YAML.
  static func isNetwork(_ fact: UnitFacts.Fact) -> Bool {
    fact.subject == .network && fact.source.isForCommand
  }

  // MARK: Modes

  private mutating func lintMixedModes(_ first: NetworkMode) {
    var isFirst = true
    for network in uses where Self.isNetwork(network) {
      let mode = NetworkMode(converter.bytes(network).span)
      let isBridgeMode = mode == .bridge && converter.bytes(network).elementsEqual("bridge".utf8)
      let fits = isFirst ? mode == .bridge : first != .bridge || (mode == .bridge && !isBridgeMode)
      isFirst = false
      if fits { continue }
      report(
        .networkModeMixed,
        value: network.source == .key ? network.valuePlace : network.place,
        .mixedNetworkMode(converter.string(network), in: converter.view.kind),
        fix: removal(of: network),
        preventsStart: true
      )
    }
  }

  private mutating func lintDiscardedPorts(_ mode: NetworkMode, _ network: UnitFacts.Fact) {
    for port in uses where port.subject == .publish && port.source != .kubernetes {
      report(
        .keyAgainstNetwork,
        port,
        .discardedPort(converter.name(of: port), with: converter.string(network), mode),
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
      .addressAgainstNetwork(converter.name(of: address), converter.string(network), in: converter.view.kind),
      fix: removal(of: address),
      preventsStart: true
    )
  }

  /// Reports an address that needs a bridge network; without `Network=`, a rootless container has none.
  private mutating func lintRootlessAddress() {
    let address =
      uses.first { $0.subject == .ip } ?? uses.first { $0.subject == .ip6 }
      ?? uses.first { $0.subject == .networkAlias }
    guard let address else { return }
    report(
      .keyAgainstNetwork,
      address,
      .rootlessAddress(converter.name(of: address), in: converter.view.kind),
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
        .nameServerAgainstNetwork(converter.name(of: fact), converter.string(network), mode),
        fix: removal(of: fact),
        preventsStart: true
      )
    }
  }

  // MARK: Subnets

  /// Reports fixed addresses that are outside the subnets of the .network unit.
  private mutating func lintStaticAddresses(isSingle: Bool, _ first: UnitFacts.Fact) {
    if isSingle {
      for fact in uses where fact.subject == .ip || fact.subject == .ip6 {
        lint(fact.valuePlace, converter.bytes(fact), in: first)
      }
    }
    for network in uses where Self.isNetwork(network) {
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
    // Another driver may choose the subnet or the addresses, and then nothing can be said.
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
        .addressWithoutSubnet(shown, of: file)
      )
    } else {
      report(
        .addressOutsideSubnet,
        value: place,
        .addressOutsideSubnet(shown, subnets, of: file, in: converter.view.kind),
        preventsStart: true
      )
    }
  }
}
