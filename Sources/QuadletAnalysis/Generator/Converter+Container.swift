import QuadletSyntax

extension Converter {
  /// `.container`: podman run.
  mutating func convertContainer() {
    warnOfShortImage()
    begin("Container", "X-Container")
    let image = nonEmpty(keys.image)
    let rootfs = nonEmpty(keys.rootfs)
    if image == nil, rootfs == nil {
      refuseMissingKey(
        "Image",
        keys.image,
        podman: "no Image or Rootfs key specified",
        example: "Image=quay.io/NAME/IMAGE:TAG"
      )
    }
    if image != nil, let rootfs {
      refuse(
        .exclusiveKeys("Image", "Rootfs"),
        .key(rootfs.assignment),
        podman: "the Image And Rootfs keys conflict can not be specified together"
      )
    }
    let imageName = image.map { imageSource($0) }
    if let rootfs { state(.rootfs, rootfs) }
    let name = containerName()

    add("Service", "Environment", "PODMAN_SYSTEMD_UNIT=%n")
    checkKillMode()
    if !target.has(.commonStart) { add("Unit", "RequiresMountsFor", "%t/containers") }

    addStopCommands(name)
    addReload(name)

    beginCommand()
    word("run", "--name")
    word("", name.text, from: name.value)
    if !target.has(.stopsByName) { word("--cidfile=%t/%N.cid") }
    word("--replace", "--rm")
    addLogging()
    add("Service", "Delegate", "yes")
    if let mode = nonEmpty(keys.cgroupsMode) { option("--cgroups", mode) } else { word("--cgroups=split") }
    addEntrypoint()
    plainOptions(.last)
    plainOptions(.all)
    plainOptions(.boolean)
    statePlainOptions()
    addNetworks()
    addNotification()
    setUnlessAssigned("SyslogIdentifier", keys.syslogIdentifier, "%N")
    addSecurity()
    addUser()
    addUserMappings(allowsManual: true)
    addVolumes()
    option("--label", ifPresent: keys.autoUpdate, prefix: "io.containers.autoupdate=")
    addExposedPorts()
    addPublishedPorts()
    plainOptions(.keyValue)
    options("--security-opt", words: keys.mask, style: .command, prefix: "mask=")
    options("--security-opt", words: keys.unmask, style: .command, prefix: "unmask=")
    stateSecurity()
    addEnvironmentFiles()
    options("--secret", words: keys.secret, style: .command, stating: .secret)
    addMounts()
    addHealth()
    addPod()
    arguments(keys.podmanArgs)
    if let image, let imageName, !imageName.isEmpty {
      word("", imageName, from: image)
    } else {
      // An image unit that is refused leaves no name; Podman goes on as if Rootfs= were meant.
      word("--rootfs")
      if let rootfs { word("", rootfs) } else { word("") }
    }
    if E.keepsText, let arguments = lastArguments(keys.exec) {
      for argument in arguments { word("", argument.text, from: argument.value) }
    }
    endCommand("ExecStart")
  }

  /// `ContainerName=`, or the name that follows the service.
  private func containerName() -> NamedText {
    guard E.keepsText else { return NamedText() }
    if let value = nonEmpty(keys.containerName) { return NamedText(text: Array(bytes(value)), value: value) }
    let hasAt = project.name(of: unit).contains(UInt8(ascii: "@"))
    return NamedText(text: Array((hasAt ? "systemd-%p_%i" : "systemd-%N").utf8))
  }

  private mutating func addStopCommands(_ name: NamedText) {
    guard E.keepsText else { return }
    for (key, prefix): (StaticString, StaticString) in [("ExecStop", ""), ("ExecStopPost", "-")] {
      beginCommand(prefix: prefix)
      word("rm", "-v", "-f", "-i")
      if target.has(.stopsByName) { word("", name.text, from: name.value) } else { word("--cidfile=%t/%N.cid") }
      endCommand(key)
    }
  }

  private mutating func addReload(_ name: NamedText) {
    let signal = nonEmpty(keys.reloadSignal)
    let command = view.has(keys.reloadCmd) ? lastArguments(keys.reloadCmd) ?? [] : []
    if signal != nil, let first = command.first {
      refuse(
        .exclusiveKeys("ReloadCmd", "ReloadSignal"),
        .key(first.value.assignment),
        podman: "ReloadCmd and ReloadSignal are mutually exclusive but both are set"
      )
      return
    }
    if command.isEmpty, signal == nil { return }
    beginCommand()
    if let signal {
      word("kill", "--signal")
      word("", signal)
      word("", name.text, from: name.value)
    } else {
      word("exec")
      word("", name.text, from: name.value)
      for argument in command { word("", argument.text, from: argument.value) }
    }
    endCommand("ExecReload")
  }

  private mutating func addEntrypoint() {
    guard E.keepsText, let entrypoint = lookup(keys.entrypoint) else { return }
    if target.has(.entrypointAsOneWord) {
      word("--entrypoint=", entrypoint)
    } else {
      // Between 5.3 and 5.8.1 it is one of the plain options, and the first of them by name.
      option("--entrypoint", ifPresent: keys.entrypoint)
    }
  }

  private mutating func addNotification() {
    if checkServiceType() { return }
    guard E.keepsText else { return }
    let notify = lookup(keys.notify)
    if target.has(.healthyNotify), notify.map({ string($0).lowercased() == "healthy" }) == true {
      word("--sdnotify=healthy")
    } else if boolean(keys.notify) == true {
      word("--sdnotify=container")
    } else {
      word("--sdnotify=conmon")
    }
    set("Type", "notify")
    set("NotifyAccess", "all")
    word("-d")
  }

