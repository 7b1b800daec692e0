import QuadletSyntax

/// What several kinds of unit have in common.
extension Converter {
  // MARK: Start

  /// The start of every conversion: unknown keys, dependencies, the default ones, the sections renamed.
  mutating func begin(_ own: StaticString, _ renamed: StaticString) {
    if target.has(.commonStart) {
      checkKeys()
      if E.keepsText { out.service.begin(view) }
      translateDependencies()
      addDefaultDependencies()
      addSourcePath()
      add("Unit", "RequiresMountsFor", "%t/containers")
      rename(own, renamed)
    } else {
      if E.keepsText { out.service.begin(view) }
      if target.has(.translatesDependencies) { translateDependencies() }
      addDefaultDependencies()
      if view.kind == .build { add("Unit", "RequiresMountsFor", "%t/containers") }
      addSourcePath()
      checkKeys()
      rename(own, renamed)
      if view.kind != .build, view.kind != .container { add("Unit", "RequiresMountsFor", "%t/containers") }
    }
  }

  /// Whether a value has the extension of a unit in it; most dependencies are plain services and targets.
  private func mayNameUnit(_ assignment: UnitView.Assignment) -> Bool {
    let text = view.texts[Int(assignment.document)]
    let dot = GoPath.dot
    var index = Int(assignment.valueStart)
    let end = Int(assignment.valueEnd)
    while index + 3 < end {
      if text[index] == dot, UnitKind.mayBegin(text[index + 1], text[index + 2]) { return true }
      if text[index] == UInt8(ascii: "\\") || text[index] == UInt8(ascii: "\"") { return true }
      index += 1
    }
    return false
  }

  private mutating func rename(_ own: StaticString, _ renamed: StaticString) {
    guard E.keepsText else { return }
    out.service.rename(own, to: renamed)
    out.service.rename("Quadlet", to: "X-Quadlet")
  }

  private mutating func addSourcePath() {
    guard E.keepsText else { return }
    add("Unit", "SourcePath", bytes: project.inventory.path(of: project.units[unit].file, resolved: true), from: nil)
  }

  private mutating func addDefaultDependencies() {
    guard E.keepsText, target.has(.waitsForNetwork) else { return }
    guard boolean(keys.defaultDependencies, in: .quadlet) ?? true else { return }
    let network: StaticString =
      target.scope == .user ? "podman-user-wait-network-online.service" : "network-online.target"
    let text = out.service.text(network)
    out.service.prepend("Unit", "After", text)
    out.service.prepend("Unit", "Wants", text)
  }

  /// Replaces names of quadlet units in the dependencies of [Unit] by those of their services.
  private mutating func translateDependencies() {
    for key in keys.dependencies where view.has(key, in: .unit) {
      if !E.keepsText, !view.list(key, in: .unit).contains(where: mayNameUnit) { continue }
      var translated: [[UInt8]] = []
      var changed = false
      forEachWord(of: key, in: .unit, style: .plain) { converter, word, value in
        let known = word.span.extracting(0..<word.count)
        guard UnitKind.isKnown(GoPath.fileExtension(word[...]), in: converter.target) else {
          translated.append(word)
          return
        }
        if let other = converter.project.unit(named: known, for: converter.unit) {
          changed = true
          if E.keepsText { translated.append(converter.resolver.serviceName(other) + Array(".service".utf8)) }
        } else {
          converter.refuseMissing(
            word,
            value,
            podman: "unable to translate dependency for \(String(decoding: word, as: UTF8.self))"
          )
        }
      }
      guard E.keepsText, changed else { continue }
      let name = schema.names.name(key)
      out.service.replace("Unit", name, Array(translated.joined(separator: [UInt8(ascii: " ")])))
    }
  }

  // MARK: References

  /// Refuses a reference to a unit that the project does not have.
  mutating func refuseMissing(_ name: [UInt8], _ value: Value, podman: String) {
    let shown = String(decoding: name, as: UTF8.self)
    if project.leavesOut(name.span) {
      refuse(
        .missingUnit,
        value,
        podman: podman,
        "\"\(shown)\" is here, but Podman leaves it out",
        help: "mend \(shown) first"
      )
      return
    }
    let near = nearestUnit.match(shown, in: project)
    refuse(
      .missingUnit,
      value,
      podman: podman,
      "no unit \"\(shown)\" here" + (near.map { "; did you mean \"\($0)\"?" } ?? ""),
      help: near == nil ? "add \(shown) to the folder, or name a unit that is there" : nil,
      fix: near
    )
  }

