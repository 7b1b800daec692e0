/// Executes plans under the journal, and takes a host out of whatever a crash or a failure has left.
///
/// Before the first step all that is needed for it and for the way back is on the disk: the new files and the old ones beside
/// the folder of units, the new generation, the journal with both plans. A failure before the first change leaves nothing
/// behind. A failure after it leads back. Once the services are found healthy the change only goes forward.
struct Executor {
  let store: DeploymentStore
  let systemd: Systemd
  let podman: PodmanClient
  /// Says what is being done.
  let progress: @Sendable (String) -> Void

  private var folders: DeploymentFolders { store.folders }
  private var host: any Host { store.host }
  private var journal: Journal { Journal(folders, on: host) }

  /// What does the steps of a plan; on a way back also after SIGINT and SIGTERM.
  private func runner(
    _ name: DeploymentName,
    _ limits: HealthWatch.Limits,
    outlastsInterruption: Bool = false
  ) -> StepRunner {
    var runner = StepRunner(name: name, folders: folders, systemd: systemd, podman: podman, limits: limits)
    runner.progress = progress
    runner.systemd.outlastsInterruption = outlastsInterruption
    runner.podman.outlastsInterruption = outlastsInterruption
    return runner
  }

  // MARK: Forward

  /// Says what a step does, and does it; throws when a signal came meanwhile.
  private func perform(_ step: Plan.Step, _ runner: StepRunner) throws(HostFailure) {
    progress(step.isWatch ? "\(step.progress) \(runner.limits.words)" : step.progress)
    try runner.perform(step, from: .new)
    if host.caughtSignal != nil { throw HostFailure(.failed, "interrupted") }
  }

  /// Carries out a change; throws when the host is as it was before (`failed`, `environment`), or when a person is needed.
  func run(
    _ transaction: Transaction,
    _ name: DeploymentName,
    new: (record: GenerationRecord, content: [DeploymentFile])?,
    old: [DeploymentFile]
  ) throws(HostFailure) {
    var transaction = transaction
    try host.catchingSignals { () throws(HostFailure) in
      do throws(HostFailure) {
        try prepare(transaction, name, new: new, old: old)
      } catch {
        // What cannot be removed now is removed by the next command.
        try? discard(transaction, name)
        throw error
      }
      do throws(HostFailure) {
        let runner = self.runner(name, transaction.limits)
        for (index, step) in transaction.forward.steps.enumerated() {
          // The first record says that nothing has been changed, which is true until a step changes something.
          if index != transaction.position {
            transaction.position = index
            try journal.write(transaction)
          }
          try perform(step, runner)
        }
        if transaction.trial == nil {
          transaction.state = .healthy
          try journal.write(transaction)
        }
      } catch {
        try goBack(transaction, name, because: error)
        if transaction.forward.steps[transaction.position].isWatch, host.caughtSignal == nil, let new {
          rememberFailure(of: new.record, name, error.message)
        }
        let end =
          transaction.trial != nil
          ? "the copy is removed"
          : transaction.kind == .rotation
            ? "the old version of the secret is active again"
            : "\(name) is as it was before" + (transaction.from.map { ": generation \($0)" } ?? ", not installed")
        throw HostFailure(.failed, error.message, details: error.details + [end], help: error.help)
      }
      if transaction.trial == nil { try commit(transaction, name) } else { try goBack(transaction, name, because: nil) }
    }
  }

