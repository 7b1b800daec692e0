import QuadletSyntax

/// An option that a container in a pod should leave to the pod, and how `podman run --pod` treats it.
///
/// Follows Podman's own checks: cmd/podman/containers/create.go, pkg/specgen/container_validate.go, pkg/specgen/generate/namespaces.go.
struct PodMemberOption: Sendable {
  /// What the option is about, which determines when `podman` refuses or ignores it.
  enum Topic: Sendable {
    case ports, hosts, addresses, nameServers, hostName, userNamespace, mappings
  }

  /// How `podman` treats the option.
  enum Outcome {
    case refused, ignored
  }

  /// What the outcome depends on besides the value.
  struct Circumstances {
    /// Whether the container has its own network.
    var hasNetwork = false
    /// Whether the pod uses the host's network.
    var podUsesHost = false
    var version: PodmanVersion
  }

  /// What the option is about.
  let topic: Topic

  /// Creates the option that a fact is about, or nil if a container in a pod may set it.
  init?(_ subject: FactSubject) {
    switch subject {
    case .publish, .publishAll: topic = .ports
    case .addHost: topic = .hosts
    case .ip, .ip6, .macAddress, .networkAlias: topic = .addresses
    case .dns, .dnsSearch, .dnsOption: topic = .nameServers
    case .hostname: topic = .hostName
    case .userns: topic = .userNamespace
    case .uidmap, .gidmap, .subuidname, .subgidname: topic = .mappings
    default: return nil
    }
  }

  /// Returns how `podman` treats a value, or nil if it accepts it.
  func outcome(_ value: ArraySlice<UInt8>, _ circumstances: Circumstances) -> Outcome? {
    switch topic {
    case .ports:
      if circumstances.hasNetwork { return nil }
      return circumstances.podUsesHost ? .ignored : .refused
    case .hosts: return circumstances.hasNetwork || circumstances.podUsesHost ? nil : .refused
    case .addresses: return circumstances.hasNetwork ? nil : .refused
    case .nameServers:
      if circumstances.hasNetwork || circumstances.podUsesHost || value.elementsEqual("none".utf8) { return nil }
      return .ignored
    case .hostName: return .refused
    case .userNamespace:
      // Up to 5.5, podman checks only for --pod, and the generator writes --pod-id-file.
      if circumstances.version < .podman(5, 6) { return .ignored }
      if circumstances.version < .podman(5, 8) { return .refused }
      let joins =
        value.elementsEqual("host".utf8) || value.elementsEqual("pod".utf8) || value.starts(with: "container:".utf8)
      return joins ? nil : .refused
    case .mappings: return circumstances.version < .podman(5, 8) ? .ignored : .refused
    }
  }

  /// What the containers of a pod share, as a noun in the singular.
  var shared: StaticString {
    switch topic {
    case .ports, .hosts, .addresses: "network"
    case .nameServers: "DNS configuration"
    case .hostName: "host name"
    case .userNamespace, .mappings: "user namespace"
    }
  }
}
