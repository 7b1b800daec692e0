import QuadletSyntax

/// `.kube`.
extension Converter {
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
    plainOptions(.last)
    plainOptions(.boolean)
    plainOptions(.all)
    plainOptions(.keyValue)
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
      for path in configMapPaths() {
        word("--configmap")
        word("", path.text, from: path.value)
      }
    }
    addPublishedPorts()
    arguments(keys.podmanArgs)
    statePods()
    for path in paths { word("", path.text, from: path.value) }
    endCommand("ExecStart")
    beginCommand()
    word("kube", "down")
    if E.keepsText, let force = boolean(keys.kubeDownForce) { flag("--force", force, keys.kubeDownForce) }
    for path in paths { word("", path.text, from: path.value) }
    endCommand("ExecStopPost")
    if !paths.isEmpty { _ = setWorkingDirectory() }
  }

  /// The paths that `Yaml=` names, made absolute, each with its value.
  mutating func yamlPaths() -> [NamedText] {
    guard target.has(.severalYaml) else {
      return nonEmpty(keys.yaml).map { [NamedText(text: absolutePath(Array(bytes($0))), value: $0)] } ?? []
    }
    var paths: [NamedText] = []
    forEachWord(of: keys.yaml, style: .plain) { paths.append(NamedText(text: $0.absolutePath($1), value: $2)) }
    return paths
  }

  /// The paths that `ConfigMap=` names, made absolute, each with its value.
  mutating func configMapPaths() -> [NamedText] {
    var paths: [NamedText] = []
    forEachWord(of: keys.configMap, style: .plain) {
      paths.append(NamedText(text: $0.absolutePath($1), value: $2))
    }
    return paths
  }
}
