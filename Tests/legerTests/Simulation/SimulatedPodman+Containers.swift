/// Containers: how they end, are removed, and are found healthy.
extension SimulatedMachine {
  /// Returns a new id of 64 hexadecimal digits.
  mutating func newID() -> String {
    lastContainer += 1
    let digits = String(lastContainer, radix: 16)
    return String(repeating: "c", count: 4) + String(repeating: "0", count: 60 - digits.count) + digits
  }

  /// Finds a container by its name, its id, or the beginning of its id.
  func container(_ name: String?) -> SimulatedContainer? {
    guard let name else { return nil }
    return containers.first { $0.name == name || $0.id == name }
      ?? (name.count >= 12 ? containers.first { $0.id.hasPrefix(name) } : nil)
  }

  /// Changes a container.
  mutating func change(_ id: String, _ body: (inout SimulatedContainer) -> Void) {
    if let index = containers.firstIndex(where: { $0.id == id }) { body(&containers[index]) }
  }

  /// Asks a container to end, and returns how long that takes; nil as the limit is that of the container.
  mutating func requestStop(_ id: String, within limit: Duration?) -> Duration {
    guard let container = container(id), container.isRunning, !container.isOrphaned else { return .zero }
    let limit = limit ?? container.stopTimeout
    let status = limit > .zero ? container.script.statusAtTerm : nil
    let delay = status == nil ? max(limit, .milliseconds(20)) : .milliseconds(50)
    if let end = container.endsAt, end <= now + delay { return end - now }
    let end = now + delay
    change(id) { container in
      container.endsAt = end
      container.state = .stopping
    }
    plan(.containerEnds(id: id, status: status ?? 137), after: delay)
    return delay
  }

  /// Sends SIGTERM to a container, which may ignore it.
  mutating func sendTerm(to id: String) {
    guard let status = container(id)?.script.statusAtTerm else { return }
    plan(.containerEnds(id: id, status: status), after: .milliseconds(50))
  }

  /// Ends a container, and tells its service and its pod.
  mutating func endContainer(_ id: String, _ status: Int32) {
    guard let container = container(id), container.isRunning, !container.isOrphaned else { return }
    change(id) { container in
      container.state = .exited
      container.exitStatus = status
    }
    if container.isTransient { containers.removeAll { $0.id == id } }
    if let unit = service(of: id) { mainProcessEnds(of: unit, status: status) }
    guard let pod = pods.first(where: { $0.name == container.pod }), pod.stopsWhenEmpty, !container.isInfra else {
      return
    }
    let isInUse = containers.contains { $0.pod == pod.name && !$0.isInfra && $0.isRunning }
    if !isInUse { _ = requestStop(pod.infra, within: .seconds(10)) }
  }

  /// Kills a container with its monitor: nothing removes it, and podman takes it for running.
  mutating func abandon(_ id: String) { change(id) { ($0.isOrphaned, $0.state) = (true, .running) } }

  /// The service whose main process a container is.
  private func service(of id: String) -> String? { units.values.first { $0.container == id }?.name }

  /// Removes a container; one that runs ends at SIGTERM, or is killed.
  mutating func removeContainer(_ id: String) {
    endContainer(id, container(id)?.script.statusAtTerm ?? 137)
    containers.removeAll { $0.id == id }
  }

  /// Runs `podman rm`; what runs has been asked to end before.
  mutating func removeContainers(_ line: PodmanLine) -> ProgramAnswer {
    var answer = ProgramAnswer()
    for name in line.operands {
      guard let container = container(name) else {
        if line.has("--ignore", "-i") { continue }
        answer.add(status: 1, "Error: no container with ID or name \"\(name)\" found: no such container")
        continue
      }
      if container.isRunning, !line.has("--force", "-f") {
        answer.add(status: 2, "Error: cannot remove container \(container.id) as it is running")
        continue
      }
      removeContainer(container.id)
      answer.output += "\(name)\n"
    }
    return answer
  }

  // MARK: Health

  /// Checks the health of a container, and plans the next check.
  mutating func checkHealth(of id: String) {
    guard let container = container(id), container.isRunning, !container.isOrphaned, var health = container.health
    else { return }
    let age = now - container.startedAt
    let isGood: Bool
    switch health.finding {
    case .good: isGood = true
    case .bad: isGood = false
    case .goodFor(let time): isGood = age < time
    case .goodUntil(let file): isGood = container.script.touches[file].map { age < $0 } ?? true
    }
    let before = health.status
    if isGood {
      (health.failures, health.status) = (0, .healthy)
    } else if health.status == .healthy || age >= health.startPeriod {
      health.failures += 1
      if health.failures >= health.retries { health.status = .unhealthy }
    }
    change(id) { $0.health = health }
    plan(.healthCheck(id: id), after: health.interval)
    if before != .healthy, health.status == .healthy, let unit = service(of: id) { becomesReady(unit) }
    if before != .unhealthy, health.status == .unhealthy, health.killsWhenUnhealthy { endContainer(id, 137) }
  }
}
