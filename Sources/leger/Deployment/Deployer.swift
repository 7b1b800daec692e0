import QuadletAnalysis

/// The commands on deployments: what each must find out before it has a plan, and what it does with the plan.
struct Deployer {
  let host: any Host
  let folders: DeploymentFolders
  let store: DeploymentStore
  var systemd: Systemd
  var podman: PodmanClient
  let executor: Executor

  /// Looks for the programs and folders of a scope.
  init(_ scope: Scope, on host: any Host, progress: @escaping @Sendable (String) -> Void = { _ in }) throws(HostFailure)
  {
    self.host = host
    folders = try DeploymentFolders(scope, on: host)
    store = DeploymentStore(folders, on: host)
    systemd = try Systemd(scope, on: host)
    podman = try PodmanClient(on: host)
    executor = Executor(store: store, systemd: systemd, podman: podman, progress: progress)
  }

  /// A change that is ready to be carried out.
  struct Prepared {
    let name: DeploymentName
    var plans: Planner.Plans
    let old: InstalledDeployment?
    let new: Candidate?
    /// What is wrong and was not a reason to refuse, since the user said so.
    let problems: [Candidate.Problem]
    /// Volumes that go with the deployment.
    var removedVolumes: [String] = []

    /// Whether the host is already as it should be.
    var isNothing: Bool {
      guard let old, let new else { return false }
      return plans.forward.isEmpty && old.changed.isEmpty && old.missing.isEmpty
        && old.generation.hasSameContent(as: new.record)
    }
  }

  // MARK: Preparing

  func installed(_ name: DeploymentName) throws(HostFailure) -> InstalledDeployment? {
    guard let record = try store.record(name) else { return nil }
    return try InstalledDeployment(name, record, store, podman: podman.version)
  }

  /// Returns an installed deployment; throws when there is none of that name.
  func existing(_ name: DeploymentName) throws(HostFailure) -> InstalledDeployment {
    if let installed = try installed(name) { return installed }
    throw try store.missing(name.description)
  }

  /// Makes the plan for new content.
  func prepare(
    _ name: DeploymentName,
    _ record: GenerationRecord,
    _ content: [DeploymentFile],
    _ options: Planner.Options = Planner.Options(),
    isForced: Bool = false
  ) throws(HostFailure) -> Prepared {
    let old = try installed(name)
    let new = try Candidate(
      name,
      record,
      content,
      insteadOf: old?.generation.files ?? [],
      in: folders,
      podman: podman.version,
      on: host
    )
    let problems = new.problems()
    let reasons = problems.filter { $0.isFatal || $0.weight == .preventsStart && !isForced }
    guard reasons.isEmpty else {
      let isStartOnly = reasons.allSatisfy { !$0.isFatal }
      throw HostFailure(
        .refused,
        "\(name) has \(reasons.count == 1 ? "a problem" : "\(reasons.count) problems") that \(isStartOnly ? "would keep services from starting" : "must be fixed first")",
        details: reasons.map(\.text),
        help: isStartOnly && options.canBeForced ? "to install all the same, add --force" : nil
      )
    }
    try checkNeeds(of: new, old, options, isForced: isForced)
    var options = options
    options.secrets = try missingSecrets(of: new, isForced: isForced)
    options.notes += secretNotes(of: new, old)
    return try plan(name, old, new, options, problems)
  }

  /// Makes the plan for a deployment that goes.
  func prepareRemoval(
    of name: DeploymentName,
    removingVolumes: Bool,
    backup: AutomaticBackup?
  ) throws(HostFailure) -> Prepared {
    let old = try existing(name)
    var options = Planner.Options()
    options.backup = backup
    if removingVolumes {
      options.removedVolumes = old.candidate.services.all.filter { $0.kind == .volume }.map(\.resource)
    }
    for other in try store.names() where other != name {
      if let record = try store.record(other),
        try store.current(of: other, record).requires?.contains(name.description) == true
      {
        throw HostFailure(.refused, "\(other) requires \(name)", help: "remove it first: leger remove \(other)")
      }
    }
    options.notes = try leftWithout(old)
    for volume in options.removedVolumes {
      let own = Set(old.generation.services.map(\.name))
      let users = try podman.users(ofVolume: volume).filter { !$0.isOf(own) }
      guard let user = users.flatMap(\.names).first else { continue }
      throw HostFailure(.refused, "the container \(user) uses the volume \(volume), so it cannot be removed")
    }
    var prepared = try plan(name, old, nil, options, [])
    prepared.removedVolumes = options.removedVolumes
    return prepared
  }

