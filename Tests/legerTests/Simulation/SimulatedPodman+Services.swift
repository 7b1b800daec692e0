/// The commands of podman that services run: what each does when it begins, how long it takes, and what it has done at its
/// end.
extension SimulatedMachine {
  private static let usual = Duration.milliseconds(60)

  /// Begins a command of a service, and returns how long it takes.
  mutating func begin(_ command: [String], for unit: SimulatedUnit) -> Duration {
    guard command.first?.hasSuffix("/podman") ?? false else { return .milliseconds(5) }
    return begin(PodmanLine(Array(command.dropFirst())))
  }

  /// Begins a command of podman, and returns how long it takes.
  mutating func begin(_ line: PodmanLine) -> Duration {
    switch line.command {
    case "run":
      let old = line.has("--replace") ? line.value("--name").flatMap { container($0)?.id } : nil
      return .milliseconds(120) + (old.map { requestStop($0, within: nil) } ?? .zero)
    case "rm", "container rm":
      let limit = line.value("--time", "-t").map { Duration(timeSpan: $0) }
      guard line.has("--force", "-f") else { return Self.usual }
      let ids = line.operands.compactMap { container($0)?.id }
      return Self.usual + ids.reduce(.zero) { max($0, requestStop($1, within: limit)) }
    case "pod create" where line.has("--replace"), "pod stop", "pod rm":
      let name = line.value("--name") ?? line.operands.first ?? ""
      let limit = line.value("--time", "-t").map { Duration(timeSpan: $0) }
      guard let pod = pods.first(where: { $0.name == name }) else { return Self.usual }
      let members = containers.filter { $0.pod == pod.name }.map(\.id)
      return Self.usual + members.reduce(.zero) { max($0, requestStop($1, within: limit)) }
    case "build": return .milliseconds(300)
    default: return Self.usual
    }
  }

  /// Ends a command of a service, and returns its exit status.
  mutating func end(_ command: [String], for unit: SimulatedUnit) -> Int32 {
    guard let program = command.first else { return 0 }
    guard program.hasSuffix("/podman") else { return files.bytes(Array(program.utf8)) == nil ? 203 : 0 }
    let line = PodmanLine(Array(command.dropFirst()))
    switch line.command {
    case "run": return run(line, for: unit)
    case "pod start": return startPod(line.operands.first ?? "", for: unit)
    case "kube play": return playKube(line, for: unit)
    default: return perform(line, labels: ["PODMAN_SYSTEMD_UNIT": unit.name]).status
    }
  }

  /// Does what a command of podman does that services and users run alike.
  mutating func perform(_ line: PodmanLine, labels: [String: String] = [:]) -> ProgramAnswer {
    switch line.command {
    case "rm", "container rm": return removeContainers(line)
    case "volume create": return createVolume(line)
    case "network create": return createNetwork(line)
    case "pull", "image pull": return pull(line)
    case "artifact pull":
      let isKnown = line.operands.last.map { registry[ImageName.tagged($0)] != nil } ?? false
      return ProgramAnswer(status: isKnown ? 0 : 125)
    case "build": return build(line)
    case "pod create": return createPod(line, labels: labels)
    case "pod stop": return stopPod(line)
    case "pod rm": return removePod(line)
    case "kube down":
      containers.removeAll { $0.name == Self.kubeContainer(line) }
      return ProgramAnswer()
    default:
      unknownCommands.append((["podman", line.command] + line.words).joined(separator: " "))
      return ProgramAnswer(status: 125, messages: "Error: unrecognized command `podman \(line.command)`")
    }
  }

  // MARK: Volumes and networks

  private mutating func createVolume(_ line: PodmanLine) -> ProgramAnswer {
    let name = line.operands.last ?? ""
    if volumes.contains(where: { $0.name == name }) {
      return line.has("--ignore")
        ? ProgramAnswer(output: "\(name)\n")
        : ProgramAnswer(status: 125, messages: "Error: volume with name \(name) already exists: volume already exists")
    }
    addVolume(name, options: line.values("--opt", "-o"), labels: line.labels)
    return ProgramAnswer(output: "\(name)\n")
  }