  /// An image, or the name that a `.image` or `.build` unit gives it.
  mutating func imageSource(_ value: Value) -> [UInt8] {
    var name = Array(bytes(value))
    for suffix: StaticString in [".build", ".image"] where hasSuffix(name, suffix) {
      guard let other = project.unit(named: name.span, for: unit) else {
        refuseMissing(
          name,
          value,
          podman: "requested Quadlet image \(String(decoding: name, as: UTF8.self)) was not found"
        )
        return name
      }
      require(other, from: value)
      if !E.keepsText { return name }
      name = resolver.resourceName(other)
    }
    return name
  }

  /// `Network=`, of containers, pods, builds and kube units.
  mutating func addNetworks() {
    for assignment in view.list(keys.network) {
      let value = whole(assignment)
      let text = bytes(value)
      let colon = text.firstIndex(of: UInt8(ascii: ":"))
      let name = text[..<(colon ?? text.endIndex)]
      let isContainer = target.has(.joinsContainerNetworks) && hasSuffix(name, ".container")
      guard hasSuffix(name, ".network") || isContainer else {
        option("--network", value)
        continue
      }
      let nameValue = Value(assignment: assignment, range: value.range.lowerBound..<value.range.lowerBound + name.count)
      guard let other = project.unit(named: name.span, for: unit) else {
        refuseMissing(
          Array(name),
          nameValue,
          podman: "requested Quadlet unit \(String(decoding: name, as: UTF8.self)) was not found"
        )
        continue
      }
      let needsName = E.keepsText || isContainer || !resolver.converts(other)
      let resource = needsName ? resolver.resourceName(other) : []
      if needsName, resource.isEmpty {
        let shown = String(decoding: name, as: UTF8.self)
        refuse(
          .unresolvableName,
          nameValue,
          podman: "cannot get the resource name of \(shown)",
          isContainer
            ? "the container of \"\(shown)\" has no name that is known before it starts"
            : "\"\(shown)\" is itself refused, so its network has no name",
          help: isContainer ? "give \(shown) a ContainerName= without specifiers" : "mend \(shown)"
        )
        continue
      }
      require(other, from: value)
      if isContainer, colon != nil {
        refuse(
          .conflictingKeys,
          value,
          podman: "extra options are not supported when joining another container's network",
          "a container's network is joined as it is; no options can follow \"\(String(decoding: name, as: UTF8.self))\"",
          fix: String(decoding: name, as: UTF8.self)
        )
        continue
      }
      guard E.keepsText else { continue }
      out.service.word("--network", ServiceBuilder.Origin(assignment))
      let prefix: StaticString = isContainer ? "container:" : ""
      word(prefix, resource + (colon.map { Array(text[$0...]) } ?? []), from: value)
    }
  }

  /// The source of a volume or mount: a path, a unit, or a name that is passed on.
  mutating func storageSource(_ source: [UInt8], _ value: Value, checksImage: Bool) -> [UInt8]? {
    guard let first = source.first else {
      refuse(
        .emptyMountSource,
        value,
        podman: "source cannot be empty",
        "the mount has no source",
        help: "add source=PATH or source=NAME.volume"
      )
      return nil
    }
    var source = source
    if first == GoPath.dot { source = absolutePath(source) }
    if source.first == GoPath.slash {
      requireMount(source, from: value)
    } else if hasSuffix(source, ".volume") || (checksImage && hasSuffix(source, ".image"))
      || (target.has(.artifactMounts) && hasSuffix(source, ".artifact"))
    {
      guard let other = project.unit(named: source.span, for: unit) else {
        refuseMissing(
          source,
          value,
          podman: "requested Quadlet source \(String(decoding: source, as: UTF8.self)) was not found"
        )
        return nil
      }
      require(other, from: value)
      if E.keepsText { return resolver.resourceName(other) }
    }
    return source
  }

