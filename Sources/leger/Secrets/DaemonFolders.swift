import QuadletAnalysis

/// Where the daemon of a scope keeps its store, and where it is reached.
struct DaemonFolders: Sendable {
  /// The folder of the store, which only its owner may look into.
  let state: [UInt8]
  let socket: [UInt8]

  var database: [UInt8] { Path.join(state, Array("secrets.db".utf8)) }
  var audit: [UInt8] { Path.join(state, Array("audit.log".utf8)) }
  var lock: [UInt8] { Path.join(state, Array("lock".utf8)) }
  /// What programs show at an address of this machine.
  var token: [UInt8] { Path.join(state, Array("token".utf8)) }
  /// Which key has opened the store last.
  var keyRecord: [UInt8] { Path.join(state, Array("key.json".utf8)) }
  var keys: [UInt8] { Path.join(state, Array("keys".utf8)) }

  init(state: [UInt8], socket: [UInt8]) { (self.state, self.socket) = (state, socket) }

  /// Finds them; throws when the environment does not tell.
  init(_ scope: Scope, on host: any Host) throws(HostFailure) {
    // systemd makes it a link for a service of its own user.
    state = host.resolvedOrSame(
      try HostSettings.folder(
        "LEGERD_STATE_DIR",
        nil,
        scope,
        on: host,
        system: "/var/lib/legerd",
        user: "legerd"
      ) { host.dataFolder }
    )
    if host.text("LEGERD_SOCKET") == nil, scope == .user, host.runtimeFolder == nil {
      throw HostFailure(
        .environment,
        "XDG_RUNTIME_DIR is not set, so leger does not know where the daemon's socket is",
        help: "log in as this user, with loginctl or ssh, or set LEGERD_SOCKET"
      )
    }
    socket = try HostSettings.folder(
      "LEGERD_SOCKET",
      nil,
      scope,
      on: host,
      system: "/run/legerd/legerd.sock",
      user: "legerd/legerd.sock"
    ) { host.runtimeFolder }
  }
}
