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
          .conflictingKeys,
          .key(extra),
          podman: "cannot set gateway or range without subnet",
          "a gateway or a range needs the subnet that it is in",
          help: "add Subnet="
        )
      }
      return
    }
    if gateways.count > subnets.count {
      refuse(
        .conflictingKeys,
        .key(gateways[subnets.count]),
        podman: "cannot set more gateways than subnets",
        "there are \(gateways.count) gateways for \(subnets.count) subnets; the first gateway belongs to the first subnet",
        help: "add a Subnet= or remove a Gateway="
      )
    }
    if ranges.count > subnets.count {
      refuse(
        .conflictingKeys,
        .key(ranges[subnets.count]),
        podman: "cannot set more ranges than subnets",
        "there are \(ranges.count) ranges for \(subnets.count) subnets; the first range belongs to the first subnet",
        help: "add a Subnet= or remove an IPRange="
      )
    }
    for (index, subnet) in subnets.enumerated() {
      option("--subnet", whole(subnet))
      if index < gateways.count { option("--gateway", whole(gateways[index])) }
      if index < ranges.count { option("--ip-range", whole(ranges[index])) }
    }
  }
}