  private mutating func addSecurity() {
    if E.keepsFacts { addDevices() }
    guard E.keepsText else { return }
    if boolean(keys.noNewPrivileges) == true { word("--security-opt=no-new-privileges") }
    if boolean(keys.securityLabelDisable) == true { word("--security-opt", "label=disable") }
    if boolean(keys.securityLabelNested) == true { word("--security-opt", "label=nested") }
    option("--security-opt", ifPresent: keys.securityLabelType, prefix: "label=type:")
    option("--security-opt", ifPresent: keys.securityLabelFileType, prefix: "label=filetype:")
    option("--security-opt", ifPresent: keys.securityLabelLevel, prefix: "label=level:")
    option("--security-opt", ifPresent: keys.appArmor, prefix: "apparmor=")
    addDevices()
    if let profile = lookup(keys.seccompProfile) {
      word("--security-opt")
      word("seccomp=", profile)
    }
    for (key, option): (UInt16, StaticString) in [
      (keys.dropCapability, "--cap-drop"), (keys.addCapability, "--cap-add"),
    ] {
      forEachWord(of: key, style: .plain) { converter, text, value in
        converter.word(option)
        converter.word("", GoText.lowercased(text), from: value)
      }
    }
    options("--sysctl", words: keys.sysctl, style: .plain)
    let readOnly = boolean(keys.readOnly)
    if let readOnly { flag("--read-only", readOnly, keys.readOnly) }
    if boolean(keys.volatileTmp) == true, readOnly != true { word("--tmpfs", "/tmp:rw,size=512M,mode=1777") }
  }

  private mutating func addDevices() {
    guard view.has(keys.addDevice) else { return }
    forEachWord(of: keys.addDevice, style: .plain) { converter, text, value in
      var device = text[...]
      if device.first == UInt8(ascii: "-") {
        device = device.dropFirst()
        if !converter.pathExists(Array(device.prefix { $0 != UInt8(ascii: ":") })) { return }
      }
      converter.state(.device, device, value)
      converter.word("--device")
      converter.word("", Array(device), from: value)
    }
  }

  private mutating func addExposedPorts() {
    guard view.has(keys.exposeHostPort) else { return }
    for assignment in view.list(keys.exposeHostPort) {
      let text = view.texts[Int(assignment.document)]
      let value = Value(assignment: assignment, range: WhiteSpace.trim(text.span, assignment.valueRange))
      if !AcceptedPort.isAccepted(bytes(value)) {
        refuse(
          .invalidPort(string(value)),
          .value(value),
          podman: "invalid port format '\(string(value))'"
        )
      }
      state(.expose, value)
      option("--expose", value)
    }
  }

  private mutating func addEnvironmentFiles() {
    state(.envFile, words: keys.environmentFile, style: .command)
    guard E.keepsText else { return }
    forEachWord(of: keys.environmentFile) { converter, text, value in
      converter.word("--env-file")
      converter.word("", converter.absolutePath(text), from: value)
    }
  }

  private mutating func addMounts() {
    guard view.has(keys.mount) else { return }
    forEachWord(of: keys.mount) { converter, text, value in
      guard let mount = converter.mount(text, value) else { return }
      if E.keepsFacts { converter.state(.mount, StorageUse.unquoted(text) ?? text, value, unit: mount.unit) }
      guard E.keepsText else { return }
      converter.word("--mount")
      converter.word("", mount.text, from: value)
    }
  }

  private mutating func addHealth() {
    state(.healthCmd, ifPresent: keys.healthCmd)
    state(.healthStartupCmd, ifPresent: keys.healthStartupCmd)
    guard E.keepsText else { return }
    for row in PlainOptions.health { option(row.option, ifPresent: row.name) }
  }

  private mutating func addPod() {
    guard let value = nonEmpty(keys.pod) else { return }
    let name = Array(bytes(value))
    guard hasSuffix(name, ".pod") else {
      refuse(.notAPod(string(value)), .value(value), podman: "pod \(string(value)) is not Quadlet based")
      return
    }
    guard let pod = project.unit(named: name.span, for: unit) else {
      refuseMissing(name, value, podman: "quadlet pod unit \(string(value)) does not exist")
      return
    }
    require(pod, with: .bindsTo, from: value)
    statePod(pod, value)
    guard E.keepsText else { return }
    if target.has(.stopsByName) {
      out.service.word("--pod", ServiceBuilder.Origin(value.assignment))
      word("", resolver.resourceName(pod), from: value)
    } else {
      word("--pod-id-file")
      word("%t/", resolver.serviceName(pod) + Array(".pod-id".utf8), from: value)
    }
  }
}

/// `ExposeHostPort=` as the generator checks it.
enum AcceptedPort {
  /// Only the end of the value counts: a digit, which `/tcp` or `/udp` may follow.
  static func isAccepted(_ text: ArraySlice<UInt8>) -> Bool {
    var rest = text
    if rest.suffix(4).elementsEqual("/tcp".utf8) || rest.suffix(4).elementsEqual("/udp".utf8) {
      rest = rest.dropLast(4)
    }
    guard let last = rest.last else { return false }
    return last >= UInt8(ascii: "0") && last <= UInt8(ascii: "9")
  }
}