  /// `Volume=`, of containers, pods and builds.
  mutating func addVolumes() {
    for assignment in view.list(keys.volume) {
      let value = whole(assignment)
      let text = bytes(value)
      guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else {
        option("-v", value)
        continue
      }
      let source = text[..<colon]
      let sourceValue = Value(
        assignment: assignment,
        range: value.range.lowerBound..<value.range.lowerBound + source.count
      )
      var resolved: [UInt8]?
      if !source.isEmpty {
        if !E.keepsText, !mayNameUnit(source) { continue }
        resolved = storageSource(Array(source), sourceValue, checksImage: false)
      }
      guard E.keepsText else { continue }
      out.service.word("-v", ServiceBuilder.Origin(assignment))
      if let resolved, !resolved.isEmpty || !source.isEmpty {
        word("", resolved + text[colon...], from: value)
      } else {
        // Without a source Podman passes on the destination alone, options or not.
        let rest = text[(colon + 1)...]
        word("", Array(rest.prefix { $0 != UInt8(ascii: ":") }), from: value)
      }
    }
  }

  private func mayNameUnit(_ source: ArraySlice<UInt8>) -> Bool {
    source.first != GoPath.slash && (hasSuffix(source, ".volume") || hasSuffix(source, ".artifact"))
  }

  /// A path made absolute by the unit's folder, unless a specifier begins it.
  func absolutePath(_ path: [UInt8]) -> [UInt8] {
    if startsWithSpecifier(path[...]) || GoPath.isAbsolute(path) { return path }
    let file = project.inventory.path(of: project.units[unit].file, resolved: true)
    return GoPath.join(GoPath.folder(file), path)
  }

  func startsWithSpecifier(_ path: ArraySlice<UInt8>) -> Bool {
    let percent = UInt8(ascii: "%")
    return path.first == percent && path.dropFirst().first != percent
  }

  // MARK: Small pieces

  mutating func addLogging() {
    if let driver = lookup(keys.logDriver) { option("--log-driver", driver) }
    options("--log-opt", words: keys.logOpt, style: .plain)
  }

  mutating func addPublishedPorts() {
    for assignment in view.list(keys.publishPort) {
      if target.has(.checksPublishedPorts) { checkPublishedPort(whole(assignment)) }
      option("--publish", whole(assignment))
    }
  }

  /// Until 5.3 the generator took ports apart; now podman does when the service starts.
  private mutating func checkPublishedPort(_ value: Value) {
    let text = view.texts[Int(value.assignment.document)]
    do throws(ValueProblem) {
      _ = try PortMapping(parsing: text.span.extracting(value.range))
    } catch {
      refuse(.invalidPort, value, podman: "invalid published port '\(string(value))'", error.message)
    }
  }

  /// Sets what every service that runs once and stays has.
  mutating func setOneshotDefaults(remainsAfterExit: Bool) {
    setUnlessAssigned("SyslogIdentifier", keys.syslogIdentifier, "%N")
    setUnlessAssigned("Type", keys.type, "oneshot")
    if remainsAfterExit { setUnlessAssigned("RemainAfterExit", keys.remainAfterExit, "yes") }
  }

  mutating func checkKillMode() {
    guard let mode = lookup(keys.killMode, in: .service) else {
      set("KillMode", "mixed")
      return
    }
    if !equals(mode, "mixed"), !equals(mode, "control-group") {
      refuse(
        .unsupportedServiceValue,
        mode,
        podman: "invalid KillMode '\(string(mode))'",
        "a podman service takes KillMode=mixed or control-group, not \"\(string(mode))\"",
        fix: "mixed"
      )
    }
  }

  /// Whether the service is of type oneshot; refuses every other type than notify.
  mutating func checkServiceType() -> Bool {
    guard let type = lookup(keys.type, in: .service) else { return false }
    if equals(type, "oneshot") { return true }
    if !equals(type, "notify") {
      refuse(
        .unsupportedServiceValue,
        type,
        podman: "invalid service Type '\(string(type))'",
        "the service of a .\(view.kind.word) is of Type=notify or oneshot, not \"\(string(type))\"",
        fix: "notify"
      )
    }
    return false
  }

  // MARK: Users

