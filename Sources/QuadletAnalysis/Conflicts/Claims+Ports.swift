import QuadletSyntax

/// Ports of the host, and addresses within networks.
extension Claims {
  mutating func gatherPorts(_ converter: inout Converter<FactsEmitter>) {
    let all = converter.out.facts.all
    let publishing = converter.publishing
    let isOnHost = publishing == .own
    for fact in all {
      switch fact.subject {
      case .publish where fact.source == .kubernetes || publishing != .discarded: gatherPort(fact, isOnHost, &converter)
      case .expose where isOnHost: gatherExposedPort(fact, &converter)
      case .listen: gatherExposedPort(fact, &converter)
      default: continue
      }
    }
  }

  private mutating func gatherExposedPort(_ fact: UnitFacts.Fact, _ converter: inout Converter<FactsEmitter>) {
    guard let exposed = try? PortExposure(parsing: converter.bytes(fact).span), let range = exposed.ports.value,
      let transport = exposed.networkProtocol.value
    else { return }
    gather(on: nil, range, transport, place(fact.valuePlace, &converter))
  }

  /// What a published port takes. Ports that are not known yet, or that podman picks, are no claim. On the network of the
  /// host podman discards the mapping: the program has its own port there.
  private mutating func gatherPort(
    _ fact: UnitFacts.Fact,
    _ isOnHost: Bool,
    _ converter: inout Converter<FactsEmitter>
  ) {
    guard let mapping = try? PortMapping(parsing: converter.bytes(fact).span),
      let transport = mapping.networkProtocol.value,
      let ports = (isOnHost ? mapping.containerPorts : mapping.hostPorts)?.value
    else { return }
    let place = place(fact.valuePlace, &converter)
    guard !isOnHost, let address = mapping.address else {
      // pasta listens on both families at once for a user, netavark on IPv4 alone for the system (tried with Podman 5.8.6).
      let isOnBoth = isOnHost || converter.target.scope == .user
      return gather(on: nil, ports, transport, place, isOnBoth: isOnBoth)
    }
    if let known = address.value { gather(on: known, ports, transport, place) }
  }

  /// Ports on an address; for nil on all of IPv4, and of IPv6 with `isOnBoth`.
  private mutating func gather(
    on address: IPAddress?,
    _ range: PortRange,
    _ transport: TransportProtocol,
    _ place: Place,
    isOnBoth: Bool = true
  ) {
    guard let address else {
      ports.append(Port(claim: PortClaim(host: .everyV4, transport: transport, ports: range), place: place))
      if !isOnBoth { return }
      ports.append(Port(claim: PortClaim(host: .everyV6, transport: transport, ports: range), place: place))
      return
    }
    let claim = PortClaim(host: PortClaim.Host(address), transport: transport, ports: range)
    ports.append(Port(claim: claim, place: place))
  }

  // MARK: Networks

  mutating func gatherSubnets(_ converter: inout Converter<FactsEmitter>) {
    let all = converter.out.facts.all
    let names = converter.out.facts.names
    let name = add(names.text.span.extracting(names.resource))
    for fact in all where fact.subject == .subnet {
      guard let subnet = try? Subnet(parsing: converter.bytes(fact).span) else { continue }
      networks.append(Network(name: name, subnet: subnet, place: place(fact.valuePlace, &converter)))
    }
    for fact in all where fact.subject == .gateway { gatherAddress(fact, fact.text.range.all, name, &converter) }
  }

  /// Static addresses: `IP=` and `IP6=` in the unit's first network, `ip=` after the name of one.
  mutating func gatherAddresses(_ converter: inout Converter<FactsEmitter>, hasOwn: Bool) {
    let all = converter.out.facts.all
    var first: Text?
    for index in all.indices where all[index].subject == .network {
      let fact = all[index]
      let text = converter.bytes(fact)
      guard hasOwn || text.span.contains(byte: UInt8(ascii: ":")) else { continue }
      guard let reference = try? NetworkReference(parsing: text.span) else { continue }
      guard reference.kind == .unit || reference.kind == .named || text.span.equals(reference.name, "bridge") else {
        continue
      }
      if first != nil, reference.options == nil { continue }
      let network =
        fact.unit >= 0
        ? add(converter.resolver.resourceName(Int(fact.unit)).span) : add(text.span.extracting(reference.name))
      first = first ?? network
      guard let options = reference.options else { continue }
      gatherAddresses(fact, in: options, network, &converter)
    }
    guard hasOwn else { return }
    for fact in all where fact.subject == .ip || fact.subject == .ip6 {
      gatherAddress(fact, fact.text.range.all, first ?? add(Array("podman".utf8).span), &converter)
    }
  }

  private mutating func gatherAddresses(
    _ fact: UnitFacts.Fact,
    in options: Range<Int>,
    _ network: Text,
    _ converter: inout Converter<FactsEmitter>
  ) {
    let text = converter.bytes(fact)
    var start = options.lowerBound
    while let option = text.span.next(from: &start, until: options.upperBound, separator: UInt8(ascii: ",")) {
      guard let equals = text.span.first(UInt8(ascii: "="), in: option),
        text.span.isOne(option.lowerBound..<equals, of: ["ip", "ip6"] as WordTable<2>)
      else { continue }
      gatherAddress(fact, equals + 1..<option.upperBound, network, &converter)
    }
  }

  private mutating func gatherAddress(
    _ fact: UnitFacts.Fact,
    _ part: Range<Int>,
    _ network: Text,
    _ converter: inout Converter<FactsEmitter>
  ) {
    guard let address = try? IPAddress(parsing: converter.bytes(fact).span.extracting(part)) else { return }
    addresses.append(Address(network: network, address: address, place: place(fact.place(of: part), &converter)))
  }
}

extension Range<Int> {
  /// The same as offsets of its own start.
  fileprivate var all: Range<Int> { 0..<count }
}
