import QuadletSyntax

/// Names of other services in [Unit] and [Install].
extension Linter {
  /// A word of a dependency.
  private struct Dependency {
    let name: [UInt8]
    let value: Value
    let key: UInt16
    let isLink: Bool

    var text: String { String(decoding: name, as: UTF8.self) }
  }

  mutating func lintDependencies() {
    for index in converter.dependencies.words.indices { lint(converter.dependencies.words[index]) }
    if project.target.scope == .user { lintUserLinks() }
    if tellsNotes {
      lintNetworkOnline()
      lintDefaultDependencies()
    }
  }

  private mutating func lint(_ word: DependencyWords.Word) {
    if word.isFilledInLater { return }
    if word.isLink, word.hasSlash {
      let shown = String(decoding: converter.dependencies.name(word), as: UTF8.self)
      report(.deadLink, value: word.value, "\"\(shown)\" has a slash, so Podman makes no link for it")
      return
    }
    switch word.suffix {
    case .other: return
    case .target:
      if project.target.scope == .user, !word.isLink { lintUserTarget(dependency(word)) }
    case .service:
      let stem = converter.dependencies.name(word).dropLast(".service".utf8.count)
      let match = serviceNames.match(stem, in: project, &converter.resolver)
      if let match, match.unit != converter.unit { reportWrongName(dependency(word), match) }
    case .quadlet:
      let isKnown = UnitKind.isKnown(GoPath.fileExtension(converter.dependencies.name(word)), in: project.target)
      if !word.isLink, isKnown, project.target.has(.translatesDependencies) { return }
      reportUntranslated(dependency(word))
    case .unknown: reportUnknown(dependency(word))
    }
  }

  private func dependency(_ word: DependencyWords.Word) -> Dependency {
    Dependency(
      name: Array(converter.dependencies.name(word)),
      value: word.value,
      key: word.key,
      isLink: word.isLink
    )
  }

  /// The words that meet a condition, those left out that systemd or a template fills in.
  private func dependencies(where isWanted: (DependencyWords.Word) -> Bool) -> [Dependency] {
    converter.dependencies.words.filter { !$0.isFilledInLater && isWanted($0) }.map(dependency)
  }

  // MARK: Services

  private mutating func reportWrongName(_ word: Dependency, _ match: ServiceNames.Match) {
    let inventory = project.inventory
    let here = inventory.folders[inventory.files[converter.view.files[Int(word.value.assignment.document)]].folder]
    let folder = here.resolvedPath.isEmpty ? Array(".".utf8) : here.resolvedPath
    if converter.host.pathExists(GoPath.join(folder, word.name)) { return }
    let right = String(decoding: converter.resolver.serviceName(match.unit), as: UTF8.self) + ".service"
    let isNear =
      inventory.files[converter.view.files[Int(word.value.assignment.document)]].folder
      == inventory.files[project.units[match.unit].file].folder
    report(
      .wrongServiceName,
      value: word.value,
      severity: isNear || !match.mayBeForeign ? .warning : .note,
      "\"\(word.text)\" is not the service of \(shownName(match.unit)); write \"\(right)\"",
      help: isStrict(word) && !match.mayBeForeign
        ? "without it systemd does not start the service" : "systemd passes over what does not exist",
      fix: replacement(of: word.value, by: right),
      preventsStart: isStrict(word) && !match.mayBeForeign
    )
  }

  /// Whether the service fails when what is named does not exist.
  private func isStrict(_ word: Dependency) -> Bool {
    !word.isLink
      && (word.key == schema.keys.requires || word.key == schema.keys.bindsTo || word.key == schema.keys.requisite)
  }

  /// A unit file where Podman leaves the name as it is.
  private mutating func reportUntranslated(_ word: Dependency) {
    let key = schema.names.name(word.key)
    guard let unit = project.unit(named: word.name.span) else {
      report(
        .notAUnitName,
        value: word.value,
        "\"\(word.text)\" is no name of a systemd unit, so \(key)= does nothing with it",
        help: "write the name of its service"
      )
      return
    }
    let right = String(decoding: converter.resolver.serviceName(unit), as: UTF8.self) + ".service"
    report(
      .wrongServiceName,
      value: word.value,
      word.isLink
        ? "Podman does not translate \"\(word.text)\" in \(key)=, so the link leads nowhere; write \"\(right)\""
        : "Podman \(project.target.version) does not translate \"\(word.text)\" in [Unit], and systemd passes over it; write \"\(right)\"",
      fix: replacement(of: word.value, by: right)
    )
  }

