import QuadletAnalysis

/// A backup that a command makes by itself before it changes something.
struct AutomaticBackup: Equatable {
  /// What is about to happen, such as `before-apply`.
  var reason: String
  /// Whether all services that use volumes stop for it, and not only those that stop anyway.
  var isFull = false
  /// Whether it is made also where there is no volume to back up.
  var isAlways = false
  /// Whether folders of the host are in it.
  var includesFolders = false

  /// The reason of those that a restore makes, which are not restored without being named.
  static let beforeRestore = "before-restore"
}

/// Backups of what is installed.
extension Deployer {
  /// What the user has chosen, or a command that makes one by itself.
  struct BackupOptions {
    var type = BackupRecord.Kind.manual
    var reason = "manual"
    /// Nil for what the project says, else `stop`.
    var consistency: BackupRecord.Consistency?
    var compression = Compression.gzip
    /// Whether folders of the host that containers write to are in it.
    var includesFolders = false
    /// Whether the user has chosen the consistency.
    fileprivate(set) var isChosen = false
  }

  /// A backup, before anything is stopped.
  struct PreparedBackup {
    let name: DeploymentName
    let order: BackupOrder
    let forward: Plan
    /// What starts, or unpauses, what was up.
    let back: Plan
    let generation: Int
  }

  var backups: BackupStore { folders.backupStore }

  /// How archives are compressed unless an option says otherwise.
  var compression: Compression { folders.settings.compression.flatMap(Compression.init(rawValue:)) ?? .gzip }

  /// Finds out what a backup holds, and what must stop for it.
  func prepareBackup(of name: DeploymentName, _ options: BackupOptions) throws(HostFailure) -> PreparedBackup {
    let installed = try existing(name)
    let snapshot = try HostSnapshot(installed.candidate.record.services, systemd, podman)
    let data = try DeploymentData(
      of: installed.candidate,
      in: folders.units(of: name),
      try volumeUsers(snapshot),
      podman,
      folders: options.includesFolders ? HostFolders(folders: folders) : nil
    )
    let settings = installed.generation.backup
    let consistency = options.consistency ?? settings?.consistency ?? .stop
    // A choice on the command line counts more than commands of the project.
    let hooks = options.consistency == nil ? self.hooks(settings, installed, data) : []
    let unused = (settings?.hooks ?? []).map(\.volume).filter { name in !hooks.contains { $0.written == name } }
    var options = options
    options.isChosen = options.consistency != nil
    options.consistency = consistency
    var order = try backupOrder(installed, snapshot, data, data.volumes, options)
    for index in order.volumes.indices {
      order.volumes[index].isPrepared = hooks.contains { $0.volume == order.volumes[index].name }
    }
    let users = data.volumes.filter { volume in !hooks.contains { $0.volume == volume.name } }
      .flatMap { data.users[$0.name] ?? [] }.filter(\.isUp)
    let volumeOf = { (user: VolumeUsers.User) in
      data.volumes.first { data.users[$0.name]?.contains(user) ?? false }?.subject ?? ""
    }
    var notes = data.omissions.map { "not in the backup: \($0.name), since \($0.reason)" }
    notes += unused.map { name in
      "the commands for \(name) do not run, since "
        + (options.isChosen ? "--consistency counts more" : "no container of it runs")
    }
    if let stranger = users.first(where: { !$0.isOwn }) {
      let text = "the container \(stranger.name), which is not of \(name), uses \(volumeOf(stranger)), too"
      guard consistency == .live else {
        throw HostFailure(
          .refused,
          text,
          help:
            "stop it first, or read the volume while it is written to: leger backup create --consistency live \(name)"
        )
      }
      notes.append(text)
    }
    try checkSpace(for: data.volumes)
    let own = Set(users.filter(\.isOwn).compactMap(\.container.service))
    var (before, after, back): ([Plan.Step], [Plan.Step], [Plan.Step]) = ([], [], [])
    switch consistency {
    case .live: break
    case .pause:
      let names = users.filter { $0.container.state == "running" }.compactMap(\.container.names.first)
      let unique = Set(names).sorted()
      (before, after, back) = ([.pause(unique)], [.unpause(unique)], [.unpause(unique)])
    case .stop where own.isEmpty: break
    case .stop:
      let known = installed.candidate.services.all.map(\.name).filter(own.contains)
      let restart = try prepareRestart(of: known + own.subtracting(known).sorted())
      let wasUp = restart.back.started
      before = [.stop(restart.forward.stopped)]
      after = [.start(wasUp), .watch(wasUp.filter(snapshot.isWell), probe: nil)]
      back = [.start(wasUp)]
    }
    let (begin, end) = (hooks.compactMap(\.before), hooks.compactMap(\.after))
    return PreparedBackup(
      name: name,
      order: order,
      forward: Plan(
        [.runInContainers(begin)] + before + [.backUp(order)] + after + [.runInContainers(end)],
        notes: notes
      ),
      back: Plan(back + [.runInContainers(end)]),
      generation: installed.record.current
    )
  }

