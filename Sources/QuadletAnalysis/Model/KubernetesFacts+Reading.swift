extension KubernetesFacts {
  /// Reads the documents of a file as `podman kube play` does: unknown kinds and fields are ignored.
  public init(documents nodes: [YAMLNode]) {
    self.init()
    for node in nodes where !node.isNull { read(node, isItem: false) }
  }

  private mutating func read(_ node: YAMLNode, isItem: Bool) {
    let kindNode = node.field("kind")
    let kind = string(kindNode, "kind")
    if kind == "List", !isItem {
      for item in list(node.field("items"), "items") { read(item, isItem: true) }
      return
    }
    let metadata = node.field("metadata")
    let nameNode = metadata?.field("name")
    let name = string(nameNode, "metadata.name")
    let place = kindNode?.place ?? node.place
    documents.append(Document(kind: kind, name: name, place: place))
    let shown = Name(text: name, place: nameNode?.place ?? place)
    switch KubernetesKind(rawValue: kind) {
    case nil: return
    case .configMap: configMaps.append(shown)
    case .secret: secrets.append(shown)
    case .persistentVolumeClaim:
      if name.allSatisfy(\.isWhitespace) {
        mistakes.append(YAMLProblem("the PersistentVolumeClaim has no metadata.name", at: shown.place))
      } else {
        claims.append(shown)
      }
    case .pod?: readPod(.pod, shown, suffix: "", spec: node.field("spec"))
    case .deployment?: readPod(.deployment, shown, suffix: "-pod", spec: node.template)
    case .daemonSet?: readPod(.daemonSet, shown, suffix: "-pod", spec: node.template)
    case .job?: readPod(.job, shown, suffix: "-pod", spec: node.template)
    }
  }

  private mutating func readPod(_ kind: KubernetesKind, _ name: Name, suffix: String, spec: YAMLNode?) {
    if name.text.isEmpty { mistakes.append(YAMLProblem("the \(kind.rawValue) has no metadata.name", at: name.place)) }
    var pod = Pod(kind: kind, name: name.text + suffix, place: name.place)
    if let node = spec?.field("hostNetwork"), !node.isNull {
      if let isHost = node.boolean {
        pod.usesHostNetwork = isHost
      } else {
        mistakes.append(YAMLProblem("hostNetwork must be true or false, without quotes", at: node.place))
      }
    }
    for node in list(spec?.field("volumes"), "volumes") { readVolume(node, into: &pod) }
    var names: Set<String> = []
    for (key, isInit) in [("initContainers", true), ("containers", false)] {
      for node in list(spec?.field(key), key) { readContainer(node, isInit: isInit, &names, into: &pod) }
    }
    pods.append(pod)
  }

  private mutating func readContainer(_ node: YAMLNode, isInit: Bool, _ names: inout Set<String>, into pod: inout Pod) {
    let nameNode = node.field("name")
    let name = string(nameNode, "name")
    let place = nameNode?.place ?? node.place
    if !names.insert(name).inserted {
      mistakes.append(YAMLProblem("pod \"\(pod.name)\" has two containers named \"\(name)\"", at: place))
    }
    let imageNode = node.field("image")
    let image = string(imageNode, "image")
    if image.isEmpty {
      mistakes.append(YAMLProblem("container \"\(name)\" has no image", at: imageNode?.place ?? place))
    }
    pod.containers.append(
      Container(
        name: pod.name + "-" + name,
        image: image,
        isInit: isInit,
        place: place,
        imagePlace: imageNode?.place ?? place
      )
    )
    for port in list(node.field("ports"), "ports") { readPort(port, isInit: isInit, into: &pod) }
    for variable in list(node.field("env"), "env") {
      let source = variable.field("valueFrom")
      add(source?.field("secretKeyRef"), to: &pod.secrets)
      add(source?.field("configMapKeyRef"), to: &pod.configMaps)
    }
    for source in list(node.field("envFrom"), "envFrom") {
      add(source.field("secretRef"), to: &pod.secrets)
      add(source.field("configMapRef"), to: &pod.configMaps)
    }
  }

  private mutating func readPort(_ node: YAMLNode, isInit: Bool, into pod: inout Pod) {
    let host = number(node.field("hostPort"), "hostPort")
    let container = number(node.field("containerPort"), "containerPort")
    let protocolNode = node.field("protocol")
    let word = string(protocolNode, "protocol").lowercased()
    let transport = word.isEmpty ? .tcp : TransportProtocol(rawValue: word)
    if transport == nil, let protocolNode {
      mistakes.append(YAMLProblem("\"\(word)\" is not a protocol; use TCP, UDP or SCTP", at: protocolNode.place))
    }
    guard !isInit, let host, host != 0, let place = node.field("hostPort")?.place else { return }
    let address = string(node.field("hostIP"), "hostIP")
    pod.ports.append(
      Port(
        hostAddress: address.isEmpty ? nil : address,
        hostPort: host,
        containerPort: container.flatMap { $0 == 0 ? nil : $0 } ?? host,
        transport: transport,
        place: place
      )
    )
  }

  // The order matters: Podman uses the first of these that exists.
  private mutating func readVolume(_ node: YAMLNode, into pod: inout Pod) {
    let name = string(node.field("name"), "name")
    let source: Volume.Source
    var place = node.place
    func value(_ kind: YAMLNode, _ key: String) -> String {
      let node = kind.field(key)
      if let node { place = node.place }
      return string(node, key)
    }
    if let kind = node.object("hostPath") {
      source = .hostPath(value(kind, "path"), type: string(kind.field("type"), "type"))
    } else if let kind = node.object("persistentVolumeClaim") {
      source = .claim(value(kind, "claimName"))
    } else if let kind = node.object("configMap") {
      source = .configMap(value(kind, "name"))
      add(kind, to: &pod.configMaps, isWhole: true)
    } else if let kind = node.object("secret") {
      source = .secret(value(kind, "secretName"))
      add(kind, to: &pod.secrets, nameKey: "secretName", isWhole: true)
    } else if let kind = node.object("emptyDir") {
      source = string(kind.field("medium"), "medium") == "Memory" ? .memory : .emptyDirectory
    } else if let kind = node.object("image") {
      source = .image(value(kind, "reference"))
    } else {
      source = .unsupported
      mistakes.append(
        YAMLProblem(
          "volume \"\(name)\" has no source that podman supports; use hostPath, persistentVolumeClaim, configMap, secret, emptyDir or image",
          at: place
        )
      )
    }
    pod.volumes.append(Volume(name: name, source: source, place: place))
  }

  private mutating func add(
    _ node: YAMLNode?,
    to references: inout [Reference],
    nameKey: String = "name",
    isWhole: Bool = false
  ) {
    guard let node, !node.isNull else { return }
    let name = node.field(nameKey)
    let key = isWhole ? nil : node.field("key").map { string($0, "key") }
    references.append(
      Reference(
        name: string(name, nameKey),
        key: key,
        isOptional: node.field("optional")?.boolean ?? false,
        place: name?.place ?? node.place
      )
    )
  }

  // MARK: Types

  /// Returns the text of a field; Podman's reader converts numbers and booleans to text, but not lists and mappings.
  private mutating func string(_ node: YAMLNode?, _ key: String) -> String {
    guard let node, !node.isNull else { return "" }
    if let text = node.text { return text }
    mistakes.append(YAMLProblem("\(key) must be a string", at: node.place))
    return ""
  }

  private mutating func list(_ node: YAMLNode?, _ key: String) -> [YAMLNode] {
    guard let node, !node.isNull else { return [] }
    if case .sequence(let elements) = node.content { return elements }
    mistakes.append(YAMLProblem("\(key) must be a list", at: node.place))
    return []
  }

  private mutating func number(_ node: YAMLNode?, _ key: String) -> UInt16? {
    guard let node, !node.isNull else { return nil }
    if let number = node.integer.flatMap({ UInt16(exactly: $0) }) { return number }
    mistakes.append(YAMLProblem("\(key) must be a number from 0 to 65535, without quotes", at: node.place))
    return nil
  }
}

extension YAMLNode {
  /// Returns the value of a field as Go's JSON decoder finds it: by the exact name, else ignoring case.
  fileprivate func field(_ name: String) -> YAMLNode? {
    if let exact = self[name] { return exact }
    let wanted = name.lowercased()
    return entries.last { $0.key.text?.lowercased() == wanted }?.value
  }

  /// Returns the value of a field, or nil when it is absent or null.
  fileprivate func object(_ name: String) -> YAMLNode? { field(name).flatMap { $0.isNull ? nil : $0 } }

  /// The spec of the pods that a Deployment, DaemonSet or Job creates.
  fileprivate var template: YAMLNode? { field("spec")?.field("template")?.field("spec") }
}
