import QuadletAnalysis

/// What `config.yaml` says on this host: the file of the system, and in user scope that of the user, which counts over it.
struct HostSettings: Equatable {
  /// The repository that `install NAME` and `list --available` look into (`default-repo`).
  var defaultRepository: String?
  /// The branch or tag of it (`branch`).
  var branch: String?
  /// The folder of the units (`install-dir-user`, `install-dir-system`).
  var unitFolder: [UInt8]?
  /// The folder of staged updates (`staging-dir`).
  var stagingFolder: [UInt8]?
  /// The folder of backups (`backup-dir`).
  var backupFolder: [UInt8]?
  /// How many backups of each kind are kept (`backup: keep-manual`, `keep-automatic`).
  var manualBackups: Int?
  var automaticBackups: Int?
  /// How old a backup may be that is kept in any case, in seconds (`backup: keep-within`, `backup-retention`).
  var backupAge: Int?
  /// How archives are compressed (`backup: compression`).
  var compression: String?
  /// The server that keeps the secrets, as it is written (`daemon: setec-server`); without one the daemon of this machine.
  var secretServer: String?
  /// The file of the key of the local store (`daemon: key-file`).
  var keyFile: [UInt8]?
  /// How often the store is asked for new versions, in seconds (`daemon: poll-interval`).
  var pollInterval = 60
  /// Whether services are restarted when a secret of theirs has changed (`daemon: restart-policy`).
  var restartsChanged = false
  /// Who else may do what over the socket of the daemon (`daemon: local-access`).
  var localAccess: [SocketGrant] = []
  /// What stands before a secret's name in Podman to make that in the store (`daemon: secret-prefix`).
  var secretPrefix: String?

  /// Where the daemon is reached besides its socket (`daemon: listen`).
  var listen: [ListenAddress] = []
  /// Whether who calls at this machine's own address is named by `tailscale serve` (`daemon: serve-proxy`).
  var servesProxy = false

  /// Where the daemon is reached over a network.
  enum ListenAddress: Equatable, Sendable {
    /// A port of the addresses that this machine has in its tailnet.
    case tailnet(port: UInt16)
    /// An address that only this machine reaches.
    case loopback(NetworkAddress)
  }

  /// What some user or group may do (`uid`, `user`, `group` or `login`, `action`, `secret`).
  struct SocketGrant: Equatable {
    enum Subject: Equatable {
      case number(UInt32)
      case user(String)
      case group(String)
      /// A user of a tailnet, as `tailscale serve` names them.
      case login(String)
    }

    var subject: Subject
    var actions: [String]
    var patterns: [String]
  }

  /// Reads the files of a scope; those that do not exist say nothing.
  init(_ scope: Scope, on host: any Host) throws(HostFailure) {
    for file in Self.files(scope, host) where !host.isMissing(file.path) {
      var reading = HostSettingsReading(scope, home: host.homeFolder, isOfSystem: file.isOfSystem, over: self)
      if let stranger = Self.stranger(file.path, host) {
        throw HostFailure(
          .environment,
          "\(VisibleText.quoted(file.path)) can be changed by \(stranger), and leger obeys no such file",
          help: "chmod go-w \(VisibleText.quoted(file.path)), or give it another owner"
        )
      }
      let documents: [YAMLNode]
      do throws(ReadFailure) {
        let bytes = try host.read(file.path, limit: YAMLReader.sizeLimit)
        do throws(YAMLProblem) { documents = try YAMLReader.documents(bytes) } catch {
          throw ReadFailure.unavailable("line \(error.place.line): \(error.message)")
        }
      } catch {
        throw HostFailure(file.path, error.message)
      }
      reading.read(documents)
      if let mistake = reading.mistakes.first {
        throw HostFailure(
          file.path,
          "line \(mistake.place.line): \(mistake.message.text)",
          kind: .usage
        )
      }
      self = reading.settings
    }
  }

  /// The files that are read, the last one counting most.
  private static func files(_ scope: Scope, _ host: any Host) -> [(path: [UInt8], isOfSystem: Bool)] {
    let ofUser = scope == .user ? host.configurationFolder.map { "\($0)/leger/config.yaml" } : nil
    return [(Array("/etc/leger/config.yaml".utf8), true)] + (ofUser.map { [(Array($0.utf8), false)] } ?? [])
  }

  /// Returns who can change a file besides the user and root; nil when nobody else can.
  private static func stranger(_ path: [UInt8], _ host: any Host) -> String? {
    guard let status = try? host.status(path, followingLinks: true) else { return nil }
    if status.owner.user != 0, status.owner.user != host.user.user, !host.isInNamespaceOfUser {
      return "another user (number \(status.owner.user))"
    }
    // Many users have a group of their own, to which their files are writable.
    let isOwnGroup = status.owner.group == 0 || status.owner.group == host.user.group
    return status.mode & (isOwnGroup ? 0o002 : 0o022) == 0
      ? nil : "others than its owner (mode \(String(status.mode & 0o777, radix: 8)))"
  }
}

extension HostSettings {
  /// Returns the folder that the units of a scope are installed into: as the environment says, else `config.yaml`, else the
  /// one that Podman has for it.
  func unitFolder(_ scope: Scope, on host: any Host) throws(HostFailure) -> [UInt8] {
    try Self.folder(
      "LEGER_UNIT_DIR",
      unitFolder,
      scope,
      on: host,
      system: "/etc/containers/systemd",
      user: "containers/systemd"
    ) { host.configurationFolder }
  }

  /// Returns a folder: as an environment variable says, else as configured, else the usual one, which is the user's below a
  /// base.
  static func folder(
    _ variable: String,
    _ configured: [UInt8]?,
    _ scope: Scope,
    on host: any Host,
    system: String,
    user: String,
    _ base: () -> String?
  ) throws(HostFailure) -> [UInt8] {
    if let given = host.variable(variable), !given.isEmpty {
      guard given.first == UInt8(ascii: "/") else {
        throw HostFailure(.usage, "\(variable) must be an absolute path, not \(VisibleText.quoted(given))")
      }
      return Path.trimmed(given)
    }
    if let configured { return configured }
    if scope == .system { return Array(system.utf8) }
    guard let base = base() else {
      throw HostFailure(.environment, "HOME is not set, so the folder of your units is not known", help: "set HOME")
    }
    return Array("\(base)/\(user)".utf8)
  }
}