  /// The commands that a project has for a volume, and the container in which they run.
  private struct VolumeHook {
    let volume: String
    /// The volume as the project names it.
    let written: String
    let before: Plan.ContainerCommand?
    let after: Plan.ContainerCommand?
  }

  private func hooks(
    _ settings: BackupSettings?,
    _ installed: InstalledDeployment,
    _ data: DeploymentData
  ) -> [VolumeHook] {
    (settings?.hooks ?? []).compactMap { hook in
      let unit = installed.candidate.services.all.first {
        $0.kind == .volume && [$0.unitName, String($0.unitName.dropLast(".volume".utf8.count))].contains(hook.volume)
      }
      let name = unit?.resource ?? hook.volume
      // Without a container that runs there is nowhere to run a command.
      let user = data.users[name]?.first { $0.isOwn && $0.container.state == "running" }
      guard let container = user?.name else { return nil }
      let command = { (words: [String]) in
        words.isEmpty ? nil : Plan.ContainerCommand(container: container, words: words)
      }
      return VolumeHook(volume: name, written: hook.volume, before: command(hook.before), after: command(hook.after))
    }
  }

  /// What a backup of some volumes of a deployment holds.
  func backupOrder(
    _ installed: InstalledDeployment,
    _ snapshot: HostSnapshot,
    _ data: DeploymentData,
    _ volumes: [StoredVolume],
    _ options: BackupOptions
  ) throws(HostFailure) -> BackupOrder {
    let candidate = installed.candidate
    var generation = candidate.record
    generation.number = installed.record.current
    generation.images = snapshot.imagesInUse(by: Set(snapshot.services.keys))
      .map { DeployedImage(reference: $0.reference, id: $0.id) }
    let left = data.volumes.filter { volume in !volumes.contains { $0.name == volume.name } }
    return try backupOrder(
      candidate.name,
      candidate.content,
      generation,
      active: snapshot.services.values.filter(\.isUp).map(\.name).sorted(),
      omissions: data.omissions
        + left.map { BackupRecord.Omission(name: $0.shownName, reason: "services that use it run on") },
      volumes,
      options
    )
  }

  /// The same of files and volumes, wherever they are from.
  func backupOrder(
    _ name: DeploymentName,
    _ content: [DeploymentFile],
    _ generation: GenerationRecord,
    active: [String],
    omissions: [BackupRecord.Omission],
    _ volumes: [StoredVolume],
    _ options: BackupOptions
  ) throws(HostFailure) -> BackupOrder {
    let now = Int(host.wallClock.components.seconds)
    let id = try backups.newID(name.description, at: now)
    let text = String(decoding: JSONText.encode(generation), as: UTF8.self)
    let files = content.map { file in
      BackupRecord.File(path: file.name, digest: file.record.digest, mode: file.mode)
    }
    let own = BackupRecord.File(
      path: BackupOrder.generationName,
      digest: Digest.hex(of: Array(text.utf8)),
      mode: BackupStore.fileMode
    )
    return BackupOrder(
      record: BackupRecord(
        schema: 1,
        id: id.description,
        deploymentName: name.description,
        createdAt: Timestamp.standard(now),
        type: options.type,
        reason: options.reason,
        size: 0,
        quadletFiles: files.map(\.path),
        files: files + [own],
        volumes: [],
        details: BackupRecord.Details(
          leger: Leger.version,
          podman: podman.versionText,
          scope: folders.scope.word,
          user: host.user.user,
          consistency: options.consistency ?? .stop,
          compression: options.compression,
          source: generation.source.text,
          images: Dictionary(
            generation.images.map { ($0.reference, $0.id) },
            uniquingKeysWith: { first, _ in first }
          ),
          secrets: generation.secrets ?? [],
          active: active,
          omissions: omissions
        )
      ),
      volumes: volumes.map {
        BackupOrder.Volume(name: $0.name, isMountedFirst: !$0.isPlain, isPrepared: false, hostFolder: $0.hostFolder)
      },
      generation: text,
      compression: options.compression
    )
  }

  func volumeUsers(_ snapshot: HostSnapshot) throws(HostFailure) -> VolumeUsers {
    try VolumeUsers(snapshot.containers, own: Set(snapshot.services.keys), podman)
  }

  // MARK: Before a change

