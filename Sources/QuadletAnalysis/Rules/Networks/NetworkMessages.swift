/// What findings about networks, ports and addresses say.
extension Message {
  /// A `Network=` that cannot be combined with another one.
  static func mixedNetworkMode(_ network: String, in kind: UnitKind) -> Message {
    Message(
      "\"\(network)\" cannot be combined with another network; \(refusal(of: kind))",
      help: "keep either this line or the others"
    )
  }

  /// Ports of a unit whose network has none to publish.
  static func discardedPort(_ key: String, with network: String, _ mode: NetworkMode) -> Message {
    let reason =
      switch mode {
      case .host: "the host's ports are used as they are"
      case .none: "there is no network"
      default: "the ports belong to the container that owns the network"
      }
    return Message(
      "podman ignores \"\(key)\" with Network=\(network): \(reason)",
      help: mode == .joined ? "publish the port in that container's unit" : "remove the line, or the Network= line"
    )
  }

  // MARK: Addresses

  static func ambiguousAddress(_ address: String, of key: String, amongNetworks count: Int, in kind: UnitKind)
    -> Message
  {
    Message(
      "\"\(key)\" is ambiguous with \(count) networks; \(refusal(of: kind))",
      help: "write the address after its network: Network=NAME:ip=\(address)"
    )
  }

  static func addressAgainstNetwork(_ key: String, _ network: String, in kind: UnitKind) -> Message {
    Message(
      "\"\(key)\" cannot be used with Network=\(network); \(refusal(of: kind))",
      help: "join the network of a .network unit, or remove the line"
    )
  }

  static func rootlessAddress(_ key: String, in kind: UnitKind) -> Message {
    Message(
      "without Network=, a rootless .\(kind.word) unit cannot have \"\(key)\"; \(refusal(of: kind))",
      help: "join the network of a .network unit"
    )
  }

  /// Name servers or hosts of a container that does not own its network.
  static func nameServerAgainstNetwork(_ key: String, _ network: String, _ mode: NetworkMode) -> Message {
    Message(
      "\"\(key)\" cannot be used with Network=\(network); \(refusal(of: .container))",
      help: mode == .joined ? "move the line to the container that owns the network" : "remove the line"
    )
  }

  static func addressWithoutSubnet(_ address: String, of file: String) -> Message {
    Message(
      "\"\(address)\" is in the network of \(file) only by chance, because \(file) has no Subnet=",
      help: "add Subnet= to [Network] of \(file)"
    )
  }

  static func addressOutsideSubnet(_ address: String, _ subnets: [Subnet], of file: String, in kind: UnitKind)
    -> Message
  {
    let noun = subnets.count == 1 ? "subnet" : "subnets"
    let subnets = subnets.map(\.description).joined(separator: " and ")
    return Message(
      "\"\(address)\" is outside \(subnets), the \(noun) of \(file); \(refusal(of: kind))",
      help: "choose an address in the subnet"
    )
  }

  private static func refusal(of kind: UnitKind) -> String {
    kind == .kube ? "podman kube play fails" : "podman refuses to start the \(kind.word)"
  }

  // MARK: Pods

  static func networkInPod(_ pod: String) -> Message {
    Message(
      "this container does not share the network of \(pod)",
      help: "to use the network for the whole pod, move the line to [Pod] of \(pod)"
    )
  }

  /// A key that only the pod can have; `option` is the one for PodmanArgs= if [Pod] has no such key.
  static func keyAgainstPod(
    _ key: String,
    _ pod: String,
    sharing shared: StaticString,
    _ outcome: PodMemberOption.Outcome,
    option: String?
  ) -> Message {
    let result =
      switch outcome {
      case .refused: "podman refuses to start the container"
      case .ignored: "podman ignores the line"
      }
    return Message(
      "\"\(key)\" belongs in \(pod), which owns the \(shared); \(result)",
      help: option.map { "add PodmanArgs=\($0)=… to [Pod] of \(pod)" } ?? "move the line to [Pod] of \(pod)"
    )
  }
}