  /// Puts everything on the disk that the change and the way back need.
  private func prepare(
    _ transaction: Transaction,
    _ name: DeploymentName,
    new: (record: GenerationRecord, content: [DeploymentFile])?,
    old: [DeploymentFile]
  ) throws(HostFailure) {
    for folder in [folders.units(of: name), folders.units] {
      guard let status = try? host.status(folder, followingLinks: true) else { continue }
      if !host.user.isRoot, status.owner.user != host.user.user || status.mode & 0o200 == 0 {
        throw HostFailure(folder, "permission denied: you cannot write to it")
      }
    }
    let stage = folders.stage(of: name)
    try folders.removeTree(stage)
    try folders.make(stage)
    let changes = transaction.forward.fileChanges
    let (arriving, leaving) = (
      Set(changes.filter { $0.new != nil }.map(\.path)), Set(changes.filter { $0.old != nil }.map(\.path))
    )
    // An image is built from all files, before any of them is in its place.
    let wanted: [(StepRunner.Side, [DeploymentFile])] = [
      (.new, (new?.content ?? []).filter { transaction.forward.builds || arriving.contains($0.name) }),
      (.old, old.filter { leaving.contains($0.name) }),
    ]
    for (side, content) in wanted {
      for file in content {
        let path = Path.join(Path.join(stage, Array(side.rawValue.utf8)), file.path)
        try folders.make(Path.parent(of: path))
        try folders.write(file.bytes, to: path, mode: file.mode)
      }
    }
    if let new { try store.save(new.record, new.content, of: name) }
    if !changes.isEmpty { try checkRenames(name) }
    try journal.write(transaction)
  }

  /// Tries a rename into the deployment's folder, which can be on another file system, read-only, or behind a link.
  private func checkRenames(_ name: DeploymentName) throws(HostFailure) {
    let units = folders.units(of: name)
    let target = host.isMissing(units) ? folders.units : units
    if host.isMissing(target) { try folders.make(target, mode: 0o755) }
    let source = Path.join(folders.stage(of: name), Self.probeName)
    try folders.write([], to: source)
    do throws(WriteFailure) {
      try host.rename(source, to: Path.join(target, Self.probeName), within: folders.outside)
    } catch {
      throw HostFailure(target, "files cannot be put there: \(error.message)")
    }
    try removeProbe(name)
  }

  private static let probeName = Array(".leger-probe".utf8)

  private func removeProbe(_ name: DeploymentName) throws(HostFailure) {
    for folder in [folders.units, folders.units(of: name)] { try folders.remove(Path.join(folder, Self.probeName)) }
  }

  // MARK: Back

  /// Leads the host back to its old state, because of a failure, or at the end of a trial; throws `needsPerson` when that
  /// fails.
  private func goBack(
    _ transaction: Transaction,
    _ name: DeploymentName,
    because failure: HostFailure?
  ) throws(HostFailure) {
    if transaction.state == .running, transaction.position < transaction.forward.firstChange {
      // A pull or a build may have moved a tag, and a secret may have been made.
      let runner = self.runner(name, transaction.limits, outlastsInterruption: true)
      for step in transaction.back.steps where step.isTag || step.isOfSecrets { try? runner.perform(step, from: .old) }
      try? discard(transaction, name)
      return
    }
    progress(failure.map { "rolling back: \($0.message)" } ?? "removing the copy")
    let runner = self.runner(
      name,
      HealthWatch.Limits(healthSeconds: max(90, transaction.limits.healthSeconds), settleSeconds: 2),
      outlastsInterruption: true
    )
    releaseMounts(of: transaction)
    let steps = transaction.back.steps
    // As long as no file has changed, nothing but what was stopped must start again.
    let isBeforeFiles = transaction.position < transaction.forward.firstLastingChange
    do throws(HostFailure) {
      for step in steps {
        if isBeforeFiles, !step.isStart, !step.isOfSecrets { continue }
        progress(step.progress)
        try runner.perform(step, from: .old)
      }
    } catch {
      var stuck = transaction
      stuck.state = .stuck
      try? journal.write(stuck)
      throw Self.needsPerson(transaction, failure, error, folders, name)
    }
    try discard(transaction, name)
  }

