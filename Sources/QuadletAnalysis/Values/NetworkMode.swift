/// What podman makes of the first `Network=` (ParseNetworkFlag in pkg/specgen/namespaces.go).
enum NetworkMode: Sendable {
  /// A network, or several, of the bridge kind.
  case bridge
  /// The network of the host.
  case host
  /// No network.
  case none
  /// The network of another container, or a namespace by its path.
  case joined
  /// The network of the pod.
  case pod
  /// pasta, slirp4netns, and what podman chooses: private, default.
  case userMode
  /// A text that systemd completes.
  case unknown

  init(_ bytes: Span<UInt8>) {
    guard let reference = try? NetworkReference(parsing: bytes) else {
      self = .unknown
      return
    }
    switch reference.kind {
    case .later: self = .unknown
    case .joined: self = .joined
    case .named: self = .bridge
    case .unit: self = bytes.hasSuffix(reference.name, ".container") ? .joined : .bridge
    case .mode:
      if bytes.equals(reference.name, "bridge") {
        self = .bridge
      } else if bytes.equals(reference.name, "host") {
        self = .host
      } else if bytes.equals(reference.name, "none") {
        self = .none
      } else if bytes.equals(reference.name, "pod") {
        self = .pod
      } else {
        self = .userMode
      }
    }
  }

  /// Whether ports can be published (`isPortMappingCompatibleNetNSMode`).
  var hasPorts: Bool {
    switch self {
    case .host, .none, .joined: false
    case .bridge, .pod, .userMode, .unknown: true
    }
  }
}
