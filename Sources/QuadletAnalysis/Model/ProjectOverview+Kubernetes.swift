import QuadletSyntax

/// What the files of `Yaml=` add to an overview: images, ports, volumes and paths of their pods.
extension ProjectOverview {
  mutating func addPods(of unit: Int, _ converter: inout Converter<ServiceEmitter>) {
    for path in converter.yamlPaths() {
      guard let facts = converter.host.kubernetes(path.text)?.facts else { continue }
      let place = path.value.map {
        Place(file: converter.view.files[Int($0.assignment.document)], line: Int($0.assignment.line) + 1)
      }
      for pod in facts.pods(for: converter.target.version) {
        for container in pod.containers where !container.image.isEmpty {
          note(image: container.image) { if !$0.users.contains(unit) { $0.users.append(unit) } }
        }
        if pod.usesHostNetwork {
          note(network: "host") { if !$0.users.contains(unit) { $0.users.append(unit) } }
        } else {
          ports += pod.ports.map { Self.port($0, unit, place) }
        }
        for volume in pod.volumes { add(volume, unit, place) }
      }
    }
  }

  private static func port(_ port: KubernetesFacts.Port, _ unit: Int, _ place: Place?) -> Port {
    let address = port.hostAddress.map { "\($0):" } ?? ""
    let transport = port.transport?.rawValue
    return Port(
      text: "\(address)\(port.hostPort):\(port.containerPort)" + (transport.map { "/\($0)" } ?? ""),
      address: port.hostAddress,
      hostPorts: "\(port.hostPort)",
      containerPorts: "\(port.containerPort)",
      transport: transport,
      unit: unit,
      place: place
    )
  }

  /// Volumes of podman, and paths of the host; where a container finds them is said by its own `mountPath`.
  private mutating func add(_ volume: KubernetesFacts.Volume, _ unit: Int, _ place: Place?) {
    let mount = Storage.Mount(unit: unit, destination: volume.name, isReadOnly: false, place: place)
    if case .hostPath(let path, _) = volume.source {
      note(.bind, path) { $0.mounts.append(mount) }
    } else if case .claim(let name) = volume.source {
      note(.volume, name) { $0.mounts.append(mount) }
    }
  }
}