  private static func needsPerson(
    _ transaction: Transaction,
    _ failure: HostFailure?,
    _ second: HostFailure,
    _ folders: DeploymentFolders,
    _ name: DeploymentName
  ) -> HostFailure {
    let stage = VisibleText.string(folders.stage(of: name))
    let units = VisibleText.string(folders.units(of: name))
    if transaction.kind == .rotation {
      var stuck = HostFailure(
        .needsPerson,
        "\(failure?.message ?? "interrupted"); and the way back failed: \(second.message)",
        details: (failure?.details ?? [])
          + transaction.back.steps.flatMap(\.lines).map { "to be done: \($0.verb) \($0.object)" },
        help: (second.help ?? failure?.help).map { "\($0); then: leger recover" } ?? "leger recover"
      )
      if failure?.message == second.message { stuck.message = "the way back failed: \(second.message)" }
      return stuck
    }
    return HostFailure(
      .needsPerson,
      failure.map { "\($0.message); and the way back failed: \(second.message)" }
        ?? "the copy could not be removed: \(second.message)",
      details: (failure?.details ?? []) + [
        "the old units are in \(stage)/old, or already back in \(units)",
        "once the reason is gone: leger recover",
        "by hand: cp -a \(stage)/old/. \(units)/ && \(folders.systemctl) daemon-reload",
      ]
        + transaction.back.steps.flatMap { step -> [String] in
          if case .start(let names) = step {
            return ["then: \(folders.systemctl) start \(names.joined(separator: " "))"]
          }
          return []
        },
      help: "leger recover"
    )
  }

  /// Removes what was prepared; the journal goes last.
  private func discard(_ transaction: Transaction, _ name: DeploymentName) throws(HostFailure) {
    try folders.removeTree(folders.stage(of: name))
    if let number = transaction.to { try store.remove(generation: number, of: name) }
    if transaction.from == nil {
      removeEmptyUnitFolder(name)
      try store.removeUnfinished(of: name, after: nil)
    }
    var lasting = podman
    lasting.outlastsInterruption = true
    pruneImages(name, lasting)
    if let trial = transaction.trial { removeTraces(of: trial, lasting) }
    try folders.swapper(lasting, progress).discard()
    try journal.close()
  }

  /// Removes the volumes and tags that exist because of a trial.
  private func removeTraces(of trial: Transaction.Trial, _ podman: PodmanClient) {
    let volumes = ((try? podman.volumes()) ?? []).map(\.name).filter { name in
      !trial.existing.contains(name) && trial.prefixes.contains { name.hasPrefix($0) }
    }
    for volume in volumes { removeVolume(volume, podman) }
    for tag in trial.tags { try? podman.untag(tag) }
  }

  private func removeEmptyUnitFolder(_ name: DeploymentName) {
    guard (try? host.list(folders.units(of: name)))?.entries.isEmpty == true else { return }
    _ = try? host.remove(folders.units(of: name), within: folders.units)
  }

  private func rememberFailure(of generation: GenerationRecord, _ name: DeploymentName, _ reason: String) {
    // Only the memory of it is lost when that fails: the same update would be tried once more.
    guard var record = try? store.record(name) else { return }
    record.failed = DeploymentRecord.Failed(
      files: generation.files,
      probe: generation.probe,
      backup: generation.backup,
      revision: generation.source.revision,
      reason: reason,
      at: Int(host.wallClock.components.seconds)
    )
    try? store.write(record, name)
  }

  // MARK: The end

  /// Writes leger's own records of a change whose services are healthy.
  private func commit(_ transaction: Transaction, _ name: DeploymentName) throws(HostFailure) {
    if transaction.kind == .rotation {
      // The deployments are what they were.
    } else if let number = transaction.to {
      guard var generation = try store.generation(number, of: name) else {
        throw HostFailure(.integrity, "generation \(number) of \(name) is not found")
      }
      generation.images = imagesInUse(by: generation)
      generation.isFinished = true
      try store.update(generation, of: name)
      var record = DeploymentRecord(name: name.description, current: number)
      record.unitFolder = String(decoding: folders.units, as: UTF8.self)
      record.failed = try rolledBack(by: generation, from: transaction.from, name)
      try store.write(record, name)
      // What was staged before is older than what is installed now, unless that was brought back.
      if !generation.isRollback { try store.discard(name) }
      try store.prune(name, current: number)
    } else {
      for volume in transaction.removedVolumes { removeVolume(volume, podman) }
      try store.keepAdopted(name)
      try store.forget(name)
      removeEmptyUnitFolder(name)
    }
    pruneImages(name, podman)
    try folders.removeTree(folders.stage(of: name))
    try folders.swapper(podman, progress).discard()
    try journal.close()
  }

