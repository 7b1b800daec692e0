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

  /// The name of the volume or network that the unit makes.
  mutating func ownResourceName(_ key: UInt16) -> NamedText {
    if let value = nonEmpty(key) { return NamedText(text: Array(bytes(value)), value: value) }
    let name = UnitName(Array(project.name(of: unit)))
    return NamedText(text: name.defaultResourceName(instances: target.has(.namesInstances)))
  }

  mutating func refuseMissingKey(_ key: String, _ name: UInt16, podman: String, example: String) {
    if let last = view.last(name) {
      refuse(.missingKey, .key(last), podman: podman, "\(key)= has no value", help: "write \(example)")
    } else if view.hasOwnSection {
      refuse(.missingKey, .unit, podman: podman, "[\(view.kind.section)] has no \(key)=", help: "add \(example)")
    } else {
      refuse(
        .missingSection,
        .unit,
        podman: podman,
        "no [\(view.kind.section)] section",
        help: "add [\(view.kind.section)] with \(example)"
      )
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
