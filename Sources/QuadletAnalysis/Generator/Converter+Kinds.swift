import QuadletSyntax

extension Converter {
  /// `.network`: podman network create.
  mutating func convertNetwork() {
    begin("Network", "X-Network")
    let name = E.keepsText ? ownResourceName(keys.networkName) : NamedText()
    if E.keepsText, boolean(keys.networkDeleteOnStop) == true {
      beginCommand()
      word("network", "rm")
      word("", name.text, from: name.value)
      endCommand("ExecStopPost")
    }
    beginCommand()
    word("network", "create", "--ignore")
    plainOptions(.boolean)
    plainOptions(.last)
    plainOptions(.all)
    addSubnets()
    plainOptions(.keyValue)
    arguments(keys.podmanArgs)
    word("", name.text, from: name.value)
    endCommand("ExecStart")
    setOneshotDefaults(remainsAfterExit: true)
  }

  private mutating func addSubnets() {
    let subnets = Array(view.list(keys.subnet))
    let gateways = Array(view.list(keys.gateway))
    let ranges = Array(view.list(keys.ipRange))
    if subnets.isEmpty {
      if let extra = gateways.first ?? ranges.first {
        refuse(
          .conflictingKeys,
          .key(extra),
          podman: "cannot set gateway or range without subnet",
          "a gateway or a range needs the subnet that it is in",
          help: "add Subnet="
        )
      }
      return
    }
    if gateways.count > subnets.count {
      refuse(
        .conflictingKeys,
        .key(gateways[subnets.count]),
        podman: "cannot set more gateways than subnets",
        "there are \(gateways.count) gateways for \(subnets.count) subnets; the first gateway belongs to the first subnet",
        help: "add a Subnet= or remove a Gateway="
      )
    }
    if ranges.count > subnets.count {
      refuse(
        .conflictingKeys,
        .key(ranges[subnets.count]),
        podman: "cannot set more ranges than subnets",
        "there are \(ranges.count) ranges for \(subnets.count) subnets; the first range belongs to the first subnet",
        help: "add a Subnet= or remove an IPRange="
      )
    }
    for (index, subnet) in subnets.enumerated() {
      option("--subnet", whole(subnet))
      if index < gateways.count { option("--gateway", whole(gateways[index])) }
      if index < ranges.count { option("--ip-range", whole(ranges[index])) }
    }
  }

  /// `.volume`: podman volume create.
  mutating func convertVolume() {
    warnOfShortImage()
    begin("Volume", "X-Volume")
    let name = E.keepsText ? ownResourceName(keys.volumeName) : NamedText()
    beginCommand()
    word("volume", "create", "--ignore")
    if let uid = lookup(keys.uid) { option("--uid", uid) }
    if let gid = lookup(keys.gid) { option("--gid", gid) }
    let driver = lookup(keys.driver)
    if let driver { option("--driver", driver) }
    if let driver, equals(driver, "image") {
      addImageDriver(driver)
    } else {
      addMountOptions()
    }
    plainOptions(.keyValue)
    arguments(keys.podmanArgs)
    word("", name.text, from: name.value)
    endCommand("ExecStart")
    setOneshotDefaults(remainsAfterExit: true)
  }

  private mutating func addImageDriver(_ driver: Value) {
    guard let image = lookup(keys.image) else {
      refuse(
        .missingKey,
        driver,
        podman: "the key Image is mandatory when using the image driver",
        "Driver=image needs Image=",
        help: "add Image=NAME.image"
      )
      return
    }
    let name = imageSource(image)
    word("--opt")
    word("image=", name, from: image)
  }