  /// Removes a volume when nothing leads back any more.
  private func removeVolume(_ volume: String, _ podman: PodmanClient) {
    do throws(HostFailure) {
      guard try podman.volumes().contains(where: { $0.name == volume }) else { return }
      progress("removing volume \(volume)")
      try podman.removeVolume(volume)
    } catch {
      progress("volume \(volume) stays: \(error.message)")
    }
  }

  /// What a rollback has taken back, which an update must not bring again.
  private func rolledBack(
    by generation: GenerationRecord,
    from number: Int?,
    _ name: DeploymentName
  ) throws(HostFailure) -> DeploymentRecord.Failed? {
    guard generation.isRollback, let number, let old = try store.generation(number, of: name),
      !old.hasSameContent(as: generation)
    else { return nil }
    return DeploymentRecord.Failed(
      files: old.files,
      probe: old.probe,
      backup: old.backup,
      revision: old.source.revision,
      reason: DeploymentRecord.Failed.takenBack + (generation.note.map { " by a \($0)" } ?? ""),
      at: Int(host.wallClock.components.seconds)
    )
  }

  private func imagesInUse(by generation: GenerationRecord) -> [DeployedImage] {
    let names = Set(generation.services.map(\.name))
    let containers = (try? podman.containers()) ?? []
    let images = containers.filter { $0.isOf(names) && !$0.imageID.isEmpty }
      .map { DeployedImage(reference: $0.image, id: $0.imageID) }
    return images.reduce(into: []) { all, image in if !all.contains(image) { all.append(image) } }
      .sorted { [$0.reference, $0.id].lexicographicallyPrecedes([$1.reference, $1.id]) }
  }

  /// Takes leger's own names from images that no generation of the deployment needs any more; the images stay.
  private func pruneImages(_ name: DeploymentName, _ podman: PodmanClient) {
    guard let stored = try? podman.images() else { return }
    let needed = Set(((try? store.generations(of: name)) ?? []).flatMap(\.images).map(\.id))
    for image in stored where !needed.contains(image.id) {
      for tag in image.names where StepRunner.isKeepTag(tag, of: name) { try? podman.untag(tag) }
    }
  }

  // MARK: Restarts

  /// Stops services and starts them again, as a restart or a backup does; whatever happens in between, those that were up are
  /// started.
  func restart(_ transaction: Transaction, _ name: DeploymentName) throws(HostFailure) {
    try host.catchingSignals { () throws(HostFailure) in
      try journal.write(transaction)
      do throws(HostFailure) {
        let runner = self.runner(name, transaction.limits)
        for step in transaction.forward.steps { try perform(step, runner) }
      } catch {
        try finishRestart(transaction, name)
        throw error
      }
      try journal.close()
    }
  }

  /// Starts what was up before a restart.
  private func finishRestart(_ transaction: Transaction, _ name: DeploymentName) throws(HostFailure) {
    let runner = self.runner(name, transaction.limits, outlastsInterruption: true)
    releaseMounts(of: transaction)
    for step in transaction.back.steps {
      progress(step.progress)
      try runner.perform(step, from: .old)
    }
    // Whether they stay up is not a question of this command.
    _ = try runner.systemd.waitForJobs(of: transaction.back.steps.flatMap(\.services), timeLimit: .seconds(30))
    try journal.close()
  }

  // MARK: Recovery

  /// Forgets a change that did not end, whatever state it is in; returns whether there was one. The old files stay beside
  /// the units.
  func forget() throws(HostFailure) -> Bool {
    let isOpen = !host.isMissing(folders.journal)
    if let transaction = try? journal.open(), let name = DeploymentName(transaction.deployment) {
      let isNew = transaction.state != .healthy && transaction.kind != .restart
      if let number = transaction.to, isNew { try store.remove(generation: number, of: name) }
    }
    // The temporary volumes of a restore stay: one of them may have the only copy of the old data.
    for volume in try folders.swapper(podman, progress).forget() { progress("the volume \(volume) stays") }
    try journal.close()
    return isOpen
  }

