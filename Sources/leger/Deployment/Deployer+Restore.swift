import QuadletAnalysis

/// Restoring from backups: the plan to a snapshot that has the units and the data of a backup.
extension Deployer {
  /// Which part of a backup is restored.
  enum RestoredPart { case all, units, volumes }

  /// Finds the backup that a user means: an ID, or a deployment with a time; without one its newest that no restore has made.
  func findBackup(_ text: String, at time: String?) throws(HostFailure) -> BackupID {
    let known = try backups.all()
    if time == nil, known.contains(where: { $0.description == text }) { return try backups.find(text) }
    let ofDeployment = known.filter { $0.deployment == text }
    guard !ofDeployment.isEmpty else { return try findBackup(byID: text) }
    if let time, time != "latest" { return try backups.find(time, of: text) }
    for id in ofDeployment.reversed() {
      // One that is damaged is not passed over in silence.
      if try backups.record(id).reason != AutomaticBackup.beforeRestore { return id }
    }
    throw HostFailure(
      .usage,
      "\(text) has no backup but those that a restore has made",
      help: "leger backup list \(text)"
    )
  }

  /// Finds a backup by the beginning of its ID. What it is about must be in it as a whole: half a name, or that of a
  /// deployment without a backup, would bring back another deployment's data.
  private func findBackup(byID text: String) throws(HostFailure) -> BackupID {
    if let name = DeploymentName(text), try store.record(name) != nil {
      throw HostFailure(.usage, "\(text) has no backup", help: "leger backup \(text)")
    }
    let id = try backups.find(text)
    if text == "latest" || text.hasPrefix(id.deployment + "-") { return id }
    throw HostFailure(
      .usage,
      "there is neither a deployment nor a backup \(VisibleText.quoted(Array(text.utf8))); did you mean \"\(id.deployment)\"?",
      help: "leger backup list"
    )
  }

  /// Makes the plan for the content of a backup, whose every byte is read first.
  func prepareRestore(
    of id: BackupID,
    _ part: RestoredPart,
    includingFolders: Bool = false,
    _ given: Planner.Options
  ) throws(HostFailure) -> Prepared {
    if includingFolders { try checkHasFolders(id) }
    var record = try backups.verify(id, withVolumes: part != .units, progress: executor.progress)
    let kept = record.volumes.filter { $0.hostFolder != nil && !includingFolders }
    record.volumes.removeAll { $0.hostFolder != nil && !includingFolders }
    let name = try DeploymentName(typed: Array(record.deploymentName.utf8))
    let installed = try installed(name)
    // What a restore has saved of volumes without units has no units to bring back.
    let part = record.quadletFiles.isEmpty ? .volumes : part
    var options = given
    options.backup = AutomaticBackup(
      reason: AutomaticBackup.beforeRestore,
      includesFolders: record.volumes.contains { $0.hostFolder != nil }
    )
    var (generation, content) = try restoredContent(record, id)
    if part == .volumes {
      guard let installed else {
        throw HostFailure(
          .usage,
          "\(name) is not installed, so its volumes alone cannot be restored",
          help: "leger restore \(id)"
        )
      }
      (generation, content) = (installed.candidate.record, installed.candidate.content)
    } else {
      options.images = generation.images
    }
    generation.note = "restore of \(id)"
    if part != .units {
      options.swap = try volumeSwap(record, id)
      if let omissions = record.details?.omissions, !omissions.isEmpty {
        options.notes.append("not in the backup: \(omissions.map(\.name).joined(separator: ", "))")
      }
      if !kept.isEmpty {
        let names = kept.map(\.shownName).joined(separator: ", ")
        options.notes.append("\(names) stays as it is; with --include-binds it would be restored, too")
      }
    }
    if let details = record.details, details.scope != folders.scope.word {
      options.notes.append("the backup is of the \(details.scope) scope; owners of files are as in its containers")
    }
    var prepared = try prepare(name, generation, content, options)
    try checkFolders(record, prepared)
    if installed == nil, let swap = options.swap { try addBackup(of: swap, name, to: &prepared.plans.forward) }
    return prepared
  }

  /// Folders of the host are not in every backup: one without them is not taken for the one that has them.
  private func checkHasFolders(_ id: BackupID) throws(HostFailure) {
    let hasFolders = { (id: BackupID) in
      ((try? backups.record(id))?.volumes ?? []).contains { $0.hostFolder != nil }
    }
    guard !hasFolders(id), let other = try backups.all(of: id.deployment).last(where: hasFolders) else { return }
    throw HostFailure(
      .usage,
      "\(id) has no folders of the host; the newest backup that has them is \(other)",
      help: "leger restore \(other) --include-binds"
    )
  }

