import QuadletSyntax

/// What the network of a unit allows.
extension Linter {
  mutating func lintNetworks(_ unit: Int) {
    let kind = converter.view.kind
    guard kind == .container || kind == .pod || kind == .kube else { return }
    let keys = schema.keys
    var first: (mode: NetworkMode, value: Value)?
    var count = 0
    for assignment in converter.view.list(keys.network) {
      count += 1
      let text = converter.view.texts[Int(assignment.document)]
      let mode = NetworkMode(text.span.extracting(assignment.valueRange))
      if first == nil {
        first = (mode, converter.whole(assignment))
      } else if mode == .unknown {
        first?.mode = .unknown
      }
    }
    if first == nil, let option = option("--network", "--net"), let value = option.value {
      first = (NetworkMode(value.span), option.place)
      count = 1
    }
    guard let first else {
      if project.target.scope == .user, kind != .kube, !converter.view.has(keys.pod) { lintRootlessAddress() }
      return
    }
    if first.mode == .unknown { return }
    if count > 1 { lintMixedModes(first.mode) }
    if !first.mode.hasPorts { lintDiscardedPorts(first.mode, first.value) }
    if kind == .kube { return }
    if first.mode != .bridge {
      lintAddresses(first.value)
    } else if count > 1 {
      for key in [keys.ip, keys.ip6] {
        guard let address = converter.nonEmpty(key) else { continue }
        report(
          .keyAgainstNetwork,
          address.assignment,
          "\"\(schema.names.name(key))=\" with \(count) networks: podman does not know which one is meant and refuses to start the \(kind.word)",
          help: "write the address behind its network: Network=NAME:ip=\(converter.string(address))",
          preventsStart: true
        )
      }
    }
    if first.mode == .none || first.mode == .joined, kind == .container { lintNameServers(first.mode, first.value) }
    if first.mode == .bridge { lintStaticAddresses(unit, isSingle: count == 1) }
  }

  // MARK: Modes

  private mutating func lintMixedModes(_ first: NetworkMode) {
    var isFirst = true
    for assignment in converter.view.list(schema.keys.network) {
      defer { isFirst = false }
      let value = converter.whole(assignment)
      let text = converter.view.texts[Int(assignment.document)]
      let mode = NetworkMode(text.span.extracting(assignment.valueRange))
      let isBridgeMode = mode == .bridge && converter.equals(value, "bridge")
      if isFirst ? mode == .bridge : first != .bridge || (mode == .bridge && !isBridgeMode) { continue }
      report(
        .networkModeMixed,
        value: value,
        "\"\(converter.string(value))\" cannot be one of several networks; podman refuses to start the \(converter.view.kind.word)",
        help: "keep this line or the others",
        fix: removal(of: assignment),
        preventsStart: true
      )
    }
  }

  private mutating func lintDiscardedPorts(_ mode: NetworkMode, _ network: Value) {
    for assignment in converter.view.list(schema.keys.publishPort) {
      let reason =
        switch mode {
        case .host: "it uses the ports of the host as they are"
        case .none: "it has no network"
        default: "the ports belong to the container whose network it is"
        }
      report(
        .keyAgainstNetwork,
        assignment,
        "podman passes over \"PublishPort=\" with Network=\(converter.string(network)): \(reason)",
        help: mode == .joined ? "publish the port there" : "remove the line, or the Network= line",
        fix: removal(of: assignment)
      )
    }
  }

  // MARK: Addresses

  private mutating func lintAddresses(_ network: Value) {
    for key in [schema.keys.ip, schema.keys.ip6] {
      guard let address = converter.nonEmpty(key) else { continue }
      reportAddress(key, address.assignment, network)
    }
    for assignment in converter.view.list(schema.keys.networkAlias) {
      reportAddress(schema.keys.networkAlias, assignment, network)
    }
  }

  private mutating func reportAddress(_ key: UInt16, _ assignment: UnitView.Assignment, _ network: Value) {
    report(
      .keyAgainstNetwork,
      assignment,
      "\"\(schema.names.name(key))=\" does not go with Network=\(converter.string(network)); podman refuses to start the \(converter.view.kind.word)",
      help: "join a .network, or remove the line",
      fix: removal(of: assignment),
      preventsStart: true
    )
  }