  /// Units of others that Podman refuses once a deployment is gone.
  private func leftWithout(_ old: InstalledDeployment) throws(HostFailure) -> [String] {
    let name = old.candidate.name
    let without = try Candidate(
      name,
      old.generation,
      [],
      insteadOf: old.generation.files + old.candidate.content.map(\.record),
      in: folders,
      podman: podman.version,
      on: host
    )
    let refused = { (candidate: Candidate) in
      ProjectServices(candidate.project, host: candidate.tree.facts) { _ in true }.refused
        .map { candidate.project.inventory.path(of: $0.file) }
    }
    let before = Set(refused(old.candidate))
    return refused(without).filter { !before.contains($0) && !Path.isInside($0, folders.units(of: name)) }
      .map { "\(VisibleText.quoted($0)) needs its units, and Podman refuses it without them" }
  }

  private func plan(
    _ name: DeploymentName,
    _ old: InstalledDeployment?,
    _ new: Candidate?,
    _ options: Planner.Options,
    _ problems: [Candidate.Problem]
  ) throws(HostFailure) -> Prepared {
    var services = old?.generation.services ?? []
    for service in old?.candidate.record.services ?? [] where !services.contains(where: { $0.name == service.name }) {
      services.append(service)
    }
    for service in new?.record.services ?? [] where !services.contains(where: { $0.name == service.name }) {
      services.append(service)
    }
    let snapshot = try HostSnapshot(services, systemd, podman)
    var options = options
    var backup: (kind: AutomaticBackup, data: DeploymentData)?
    if options.backup != nil || options.swap != nil {
      let users = try volumeUsers(snapshot)
      if let swap = options.swap { options.volumeUsers = try self.services(using: swap, of: name, users) }
      backup = try prepareBackup(old, users, &options)
    }
    if new != nil {
      let loaded = (old?.candidate.loadedServices ?? []).map(\.name)
      try UnitGenerator(folders.scope, on: host).checkMakes(loaded.filter { snapshot.services[$0]?.isLoaded == true })
    }
    let planner = Planner(
      name: name,
      folders: folders,
      old: old,
      new: new,
      snapshot: snapshot,
      options: options,
      host: host
    )
    var plans = try planner.plans()
    if let backup { try add(backup, of: old, snapshot, to: &plans.forward) }
    return Prepared(name: name, plans: plans, old: old, new: new, problems: problems)
  }

  // MARK: Carrying out

  /// Carries out a change; see `Executor.run`.
  func carryOut(
    _ prepared: Prepared,
    command: String,
    _ limits: HealthWatch.Limits,
    trial: Transaction.Trial? = nil
  ) throws(HostFailure) {
    let name = prepared.name
    if prepared.new != nil { try checkDriver() }
    var new: (record: GenerationRecord, content: [DeploymentFile])?
    if let candidate = prepared.new {
      var record = candidate.record
      record.number = try store.nextNumber(of: name)
      record.madeAt = Int(host.wallClock.components.seconds)
      // One that comes from a backup was installed once.
      record.isFinished = nil
      new = (record, candidate.content)
    }
    let transaction = Transaction(
      command: command,
      deployment: name.description,
      startedAt: Int(host.wallClock.components.seconds),
      forward: prepared.plans.forward,
      back: prepared.plans.back,
      from: prepared.old?.record.current,
      to: new?.record.number,
      limits: limits,
      removedVolumes: prepared.removedVolumes,
      trial: trial
    )
    try executor.run(transaction, name, new: new, old: prepared.old?.candidate.content ?? [])
    if prepared.plans.forward.backsUp { try pruneAutomatically(name.description) }
  }

  /// Takes the lock and finishes what a crash has left; returns the lock, and what was recovered.
  func begin(_ command: String, lockSeconds: Int) throws(HostFailure) -> (lock: FileLock, recovered: String?) {
    let lock = try DeploymentLock.take(folders, for: command, timeLimit: .seconds(lockSeconds), on: host)
    return (lock, try executor.recover())
  }

  /// Throws when a change was interrupted, for a command that must not change anything itself.
  func checkNothingIsOpen() throws(HostFailure) {
    guard let open = try Journal(folders, on: host).open() else { return }
    throw HostFailure(
      .refused,
      "\"\(VisibleText.string(Array(open.command.utf8)))\" was interrupted, or still runs",
      help: "leger recover"
    )
  }
}
