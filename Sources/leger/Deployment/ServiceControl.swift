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
          help: "such as \(service.replacing("@.", with: "@INSTANCE."))"
        )
      }
      return [service]
    }
    let services = record.services.filter { extent == .all ? !$0.isTemplate : $0.runsOn }.map(\.name)
    if extent == .running { return services }
    return services + (try systemd.instances(of: record.services.filter(\.isTemplate).map(\.name)).sorted())
  }

  /// Starts services, and waits until they are up and stay so.
  func start(_ names: [String], _ limits: HealthWatch.Limits) throws(HostFailure) {
    executor.progress(Plan.Step.start(names).progress)
    try systemd.resetFailed(names)
    try systemd.submit(.start, names)
    try HealthWatch(systemd: systemd, podman: podman, limits: limits, names: names, probe: nil).check()
  }

  /// Stops services, and starts them and what was up with them again; returns what else was restarted.
  ///
  /// A signal in between is obeyed only once the start has been asked for.
  func restart(_ names: [String], _ name: DeploymentName, _ limits: HealthWatch.Limits) throws(HostFailure) -> [String]
  {
    try host.catchingSignals { () throws(HostFailure) in
      var lasting = self
      lasting.systemd.outlastsInterruption = true
      lasting.podman.outlastsInterruption = true
      let others = try lasting.stop(names, name)
      do throws(HostFailure) {
        try lasting.start(names + others, HealthWatch.Limits(healthSeconds: limits.healthSeconds, settleSeconds: 0))
      } catch {
        if host.caughtSignal != nil { throw HostFailure(.failed, "interrupted") }
        throw error
      }
      if limits.settleSeconds > 0 {
        try HealthWatch(systemd: systemd, podman: podman, limits: limits, names: names, probe: nil).check()
      }
      return others
    }
  }

  /// Stops services and what needs them; returns those that systemd has stopped besides.
  func stop(_ names: [String], _ name: DeploymentName) throws(HostFailure) -> [String] {
    let others = try systemd.dependents(of: names).values.filter(\.isUp).map(\.name).sorted()
    let order = others + names.reversed()
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
