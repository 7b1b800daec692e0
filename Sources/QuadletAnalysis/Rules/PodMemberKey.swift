import QuadletSyntax

/// A key that a pod's member should leave to the pod, and what `podman run --pod` makes of it.
///
/// From Podman's own checks: cmd/podman/containers/create.go, pkg/specgen/container_validate.go, pkg/specgen/generate/namespaces.go.
struct PodMemberKey: Sendable {
  /// What the key is about; decides when podman takes offence.
  enum Subject: Sendable {
    case ports, hosts, addresses, nameServers, hostName, userNamespace, mappings
  }

  /// What podman does.
  enum Outcome {
    case refused, ignored
  }

  /// What the key depends on besides itself.
  struct Circumstances {
    /// Whether the member has a network of its own.
    var hasNetwork = false
    /// Whether the pod uses the host's network.
    var podUsesHost = false
    var version: PodmanVersion
  }

  let key: StaticString
  let name: UInt16
  let subject: Subject
  /// The same, written in PodmanArgs=.
  let options: [StaticString]

  private init(_ key: StaticString, _ subject: Subject, _ options: StaticString...) {
    self.key = key
    name = key.withUTF8Buffer { Schema.shared.names.id(of: $0.span) }
    self.subject = subject
    self.options = options
  }

  static let all = [
    PodMemberKey("PublishPort", .ports, "--publish", "-p", "--publish-all", "-P"),
    PodMemberKey("AddHost", .hosts, "--add-host"),
    PodMemberKey("IP", .addresses, "--ip"),
    PodMemberKey("IP6", .addresses, "--ip6", "--mac-address"),
    PodMemberKey("NetworkAlias", .addresses, "--network-alias"),
    PodMemberKey("DNS", .nameServers, "--dns"),
    PodMemberKey("DNSSearch", .nameServers, "--dns-search"),
    PodMemberKey("DNSOption", .nameServers, "--dns-option", "--dns-opt"),
    PodMemberKey("HostName", .hostName, "--hostname", "-h"),
    PodMemberKey("UserNS", .userNamespace, "--userns"),
    PodMemberKey("RemapUsers", .userNamespace),
    PodMemberKey("UIDMap", .mappings, "--uidmap"),
    PodMemberKey("GIDMap", .mappings, "--gidmap"),
    PodMemberKey("SubUIDMap", .mappings, "--subuidname"),
    PodMemberKey("SubGIDMap", .mappings, "--subgidname"),
  ]

  /// The numbers of their names, in the same order.
  static let names = all.map(\.name)

  /// What podman does with a value of the key; nil when it takes it.
  func outcome(_ value: ArraySlice<UInt8>, _ circumstances: Circumstances) -> Outcome? {
    switch subject {
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
    switch subject {
    case .ports, .hosts, .addresses: "the network"
    case .nameServers: "the name servers"
    case .hostName: "the host name"
    case .userNamespace, .mappings: "the user namespace"
    }
  }
}
