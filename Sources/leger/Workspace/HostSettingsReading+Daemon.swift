import QuadletAnalysis

/// The section `daemon:` of `config.yaml`.
extension HostSettingsReading {
  /// The keys of `daemon:`.
  static let daemonKeys: [(name: String, read: Reader)] = [
    ("setec-server", { $0.settings.secretServer = $0.fields.text($1, "daemon: setec-server") }),
    ("secret-prefix", { $0.settings.secretPrefix = $0.fields.text($1, "daemon: secret-prefix") }),
    (
      "poll-interval",
      { reading, node in
        let units: [(Character, Int)] = [("s", 1), ("m", 60), ("h", 3600)]
        guard
          let seconds = reading.duration(node, "daemon: poll-interval", units, "seconds, minutes or hours, such as 60s")
        else { return }
        reading.settings.pollInterval = max(1, seconds)
      }
    ),
    (
      "key-file",
      { reading, node in
        if let path = reading.folder(node, "daemon: key-file") { reading.settings.keyFile = path }
      }
    ),
    ("local-access", { $0.readGrants($1) }),
    (
      "restart-policy",
      { reading, node in
        guard let text = reading.fields.text(node, "daemon: restart-policy") else { return }
        if text != "changed", text != "never" {
          reading.fields.report("daemon: restart-policy must be changed or never, not \"\(text)\"", at: node.place)
        }
        reading.settings.restartsChanged = text == "changed"
      }
    ), ("listen", { $0.readListen($1) }), ("serve-proxy", { $0.readServeProxy($1) }),
  ]

  // MARK: Addresses

  private mutating func readListen(_ node: YAMLNode) {
    let key = "daemon: listen"
    let nodes = if case .sequence(let elements) = node.content { elements } else { [node] }
    settings.listen = []
    for node in nodes {
      guard let text = fields.text(node, key) else { continue }
      if let address = HostSettings.ListenAddress(text) {
        if !settings.listen.contains(address) { settings.listen.append(address) }
      } else {
        fields.report(
          "\(key) must be tailnet:PORT, 127.0.0.1:PORT or [::1]:PORT, or a list of these, not \"\(text)\"",
          at: node.place
        )
      }
    }
  }

  private mutating func readServeProxy(_ node: YAMLNode) {
    guard let text = fields.text(node, "daemon: serve-proxy") else { return }
    if text != "true", text != "false" {
      fields.report("daemon: serve-proxy must be true or false, not \"\(text)\"", at: node.place)
    }
    settings.servesProxy = text == "true"
  }

  /// Reports what cannot be true at once.
  mutating func checkListen(at place: YAMLPlace) {
    let hasLoopback = settings.listen.contains { if case .loopback = $0 { true } else { false } }
    if settings.servesProxy, !hasLoopback {
      fields.report("daemon: serve-proxy needs an address of this machine in listen, such as 127.0.0.1:8200", at: place)
    }
  }

  // MARK: Access

  private typealias Subject = HostSettings.SocketGrant.Subject

  /// The keys of an entry that say for whom it is.
  private static let subjects: [(name: String, read: @Sendable (String) -> Subject?)] = [
    ("uid", { UInt32($0).map(Subject.number) }), ("user", { .user($0) }), ("group", { .group($0) }),
    ("login", { .login($0) }),
  ]

  private static let accessKey = "daemon: local-access"

  /// Reads who may do what.
  private mutating func readGrants(_ node: YAMLNode) {
    let nodes = fields.list(node, Self.accessKey).filter { fields.isMapping($0, "an entry of \(Self.accessKey)") }
    settings.localAccess = nodes.compactMap { readGrant($0) }
  }

  private mutating func readGrant(_ node: YAMLNode) -> HostSettings.SocketGrant? {
    var subjects: [Subject] = []
    var lists: [String: [String]] = [:]
    let names = Self.subjects.map(\.name)
    for entry in node.entries {
      guard let name = fields.known(entry, of: names + ["action", "secret"], in: Self.accessKey) else { continue }
      let key = "\(Self.accessKey): \(name)"
      guard let subject = Self.subjects.first(where: { $0.name == name }) else {
        lists[name] = fields.list(entry.value, key).compactMap { fields.text($0, key) }
        continue
      }
      guard let text = fields.text(entry.value, key) else { continue }
      if let read = subject.read(text) {
        subjects.append(read)
      } else {
        fields.report("\(key) must be a number, not \"\(text)\"", at: entry.value.place)
      }
    }
    guard subjects.count == 1 else {
      fields.report("an entry of \(Self.accessKey) names one uid, user, group or login", at: node.place)
      return nil
    }
    return HostSettings.SocketGrant(
      subject: subjects[0],
      actions: lists["action"] ?? [],
      patterns: lists["secret"] ?? []
    )
  }
}

extension HostSettings {
  /// Whether the daemon listens at a port that only root may open.
  var hasLowPort: Bool { listen.contains { $0.port < 1024 } }
}

extension HostSettings.ListenAddress {
  var port: UInt16 {
    switch self {
    case .tailnet(let port): port
    case .loopback(let address): address.port
    }
  }

  /// Reads `tailnet:PORT` or an address of this machine alone with a port; nil for anything else, and for every address at
  /// once in particular.
  init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard let last = parts.last, let port = UInt16(last), port > 0 else { return nil }
    switch parts.dropLast().joined(separator: ":") {
    case "tailnet": self = .tailnet(port: port)
    case "127.0.0.1", "localhost": self = .loopback(NetworkAddress("127.0.0.1", port: port))
    case "[::1]": self = .loopback(NetworkAddress("::1", port: port))
    default: return nil
    }
  }
}
