import QuadletSyntax

/// What conversions say to an emitter that keeps facts; with any other, all of it compiles to nothing.
extension Converter {
  /// States the value of a key as a fact.
  @inline(__always)
  mutating func state(_ subject: FactSubject, _ value: Value, unit: Int? = nil) {
    guard E.keepsFacts else { return }
    out.facts.state(subject, value, unit: unit)
  }

  /// States a part of a value, or a text that stands for it, as a fact.
  mutating func state(_ subject: FactSubject, _ text: some Collection<UInt8>, _ value: Value, unit: Int? = nil) {
    guard E.keepsFacts else { return }
    out.facts.state(subject, text, writtenAs: value, unit: unit)
  }

  /// States the value of a key when it has one.
  mutating func state(_ subject: FactSubject, ifPresent name: UInt16) {
    guard E.keepsFacts, let value = nonEmpty(name) else { return }
    state(subject, value)
  }

  /// States the value of each assignment of a list key.
  mutating func state(_ subject: FactSubject, all name: UInt16) {
    guard E.keepsFacts, view.has(name) else { return }
    for assignment in view.list(name) { state(subject, whole(assignment)) }
  }

  /// States each word of a key as a fact.
  mutating func state(_ subject: FactSubject, words name: UInt16, style: Words.Style) {
    guard E.keepsFacts, view.has(name) else { return }
    forEachWord(of: name, style: style) { $0.state(subject, $1, $2) }
  }

  /// States the options among the words of `PodmanArgs=` or `GlobalArgs=`; most units have neither.
  mutating func stateOptions(_ name: UInt16, of command: PodmanCommands, from source: UnitFacts.Source) {
    guard E.keepsFacts, view.has(name) else { return }
    var words: [OptionWords.Word] = []
    forEachWord(of: name) { words.append(OptionWords.Word(text: $1, place: $2)) }
    for entry in OptionWords(words, of: command).entries {
      if let option = entry.option, option.argument != .flag, entry.value == nil {
        let name = String(decoding: entry.name, as: UTF8.self)
        out.facts.add(UnitFacts.OptionWithoutValue(name: name, place: entry.place, source: source))
        continue
      }
      guard let subject = entry.option.flatMap(FactSubject.init) else { continue }
      if entry.option?.argument == .flag, !entry.isOn { continue }
      var text = entry.option?.argument == .flag ? [] : entry.value ?? []
      if subject == .mount { text = StorageUse.unquoted(text) ?? text }
      out.facts.state(subject, text, writtenAs: entry.valuePlace, at: entry.place, from: source)
    }
  }

  /// Whether the unit has any key of a group; most have few keys, and none of them.
  private func has(_ group: Keys.Group) -> Bool {
    for index in view.assignments.indices {
      let assignment = view.assignments[index]
      if assignment.section == .own, keys.groups[Int(assignment.name)] == group { return true }
    }
    return false
  }

  /// States the keys of containers and pods that become one option each, as far as facts are about them.
  mutating func statePlainOptions() {
    guard E.keepsFacts, has(.plainOption) else { return }
    state(.ip, ifPresent: keys.ip)
    state(.ip6, ifPresent: keys.ip6)
    state(.shmSize, ifPresent: keys.shmSize)
    state(.networkAlias, all: keys.networkAlias)
    state(.addHost, all: keys.addHost)
    state(.dns, all: keys.dns)
    state(.dnsSearch, all: keys.dnsSearch)
    state(.dnsOption, all: keys.dnsOption)
    if view.kind == .pod {
      state(.hostname, all: keys.hostName)
    } else {
      state(.hostname, ifPresent: keys.hostName)
      state(.memory, ifPresent: keys.memory)
      state(.pidsLimit, ifPresent: keys.pidsLimit)
      state(.tmpfs, all: keys.tmpfs)
      state(.ulimit, all: keys.ulimit)
    }
  }

  /// States what weakens or strengthens the container's isolation, as the options say it that the keys become.
  mutating func stateSecurity() {
    guard E.keepsFacts, out.facts.includesSecurity, has(.security) else { return }
    state(.capAdd, words: keys.addCapability, style: .plain)
    state(.capDrop, words: keys.dropCapability, style: .plain)
    state(.sysctl, words: keys.sysctl, style: .plain)
    if let readOnly = view.last(keys.readOnly), boolean(keys.readOnly) == true { state(.readOnly, whole(readOnly)) }
    state(securityOption: "no-new-privileges", whenTrue: keys.noNewPrivileges)
    state(securityOption: "label=disable", whenTrue: keys.securityLabelDisable)
    state(securityOption: "label=nested", whenTrue: keys.securityLabelNested)
    state(securityOption: "seccomp=", ifPresent: keys.seccompProfile)
    state(securityOption: "apparmor=", ifPresent: keys.appArmor)
    state(securityOption: "label=type:", ifPresent: keys.securityLabelType)
    state(securityOption: "label=filetype:", ifPresent: keys.securityLabelFileType)
    state(securityOption: "label=level:", ifPresent: keys.securityLabelLevel)
    state(securityOption: "mask=", words: keys.mask)
    state(securityOption: "unmask=", words: keys.unmask)
  }

