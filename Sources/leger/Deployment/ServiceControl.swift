import QuadletAnalysis

/// Starting and stopping what is installed.
extension Deployer {
  /// A deployment, or one of its services.
  struct Subject {
    let name: DeploymentName
    /// The name of a service; nil for the whole deployment.
    let service: String?
  }

  /// Finds what a word means: a deployment, or a unit in any spelling a person would try.
  func find(_ text: String) throws(HostFailure) -> Subject {
    if let name = DeploymentName(text), try store.record(name) != nil { return Subject(name: name, service: nil) }
    var known: [String] = try store.names().map(\.description)
    for name in try store.names() {
      guard let record = try store.record(name) else { continue }
      for service in try store.current(of: name, record).services {
        let stem = service.name.hasSuffix(".service") ? String(service.name.dropLast(8)) : service.name
        let words = [service.name, stem, service.unit]
        if words.contains(text) { return Subject(name: name, service: service.name) }
        if let instance = service.instance(text) { return Subject(name: name, service: instance.name) }
        known += words
      }
    }
    let nearest = NearestName.nearest(to: text, among: known)
    throw HostFailure(
      .usage,
      "\(VisibleText.quoted(Array(text.utf8))) is neither a deployment nor a unit of one"
        + (nearest.map { "; did you mean \"\($0)\"?" } ?? ""),
      help: "leger list"
    )
  }

  /// Which services of a deployment are meant.
  enum Extent {
    /// Those that are meant to run.
    case running
    /// Those, and the instances of its templates that systemd knows.
    case present
    /// And those of volumes, networks and images, which are started only because others need them.
    case all
  }

  /// Returns the services that are meant, in the order in which they start.
  func services(of subject: Subject, _ extent: Extent) throws(HostFailure) -> [String] {
    let record = try existing(subject.name).generation
    if let service = subject.service {
      if record.services.contains(where: { $0.name == service && $0.isTemplate }) {
        throw HostFailure(
          .usage,
          "\(service) is a template; name an instance of it",
          help: "such as \(Self.exampleInstance(of: service))"
        )
      }
      return [service]
    }
    var services = record.services.filter { extent == .all ? !$0.isTemplate : $0.runsOn }.map(\.name)
    if extent == .running { services += record.services.compactMap(\.defaultInstance) }
    let templates = record.services.filter(\.isTemplate).map(\.name)
    if extent != .running { services += try systemd.instances(of: templates).sorted() }
    if services.isEmpty {
      throw HostFailure(
        .usage,
        "\(subject.name) has no service that runs on",
        help: templates.first.map { "name an instance, such as \(Self.exampleInstance(of: $0))" }
      )
    }
    return services
  }

  private static func exampleInstance(of template: String) -> String {
    template.replacing("@.", with: "@INSTANCE.")
  }

  /// Starts services, and waits until they are up and stay so.
  func start(_ names: [String], _ limits: HealthWatch.Limits) throws(HostFailure) {
    executor.progress(Plan.Step.start(names).progress)
    try systemd.resetFailed(names)
    try systemd.submit(.start, names)
    try HealthWatch(systemd: systemd, podman: podman, limits: limits, names: names, probe: nil).check()
  }

  /// A restart, before anything is stopped.
  struct Restart {
    let forward: Plan
    /// What starts those that were up.
    let back: Plan
    /// The services that are up again at the end.
    let names: [String]
  }

  /// Makes the plan that stops services and what systemd stops with them, and starts them all again.
  func prepareRestart(of names: [String]) throws(HostFailure) -> Restart {
    let order = try stopOrder(of: names)
    let states = try systemd.states(of: order)
    let started = names + order.filter { !names.contains($0) }.reversed()
    return Restart(
      forward: Plan([.stop(order), .start(started), .watch(started, probe: nil)]),
      back: Plan([.start(started.filter { states[$0]?.isUp == true })]),
      names: started
    )
  }

  /// Carries out a restart; see `Executor.restart`.
  func carryOut(
    _ restart: Restart,
    _ name: DeploymentName,
    command: String,
    _ limits: HealthWatch.Limits
  ) throws(HostFailure) {
    let generation = try existing(name).record.current
    let transaction = Transaction(
      command: command,
      deployment: name.description,
      startedAt: Int(host.wallClock.components.seconds),
      forward: restart.forward,
      back: restart.back,
      from: generation,
      to: generation,
      limits: limits,
      kind: .restart
    )
    try executor.restart(transaction, name)
  }

  /// Services, and before them what systemd stops with them.
  func stopOrder(of names: [String]) throws(HostFailure) -> [String] {
    try systemd.dependents(of: names).values.filter(\.isUp).map(\.name).sorted() + names.reversed()
  }

  /// Stops services and what needs them; returns those that systemd has stopped besides.
  func stop(_ names: [String], _ name: DeploymentName) throws(HostFailure) -> [String] {
    let order = try stopOrder(of: names)
    let others = order.filter { !names.contains($0) }
    executor.progress(Plan.Step.stop(order).progress)
    let runner = StepRunner(
      name: name,
      folders: folders,
      systemd: systemd,
      podman: podman,
      limits: HealthWatch.Limits()
    )
    try runner.perform(.stop(order), from: .new)
    return others
  }
}