  /// Throws when a backup names a folder of the host that its own units do not write to, or that is no data.
  private func checkFolders(_ record: BackupRecord, _ prepared: Prepared) throws(HostFailure) {
    let storage =
      prepared.new?.overview.storage.filter { $0.kind == .bind && !$0.mounts.allSatisfy(\.isReadOnly) } ?? []
    for path in record.volumes.compactMap(\.hostFolder) {
      let hostFolders = HostFolders(folders: folders)
      let isWritten = storage.contains { hostFolders.expanded($0.source) == path }
      let reason = isWritten ? hostFolders.reasonAgainst(path, canBeMissing: true) : "no unit writes there"
      guard let reason else { continue }
      throw HostFailure(
        .refused,
        "\(VisibleText.quoted(Array(path.utf8))) cannot be restored: \(reason)",
        help: "leave out --include-binds"
      )
    }
  }

  /// Saves the data that a restore replaces where no deployment is installed that it belongs to.
  private func addBackup(of swap: VolumeSwap, _ name: DeploymentName, to plan: inout Plan) throws(HostFailure) {
    let paths = swap.volumes.compactMap(\.archived.hostFolder).filter { !host.isMissing(Array($0.utf8)) }
    let volumes =
      try podman.volumes().filter { stored in
        swap.volumes.contains { $0.archived.name == stored.name } && stored.reasonWithoutData == nil
      } + paths.enumerated().map { StoredVolume(hostFolder: $1, number: $0 + 1) }
    if volumes.isEmpty { return }
    let generation = GenerationRecord(
      number: 0,
      madeAt: 0,
      source: SourceRecord(kind: .backup, location: "volumes without a deployment"),
      files: [],
      services: [],
      podman: podman.versionText
    )
    let order = try backupOrder(
      name,
      [],
      generation,
      active: [],
      omissions: [],
      volumes,
      BackupOptions(type: .automatic, reason: AutomaticBackup.beforeRestore, compression: compression)
    )
    try checkSpace(for: volumes)
    plan.steps.insert(.backUp(order), at: plan.firstLastingChange)
  }

  /// The units of a backup, and what leger knew of the deployment.
  func restoredContent(
    _ record: BackupRecord,
    _ id: BackupID
  ) throws(HostFailure) -> (GenerationRecord, [DeploymentFile]) {
    var content: [DeploymentFile] = []
    for path in record.quadletFiles {
      let mode = record.files?.first { $0.path == path }?.mode ?? 0o644
      let bytes = try host.bytes(at: backups.path(of: path, in: id), limit: SourceLimit.file) ?? []
      content.append(DeploymentFile(path: Array(path.utf8), bytes: bytes, mode: mode))
    }
    if let generation = try savedGeneration(record, id) { return (generation, content) }
    // The earlier leger has not recorded where the units came from.
    let source = SourceRecord(kind: .backup, location: "the backup \(id)")
    return (
      GenerationRecord(number: 0, madeAt: 0, source: source, files: [], services: [], podman: podman.versionText),
      content
    )
  }

  /// What leger knew of the deployment when the backup was made; nil in one of the earlier leger.
  func savedGeneration(_ record: BackupRecord, _ id: BackupID) throws(HostFailure) -> GenerationRecord? {
    guard record.files?.contains(where: { $0.path == BackupOrder.generationName }) == true else { return nil }
    return try folders.read(GenerationRecord.self, at: backups.path(of: BackupOrder.generationName, in: id))
  }

  /// What becomes of the volumes of a backup.
  func volumeSwap(_ record: BackupRecord, _ id: BackupID) throws(HostFailure) -> VolumeSwap {
    let stored = Dictionary(try podman.volumes().map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var volumes: [VolumeSwap.Volume] = []
    for (index, saved) in record.volumes.enumerated() {
      var archived = saved
      // Other than that which stands for the folder in the backup of what is replaced.
      if archived.hostFolder != nil { archived.name = "leger-restore-folder-\(index + 1)" }
      let isPlain = stored[archived.name]?.isPlain ?? archived.isPlain
      volumes.append(
        VolumeSwap.Volume(
          archived: archived,
          temporary: VolumeSwap.temporaryName(archived.name, number: index + 1),
          isNew: stored[archived.name] == nil,
          isPlain: isPlain
        )
      )
    }
    return VolumeSwap(backup: id.description, volumes: volumes)
  }

  /// The services that use the volumes now; throws when a container of others does.
  func services(using swap: VolumeSwap, of name: DeploymentName, _ users: VolumeUsers) throws(HostFailure) -> Set<
    String
  > {
    var services: Set<String> = []
    for volume in swap.volumes.map(\.archived) {
      let found = volume.hostFolder.map(users.users(ofFolder:)) ?? users.users(of: volume.name)
      for user in found where user.isUp {
        guard let service = user.container.service, user.isOwn else {
          throw HostFailure(
            .refused,
            "the container \(user.name), which is not of \(name), uses \(volume.subject)",
            help: "stop it first"
          )
        }
        services.insert(service)
      }
    }
    return services
  }
}