  private mutating func state(securityOption prefix: StaticString, ifPresent key: UInt16) {
    guard view.has(key), let value = nonEmpty(key) else { return }
    state(.securityOpt, prefix.array + bytes(value), value)
  }

  private mutating func state(securityOption prefix: StaticString, words key: UInt16) {
    guard view.has(key) else { return }
    forEachWord(of: key) { $0.state(.securityOpt, prefix.array + $1, $2) }
  }

  private mutating func state(securityOption text: StaticString, whenTrue key: UInt16) {
    guard view.has(key), boolean(key) == true, let assignment = view.last(key) else { return }
    state(.securityOpt, text.array, whole(assignment))
  }

  /// States the pod that a container is in, and the network of the host when the container has it from there.
  mutating func statePod(_ pod: Int, _ value: Value) {
    guard E.keepsFacts else { return }
    state(.pod, value, unit: pod)
    let hasOwn = out.facts.all.contains { $0.subject == .network && !bytesEqual($0, "pod") }
    if !hasOwn, resolver.usesHostNetwork(pod) {
      out.facts.state(.network, Array("host".utf8), writtenAs: value, from: .pod)
    }
  }

  private func bytesEqual(_ fact: UnitFacts.Fact, _ text: StaticString) -> Bool {
    text.isEqual(to: out.facts.bytes(fact, in: view))
  }

  /// States what the pods in the files of `Yaml=` take of the host and of podman.
  mutating func statePods() {
    guard E.keepsFacts else { return }
    var secrets: Set<String> = []
    let published = publishedPorts()
    let files = yamlPaths().map { (value: $0.value, facts: host.kubernetes($0.text)?.facts) }
    for file in files { secrets.formUnion(file.facts?.secrets.map(\.text) ?? []) }
    for file in files {
      guard let value = file.value, let facts = file.facts else { continue }
      for claim in facts.claims { state(.volume, "\(claim.text):", inYAML: value) }
      for pod in facts.pods(for: target.version) {
        state(.podName, pod.name, inYAML: value)
        if pod.usesHostNetwork { state(.network, "host", inYAML: value) }
        for container in pod.containers {
          state(.name, container.name, inYAML: value)
          if !container.image.isEmpty { state(.image, container.image, inYAML: value) }
        }
        for port in pod.ports where !published.contains(where: { $0.replaces(port) }) {
          state(port, isOnHost: pod.usesHostNetwork, value)
        }
        for volume in pod.volumes { state(volume, value) }
        for secret in pod.secrets where secrets.insert(secret.name).inserted {
          state(.secret, secret.name, inYAML: value, isOptional: secret.isOptional)
        }
      }
    }
  }

  /// The ports that the unit itself publishes.
  private func publishedPorts() -> [PortMapping] {
    out.facts.all.compactMap { fact in
      guard fact.subject == .publish, fact.source.isForCommand else { return nil }
      return try? PortMapping(parsing: out.facts.bytes(fact, in: view).span)
    }
  }

  /// The port of a program in the network of the host is its own; podman discards the mapping.
  private mutating func state(_ port: KubernetesFacts.Port, isOnHost: Bool, _ value: Value) {
    guard let transport = port.transport else { return }
    if isOnHost { return state(.listen, "\(port.containerPort)/\(transport.rawValue)", inYAML: value) }
    let address = port.hostAddress.map { $0.contains(":") ? "[\($0)]:" : "\($0):" } ?? ""
    let ending = transport == .tcp ? "" : "/\(transport.rawValue)"
    state(.publish, "\(address)\(port.hostPort):\(port.containerPort)\(ending)", inYAML: value)
  }

  /// Where a container finds a volume is said by its own `mountPath`; here it is the name of the volume.
  private mutating func state(_ volume: KubernetesFacts.Volume, _ value: Value) {
    switch volume.source {
    case .hostPath(let path, _): state(.volume, "\(path):\(volume.name)", inYAML: value)
    case .claim(let name): state(.volume, "\(name):\(volume.name)", inYAML: value)
    case .configMap, .secret, .emptyDirectory, .memory, .image, .unsupported: return
    }
  }

  private mutating func state(_ subject: FactSubject, _ text: String, inYAML value: Value, isOptional: Bool = false) {
    out.facts.state(
      subject,
      Array(text.utf8),
      writtenAs: value,
      from: .kubernetes,
      isOptional: isOptional
    )
  }
}

extension PortMapping {
  /// Whether it publishes the same port of the container; podman then takes no `hostPort` of the YAML
  /// (`mergePublishPorts` in pkg/domain/infra/abi/play.go).
  fileprivate func replaces(_ port: KubernetesFacts.Port) -> Bool {
    guard let ports = containerPorts.value, networkProtocol.value == port.transport else { return false }
    return ports.first <= port.containerPort && port.containerPort <= ports.last
  }
}