  /// Looks at the data that is backed up before a change; nil when none is.
  func prepareBackup(
    _ old: InstalledDeployment?,
    _ users: VolumeUsers,
    _ options: inout Planner.Options
  ) throws(HostFailure) -> (kind: AutomaticBackup, data: DeploymentData)? {
    guard let kind = options.backup, let old else { return nil }
    let data = try DeploymentData(
      of: old.candidate,
      in: folders.units(of: old.candidate.name),
      users,
      podman,
      folders: kind.includesFolders ? HostFolders(folders: folders) : nil
    )
    if kind.isFull {
      let users = data.volumes.flatMap { data.users[$0.name] ?? [] }.filter(\.isUp)
      if let stranger = users.first(where: { !$0.isOwn }) {
        throw HostFailure(
          .refused,
          "the container \(stranger.name), which is not of \(old.candidate.name), uses a volume that is to be backed up",
          help: "stop it first, or leave out --backup full"
        )
      }
      options.volumeUsers.formUnion(users.compactMap(\.container.service))
    }
    return (kind, data)
  }

  /// Puts the backup into a plan, where the services have stopped: of the volumes whose users the plan stops.
  func add(
    _ backup: (kind: AutomaticBackup, data: DeploymentData),
    of old: InstalledDeployment?,
    _ snapshot: HostSnapshot,
    to plan: inout Plan
  ) throws(HostFailure) {
    guard let old, !plan.isEmpty else { return }
    let stopped = Set(plan.stopped)
    let data = backup.data
    let volumes = data.volumes.filter { volume in
      (data.users[volume.name] ?? []).filter(\.isUp).allSatisfy { $0.container.isOf(stopped) }
    }
    let others = data.volumes.filter { volume in !volumes.contains { $0.name == volume.name } }.map(\.shownName)
    if !others.isEmpty, !stopped.isEmpty {
      plan.notes.append("services go on using \(others.joined(separator: ", ")), so that is not backed up")
    }
    guard !volumes.isEmpty || backup.kind.isAlways else { return }
    let order = try backupOrder(
      old,
      snapshot,
      data,
      volumes,
      BackupOptions(type: .automatic, reason: backup.kind.reason, compression: compression)
    )
    try checkSpace(for: volumes)
    plan.steps.insert(.backUp(order), at: plan.firstLastingChange)
  }

  /// Throws when the volumes, as they are, would not fit beside the other backups.
  func checkSpace(for volumes: [StoredVolume]) throws(HostFailure) {
    let tool = VolumeTool(podman: podman)
    var needed = 0
    for volume in volumes where volume.isPlain { needed += try tool.census(volume.mountpoint).bytes }
    var folder = folders.backups
    while host.isMissing(folder) { folder = Path.parent(of: folder) }
    guard let free = host.freeSpace(of: folder), free < needed else { return }
    throw HostFailure(
      .environment,
      "\(VisibleText.quoted(folder)) has \(ByteCount.text(free)) left, and the volumes hold \(ByteCount.text(needed))",
      help: "make room, such as with: leger backup prune; or set backup-dir in config.yaml to another folder"
    )
  }

  /// Makes a backup; whatever happens, what was up before is up afterwards.
  func carryOut(_ backup: PreparedBackup, command: String, _ limits: HealthWatch.Limits) throws(HostFailure) {
    try checkDriver()
    let transaction = Transaction(
      command: command,
      deployment: backup.name.description,
      startedAt: Int(host.wallClock.components.seconds),
      forward: backup.forward,
      back: backup.back,
      from: backup.generation,
      to: backup.generation,
      limits: limits,
      kind: .restart
    )
    do throws(HostFailure) {
      try executor.restart(transaction, backup.name)
    } catch {
      var failure = error
      if let id = BackupID(backup.order.record.id), !host.isMissing(backups.path(of: id)) {
        failure.details.append("the backup \(id) is complete all the same")
      }
      throw failure
    }
    try pruneAutomatically(backup.name.description)
  }

  /// Removes backups that commands have made by themselves, beyond what is kept, and says so.
  func pruneAutomatically(_ name: String) throws(HostFailure) {
    for id in try pruneBackups(of: name, [.automatic]) { executor.progress("removed the old backup \(id)") }
  }

  /// Removes backups beyond what is kept, of some kinds; returns those that were removed.
  func pruneBackups(of name: String, _ kinds: [BackupRecord.Kind], isDry: Bool = false) throws(HostFailure)
    -> [BackupID]
  {
    var retention = Retention()
    retention.manual = folders.settings.manualBackups ?? retention.manual
    retention.automatic = folders.settings.automaticBackups ?? retention.automatic
    retention.age = folders.settings.backupAge ?? retention.age
    var candidates: [Retention.Entry] = []
    for id in try backups.all(of: name) {
      // One that cannot be read is for a person to look at.
      guard let record = try? backups.record(id) else { continue }
      candidates.append(
        Retention.Entry(
          id: id,
          kind: record.type,
          isPinned: backups.isPinned(id),
          isNeeded: !kinds.contains(record.type),
          madeAt: record.madeAt
        )
      )
    }
    let removed = retention.removed(of: candidates, now: Int(host.wallClock.components.seconds))
    if !isDry { for id in removed { try backups.remove(id) } }
    return removed
  }
}
