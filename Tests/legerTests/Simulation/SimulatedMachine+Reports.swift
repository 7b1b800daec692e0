/// What podman prints as JSON: the fields of 5.8.6 that a program needs, in its spelling and shape.
extension SimulatedMachine {
  /// Answers a question; nil for one that is not modelled.
  func report(_ line: PodmanLine) -> ProgramAnswer? {
    switch line.command {
    case "version":
      return .json(["Client": ["APIVersion": podmanVersion, "Version": podmanVersion, "OsArch": "linux/amd64"]])
    case "ps" where line.has("--all", "-a"):
      guard let filter = line.value("--filter") else { return .json(containers.map(listed)) }
      return .json(containers.filter { $0.volumes.contains { "volume=\($0.name)" == filter } }.map(listed))
    case "container inspect":
      return inspect(line, { self.container($0).map(inspected) }, absent: { "no such container \"\($0)\"" })
    case "images":
      return .json(images.flatMap { image in image.names.dropFirst().map { _ in image } + [image] }.map(listed))
    case "image inspect": return inspect(line, { self.image($0).map(inspected) }, absent: { "\($0): image not known" })
    case "network ls": return .json(networks.map(listed))
    case "volume ls": return .json(volumes.map(listed))
    case "volume inspect":
      return inspect(
        line,
        { name in volumes.first { $0.name == name }.map(listed) },
        absent: { "no such volume \($0)" }
      )
    default: return nil
    }
  }

  func inspect(_ line: PodmanLine, _ find: (String) -> [String: Any]?, absent: (String) -> String)
    -> ProgramAnswer
  {
    let missing = line.operands.filter { find($0) == nil }
    return .json(
      line.operands.compactMap(find),
      status: missing.isEmpty ? 0 : 125,
      messages: missing.map { "Error: \(absent($0))\n" }.joined()
    )
  }

  private static let created = 1_700_000_000
  private static let timestamp = "2023-11-14T22:13:20Z"

  /// Podman prints null instead of an empty table or list in these places.
  private func orNull(_ labels: [String: String]) -> Any { labels.isEmpty ? Optional<String>.none as Any : labels }

  private func listed(_ container: SimulatedContainer) -> [String: Any] {
    let age = now - container.startedAt
    let restarts = container.restartPeriod.map { Int(age / $0) } ?? 0
    let hasFailed = container.failure.map { age >= $0 } ?? false
    return [
      "Id": container.id, "Names": [container.name], "Image": container.image, "ImageID": container.imageID,
      "State": hasFailed ? "exited" : container.state.rawValue,
      "Status": container.isRunning ? "Up" : "Exited (\(container.exitStatus))",
      "Exited": !container.isRunning, "ExitCode": hasFailed ? 3 : Int(container.exitStatus),
      "AutoRemove": container.isTransient,
      "Command": container.command, "Labels": orNull(container.labels), "IsInfra": container.isInfra,
      "Mounts": container.volumes.map(\.path), "Networks": container.networks,
      "Pod": pods.first { $0.name == container.pod }?.id ?? "", "PodName": container.pod ?? "", "Restarts": restarts,
      "Created": Self.created + Int(container.startedAt.components.seconds), "StartedAt": Self.created,
    ]
  }

  private func inspected(_ container: SimulatedContainer) -> [String: Any] {
    let state: [String: Any] = [
      "Status": container.state.rawValue, "Running": container.isRunning, "ExitCode": Int(container.exitStatus),
      "Health": [
        "Status": container.health?.status.rawValue ?? "", "FailingStreak": container.health?.failures ?? 0,
        "Log": [Any](),
      ],
    ]
    let mounts: [[String: Any]] =
      container.volumes.map {
        ["Type": "volume", "Name": $0.name, "Destination": $0.path, "RW": true]
      } + container.folders.map { ["Type": "bind", "Source": $0.name, "Destination": $0.path, "RW": true] }
    return [
      "Id": container.id, "Name": container.name, "Image": container.imageID, "ImageName": container.image,
      "Created": Self.timestamp, "RestartCount": 0, "State": state, "Mounts": mounts, "IsInfra": container.isInfra,
      "Pod": pods.first { $0.name == container.pod }?.id ?? "",
      "Config": [
        "Labels": orNull(container.labels), "Image": container.image, "Cmd": container.command,
        "sdNotifyMode": container.notifiesWhenHealthy ? "healthy" : "conmon",
      ],
      "NetworkSettings": [
        "Networks": Dictionary(uniqueKeysWithValues: Set(container.networks).map { ($0, [:] as [String: String]) })
      ],
    ]
  }

  private func listed(_ image: SimulatedImage) -> [String: Any] {
    let users = containers.filter { $0.imageID == image.id }.count
    return [
      "Id": image.id, "ParentId": "", "RepoTags": Optional<String>.none as Any, "Labels": Optional<String>.none as Any,
      "Digest": "sha256:\(image.id)", "Size": 2_223_326, "Containers": users, "Created": Self.created,
    ].merging(image.names.isEmpty ? ["Dangling": true] : ["Names": image.names]) { old, _ in old }
  }

  private func inspected(_ image: SimulatedImage) -> [String: Any] {
    [
      "Id": image.id, "Digest": "sha256:\(image.id)", "RepoTags": image.names,
      "RepoDigests": image.names.map { "\($0.prefix { $0 != "@" })@sha256:\(image.id)" },
      "Created": Self.timestamp, "Config": ["Cmd": ["/bin/sh"]], "Labels": Optional<String>.none as Any,
    ]
  }

  private func listed(_ network: SimulatedNetwork) -> [String: Any] {
    var fields: [String: Any] = [
      "name": network.name, "id": network.name, "driver": "bridge", "created": Self.timestamp, "internal": false,
      "dns_enabled": network.name != "podman",
    ]
    if !network.labels.isEmpty { fields["labels"] = network.labels }
    return fields
  }

  private func listed(_ volume: SimulatedVolume) -> [String: Any] {
    [
      "Name": volume.name, "Driver": "local", "Labels": volume.labels, "Options": volume.optionTable,
      "Mountpoint": volume.mountpoint, "CreatedAt": Self.timestamp,
      "Scope": "local",
      "MountCount": containers.filter { $0.isRunning && $0.volumes.contains { $0.name == volume.name } }.count
        + (volume.isMounted ? 1 : 0),
    ]
  }
}
