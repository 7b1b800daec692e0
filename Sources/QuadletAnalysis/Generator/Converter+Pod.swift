import QuadletSyntax

/// `.pod`.
extension Converter {
  /// `.pod`: podman pod create, start, stop, rm.
  mutating func convertPod() {
    begin("Pod", "X-Pod")
    let name =
      E.keepsText
      ? NamedText(text: resolver.resourceName(unit), value: nonEmpty(keys.podName)) : NamedText()
    addMembers()
    setUnlessAssigned("SyslogIdentifier", keys.syslogIdentifier, "%N")
    addPodCommands(name)
    beginCommand()
    word("pod", "create", "--infra-conmon-pidfile=%t/%N.pid")
    if !target.has(.stopsByName) { word("--pod-id-file=%t/%N.pod-id", "--exit-policy=stop") }
    word("--replace")
    if target.has(.stopsByName) {
      word("--exit-policy")
      if let policy = lookup(keys.exitPolicy) { word("", policy) } else { word("stop") }
    }
    addUserMappings(allowsManual: true)
    addPublishedPorts()
    plainOptions(.keyValue)
    addNetworks()
    plainOptions(.last)
    plainOptions(.all)
    plainOptions(.boolean)
    statePlainOptions()
    addVolumes()
    word("--infra-name")
    word("", name.text + Array("-infra".utf8), from: name.value)
    word("--name")
    word("", name.text, from: name.value)
    arguments(keys.podmanArgs)
    endCommand("ExecStartPre")
    addPodService()
  }

  /// The containers of the pod start with it.
  private mutating func addMembers() {
    guard E.keepsText else { return }
    for member in resolver.members(of: unit) {
      let service = resolver.serviceName(member) + Array(".service".utf8)
      add("Unit", "Wants", bytes: service, from: nil)
      add("Unit", "Before", bytes: service, from: nil)
    }
  }

  private mutating func addPodCommands(_ name: NamedText) {
    guard E.keepsText else { return }
    let byName = target.has(.stopsByName)
    beginCommand()
    word("pod", "start")
    if byName { word("", name.text, from: name.value) } else { word("--pod-id-file=%t/%N.pod-id") }
    endCommand("ExecStart")
    beginCommand()
    word("pod", "stop")
    if !byName { word("--pod-id-file=%t/%N.pod-id") }
    word("--ignore")
    if let timeout = lookup(keys.stopTimeout) { word("--time=", timeout) } else { word("--time=10") }
    if byName { word("", name.text, from: name.value) }
    endCommand("ExecStop")
    beginCommand()
    word("pod", "rm")
    if !byName { word("--pod-id-file=%t/%N.pod-id") }
    word("--ignore", "--force")
    if byName { word("", name.text, from: name.value) }
    endCommand("ExecStopPost")
  }

  private mutating func addPodService() {
    if target.has(.podAddsEnvironment) {
      add("Service", "Environment", "PODMAN_SYSTEMD_UNIT=%n")
    } else {
      set("Environment", "PODMAN_SYSTEMD_UNIT=%n")
    }
    set("Type", "forking")
    if !target.has(.keepsPodRestart) { set("Restart", "on-failure") }
    set("PIDFile", "%t/%N.pid")
    if target.has(.keepsPodRestart) { setUnlessAssigned("Restart", keys.restart, "on-failure") }
  }
}
