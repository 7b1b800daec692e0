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

  /// What some user or group may do (`uid`, `user` or `group`, `action`, `secret`).
  struct SocketGrant: Equatable {
    enum Subject: Equatable {
      case number(UInt32)
      case user(String)
      case group(String)
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
    if status.owner.user != 0, status.owner.user != host.user.user {
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

/// Reads one `config.yaml` over what an earlier one says.
private struct HostSettingsReading {
  private(set) var settings: HostSettings
  private let scope: Scope
  private let home: String?
  /// Whether it is the file of the system, whose folders are those of the system's deployments.
  private let isOfSystem: Bool
  private var fields = SettingsFields()

  var mistakes: [SettingsMistake] { fields.mistakes }

  private typealias Reader = @Sendable (inout HostSettingsReading, YAMLNode) -> Void

  /// Every key, with the function that reads it; what a later command reads is only known here.
  private static let keys: [(name: String, read: Reader)] = [
    ("default-repo", { $0.settings.defaultRepository = $0.fields.text($1, "default-repo") }),
    ("branch", { $0.settings.branch = $0.fields.text($1, "branch") }),
    ("install-dir-user", { $0.readUnitFolder($1, "install-dir-user", of: .user) }),
    ("install-dir-system", { $0.readUnitFolder($1, "install-dir-system", of: .system) }),
    (
      "staging-dir",
      { reading, node in
        if let folder = reading.folder(node, "staging-dir") { reading.settings.stagingFolder = folder }
      }
    ),
    (
      "backup-dir",
      { reading, node in
        if let folder = reading.folder(node, "backup-dir") { reading.settings.backupFolder = folder }
      }
    ),
    ("backup-retention", { $0.readAge($1, "backup-retention") }),
    ("backup", { $0.readSection($1, "backup", Self.backupKeys) }),
    ("daemon", { $0.readSection($1, "daemon", Self.daemonKeys) }),
  ]

  init(_ scope: Scope, home: String?, isOfSystem: Bool, over settings: HostSettings) {
    self.scope = scope
    self.home = home
    self.isOfSystem = isOfSystem
    self.settings = settings
  }

  mutating func read(_ documents: [YAMLNode]) {
    let written = documents.filter { !$0.isNull }
    if written.count > 1 { fields.report("config.yaml must contain only one document", at: written[1].place) }
    guard let node = written.first, fields.isMapping(node, "config.yaml") else { return }
    for entry in node.entries {
      guard let key = fields.known(entry, of: Self.keys.map(\.name), in: nil), !entry.value.isNull else { continue }
      Self.keys.first { $0.name == key }?.read(&self, entry.value)
    }
  }

  private mutating func readUnitFolder(_ node: YAMLNode, _ key: String, of scope: Scope) {
    guard let path = fields.text(node, key).flatMap({ absolute($0, key, node) }), scope == self.scope else { return }
    settings.unitFolder = path
  }

  /// Returns a folder of leger's own; nil when it is wrong, or is the system's and not for this scope.
  private mutating func folder(_ node: YAMLNode, _ key: String) -> [UInt8]? {
    guard let text = fields.text(node, key), let path = absolute(text, key, node) else { return nil }
    return isOfSystem && scope == .user && !text.hasPrefix("~/") ? nil : path
  }

  private mutating func absolute(_ text: String, _ key: String, _ node: YAMLNode) -> [UInt8]? {
    if text.hasPrefix("/") { return Path.trimmed(Array(text.utf8)) }
    if text.hasPrefix("~/"), let home { return Path.trimmed(Array("\(home)\(text.dropFirst())".utf8)) }
    fields.report("\(key) must be an absolute path or begin with ~/, not \"\(text)\"", at: node.place)
    return nil
  }

  /// The keys of `backup:`.
  private static let backupKeys: [(name: String, read: Reader)] = [
    ("keep-manual", { $0.settings.manualBackups = $0.number($1, "backup: keep-manual") }),
    ("keep-automatic", { $0.settings.automaticBackups = $0.number($1, "backup: keep-automatic") }),
    ("keep-within", { $0.readAge($1, "backup: keep-within") }),
    ("compression", { $0.readCompression($1) }),
  ]

  /// The keys of `daemon:`; those of a tailnet, which the daemon does not serve yet, are only known here.
  private static let daemonKeys: [(name: String, read: Reader)] = [
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
    ("local-access", { $0.readLocalAccess($1) }),
    (
      "restart-policy",
      { reading, node in
        guard let text = reading.fields.text(node, "daemon: restart-policy") else { return }
        if text != "changed", text != "never" {
          reading.fields.report("daemon: restart-policy must be changed or never, not \"\(text)\"", at: node.place)
        }
        reading.settings.restartsChanged = text == "changed"
      }
    ), ("listen", { _, _ in }), ("serve-proxy", { _, _ in }),
  ]

  /// Reads a key whose value is a mapping of others.
  private mutating func readSection(_ node: YAMLNode, _ section: String, _ keys: [(name: String, read: Reader)]) {
    guard fields.isMapping(node, section) else { return }
    for entry in node.entries {
      guard let key = fields.known(entry, of: keys.map(\.name), in: section), !entry.value.isNull else { continue }
      keys.first { $0.name == key }?.read(&self, entry.value)
    }
  }

  private mutating func readCompression(_ node: YAMLNode) {
    guard let text = fields.text(node, "backup: compression") else { return }
    if ["gzip", "zstd", "none"].contains(text) {
      settings.compression = text
    } else {
      fields.report("backup: compression must be gzip, zstd or none, not \"\(text)\"", at: node.place)
    }
  }

  private mutating func number(_ node: YAMLNode, _ key: String) -> Int? {
    guard let text = fields.text(node, key) else { return nil }
    if let number = Int(text), (0...100_000).contains(number) { return number }
    fields.report("\(key) must be a whole number from 0 to 100000, not \"\(text)\"", at: node.place)
    return nil
  }

  /// Reads who may do what.
  private mutating func readLocalAccess(_ node: YAMLNode) {
    let key = "daemon: local-access"
    settings.localAccess = []
    for element in fields.list(node, key) where fields.isMapping(element, "an entry of \(key)") {
      var subjects: [HostSettings.SocketGrant.Subject] = []
      var (actions, patterns): ([String], [String]) = ([], [])
      for entry in element.entries {
        let texts = { (reading: inout HostSettingsReading, name: String) in
          reading.fields.list(entry.value, "\(key): \(name)").compactMap { reading.fields.text($0, "\(key): \(name)") }
        }
        switch fields.known(entry, of: ["uid", "user", "group", "action", "secret"], in: key) {
        case "uid":
          guard let text = fields.text(entry.value, "\(key): uid") else { continue }
          if let number = UInt32(text) {
            subjects.append(.number(number))
          } else {
            fields.report("\(key): uid must be a number, not \"\(text)\"", at: entry.value.place)
          }
        case "user": if let text = fields.text(entry.value, "\(key): user") { subjects.append(.user(text)) }
        case "group": if let text = fields.text(entry.value, "\(key): group") { subjects.append(.group(text)) }
        case "action": actions = texts(&self, "action")
        case "secret": patterns = texts(&self, "secret")
        default: break
        }
      }
      guard subjects.count == 1 else {
        fields.report("an entry of \(key) names one uid, user or group", at: element.place)
        continue
      }
      settings.localAccess.append(
        HostSettings.SocketGrant(subject: subjects[0], actions: actions, patterns: patterns)
      )
    }
  }

  /// The seconds of each unit of an age.
  private static let ageUnits: [(unit: Character, seconds: Int)] = [
    ("h", 3600), ("d", 86400), ("w", 7 * 86400), ("y", 365 * 86400),
  ]

  /// Returns the seconds of a number with a unit.
  private mutating func duration(
    _ node: YAMLNode,
    _ key: String,
    _ units: [(unit: Character, seconds: Int)],
    _ help: String
  ) -> Int? {
    guard let text = fields.text(node, key) else { return nil }
    if let unit = units.first(where: { $0.unit == text.last }), let number = Int(text.dropLast()),
      (0...100_000).contains(number)
    {
      return number * unit.seconds
    }
    fields.report("\(key) must be a number of \(help), not \"\(text)\"", at: node.place)
    return nil
  }

  private mutating func readAge(_ node: YAMLNode, _ key: String) {
    guard let seconds = duration(node, key, Self.ageUnits, "hours, days, weeks or years, such as 7d") else { return }
    settings.backupAge = seconds
  }
}
