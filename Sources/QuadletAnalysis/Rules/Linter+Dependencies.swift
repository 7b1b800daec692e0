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

  mutating func lintDependencies(_ unit: Int) {
    let keys = schema.keys
    for key in keys.dependencies where converter.view.has(key, in: .unit) { lint(key, in: .unit, unit) }
    for key in [keys.wantedBy, keys.requiredBy, keys.upheldBy] where converter.view.has(key, in: .install) {
      lint(key, in: .install, unit)
    }
    if project.target.scope == .user { lintUserLinks() }
    if tellsNotes {
      lintNetworkOnline()
      lintDefaultDependencies()
    }
  }

  private mutating func lint(_ key: UInt16, in section: SectionRole, _ unit: Int) {
    for assignment in converter.view.list(key, in: section) {
      split(assignment)
      for index in words.words.indices {
        let word = words.words[index]
        let name = words.text(word)
        if name.isFilledInLater { continue }
        func dependency() -> Dependency {
          let value = Value(assignment: assignment, range: word.source)
          return Dependency(name: Array(name), value: value, key: key, isLink: section == .install)
        }
        if section == .install, name.contains(GoPath.slash) {
          report(
            .deadLink,
            value: dependency().value,
            "\"\(dependency().text)\" has a slash, so Podman makes no link for it"
          )
          continue
        }
        switch UnitSuffix(words.bytes.span.extracting(word.text)) {
        case .other: continue
        case .target:
          if project.target.scope == .user, section == .unit { lintUserTarget(dependency()) }
        case .service:
          let match = serviceNames.match(name.dropLast(8), in: project, &converter.resolver)
          if let match, match.unit != unit { reportWrongName(dependency(), match) }
        case .quadlet:
          let isKnown = UnitKind.isKnown(GoPath.fileExtension(name), in: project.target)
          if section == .unit, isKnown, project.target.has(.translatesDependencies) { continue }
          reportUntranslated(dependency())
        case .unknown: reportUnknown(dependency())
        }
      }
    }
  }

  private mutating func split(_ assignment: UnitView.Assignment) {
    let text = converter.view.texts[Int(assignment.document)]
    words.removeAll()
    words.append(text.span, assignment.valueRange, style: .plain)
  }

  /// The words of a key, those left out that systemd or a template fills in.
  private mutating func dependencies(_ key: UInt16, in section: SectionRole) -> [Dependency] {
    var found: [Dependency] = []
    for assignment in converter.view.list(key, in: section) {
      split(assignment)
      for word in words.words where !words.text(word).isFilledInLater {
        let value = Value(assignment: assignment, range: word.source)
        found.append(
          Dependency(name: Array(words.text(word)), value: value, key: key, isLink: section == .install)
        )
      }
    }
    return found
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
    var links: [Dependency] = []
    for key in [schema.keys.wantedBy, schema.keys.requiredBy, schema.keys.upheldBy] {
      links += dependencies(key, in: .install)
    }
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
    func names(_ linter: inout Linter, _ key: UInt16) -> Dependency? {
      linter.dependencies(key, in: .unit).first { $0.name.elementsEqual("network-online.target".utf8) }
    }
    guard let after = names(&self, keys.after) else { return }
    for key in [keys.wants, keys.requires, keys.bindsTo, keys.requisite] where names(&self, key) != nil { return }
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

extension ArraySlice<UInt8> {
  /// Whether systemd or a template completes the name.
  fileprivate var isFilledInLater: Bool {
    contains { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "{") }
  }
}
