import QuadletSyntax

/// What several kinds of unit have in common in their commands and in [Service].
extension Converter {
  mutating func addLogging() {
    if let driver = lookup(keys.logDriver) { option("--log-driver", driver) }
    options("--log-opt", words: keys.logOpt, style: .plain)
  }

  mutating func addPublishedPorts() {
    for assignment in view.list(keys.publishPort) {
      if target.has(.checksPublishedPorts) { checkPublishedPort(whole(assignment)) }
      state(.publish, whole(assignment))
      option("--publish", whole(assignment))
    }
  }

  /// Until 5.3 the generator took ports apart; now podman does when the service starts.
  private mutating func checkPublishedPort(_ value: Value) {
    let text = view.texts[Int(value.assignment.document)]
    do throws(ValueProblem) {
      _ = try PortMapping(parsing: text.span.extracting(value.range))
    } catch {
      refuse(.invalidMapping(error), .value(value), podman: "invalid published port '\(string(value))'")
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
        .killMode(string(mode)),
        .value(mode),
        podman: "invalid KillMode '\(string(mode))'"
      )
    }
  }

  /// Whether the service is of type oneshot; refuses every other type than notify.
  mutating func checkServiceType() -> Bool {
    guard let type = lookup(keys.type, in: .service) else { return false }
    if equals(type, "oneshot") { return true }
    if !equals(type, "notify") {
      refuse(
        .serviceType(string(type)),
        .value(type),
        podman: "invalid service Type '\(string(type))'"
      )
    }
    return false
  }

  /// The name of the volume or network that the unit makes.
  mutating func ownResourceName(_ key: UInt16) -> NamedText {
    if let value = nonEmpty(key) { return NamedText(text: Array(bytes(value)), value: value) }
    let name = UnitName(Array(project.name(of: unit)))
    return NamedText(text: name.defaultResourceName(instances: target.has(.namesInstances)))
  }

  mutating func refuseMissingKey(_ key: String, _ name: UInt16, podman: String, example: String) {
    if let last = view.last(name) {
      refuse(.emptyKey(key, example: example), .key(last), podman: podman)
    } else if view.hasOwnSection {
      refuse(.missingKey(key, example: example), .unit, podman: podman)
    } else {
      refuse(.missingSection(example: example), .unit, podman: podman)
    }
  }

  /// Warns of an image without a registry, in Podman's words.
  mutating func warnOfShortImage() {
    guard E.keepsText, let image = lookup(keys.image) else { return }
    let name = Array(bytes(image))
    if hasSuffix(name, ".build") || hasSuffix(name, ".image")
      || ImageReference.isFullyQualified(name.span, 0..<name.count)
    {
      return
    }
    let file = String(decoding: project.name(of: unit), as: UTF8.self)
    warnings.append(
      "Warning: \(file) specifies the image \"\(string(image))\" which not a fully qualified image name. This is not ideal for performance and security reasons. See the podman-pull manpage discussion of short-name-aliases.conf for details."
    )
  }
}
