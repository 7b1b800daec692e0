extension ProjectSettings {
  /// Reads the document of a `.leger.yaml`; what is wrong in it is ignored and reported.
  public static func read(_ documents: [YAMLNode]) -> (settings: ProjectSettings, mistakes: [SettingsMistake]) {
    var reading = SettingsReading()
    let written = documents.filter { !$0.isNull }
    if written.count > 1 { reading.fields.report(".leger.yaml must contain only one document", at: written[1].place) }
    if let node = written.first { reading.read(node) }
    return (reading.settings, reading.mistakes)
  }
}

/// The settings so far, and what is wrong with them.
private struct SettingsReading {
  private(set) var settings = ProjectSettings()
  fileprivate var fields = SettingsFields()

  var mistakes: [SettingsMistake] { fields.mistakes }

  private typealias Reader = @Sendable (inout SettingsReading, YAMLNode, YAMLNode.Entry) -> Void

  /// Every key, with the function that reads it.
  private static let keys: [(name: String, read: Reader)] = [
    ("name", { reading, node, _ in reading.settings.name = reading.name(node, "name") }),
    ("description", { reading, node, _ in reading.settings.description = reading.fields.text(node, "description") }),
    ("version", { reading, node, _ in reading.settings.version = reading.fields.text(node, "version") }),
    ("scope", { reading, node, _ in reading.readScope(node) }),
    ("podman", { reading, node, _ in reading.readPodman(node) }),
    (
      "requires",
      { reading, node, _ in
        reading.settings.requires = reading.fields.list(node, "requires").compactMap { reading.name($0, "requires") }
      }
    ),
    ("secrets", { reading, node, _ in reading.readSecrets(node) }),
    ("ports", { reading, node, entry in reading.settings.ports = reading.texts(node, "ports", entry) }),
    ("volumes", { reading, node, entry in reading.settings.volumes = reading.texts(node, "volumes", entry) }),
    ("probe", { reading, node, _ in reading.readProbe(node) }),
    ("backup", { reading, node, _ in reading.readBackup(node) }),
    ("lint", { reading, node, _ in reading.readLint(node) }),
  ]

  mutating func read(_ node: YAMLNode) {
    guard fields.isMapping(node, ".leger.yaml") else { return }
    for entry in node.entries {
      guard let key = fields.known(entry, of: Self.keys.map(\.name), in: nil) else { continue }
      if entry.value.isNull { continue }
      Self.keys.first { $0.name == key }?.read(&self, entry.value, entry)
    }
  }

  // MARK: Keys

  private mutating func readScope(_ node: YAMLNode) {
    guard let text = fields.text(node, "scope") else { return }
    switch text {
    case "user": settings.scope = .user
    case "system": settings.scope = .system
    default: fields.report("\"\(text)\" is not a scope; use user or system", at: node.place)
    }
  }

  private mutating func readPodman(_ node: YAMLNode) {
    guard let text = fields.text(node, "podman") else { return }
    settings.podman = PodmanVersion(text)
    if settings.podman == nil {
      fields.report("\"\(text)\" is not a version of Podman from 4.4 to \(PodmanVersion.newest)", at: node.place)
    }
  }