  /// Without Network= a rootless container has no bridge network.
  private mutating func lintRootlessAddress() {
    let keys = schema.keys
    guard
      let assignment = converter.nonEmpty(keys.ip)?.assignment ?? converter.nonEmpty(keys.ip6)?.assignment
        ?? firstAssignment(of: keys.networkAlias)
    else { return }
    report(
      .keyAgainstNetwork,
      assignment,
      "\"\(schema.names.name(assignment.name))=\" without Network=: rootless containers have no bridge network, and podman refuses to start the \(converter.view.kind.word)",
      help: "join a .network",
      preventsStart: true
    )
  }

  private func firstAssignment(of key: UInt16) -> UnitView.Assignment? {
    var list = converter.view.list(key)
    return list.next()
  }

  private mutating func lintNameServers(_ mode: NetworkMode, _ network: Value) {
    let keys = schema.keys
    for key in [keys.dns, keys.dnsSearch, keys.dnsOption, keys.addHost] where converter.view.has(key) {
      if key == keys.addHost, mode == .none { continue }
      guard let assignment = firstAssignment(of: key) else { continue }
      report(
        .keyAgainstNetwork,
        assignment,
        "\"\(schema.names.name(key))=\" does not go with Network=\(converter.string(network)); podman refuses to start the container",
        help: mode == .joined ? "move the line to the container whose network it is" : "remove the line",
        fix: removal(of: assignment),
        preventsStart: true
      )
    }
  }

  // MARK: Subnets

  /// Compares fixed addresses with the subnets of the network's unit.
  private mutating func lintStaticAddresses(_ unit: Int, isSingle: Bool) {
    let keys = schema.keys
    if isSingle, converter.view.has(keys.ip) || converter.view.has(keys.ip6),
      let assignment = firstAssignment(of: keys.network)
    {
      for key in [keys.ip, keys.ip6] {
        if let address = converter.nonEmpty(key) { lint(address, in: assignment, unit) }
      }
    }
    for assignment in converter.view.list(keys.network) {
      let text = converter.view.texts[Int(assignment.document)]
      guard var start = text.span.first(UInt8(ascii: ":"), in: assignment.valueRange).map({ $0 + 1 }) else { continue }
      while let option = text.span.next(from: &start, until: Int(assignment.valueEnd), separator: UInt8(ascii: ",")) {
        guard let equals = text.span.first(UInt8(ascii: "="), in: option) else { continue }
        let name = option.lowerBound..<equals
        guard text.span.equals(name, "ip") || text.span.equals(name, "ip6") else { continue }
        lint(Value(assignment: assignment, range: equals + 1..<option.upperBound), in: assignment, unit)
      }
    }
  }

  private mutating func lint(_ value: Value, in network: UnitView.Assignment, _ unit: Int) {
    let text = converter.view.texts[Int(network.document)]
    let end = text.span.first(UInt8(ascii: ":"), in: network.valueRange) ?? Int(network.valueEnd)
    let name = text.span.extracting(Int(network.valueStart)..<end)
    let written = Array(converter.bytes(value))
    guard let address = try? IPAddress(parsing: written.span),
      let other = project.unit(named: name, for: unit), project.units[other].kind == .network
    else { return }
    neighbour.load(other, of: project)
    let keys = schema.keys
    // Who else hands out addresses, or makes the subnet, is not written here.
    if neighbour.has(keys.podmanArgs) || neighbour.has(keys.ipamDriver) || neighbour.has(keys.driver) { return }
    var subnets: [Subnet] = []
    for assignment in neighbour.list(keys.subnet) {
      let text = neighbour.texts[Int(assignment.document)]
      guard let subnet = try? Subnet(parsing: text.span.extracting(assignment.valueRange)) else { return }
      subnets.append(subnet)
    }
    if subnets.contains(where: { $0.contains(address) }) { return }
    let file = shownName(other)
    let shown = converter.string(value)
    if subnets.isEmpty {
      report(
        .addressOutsideSubnet,
        value: value,
        "\(file) has no Subnet=, so \(shown) is in its network by luck only",
        help: "give [Network] of \(file) a Subnet="
      )
    } else {
      report(
        .addressOutsideSubnet,
        value: value,
        "\(shown) is not in \(subnets.map(\.description).joined(separator: " or ")), the subnet of \(file); podman refuses to start the \(converter.view.kind.word)",
        help: "choose an address of the subnet",
        preventsStart: true
      )
    }
  }
}