  mutating func addUser() {
    let user = nonEmpty(keys.user)
    let group = nonEmpty(keys.group)
    guard let user else {
      if let group {
        refuse(
          .conflictingKeys,
          .key(group.assignment),
          podman: "invalid Group set without User",
          "Group= without User= is refused",
          help: "add User=, or write User=0:\(string(group))"
        )
      }
      return
    }
    guard E.keepsText else { return }
    out.service.word("--user", ServiceBuilder.Origin(user.assignment))
    word("", Array(bytes(user)) + (group.map { [UInt8(ascii: ":")] + bytes($0) } ?? []), from: user)
  }

  mutating func addUserMappings(allowsManual: Bool) {
    let explicit =
      nonEmpty(keys.userNS)?.assignment ?? firstListed(keys.uidMap) ?? firstListed(keys.gidMap)
      ?? nonEmpty(keys.subUIDMap)?.assignment ?? nonEmpty(keys.subGIDMap)?.assignment
    option("--userns", ifPresent: keys.userNS)
    options("--uidmap", words: keys.uidMap, style: .plain)
    options("--gidmap", words: keys.gidMap, style: .plain)
    option("--subuidname", ifPresent: keys.subUIDMap)
    option("--subgidname", ifPresent: keys.subGIDMap)
    if explicit != nil {
      if let remap = view.last(keys.remapUid) ?? view.last(keys.remapGid) ?? view.last(keys.remapUsers) {
        refuse(
          .conflictingKeys,
          .key(remap),
          podman: "deprecated Remap keys are set along with explicit mapping keys",
          "the Remap keys do not go together with UserNS=, UIDMap= and their like",
          help: "remove the Remap keys"
        )
      }
      return
    }
    addRemapping(allowsManual: allowsManual)
  }

  /// The first assignment of a word list that gives a word.
  private func firstListed(_ name: UInt16) -> UnitView.Assignment? {
    if !view.has(name) { return nil }
    for assignment in view.list(name) {
      var words = Words()
      let text = view.texts[Int(assignment.document)]
      words.append(text.span, assignment.valueRange, style: .plain)
      if !words.words.isEmpty { return assignment }
    }
    return nil
  }

  private mutating func addRemapping(allowsManual: Bool) {
    if !view.has(keys.remapUsers), !view.has(keys.remapUid), !view.has(keys.remapGid) { return }
    var uids: [(text: [UInt8], value: Value)] = []
    var gids: [(text: [UInt8], value: Value)] = []
    forEachWord(of: keys.remapUid, style: .plain) { _, text, value in uids.append((text, value)) }
    forEachWord(of: keys.remapGid, style: .plain) { _, text, value in gids.append((text, value)) }
    let mode = view.last(keys.remapUsers).map { whole($0) }
    let word = mode.map { string($0) } ?? ""
    func options(_ kind: String, _ parts: [[UInt8]]) -> [UInt8] {
      Array(kind.utf8) + (parts.isEmpty ? [] : [UInt8(ascii: ":")]) + parts.joined(separator: [UInt8(ascii: ",")])
    }
    switch word {
    case "":
      if let uid = uids.first {
        refuse(
          .conflictingKeys,
          .key(uid.value.assignment),
          podman: "UidMap set without RemapUsers",
          "RemapUid= needs RemapUsers=",
          help: "write UserNS= instead of the Remap keys"
        )
      }
      if let gid = gids.first {
        refuse(
          .conflictingKeys,
          .key(gid.value.assignment),
          podman: "GidMap set without RemapUsers",
          "RemapGid= needs RemapUsers=",
          help: "write UserNS= instead of the Remap keys"
        )
      }
    case "manual":
      guard allowsManual else {
        if let mode {
          refuse(
            .unsupportedValue,
            mode,
            podman: "RemapUsers=manual is not supported",
            "RemapUsers=manual is not for a .kube",
            help: "write UserNS= instead"
          )
        }
        return
      }
      self.options("--uidmap", words: keys.remapUid, style: .plain)
      self.options("--gidmap", words: keys.remapGid, style: .plain)
    case "auto":
      guard E.keepsText, let mode else { return }
      var parts = uids.map { Array("uidmapping=".utf8) + $0.text } + gids.map { Array("gidmapping=".utf8) + $0.text }
      let size = lookup(keys.remapUidSize).map { GoNumber.unsigned32(bytes($0), default: 0) } ?? 0
      if size > 0 { parts.append(Array("size=\(size)".utf8)) }
      self.word("--userns")
      self.word("", options("auto", parts), from: mode)
    case "keep-id":
      for (list, name) in [(uids, "UID"), (gids, "GID")] where list.count > 1 {
        refuse(
          .unsupportedValue,
          list[1].value,
          podman: "RemapUsers=keep-id supports only a single value for \(name) mapping",
          "RemapUsers=keep-id takes one \(name) only",
          help: "write UserNS=keep-id:\(name.lowercased())=… instead"
        )
      }
      guard E.keepsText, let mode else { return }
      let parts =
        uids.prefix(1).map { Array("uid=".utf8) + $0.text } + gids.prefix(1).map { Array("gid=".utf8) + $0.text }
      self.word("--userns")
      self.word("", options("keep-id", parts), from: mode)
    default:
      guard let mode else { return }
      refuse(
        .unsupportedValue,
        mode,
        podman: "unsupported RemapUsers option '\(word)'",
        "\"\(word)\" is not a RemapUsers; use manual, auto or keep-id",
        help: "UserNS= replaces the Remap keys"
      )
    }
  }