  /// Whoever writes the file must not have other machines asked, so only addresses of this one count.
  private mutating func readProbe(_ node: YAMLNode) {
    guard let text = fields.text(node, "probe") else { return }
    let hosts = ["localhost", "127.0.0.1", "[::1]"]
    let isAllowed = ["http://", "https://"].contains { scheme in
      hosts.contains { host in
        guard text.hasPrefix(scheme + host) else { return false }
        let next = text.utf8.dropFirst(scheme.utf8.count + host.utf8.count).first
        return next == nil || next == UInt8(ascii: ":") || next == UInt8(ascii: "/")
      }
    }
    if isAllowed, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "@") }) {
      settings.probe = ProjectSettings.Text(text: text, place: node.place)
    } else {
      fields.report(
        "\"\(text.shortened)\" is not an HTTP address of this host; write http://localhost:PORT/PATH",
        at: node.place
      )
    }
  }

  private mutating func readSecrets(_ node: YAMLNode) {
    let isList = if case .sequence = node.content { true } else { false }
    let nodes = fields.list(node, "secrets")
    if isList { settings.secrets = nodes.compactMap { secret($0) } }
  }

  private mutating func secret(_ node: YAMLNode) -> ProjectSettings.Secret? {
    guard
      fields.isMapping(
        node,
        "a secret",
        help: "write - name: NAME, and podman-secret: NAME if Podman uses another name"
      )
    else { return nil }
    var values: [String: ProjectSettings.Text] = [:]
    for entry in node.entries {
      let keys = ["name", "podman-secret", "env", "target", "type"]
      guard let key = fields.known(entry, of: keys, in: "secrets"), let text = fields.text(entry.value, key) else {
        continue
      }
      values[key] = ProjectSettings.Text(text: text, place: entry.value.place)
    }
    if let variable = values["env"], values["target"] != nil {
      fields.report("env and target cannot be used together", at: variable.place)
    }
    guard let name = values["name"] ?? values["podman-secret"] else {
      fields.report("a secret needs name: or podman-secret:", at: node.place)
      return nil
    }
    var secret = ProjectSettings.Secret(name: name, podmanSecret: values["podman-secret"] ?? name)
    secret.variable = values["env"]?.text
    secret.target = values["target"]?.text
    if let type = values["type"] {
      secret.type = SecretReference.Kind(rawValue: type.text)
      if secret.type == nil { fields.report("\"\(type.text)\" is not a secret type; use mount or env", at: type.place) }
    }
    return secret
  }

  private mutating func readBackup(_ node: YAMLNode) {
    guard fields.isMapping(node, "backup") else { return }
    for entry in node.entries {
      guard let key = fields.known(entry, of: ["consistency", "hooks"], in: "backup"), !entry.value.isNull else {
        continue
      }
      if key == "hooks" {
        guard fields.isMapping(entry.value, "hooks", help: "write VOLUME: {before: COMMAND, after: COMMAND}") else {
          continue
        }
        settings.backup.hooks = entry.value.entries.compactMap { hook($0) }
      } else if let text = fields.text(entry.value, key) {
        if ["stop", "pause", "live"].contains(text) {
          settings.backup.consistency = text
        } else {
          fields.report("\"\(text)\" is not a consistency; use stop, pause or live", at: entry.value.place)
        }
      }
    }
  }

  private mutating func hook(_ entry: YAMLNode.Entry) -> ProjectSettings.Backup.Hook? {
    guard let name = fields.text(entry.key, "the name of a volume"),
      fields.isMapping(entry.value, "a hook", help: "write \(name): {before: COMMAND, after: COMMAND}")
    else { return nil }
    var hook = ProjectSettings.Backup.Hook(volume: ProjectSettings.Text(text: name, place: entry.key.place))
    for part in entry.value.entries {
      guard let key = fields.known(part, of: ["before", "after"], in: "a hook"), !part.value.isNull else { continue }
      let words = command(part.value, key)
      if key == "before" { hook.before = words } else { hook.after = words }
    }
    return hook
  }

  /// A command is a list of words, or a text for the shell of the container.
  private mutating func command(_ node: YAMLNode, _ key: String) -> [String] {
    if case .sequence(let elements) = node.content {
      return elements.compactMap { fields.text($0, "each word of \(key)") }
    }
    return fields.text(node, key).map { ["sh", "-c", $0] } ?? []
  }

  private mutating func readLint(_ node: YAMLNode) {
    guard fields.isMapping(node, "lint") else { return }
    for entry in node.entries {
      guard let key = fields.known(entry, of: ["select", "ignore", "fail-on"], in: "lint"), !entry.value.isNull else {
        continue
      }
      switch key {
      case "select": settings.lint.selected = rules(entry.value, key)
      case "ignore": settings.lint.ignored = rules(entry.value, key)
      default: settings.lint.failOn = failOn(entry.value)
      }
    }
  }

  private mutating func failOn(_ node: YAMLNode) -> String? {
    guard let text = fields.text(node, "fail-on") else { return nil }
    let words = Severity.allCases.reversed().map(\.word) + ["never"]
    if words.contains(text) { return text }
    fields.report("\"\(text)\" is not a severity; use error, warning, note or never", at: node.place)
    return nil
  }

  /// The names of rules; whether there are such rules is not known here.
  private mutating func rules(_ node: YAMLNode, _ key: String) -> [ProjectSettings.Text] {
    // One rule needs no list.
    let nodes = node.text == nil ? fields.list(node, key) : [node]
    return nodes.compactMap { node in
      guard let name = fields.text(node, key) else { return nil }
      return ProjectSettings.Text(text: name, place: node.place)
    }
  }

  // MARK: Types

  private mutating func texts(_ node: YAMLNode, _ key: String, _ entry: YAMLNode.Entry) -> ProjectSettings.List? {
    guard case .sequence(let elements) = node.content else {
      _ = fields.list(node, key)
      return nil
    }
    return ProjectSettings.List(
      place: entry.key.place,
      elements: elements.compactMap { element in
        fields.text(element, "each element of \(key)").map { ProjectSettings.Text(text: $0, place: element.place) }
      }
    )
  }

  /// Returns a name under which a project can be installed.
  private mutating func name(_ node: YAMLNode, _ key: String) -> ProjectSettings.Text? {
    guard let text = fields.text(node, key) else { return nil }
    if DeploymentName.isValid(text) { return ProjectSettings.Text(text: text, place: node.place) }
    fields.report(
      "\"\(text)\" is not a valid name; use at most 63 of a-z, 0-9, _, . and -, start with a letter or digit, do not end in .d",
      at: node.place
    )
    return nil
  }
}

/// The syntax of the names under which projects are installed.
public enum DeploymentName {
  /// Returns whether a name is valid: `[a-z0-9][a-z0-9_.-]{0,62}`, not ending in `.d`.
  public static func isValid(_ name: String) -> Bool {
    func isAlphanumeric(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    guard let first = name.utf8.first, isAlphanumeric(first), name.utf8.count <= 63, !name.hasSuffix(".d") else {
      return false
    }
    return name.utf8.allSatisfy { isAlphanumeric($0) || "_.-".utf8.contains($0) }
  }
}
