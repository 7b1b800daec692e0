import QuadletSyntax

/// Ports of the host, and addresses within networks.
extension Claims {
  mutating func gatherPorts<E>(_ converter: inout Converter<E>) {
    let isOnHost = isOnHostNetwork(&converter)
    if converter.view.kind == .kube { gatherPods(isOnHost: isOnHost, &converter) }
    for assignment in converter.view.list(converter.keys.publishPort) {
      let text = converter.view.texts[Int(assignment.document)]
      gatherPort(text.span.extracting(assignment.valueRange), isOnHost, converter.whole(assignment), &converter)
    }
    if isOnHost { gatherExposedPorts(&converter) }
    if converter.view.has(converter.keys.podmanArgs) {
      forEachOption(["--publish", "-p"], &converter) { claims, converter, text, value in
        claims.gatherPort(text.span, isOnHost, value, &converter)
      }
    }
  }

  private mutating func gatherExposedPorts<E>(_ converter: inout Converter<E>) {
    for assignment in converter.view.list(converter.keys.exposeHostPort) {
      let value = converter.whole(assignment)
      let text = converter.view.texts[Int(assignment.document)]
      guard let exposed = try? PortExposure(parsing: text.span.extracting(value.range)),
        let range = exposed.ports.value, let transport = exposed.networkProtocol.value
      else { continue }
      gather(on: nil, range, transport, place(value, &converter))
    }
  }

  /// Ports and names of the pods in the files of `Yaml=`; they are claimed where the file is named.
  private mutating func gatherPods<E>(isOnHost: Bool, _ converter: inout Converter<E>) {
    for path in converter.yamlPaths() {
      guard let facts = converter.host.kubernetes(path.text)?.facts, let value = path.value else { continue }
      let place = place(value, &converter)
      for pod in facts.pods(for: converter.target.version) {
        names.append(Name(kind: .podName, name: add(Array(pod.name.utf8).span), place: place))
        for container in pod.containers {
          names.append(Name(kind: .containerName, name: add(Array(container.name.utf8).span), place: place))
        }
        for port in pod.ports {
          guard let transport = port.transport else { continue }
          let onHost = isOnHost || pod.usesHostNetwork
          let number = onHost ? port.containerPort : port.hostPort
          let address = port.hostAddress.flatMap { try? IPAddress(parsing: Array($0.utf8).span) }
          let range = PortRange(first: number, last: number)
          gather(on: onHost ? nil : address, range, transport, place)
        }
      }
    }
  }

  /// What a published port takes. Ports that are not known yet, or that podman picks, are no claim. On the network of the
  /// host podman discards the mapping: the program has its own port there.
  private mutating func gatherPort<E>(
    _ text: Span<UInt8>,
    _ isOnHost: Bool,
    _ value: Value,
    _ converter: inout Converter<E>
  ) {
    guard let mapping = try? PortMapping(parsing: text), let transport = mapping.networkProtocol.value,
      let ports = (isOnHost ? mapping.containerPorts : mapping.hostPorts)?.value
    else { return }
    let place = place(value, &converter)
    guard !isOnHost, let address = mapping.address else { return gather(on: nil, ports, transport, place) }
    if let known = address.value { gather(on: known, ports, transport, place) }
  }

  /// Ports on an address; on all of both families for nil.
  private mutating func gather(
    on address: IPAddress?,
    _ range: PortRange,
    _ transport: TransportProtocol,
    _ place: Place
  ) {
    guard let address else {
      ports.append(Port(claim: PortClaim(host: .everyV4, transport: transport, ports: range), place: place))
      ports.append(Port(claim: PortClaim(host: .everyV6, transport: transport, ports: range), place: place))
      return
    }
    let claim = PortClaim(host: PortClaim.Host(address), transport: transport, ports: range)
    ports.append(Port(claim: claim, place: place))
  }

  /// Whether the unit's programs use the network of the host, so that their own ports are those of the host.
  private mutating func isOnHostNetwork<E>(_ converter: inout Converter<E>) -> Bool {
    if let pod = converter.podOfContainer { return converter.isOnHostNetwork(pod: pod) }
    return converter.namesHostNetwork
  }

  /// Calls the body with the value of each option of that name among `PodmanArgs=`.
  private mutating func forEachOption<E>(
    _ options: [StaticString],
    _ converter: inout Converter<E>,
    _ body: (inout Claims, inout Converter<E>, [UInt8], Value) -> Void
  ) {
    var words: [(text: [UInt8], value: Value)] = []
    converter.forEachWord(of: converter.keys.podmanArgs) { words.append(($1, $2)) }
    for (index, word) in words.enumerated() {
      let span = word.text.span
      for option in options where span.hasPrefix(0..<span.count, option) {
        let rest = Array(word.text[option.utf8CodeUnitCount...])
        if rest.first == UInt8(ascii: "=") {
          body(&self, &converter, Array(rest.dropFirst()), word.value)
        } else if rest.isEmpty, index + 1 < words.count {
          body(&self, &converter, words[index + 1].text, words[index + 1].value)
        } else if option.utf8CodeUnitCount == 2, !rest.isEmpty {
          body(&self, &converter, rest, word.value)
        }
      }
    }
  }