  /// Removes what a command has prepared that died before its journal was written.
  private func removeLeftovers() throws(HostFailure) {
    for stage in folders.stages() { try folders.removeTree(stage) }
    try folders.swapper(podman, progress).discard()
    for name in try store.allNames() {
      try store.removeUnfinished(of: name, after: try store.record(name)?.current)
      try folders.remove(Path.join(folders.units(of: name), Self.probeName))
    }
    try folders.remove(Path.join(folders.units, Self.probeName))
  }

  /// Finishes or takes back a change that did not end; returns what was done, nil when there was none.
  func recover() throws(HostFailure) -> String? {
    let done = try endTransaction()
    try folders.backupStore.removeLeftovers()
    return done
  }

  /// Unmounts volumes that a backup or restore has left mounted, which podman would count as in use for good. When that fails,
  /// the volumes are only in use a little longer.
  private func releaseMounts(of transaction: Transaction) {
    let names = Set(transaction.forward.steps.flatMap(\.mountedVolumes))
    if names.isEmpty { return }
    var lasting = podman
    lasting.outlastsInterruption = true
    guard let volumes = try? lasting.volumes(), let containers = try? lasting.containers(),
      let users = try? VolumeUsers(containers, own: [], lasting)
    else { return }
    for volume in volumes where names.contains(volume.name) {
      let count = users.users(of: volume.name).filter(\.isUp).count
      for _ in 0..<max(0, volume.mountCount - count) { try? lasting.unmountVolume(volume.name) }
      // It has stood for a folder of the host while that was archived.
      if volume.name.hasPrefix(StoredVolume.hostFolderPrefix) { try? lasting.removeVolume(volume.name) }
    }
  }

  private func endTransaction() throws(HostFailure) -> String? {
    guard let transaction = try journal.open(), let name = DeploymentName(transaction.deployment) else {
      try removeLeftovers()
      return nil
    }
    let command = "\"\(VisibleText.string(Array(transaction.command.utf8)))\""
    if transaction.state == .healthy {
      try commit(transaction, name)
      return "finished \(command), which was interrupted after its services had come up"
    }
    let services = transaction.back.steps.flatMap(\.services)
    // What a killed command has asked systemd for still happens, and must not be taken for the old state.
    _ = try systemd.waitForJobs(of: services, timeLimit: .seconds(30))
    if transaction.kind == .restart {
      try host.catchingSignals { () throws(HostFailure) in try finishRestart(transaction, name) }
      return "finished \(command), which was interrupted: what ran before runs again"
    }
    let failure = HostFailure(.failed, "\(command) was interrupted")
    try host.catchingSignals { () throws(HostFailure) in try goBack(transaction, name, because: failure) }
    return "took back \(command), which was interrupted"
  }
}

extension Plan.Step {
  fileprivate var isTag: Bool { if case .tag = self { true } else { false } }

  fileprivate var isWatch: Bool { if case .watch = self { true } else { false } }

  /// Whether it is about secrets, in the store or in podman.
  fileprivate var isOfSecrets: Bool {
    switch self {
    case .activate, .secrets: true
    default: false
    }
  }

  /// Whether it starts services, or watches them.
  fileprivate var isStart: Bool {
    switch self {
    case .start, .watch: true
    default: false
    }
  }

  /// The volumes that it mounts for a while.
  fileprivate var mountedVolumes: [String] {
    switch self {
    case .backUp(let order): order.volumes.filter(\.isMountedFirst).map(\.name)
    case .swapVolumes(let swap): swap.volumes.filter { !$0.isPlain }.map(\.archived.name)
    default: []
    }
  }

  fileprivate var services: [String] {
    switch self {
    case .stop(let names), .start(let names): names
    default: []
    }
  }
}