  private mutating func createNetwork(_ line: PodmanLine) -> ProgramAnswer {
    let name = line.operands.last ?? ""
    if networks.contains(where: { $0.name == name }) {
      return line.has("--ignore")
        ? ProgramAnswer(output: "\(name)\n")
        : ProgramAnswer(status: 125, messages: "Error: network name \(name) already used: network already exists")
    }
    networks.append(SimulatedNetwork(name: name, options: line.creationWords, labels: line.labels))
    return ProgramAnswer(output: "\(name)\n")
  }

  // MARK: Pods

  private mutating func createPod(_ line: PodmanLine, labels: [String: String]) -> ProgramAnswer {
    let name = line.value("--name") ?? "pod"
    if pods.contains(where: { $0.name == name }) {
      guard line.has("--replace") else {
        return ProgramAnswer(status: 125, messages: "Error: name \"\(name)\" is in use")
      }
      forgetPod(name)
    }
    for network in line.values("--network") where !hasNetwork(network) {
      return ProgramAnswer(status: 125, messages: "Error: unable to find network with name or ID \(network)")
    }
    let id = newID()
    let infra = line.value("--infra-name") ?? "\(name)-infra"
    var container = SimulatedContainer(
      id: newID(),
      name: infra,
      image: "",
      imageID: "",
      labels: labels,
      command: [],
      script: .service,
      startedAt: now
    )
    (container.state, container.pod, container.isInfra) = (.created, name, true)
    container.networks = line.values("--network").map(Self.networkName)
    container.ports = Self.hostPorts(line)
    containers.append(container)
    let stops = line.value("--exit-policy") == "stop"
    pods.append(SimulatedPod(id: id, name: name, infra: container.id, stopsWhenEmpty: stops, labels: labels))
    return ProgramAnswer(output: "\(id)\n")
  }

  private mutating func startPod(_ name: String, for unit: SimulatedUnit) -> Int32 {
    guard let pod = pods.first(where: { $0.name == name }) else { return 125 }
    if arePortsTaken(container(pod.infra)?.ports ?? []) { return 125 }
    change(pod.infra) { $0.state = .running }
    units[unit.name]?.container = pod.infra
    return 0
  }

  private mutating func stopPod(_ line: PodmanLine) -> ProgramAnswer {
    let name = line.operands.first ?? ""
    guard pods.contains(where: { $0.name == name }) else {
      let message = "Error: no pod with name or ID \(name) found: no such pod"
      return line.has("--ignore") ? ProgramAnswer() : ProgramAnswer(status: 125, messages: message)
    }
    return ProgramAnswer()
  }

  private mutating func removePod(_ line: PodmanLine) -> ProgramAnswer {
    for name in line.operands { forgetPod(name) }
    return ProgramAnswer()
  }

  private mutating func forgetPod(_ name: String) {
    for member in containers where member.pod == name { removeContainer(member.id) }
    pods.removeAll { $0.name == name }
  }

  // MARK: Kubernetes

  private static func kubeContainer(_ line: PodmanLine) -> String {
    let name = line.operands.first?.split(separator: "/").last ?? "kube"
    return "\(name)-service"
  }

  private mutating func playKube(_ line: PodmanLine, for unit: SimulatedUnit) -> Int32 {
    guard let file = line.operands.first, files.bytes(Array(file.utf8)) != nil else { return 125 }
    containers.removeAll { $0.name == Self.kubeContainer(line) }
    let container = SimulatedContainer(
      id: newID(),
      name: Self.kubeContainer(line),
      image: "",
      imageID: "",
      labels: ["PODMAN_SYSTEMD_UNIT": unit.name],
      command: [],
      script: .service,
      startedAt: now
    )
    containers.append(container)
    units[unit.name]?.container = container.id
    return 0
  }
}