  // MARK: Networks

  mutating func gatherSubnets<E>(_ names: borrowing UnitNames, _ converter: inout Converter<E>) {
    let keys = converter.keys
    guard converter.view.has(keys.subnet) else { return }
    let name = add(names.text.span.extracting(names.resource))
    for assignment in converter.view.list(keys.subnet) {
      let value = converter.whole(assignment)
      let text = converter.view.texts[Int(assignment.document)]
      guard let subnet = try? Subnet(parsing: text.span.extracting(value.range)) else { continue }
      networks.append(Network(name: name, subnet: subnet, place: place(value, &converter)))
    }
    for assignment in converter.view.list(keys.gateway) { gatherAddress(converter.whole(assignment), name, &converter) }
  }

  /// Static addresses: `IP=` and `IP6=` in the unit's first network, `ip=` behind the name of one.
  mutating func gatherAddresses<E>(_ converter: inout Converter<E>) {
    let hasOwn = converter.view.has(converter.keys.ip) || converter.view.has(converter.keys.ip6)
    var first: Text?
    for assignment in converter.view.list(converter.keys.network) {
      let text = converter.view.texts[Int(assignment.document)]
      let span = text.span.extracting(assignment.valueRange)
      guard hasOwn || span.contains(byte: UInt8(ascii: ":")) else { continue }
      guard let reference = try? NetworkReference(parsing: span) else { continue }
      guard reference.kind == .unit || reference.kind == .named || span.equals(reference.name, "bridge") else {
        continue
      }
      let start = assignment.valueRange.lowerBound
      let name = Array(text[start + reference.name.lowerBound..<start + reference.name.upperBound])
      if first != nil, reference.options == nil { continue }
      let network = add(networkName(name, &converter).span)
      first = first ?? network
      guard let options = reference.options else { continue }
      gatherAddresses(in: start + options.lowerBound..<start + options.upperBound, network, assignment, &converter)
    }
    guard hasOwn else { return }
    for key in [converter.keys.ip, converter.keys.ip6] {
      guard let value = converter.nonEmpty(key) else { continue }
      gatherAddress(value, first ?? add(Array("podman".utf8).span), &converter)
    }
  }

  private mutating func gatherAddresses<E>(
    in options: Range<Int>,
    _ network: Text,
    _ assignment: UnitView.Assignment,
    _ converter: inout Converter<E>
  ) {
    let text = converter.view.texts[Int(assignment.document)]
    var start = options.lowerBound
    while let option = text.span.next(from: &start, until: options.upperBound, separator: UInt8(ascii: ",")) {
      guard let equals = text.span.first(UInt8(ascii: "="), in: option),
        text.span.isOne(option.lowerBound..<equals, of: ["ip", "ip6"] as WordTable<2>)
      else { continue }
      gatherAddress(Value(assignment: assignment, range: equals + 1..<option.upperBound), network, &converter)
    }
  }

  private mutating func gatherAddress<E>(_ value: Value, _ network: Text, _ converter: inout Converter<E>) {
    let text = converter.view.texts[Int(value.assignment.document)]
    guard let address = try? IPAddress(parsing: text.span.extracting(value.range)) else { return }
    addresses.append(Address(network: network, address: address, place: place(value, &converter)))
  }

  /// What podman calls the network that a unit names.
  private func networkName<E>(_ name: [UInt8], _ converter: inout Converter<E>) -> [UInt8] {
    guard converter.hasSuffix(name, ".network"),
      let unit = converter.project.unit(named: name.span, for: converter.unit)
    else { return name }
    return converter.resolver.resourceName(unit)
  }
}

extension Converter {
  /// The pod that a container is in.
  @inline(__always)
  var podOfContainer: Int? {
    guard view.kind == .container, let value = nonEmpty(keys.pod) else { return nil }
    return project.unit(named: bytes(value).span, for: unit)
  }

  /// Whether `Network=` or `--network` among `PodmanArgs=` is the network of the host.
  var namesHostNetwork: Bool {
    mutating get {
      for assignment in view.list(keys.network) where equals(whole(assignment), "host") { return true }
      guard view.has(keys.podmanArgs) else { return false }
      return PodmanOption.all(in: &self).contains {
        $0.isOne(of: ["--network", "--net"]) && $0.value?.elementsEqual("host".utf8) == true
      }
    }
  }

  /// Whether a pod uses the network of the host.
  mutating func isOnHostNetwork(pod: Int) -> Bool {
    resolver.usesHostNetwork(pod)
  }
}