  private mutating func addMountOptions() {
    var options = Array("o=".utf8)
    func append(_ text: [UInt8]) {
      if options.count > 2 { options.append(UInt8(ascii: ",")) }
      options += text
    }
    if E.keepsText {
      for (key, word) in [(keys.user, "uid"), (keys.group, "gid")] {
        guard let value = lookup(key) else { continue }
        append(Array("\(word)=\(GoNumber.unsigned32(bytes(value), default: 0))".utf8))
      }
      if let copies = boolean(keys.copy) { copies ? word("--opt", "copy") : word("--opt", "nocopy") }
    }
    let device = nonEmpty(keys.device)
    option("--opt", ifPresent: keys.device, prefix: "device=")
    if let type = nonEmpty(keys.type) {
      if let device {
        option("--opt", ifPresent: keys.type, prefix: "type=")
        if target.has(.bindVolumesNeedMount), equals(type, "bind") { requireMount(Array(bytes(device)), from: device) }
      } else {
        refuseWithoutDevice("Type", type)
      }
    }
    if let mountOptions = nonEmpty(keys.options) {
      if device == nil, !target.has(.volumeOptionsWithoutDevice) {
        refuseWithoutDevice("Options", mountOptions)
      } else if E.keepsText {
        append(Array(bytes(mountOptions)))
      }
    }
    if E.keepsText, options.count > 2 {
      word("--opt")
      word("", options, from: lookup(keys.options) ?? lookup(keys.user) ?? lookup(keys.group))
    }
  }

  private mutating func refuseWithoutDevice(_ key: String, _ value: Value) {
    refuse(
      .conflictingKeys,
      .key(value.assignment),
      podman: "key \(key) can't be used without Device",
      "\(key)= needs Device=",
      help: "add Device="
    )
  }

  /// `.image`: podman image pull.
  mutating func convertImage() {
    warnOfShortImage()
    begin("Image", "X-Image")
    let image = nonEmpty(keys.image)
    if image == nil {
      refuseMissingKey("Image", keys.image, podman: "no Image key specified", example: "Image=quay.io/NAME/IMAGE:TAG")
    }
    beginCommand()
    word("image", "pull")
    plainOptions(.last)
    plainOptions(.boolean)
    arguments(keys.podmanArgs)
    if let image { word("", image) }
    endCommand("ExecStart")
    setOneshotDefaults(remainsAfterExit: true)
  }

  /// `.artifact`: podman artifact pull.
  mutating func convertArtifact() {
    warnOfShortImage()
    begin("Artifact", "X-Artifact")
    let artifact = nonEmpty(keys.artifact)
    if artifact == nil {
      refuseMissingKey(
        "Artifact",
        keys.artifact,
        podman: "no Artifact key specified",
        example: "Artifact=quay.io/NAME/ARTIFACT:TAG"
      )
    }
    beginCommand()
    word("artifact", "pull")
    plainOptions(.last)
    plainOptions(.boolean)
    arguments(keys.podmanArgs)
    if let artifact { word("", artifact) }
    endCommand("ExecStart")
    setOneshotDefaults(remainsAfterExit: true)
  }

  /// `.build`: podman build.
  mutating func convertBuild() {
    if !target.has(.commonStart) { checkImageTag() }
    begin("Build", "X-Build")
    if target.has(.commonStart) { checkImageTag() }
    beginCommand()
    word("build")
    if E.keepsText, let pull = nonEmpty(keys.pull) { word("--pull=", pull) }
    plainOptions(.last)
    plainOptions(.boolean)
    plainOptions(.all)
    plainOptions(.keyValue)
    addNetworks()
    options("--secret", words: keys.secret, style: .command)
    addVolumes()
    let (context, folder) = setWorkingDirectory()
    addContext(context, folder)
    endCommand("ExecStart")
    setOneshotDefaults(remainsAfterExit: false)
  }

  private mutating func checkImageTag() {
    let first = Array(view.list(keys.imageTag)).first
    if first == nil {
      refuseMissingKey(
        "ImageTag",
        keys.imageTag,
        podman: "no ImageTag key specified",
        example: "ImageTag=localhost/NAME:latest"
      )
    }
  }

  private mutating func addContext(_ context: Value?, _ folder: [UInt8]?) {
    let file = lookup(keys.file)
    let filePath = file.map { Array(bytes($0)) } ?? []
    let working = folder ?? lookup(keys.workingDirectory, in: .service).map { Array(bytes($0)) } ?? []
    if working.isEmpty, filePath.isEmpty, context == nil {
      if refusals.contains(where: { $0.podman == "no File key specified" }) { return }
      refuse(
        .missingKey,
        .unit,
        podman: "neither SetWorkingDirectory, nor File key specified",
        "a .build needs File= or SetWorkingDirectory=",
        help: "add SetWorkingDirectory=unit and File=./Containerfile"
      )
      return
    }
    if let file, !filePath.isEmpty { option("--file", file) }
    arguments(keys.podmanArgs)
    if let context {
      word("", context)
      return
    }
    let hasSpecifier = target.has(.buildFileSpecifiers) && startsWithSpecifier(filePath[...])
    if hasSpecifier || GoPath.isAbsolute(filePath) || PodmanURL.isURL(filePath) { return }
    if working.isEmpty {
      refuse(
        .missingKey,
        file.map { .value($0.assignment, $0.range) } ?? .unit,
        podman: "relative path in File key requires SetWorkingDirectory key to be set",
        "a relative File= needs SetWorkingDirectory=",
        help: "add SetWorkingDirectory=unit"
      )
      return
    }
    word("", working, from: lookup(keys.setWorkingDirectory))
  }

