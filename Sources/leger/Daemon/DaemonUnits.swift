import QuadletAnalysis

/// The units of systemd that run legerd, as packages bring them and `leger daemon start` writes them.
enum DaemonUnits {
  /// A unit file.
  struct File: Equatable {
    let name: String
    let text: String
  }

  /// The first line of a unit that leger has written, and may write anew.
  static let mark = "# Written by leger daemon start.\n"

  static let socket = "legerd.socket"
  static let server = "legerd.service"
  static let sync = "legerd-sync.service"

  /// The names of the units of a scope, in the order in which they start.
  static func names(_ scope: Scope) -> [String] { [socket, server] + (scope == .system ? [sync] : []) }

  /// The units of a scope for a program; `hasGroup` says whether there is a group `leger`, whose members may connect.
  static func files(_ scope: Scope, program: String, hasGroup: Bool) -> [File] {
    let program = quoted(program)
    if scope == .user {
      return [File(name: socket, text: userSocketText), File(name: server, text: userText(program))]
    }
    return [
      File(name: socket, text: socketText(hasGroup: hasGroup)), File(name: server, text: serverText(program)),
      File(name: sync, text: syncText(program)),
    ]
  }

  /// What opens the network to a service of the system: to the server where it listens, to the other one where the store is a
  /// server on the network.
  static func networkDropIn(of service: String, hasLowPort: Bool = false) -> File {
    // Ports below 1024 are root's.
    let capability = """
      AmbientCapabilities=CAP_NET_BIND_SERVICE
      CapabilityBoundingSet=CAP_NET_BIND_SERVICE

      """
    return File(
      name: "\(service).d/50-network.conf",
      text: """
        [Service]
        IPAddressDeny=
        PrivateNetwork=no
        RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK
        \(hasLowPort ? capability : "")
        """
    )
  }

  /// A path as the first word of a command of systemd.
  private static func quoted(_ path: String) -> String {
    let escaped = path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("%", with: "%%")
    return escaped == path && !path.contains(" ") ? path : "\"\(escaped)\""
  }

  /// What all services have in common.
  private static let restart = """
    Restart=on-failure
    # A configuration, a machine or a store that a restart does not repair.
    RestartPreventExitStatus=2 3 8
    """

  private static func userText(_ program: String) -> String {
    // A sandbox would imply NoNewPrivileges, with which podman cannot set up its user namespace.
    """
    [Unit]
    Description=Secrets of your services (legerd)
    Requires=legerd.socket
    After=legerd.socket

    [Service]
    Type=notify
    ExecStart=\(program) daemon run --user
    ExecReload=kill -HUP $MAINPID
    \(restart)
    RestartSec=2
    WatchdogSec=60
    KillMode=mixed
    UMask=0077

    [Install]
    WantedBy=default.target

    """
  }

  /// With a socket of systemd, what asks for a secret while the session starts waits for the answer.
  private static let userSocketText = """
    [Unit]
    Description=Socket of the secrets of your services (legerd)

    [Socket]
    ListenStream=%t/legerd/legerd.sock
    SocketMode=0600
    DirectoryMode=0700
    RemoveOnStop=yes

    [Install]
    WantedBy=sockets.target

    """

  private static func socketText(hasGroup: Bool) -> String {
    """
    [Unit]
    Description=Socket of the secrets of this machine (legerd)

    [Socket]
    ListenStream=/run/legerd/legerd.sock
    SocketMode=\(hasGroup ? "0660\nSocketGroup=leger" : "0600")
    DirectoryMode=0711
    RemoveOnStop=yes

    [Install]
    WantedBy=sockets.target

    """
  }

  /// What both services of the system have in common.
  private static let sandbox = """
    DevicePolicy=closed
    LockPersonality=yes
    MemoryDenyWriteExecute=yes
    NoNewPrivileges=yes
    PrivateDevices=yes
    PrivateTmp=yes
    ProtectClock=yes
    ProtectControlGroups=yes
    ProtectHome=yes
    ProtectHostname=yes
    ProtectKernelLogs=yes
    ProtectKernelModules=yes
    ProtectKernelTunables=yes
    ProtectProc=invisible
    ProtectSystem=strict
    RestrictNamespaces=yes
    RestrictRealtime=yes
    RestrictSUIDSGID=yes
    SystemCallArchitectures=native
    UMask=0077
    """

  private static func serverText(_ program: String) -> String {
    // PrivateUsers= would turn every caller into nobody, and RuntimeDirectory= would remove the socket with the service.
    """
    [Unit]
    Description=Secrets of this machine (legerd)
    Requires=legerd.socket
    After=legerd.socket

    [Service]
    Type=notify
    ExecStart=\(program) daemon run --system --part serve
    ExecReload=kill -HUP $MAINPID
    \(restart)
    RestartSec=2
    WatchdogSec=60
    DynamicUser=yes
    User=legerd
    StateDirectory=legerd
    StateDirectoryMode=0700
    # Skipped where there is no such credential; see systemd-creds(1).
    LoadCredentialEncrypted=legerd-kek
    LimitCORE=0
    CapabilityBoundingSet=
    IPAddressDeny=any
    PrivateNetwork=yes
    RestrictAddressFamilies=AF_UNIX
    SystemCallFilter=@system-service
    SystemCallFilter=~@privileged @resources
    \(sandbox)

    [Install]
    WantedBy=multi-user.target

    """
  }

  private static func syncText(_ program: String) -> String {
    // podman reads and writes its store below /var/lib/containers, and needs to look at mounts.
    """
    [Unit]
    Description=Secrets of this machine for podman (legerd)
    Wants=legerd.socket
    After=legerd.socket network-online.target

    [Service]
    Type=notify
    ExecStart=\(program) daemon run --system --part sync
    \(restart)
    RestartSec=10
    LimitCORE=0
    CapabilityBoundingSet=CAP_SYS_ADMIN CAP_DAC_OVERRIDE
    IPAddressDeny=any
    ReadWritePaths=/run -/var/lib/containers
    RestrictAddressFamilies=AF_UNIX AF_NETLINK
    StateDirectory=leger
    StateDirectoryMode=0700
    SystemCallFilter=@system-service @mount
    \(sandbox)

    [Install]
    WantedBy=multi-user.target

    """
  }
}
