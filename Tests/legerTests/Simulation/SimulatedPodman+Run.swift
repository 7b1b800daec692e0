@testable import leger

/// `podman run`, as a service runs it.
extension SimulatedMachine {
  /// Makes and starts a container, and returns the exit status.
  mutating func run(_ line: PodmanLine, for unit: SimulatedUnit) -> Int32 {
    guard let reference = line.operands.first, let name = line.value("--name") else { return 125 }
    if let old = container(name) {
      guard line.has("--replace") else { return 125 }
      removeContainer(old.id)
    }
    guard let image = image(for: reference, policy: line.value("--pull") ?? "missing"), hasAllThatItNeeds(line) else {
      return 125
    }
    if arePortsTaken(Self.hostPorts(line)) { return 126 }
    let command = Array(line.operands.dropFirst())
    var container = SimulatedContainer(
      id: newID(),
      name: name,
      image: reference,
      imageID: image.id,
      labels: line.labels.merging(["PODMAN_SYSTEMD_UNIT": unit.name]) { old, _ in old },
      command: command,
      script: ContainerScript(command, hasInit: line.has("--init")),
      startedAt: now
    )
    container.isTransient = line.has("--rm")
    container.stopTimeout = line.value("--stop-timeout").map { Duration(timeSpan: $0) } ?? .seconds(10)
    container.health = Self.healthCheck(line)
    container.notifiesWhenHealthy = line.value("--sdnotify") == "healthy"
    container.networks = line.values("--network", "--net").map(Self.networkName).filter { hasNetwork($0) }
    container.ports = Self.hostPorts(line)
    container.pod = line.value("--pod")
    for volume in Self.namedVolumes(line) {
      if !volumes.contains(where: { $0.name == volume.name }) {
        addVolume(volume.name, options: [], labels: [:])
      }
      container.volumes.append(volume)
    }
    container.folders = Self.folders(line)
    for name in line.values("--secret").map(Self.firstField) {
      container.secrets[name] = storedSecrets[name].map { String(decoding: $0.value, as: UTF8.self) }
    }
    apply(image.behaviour, to: &container)
    // A value that what the container talks to does not take.
    if container.secrets.values.contains(where: { $0.hasPrefix("bad") }) {
      container.script = .exits(1, after: .seconds(1))
    }
    containers.append(container)
    units[unit.name]?.container = container.id
    if let end = container.script.end { plan(.containerEnds(id: container.id, status: end.status), after: end.after) }
    if container.health != nil { plan(.healthCheck(id: container.id), after: .milliseconds(100)) }
    return 0
  }

  private func apply(_ behaviour: RegistryImage.Behaviour?, to container: inout SimulatedContainer) {
    switch behaviour {
    case nil: break
    case .runs: container.script = .service
    case .exits(let status, let time): container.script = .exits(status, after: time)
    case .ignoresTerm: container.script = .ignoringTerm
    case .neverHealthy:
      container.script = .service
      container.health?.finding = .bad
    case .becomesUnhealthy(let time):
      container.script = .service
      container.health?.finding = .goodFor(time)
    case .startsAgain(let period):
      container.script = .service
      container.restartPeriod = period
    case .failsUnseen(let time):
      container.script = .service
      container.failure = time
    }
  }

  // MARK: What it needs

  private func hasAllThatItNeeds(_ line: PodmanLine) -> Bool {
    if let pod = line.value("--pod") {
      guard let pod = pods.first(where: { $0.name == pod }), container(pod.infra)?.isRunning ?? false else {
        return false
      }
    }
    func isMissing(_ path: String) -> Bool { !files.exists(Array(path.utf8)) }
    if line.values("--network", "--net").contains(where: { !hasNetwork($0) }) { return false }
    if line.values("--env-file").contains(where: isMissing) { return false }
    if line.values("--secret").contains(where: { !secrets.contains(Self.firstField($0)) }) { return false }
    return !line.values("-v", "--volume").map { String($0.prefix { $0 != ":" }) }
      .contains { $0.hasPrefix("/") && isMissing($0) }
  }

  private static func firstField(_ value: String) -> String { String(value.prefix { $0 != "," }) }

  /// The name of the network in a value of `--network`.
  static func networkName(_ value: String) -> String { String(value.prefix { $0 != ":" }) }

  /// Whether a container can join what a value of `--network` names.
  func hasNetwork(_ value: String) -> Bool {
    let name = Self.networkName(value)
    let modes = ["bridge", "host", "none", "private", "pasta", "slirp4netns", "ns", "container"]
    return modes.contains(name) || networks.contains { $0.name == name }
  }

  /// The ports of the host in `--publish`, with their protocols; addresses and ranges are not told apart.
  static func hostPorts(_ line: PodmanLine) -> [String] {
    line.values("-p", "--publish").compactMap { value in
      let parts = value.split(separator: "/").map(String.init)
      let fields = parts[0].split(separator: ":", omittingEmptySubsequences: false)
      guard fields.count > 1, !fields[fields.count - 2].isEmpty else { return nil }
      return "\(fields[fields.count - 2])/\(parts.count > 1 ? parts[1] : "tcp")"
    }
  }

  /// Whether another container listens on one of these ports.
  func arePortsTaken(_ ports: [String]) -> Bool {
    containers.contains { container in container.isRunning && container.ports.contains(where: ports.contains) }
  }

  private static func namedVolumes(_ line: PodmanLine) -> [(name: String, path: String)] {
    let short = line.values("-v", "--volume").compactMap { value -> (name: String, path: String)? in
      let parts = value.split(separator: ":").map(String.init)
      guard parts.count > 1, let first = parts[0].first, first != "/", first != "." else { return nil }
      return (parts[0], parts[1])
    }
    let long = line.values("--mount").compactMap { value -> (name: String, path: String)? in
      let fields = value.split(separator: ",").map(String.init)
      guard fields.contains("type=volume") else { return nil }
      let value = { (keys: [String]) in
        keys.lazy.compactMap { key in fields.first { $0.hasPrefix("\(key)=") }?.dropFirst(key.count + 1) }.first
      }
      return value(["source", "src"]).map { (String($0), String(value(["destination", "dst", "target"]) ?? "")) }
    }
    return short + long
  }

  private static func folders(_ line: PodmanLine) -> [(name: String, path: String)] {
    line.values("-v", "--volume").compactMap { value in
      let parts = value.split(separator: ":").map(String.init)
      return parts.count > 1 && parts[0].hasPrefix("/") ? (parts[0], parts[1]) : nil
    }
  }

  private static func healthCheck(_ line: PodmanLine) -> HealthCheck? {
    guard let command = line.value("--health-cmd"), command != "none" else { return nil }
    var check = HealthCheck()
    check.finding = HealthCheck.finding(of: command)
    check.interval = line.value("--health-interval").map { Duration(timeSpan: $0) } ?? check.interval
    check.retries = line.value("--health-retries").flatMap { Int($0) } ?? check.retries
    check.startPeriod = line.value("--health-start-period").map { Duration(timeSpan: $0) } ?? .zero
    check.killsWhenUnhealthy = ["kill", "stop", "restart"].contains(line.value("--health-on-failure") ?? "")
    return check
  }
}
