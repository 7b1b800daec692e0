import QuadletSyntax

/// `.network`.
extension Converter {
  /// `.network`: podman network create.
  mutating func convertNetwork() {
    begin("Network", "X-Network")
    let name = E.keepsText ? ownResourceName(keys.networkName) : NamedText()
    if E.keepsText, boolean(keys.networkDeleteOnStop) == true {
      beginCommand()
      word("network", "rm")
      word("", name.text, from: name.value)
      endCommand("ExecStopPost")
    }
    beginCommand()
    word("network", "create", "--ignore")
    plainOptions(.boolean)
    plainOptions(.last)
    plainOptions(.all)
    addSubnets()
    plainOptions(.keyValue)
    arguments(keys.podmanArgs)
    word("", name.text, from: name.value)
    endCommand("ExecStart")
    setOneshotDefaults(remainsAfterExit: true)
  }

  private mutating func addSubnets() {
    let subnets = Array(view.list(keys.subnet))
    let gateways = Array(view.list(keys.gateway))
    let ranges = Array(view.list(keys.ipRange))
    if E.keepsFacts {
      for subnet in subnets { state(.subnet, whole(subnet)) }
      for gateway in gateways { state(.gateway, whole(gateway)) }
    }
    if subnets.isEmpty {
      if let extra = gateways.first ?? ranges.first {
        refuse(
          .gatewayWithoutSubnet,
          .key(extra),
          podman: "cannot set gateway or range without subnet"
        )
      }
      return
    }
    if gateways.count > subnets.count {
      refuse(
        .moreThanSubnets("Gateway", count: gateways.count, subnets: subnets.count),
        .key(gateways[subnets.count]),
        podman: "cannot set more gateways than subnets"
      )
    }
    if ranges.count > subnets.count {
      refuse(
        .moreThanSubnets("IPRange", count: ranges.count, subnets: subnets.count),
        .key(ranges[subnets.count]),
        podman: "cannot set more ranges than subnets"
      )
    }
    for (index, subnet) in subnets.enumerated() {
      option("--subnet", whole(subnet))
      if index < gateways.count { option("--gateway", whole(gateways[index])) }
      if index < ranges.count { option("--ip-range", whole(ranges[index])) }
    }
  }
}