  // MARK: Folders

  /// `SetWorkingDirectory=`: adds WorkingDirectory to the service; answers the build context when it is one.
  mutating func setWorkingDirectory() -> (context: Value?, folder: [UInt8]?) {
    guard let value = nonEmpty(keys.setWorkingDirectory) else { return (nil, nil) }
    var relativeTo: [UInt8] = []
    var context: Value?
    switch string(value).lowercased() {
    case "yaml":
      guard view.kind == .kube else { return refuseWorkingDirectory(value, "only a .kube has a YAML file") }
      guard let path = yamlForWorkingDirectory(value) else { return (nil, nil) }
      relativeTo = path
    case "file":
      guard view.kind == .build else { return refuseWorkingDirectory(value, "only a .build has a File=") }
      guard let file = lookup(keys.file) else {
        refuse(
          .missingKey,
          value,
          podman: "no File key specified",
          "SetWorkingDirectory=file needs File=",
          help: "add File=./Containerfile"
        )
        return (nil, nil)
      }
      relativeTo = Array(bytes(file))
    case "unit":
      relativeTo = project.inventory.path(of: project.units[unit].file, resolved: true)
    default:
      guard view.kind == .build else {
        refuse(
          .unsupportedValue,
          value,
          podman: "unsupported value for WorkingDirectory: \(string(value)) ",
          "\"\(string(value))\" is not a SetWorkingDirectory of a .kube; use yaml or unit",
          fix: "yaml"
        )
        return (nil, nil)
      }
      context = value
      if !GoPath.isAbsolute(bytes(value)) {
        relativeTo = project.inventory.path(of: project.units[unit].file, resolved: true)
      }
    }
    if relativeTo.isEmpty || context.map({ PodmanURL.isURL(Array(bytes($0))) }) == true { return (context, nil) }
    if nonEmpty(keys.workingDirectory, in: .service) != nil { return (nil, nil) }
    let folder = GoPath.folder(absolutePath(relativeTo))
    add("Service", "WorkingDirectory", bytes: folder, from: value)
    return (context, folder)
  }

  private mutating func refuseWorkingDirectory(_ value: Value, _ why: String) -> (context: Value?, folder: [UInt8]?) {
    let wanted = view.kind == .kube ? ".build" : ".kube"
    refuse(
      .unsupportedValue,
      value,
      podman: "SetWorkingDirectory=\(string(value)) is only supported in \(wanted) files",
      "SetWorkingDirectory=\(string(value)) is not for a .\(view.kind.word): \(why)",
      fix: "unit"
    )
    return (nil, nil)
  }

  private mutating func yamlForWorkingDirectory(_ value: Value) -> [UInt8]? {
    guard target.has(.severalYaml) else { return lookup(keys.yaml).map { Array(bytes($0)) } }
    var paths: [[UInt8]] = []
    forEachWord(of: keys.yaml, style: .plain) { _, text, _ in paths.append(text) }
    if paths.count > 1 {
      refuse(
        .conflictingKeys,
        value,
        podman: "SetWorkingDirectory=yaml is only supported when a single Yaml key is provided",
        "SetWorkingDirectory=yaml needs one YAML file, and there are \(paths.count)",
        fix: "unit"
      )
      return nil
    }
    return paths.first
  }
}