  private mutating func reportUnknown(_ word: Dependency) {
    let key = schema.names.name(word.key)
    let isPlain = !word.name.contains(GoPath.dot)
    let meant = isPlain ? serviceNames.unit(called: word.name[...], in: project) : nil
    if let meant {
      let right = String(decoding: converter.resolver.serviceName(meant), as: UTF8.self) + ".service"
      report(
        .wrongServiceName,
        value: word.value,
        "\"\(word.text)\" lacks the ending of a unit; write \"\(right)\"",
        help: "systemd passes over a name without ending",
        fix: replacement(of: word.value, by: right)
      )
      return
    }
    report(
      .notAUnitName,
      value: word.value,
      "\"\(word.text)\" has no ending that systemd knows, so \(key)= does nothing with it",
      help: isPlain
        ? "write \(word.text).service when a service is meant" : "write NAME.service, NAME.target or the like"
    )
  }

  // MARK: Targets

  private mutating func lintUserTarget(_ word: Dependency) {
    guard UnitSuffix.isOfSystem(word.name.span), tellsNotes || isStrict(word) else { return }
    let key = schema.names.name(word.key)
    let isAlone = word.value.range == word.value.assignment.valueRange
    let waits = project.target.has(.waitsForNetwork) && word.name.elementsEqual("network-online.target".utf8)
    report(
      .systemTargetForUser,
      value: word.value,
      severity: isStrict(word) ? .warning : .note,
      isStrict(word)
        ? "a user's service manager has no \"\(word.text)\", so \(key)= keeps the service from starting"
        : "a user's service manager has no \"\(word.text)\", so \(key)= does nothing",
      help: waits ? "remove it; Podman adds what waits for the network" : "remove it",
      fix: isAlone ? removal(of: word.value.assignment) : nil,
      preventsStart: isStrict(word)
    )
  }

  /// Links from targets that a user's service manager never reaches.
  private mutating func lintUserLinks() {
    let links = dependencies { $0.isLink }
    guard let first = links.first, links.allSatisfy({ UnitSuffix.isOfSystem($0.name.span) }) else { return }
    // What others refer to is started by them.
    let startsByItself = [.container, .pod, .kube].contains(converter.view.kind)
    report(
      .systemTargetForUser,
      value: first.value,
      severity: startsByItself ? .warning : .note,
      "a user's service manager has no \"\(first.text)\", so it never starts the service; write \"default.target\"",
      help: "loginctl enable-linger starts default.target at boot, without a login",
      fix: replacement(of: first.value, by: "default.target")
    )
  }

  private mutating func lintNetworkOnline() {
    let keys = schema.keys
    guard converter.view.has(keys.after, in: .unit), project.target.scope != .user, !generatorWaits else { return }
    let online = dependencies { !$0.isLink && $0.suffix == .target }.filter {
      $0.name.elementsEqual("network-online.target".utf8)
    }
    guard let after = online.first(where: { $0.key == keys.after }),
      !online.contains(where: { [keys.wants, keys.requires, keys.bindsTo, keys.requisite].contains($0.key) })
    else { return }
    report(
      .networkOnlineNotWanted,
      value: after.value,
      "nothing starts network-online.target for this After=",
      help: "add Wants=network-online.target"
    )
  }

  /// Whether the generator makes the service want the network.
  private var generatorWaits: Bool {
    project.target.has(.waitsForNetwork)
      && (converter.boolean(schema.keys.defaultDependencies, in: .quadlet) ?? true)
  }

  private mutating func lintDefaultDependencies() {
    let key = schema.keys.defaultDependencies
    guard let assignment = converter.view.last(key, in: .unit), converter.boolean(key, in: .unit) == false,
      project.target.has(.waitsForNetwork), !converter.view.has(key, in: .quadlet)
    else { return }
    report(
      .systemdDefaultDependencies,
      assignment,
      "[Unit] DefaultDependencies= does not switch off that Podman makes the service wait for the network",
      help: "when that is meant, write it into [Quadlet]"
    )
  }
}
