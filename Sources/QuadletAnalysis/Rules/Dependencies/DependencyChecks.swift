import QuadletSyntax

/// Checks the names of other services in [Unit] and [Install].
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
      report(.deadLink, value: word.value, .deadLink(shown))
      return
    }
    switch word.suffix {
    case .other: return
    case .target:
      if project.target.scope == .user, !word.isLink { lintUserTarget(dependency(word)) }
    case .service:
      if lintSelf(word) { return }
      let stem = converter.dependencies.name(word).dropLast(".service".utf8.count)
      let match = serviceNames.match(stem, in: project, &converter.resolver)
      if let match, match.unit != converter.unit { reportWrongName(dependency(word), match) }
    case .quadlet:
      let isKnown = UnitKind.isKnown(GoPath.fileExtension(converter.dependencies.name(word)), in: project.target)
      if !word.isLink, isKnown, project.target.has(.translatesDependencies) {
        if project.unit(named: converter.dependencies.name(word).span) == converter.unit { reportSelf(word) }
        return
      }
      reportUntranslated(dependency(word))
    case .unknown: reportUnknown(dependency(word))
    }
  }

  /// Reports a unit that depends on its own service; returns whether it does.
  private mutating func lintSelf(_ word: DependencyWords.Word) -> Bool {
    let names = converter.out.facts.names
    let stem = converter.dependencies.name(word).dropLast(".service".utf8.count)
    guard !word.isLink, stem.count == names.service.count, stem.elementsEqual(names.text[names.service]) else {
      return false
    }
    reportSelf(word)
    return true
  }

  private mutating func reportSelf(_ word: DependencyWords.Word) {
    if !tellsNotes { return }
    report(
      .selfReference,
      value: word.value,
      severity: .note,
      .selfDependency(in: schema.names.name(word.key)),
      fix: word.value.range == word.value.assignment.valueRange ? removal(of: word.value.assignment) : nil
    )
  }

  private func dependency(_ word: DependencyWords.Word) -> Dependency {
    Dependency(
      name: Array(converter.dependencies.name(word)),
      value: word.value,
      key: word.key,
      isLink: word.isLink
    )
  }

  /// Returns the words that meet a condition, except those that systemd or a template completes.
  private func dependencies(where isWanted: (DependencyWords.Word) -> Bool) -> [Dependency] {
    converter.dependencies.words.filter { !$0.isFilledInLater && isWanted($0) }.map(dependency)
  }

  // MARK: Services

  private mutating func reportWrongName(_ word: Dependency, _ match: ServiceNames.Match) {
    let inventory = project.inventory
    let here = inventory.files[converter.view.files[Int(word.value.assignment.document)]].folder
    let path = inventory.folders[here].resolvedPath
    let folder = path.isEmpty ? Array(".".utf8) : path
    if converter.host.pathExists(GoPath.join(folder, word.name)) { return }
    let right = String(decoding: converter.resolver.serviceName(match.unit), as: UTF8.self) + ".service"
    let isNear = here == project.folder(of: match.unit)
    let missing: Message.Missing =
      !isStrict(word) ? .isIgnored : match.mayBeForeign ? .mayPreventStart : .preventsStart
    report(
      .wrongServiceName,
      value: word.value,
      severity: isNear || !match.mayBeForeign ? .warning : .note,
      .wrongServiceName(word.text, of: shownName(match.unit), missing, write: right),
      fix: replacement(of: word.value, by: right),
      preventsStart: missing == .preventsStart
    )
  }

  /// Whether the service fails if the named unit does not exist.
  private func isStrict(_ word: Dependency) -> Bool {
    !word.isLink
      && (word.key == schema.keys.requires || word.key == schema.keys.bindsTo || word.key == schema.keys.requisite)
  }

  /// Reports the file name of a unit where Podman does not translate it.
  private mutating func reportUntranslated(_ word: Dependency) {
    let key = schema.names.name(word.key)
    guard let unit = project.unit(named: word.name.span) else {
      report(
        .notAUnitName,
        value: word.value,
        .notASystemdUnit(word.text, in: key)
      )
      return
    }
    let right = String(decoding: converter.resolver.serviceName(unit), as: UTF8.self) + ".service"
    report(
      .wrongServiceName,
      value: word.value,
      word.isLink
        ? .untranslatedLink(word.text, in: key, write: right)
        : .untranslatedDependency(word.text, by: project.target.version, write: right),
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
        .missingUnitSuffix(word.text, write: right),
        fix: replacement(of: word.value, by: right)
      )
      return
    }
    report(
      .notAUnitName,
      value: word.value,
      .unknownUnitSuffix(word.text, in: key)
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
      .systemTarget(word.text, in: key, isStrict: isStrict(word), podmanWaitsForNetwork: waits),
      fix: isAlone ? removal(of: word.value.assignment) : nil,
      preventsStart: isStrict(word)
    )
  }

  /// Reports links from targets that a user's service manager never reaches.
  private mutating func lintUserLinks() {
    let links = dependencies { $0.isLink }
    guard let first = links.first, links.allSatisfy({ UnitSuffix.isOfSystem($0.name.span) }) else { return }
    // Other units that refer to one of the other kinds start it.
    let startsByItself = [.container, .pod, .kube].contains(converter.view.kind)
    report(
      .systemTargetForUser,
      value: first.value,
      severity: startsByItself ? .warning : .note,
      .systemTargetLink(first.text),
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
      .networkOnlineNotWanted
    )
  }

  /// Whether the generator makes the service wait for the network.
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
      .systemdDefaultDependencies
    )
  }
}