  /// `.kube`: podman kube play.
  mutating func convertKube() {
    begin("Kube", "X-Kube")
    let paths = yamlPaths()
    if paths.isEmpty {
      refuseMissingKey("Yaml", keys.yaml, podman: "no Yaml key specified", example: "Yaml=./FILE.yaml")
    }
    checkKillMode()
    add("Service", "Environment", "PODMAN_SYSTEMD_UNIT=%n")
    if !checkServiceType() {
      set("Type", "notify")
      set("NotifyAccess", "all")
    }
    setUnlessAssigned("SyslogIdentifier", keys.syslogIdentifier, "%N")
    beginCommand()
    word("kube", "play", "--replace", "--service-container=true")
    if E.keepsText, let policy = nonEmpty(keys.exitCodePropagation) { word("--service-exit-code-propagation=", policy) }
    addLogging()
    addUserMappings(allowsManual: false)
    addNetworks()
    if E.keepsText {
      forEachWord(of: keys.autoUpdate, style: .plain) { converter, text, value in
        var annotation = Array("--annotation=io.containers.autoupdate".utf8)
        var type = text[...]
        if let slash = text.firstIndex(of: GoPath.slash) {
          annotation += text[slash...].prefix(1) + text[..<slash]
          type = text[(slash + 1)...]
        }
        converter.word("", annotation + [UInt8(ascii: "=")] + type, from: value)
      }
      forEachWord(of: keys.configMap, style: .plain) { converter, text, value in
        converter.word("--configmap")
        converter.word("", converter.absolutePath(text), from: value)
      }
    }
    addPublishedPorts()
    arguments(keys.podmanArgs)
    for path in paths { word("", path.text, from: path.value) }
    endCommand("ExecStart")
    beginCommand()
    word("kube", "down")
    if E.keepsText, let force = boolean(keys.kubeDownForce) { flag("--force", force, keys.kubeDownForce) }
    for path in paths { word("", path.text, from: path.value) }
    endCommand("ExecStopPost")
    if !paths.isEmpty { _ = setWorkingDirectory() }
  }

  private mutating func yamlPaths() -> [NamedText] {
    guard target.has(.severalYaml) else {
      return nonEmpty(keys.yaml).map { [NamedText(text: absolutePath(Array(bytes($0))), value: $0)] } ?? []
    }
    var paths: [NamedText] = []
    forEachWord(of: keys.yaml, style: .plain) { paths.append(NamedText(text: $0.absolutePath($1), value: $2)) }
    return paths
  }

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

  // MARK: Shared by these kinds

  /// The name of the volume or network that the unit makes.
  private mutating func ownResourceName(_ key: UInt16) -> NamedText {
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
    if hasSuffix(name, ".build") || hasSuffix(name, ".image") || ImageName.isUnambiguous(name[...]) { return }
    let file = String(decoding: project.name(of: unit), as: UTF8.self)
    warnings.append(
      "Warning: \(file) specifies the image \"\(string(image))\" which not a fully qualified image name. This is not ideal for performance and security reasons. See the podman-pull manpage discussion of short-name-aliases.conf for details."
    )
  }
}

/// Whether an image name says where the image comes from, as the generator asks it.
enum ImageName {
  static func isUnambiguous(_ name: ArraySlice<UInt8>) -> Bool {
    if name.starts(with: "sha256:".utf8) { return true }
    if name.count == 64, name.allSatisfy({ isHexDigit($0) }) { return true }
    guard let slash = name.firstIndex(of: GoPath.slash) else { return false }
    let domain = name[..<slash]
    return domain.contains(GoPath.dot) || domain.contains(UInt8(ascii: ":")) || domain.elementsEqual("localhost".utf8)
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }
}
