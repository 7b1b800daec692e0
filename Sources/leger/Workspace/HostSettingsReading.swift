import QuadletAnalysis

/// Reads one `config.yaml` over what an earlier one says.
struct HostSettingsReading {
  var settings: HostSettings
  private let scope: Scope
  private let home: String?
  /// Whether it is the file of the system, whose folders are those of the system's deployments.
  private let isOfSystem: Bool
  var fields = SettingsFields()

  var mistakes: [SettingsMistake] { fields.mistakes }

  typealias Reader = @Sendable (inout HostSettingsReading, YAMLNode) -> Void

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
    (
      "daemon",
      { reading, node in
        reading.readSection(node, "daemon", Self.daemonKeys)
        reading.checkListen(at: node.place)
      }
    ),
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
  mutating func folder(_ node: YAMLNode, _ key: String) -> [UInt8]? {
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

  /// The seconds of each unit of an age.
  private static let ageUnits: [(unit: Character, seconds: Int)] = [
    ("h", 3600), ("d", 86400), ("w", 7 * 86400), ("y", 365 * 86400),
  ]

  /// Returns the seconds of a number with a unit.
  mutating func duration(
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
