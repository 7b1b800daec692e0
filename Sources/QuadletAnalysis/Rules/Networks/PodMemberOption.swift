import QuadletSyntax

/// An option that a pod's member should leave to the pod, and what `podman run --pod` makes of it.
///
/// From Podman's own checks: cmd/podman/containers/create.go, pkg/specgen/container_validate.go, pkg/specgen/generate/namespaces.go.
struct PodMemberOption: Sendable {
  /// What the option is about; decides when podman takes offence.
  enum Topic: Sendable {
    case ports, hosts, addresses, nameServers, hostName, userNamespace, mappings
  }

  /// What podman does.
  enum Outcome {
    case refused, ignored
  }

  /// What the outcome depends on besides the value.
  struct Circumstances {
    /// Whether the member has a network of its own.
    var hasNetwork = false
    /// Whether the pod uses the host's network.
    var podUsesHost = false
    var version: PodmanVersion
  }

  /// What facts about it are about, the one with a key first.
  let subjects: [FactSubject]
  /// What it decides.
  let topic: Topic

  private init(_ topic: Topic, _ subjects: FactSubject...) {
    self.topic = topic
    self.subjects = subjects
  }

  /// The row of a subject; nil for what a member decides for itself.
  static func row(_ subject: FactSubject) -> PodMemberOption? { all.first { $0.subjects.contains(subject) } }

  private static let all = [
    PodMemberOption(.ports, .publish, .publishAll),
    PodMemberOption(.hosts, .addHost),
    PodMemberOption(.addresses, .ip, .ip6, .macAddress),
    PodMemberOption(.addresses, .networkAlias),
    PodMemberOption(.nameServers, .dns),
    PodMemberOption(.nameServers, .dnsSearch),
    PodMemberOption(.nameServers, .dnsOption),
    PodMemberOption(.hostName, .hostname),
    PodMemberOption(.userNamespace, .userns),
    PodMemberOption(.mappings, .uidmap),
    PodMemberOption(.mappings, .gidmap),
    PodMemberOption(.mappings, .subuidname),
    PodMemberOption(.mappings, .subgidname),
  ]

  /// What podman does with a value; nil when it takes it.
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
      // With --pod-id-file, up to 5.5, podman looked only for --pod.
      if circumstances.version < .podman(5, 6) { return .ignored }
      if circumstances.version < .podman(5, 8) { return .refused }
      let joins =
        value.elementsEqual("host".utf8) || value.elementsEqual("pod".utf8) || value.starts(with: "container:".utf8)
      return joins ? nil : .refused
    case .mappings: return circumstances.version < .podman(5, 8) ? .ignored : .refused
    }
  }

  /// What the members of a pod share.
  var shared: StaticString {
    switch topic {
    case .ports, .hosts, .addresses: "the network"
    case .nameServers: "the name servers"
    case .hostName: "the host name"
    case .userNamespace, .mappings: "the user namespace"
    }
  }
}
