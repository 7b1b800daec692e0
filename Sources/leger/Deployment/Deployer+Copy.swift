import QuadletAnalysis

/// Copies of deployments, made of backups, that run beside the first ones: for good, or to see that a backup can be restored.
extension Deployer {
  /// How a copy is published, and what becomes of it.
  struct CopyOptions {
    /// By the port of the host that the first copy has: that of the new one.
    var ports: [UInt16: ProjectCopy.Publication] = [:]
    /// Whether it publishes nothing else.
    var dropsPorts = false
    /// Whether it is removed once its services were found healthy, so nothing outside may find it meanwhile.
    var isTrial = false
  }

  /// Makes the plan for a copy of what a backup holds, whose every byte is read first, under another name.
  func prepareCopy(
    of id: BackupID,
    as name: DeploymentName,
    _ copying: CopyOptions,
    _ given: Planner.Options
  ) throws(HostFailure) -> Prepared {
    guard try installed(name) == nil else {
      throw HostFailure(.usage, "\(name) is installed already", help: "choose a name that nothing has")
    }
    if !copying.isTrial {
      if name.description.hasPrefix(Self.drillPrefix) {
        throw HostFailure(
          .usage,
          "names that begin with \(Self.drillPrefix) are for drills",
          help: "choose another name"
        )
      }
      if let subject = try? find(name.description) {
        throw HostFailure(.usage, "\(name) is a unit of \(subject.name)", help: "choose a name that nothing has")
      }
    }
    let record = try backups.verify(id, progress: executor.progress)
    guard !record.quadletFiles.isEmpty else { throw HostFailure(.usage, "\(id) has no units that could have a copy") }
    let first = try candidate(of: record, id)
    var options = ProjectCopy.Options(prefix: "\(name)-", folder: folders.units(of: first.name))
    (options.ports, options.dropsPorts, options.dropsLabels) = (copying.ports, copying.dropsPorts, copying.isTrial)
    let copy = ProjectCopy(first.project, host: first.tree.facts, options, isOwn: first.isOwn)
    try check(copy.reasons, of: first.name, in: first)
    var copying = copying
    if let unused = copying.ports.keys.filter({ !copy.movedPorts.contains($0) }).min() {
      if !copying.isTrial { throw HostFailure(.usage, "\(first.name) does not publish port \(unused)") }
      copying.ports[unused] = nil
    }
    var planning = given
    if copy.hasLabels {
      planning.notes.append("labels are those of the first one: what looks for containers by them finds both")
    }
    planning.allowedSecrets.formUnion(try ownSecrets(of: first.name, record))
    planning.swap = try volumeSwap(of: record, copy, id)
    for omission in record.details?.omissions ?? [] {
      planning.notes.append("not in the backup: \(omission.name), since \(omission.reason)")
    }
    var generation = copied(first.record, copy, id)
    (generation.probe, planning.notes) = probe(first.record.probe, copying, planning.notes)
    let prepared = try prepare(name, generation, content(of: first, copy), planning)
    if let new = prepared.new {
      // In its place, drop-ins of others can say more about it.
      options.dropsPorts = true
      let copyOfCopy = ProjectCopy(new.project, host: new.tree.facts, options, isOwn: new.isOwn)
      try check(copyOfCopy.reasons, of: first.name, in: new)
      try checkNamesAreFree(new)
    }
    return prepared
  }

  /// Throws when podman has something by a name that the copy would have: services replace containers of their name.
  private func checkNamesAreFree(_ copy: Candidate) throws(HostFailure) {
    let containers = Set(try podman.containers().flatMap(\.names))
    let networks = Set(try podman.networks().map(\.name))
    for service in copy.services.all where !service.resource.isEmpty {
      let isTaken =
        switch service.kind {
        case .container, .pod: containers.contains(service.resource)
        case .network: networks.contains(service.resource)
        case .volume, .image, .build, .artifact, .kube: false
        }
      guard isTaken else { continue }
      throw HostFailure(
        .refused,
        "podman has a \(service.kind.word) \(service.resource) already, and the copy would have that name",
        help: "if nothing needs it any more, remove it"
      )
    }
  }

  /// The units of a backup, read as if they were in the place that they were saved from.
  private func candidate(of record: BackupRecord, _ id: BackupID) throws(HostFailure) -> Candidate {
    let name = try DeploymentName(typed: Array(record.deploymentName.utf8))
    let (generation, content) = try restoredContent(record, id)
    return try Candidate(
      name,
      generation,
      content,
      insteadOf: try installed(name).map { $0.generation.files + $0.candidate.content.map(\.record) } ?? [],
      in: folders,
      podman: podman.version,
      on: host
    )
  }

  private func check(_ reasons: [ProjectCopy.Reason], of name: DeploymentName, in candidate: Candidate)
    throws(HostFailure)
  {
    if reasons.isEmpty { return }
    throw HostFailure(
      .refused,
      "\(name) cannot run twice on this host",
      details: reasons.map { "\(candidate.shownPath(of: $0.file)):\($0.line): \($0.message)" },
      help: portHelp(reasons)
    )
  }

  /// An example with the ports that lack a place.
  private func portHelp(_ reasons: [ProjectCopy.Reason]) -> String? {
    let ports = Set(reasons.compactMap(\.port)).sorted()
    if ports.isEmpty { return nil }
    let places = ports.map { "\($0)=\($0 < 50_000 ? $0 + 10_000 : $0 - 10_000)" }.joined(separator: ",")
    return "say where, such as --ports \(places), or leave ports out: --ports none"
  }

  private func content(of first: Candidate, _ copy: ProjectCopy) -> [DeploymentFile] {
    let root = folders.units(of: first.name)
    let files = Dictionary(copy.files.map { ($0.original, $0) }, uniquingKeysWith: { first, _ in first })
    return first.content.map { file in
      guard let new = files[Path.join(root, file.path)] else { return file }
      return DeploymentFile(path: Array(new.path.dropFirst(root.count + 1)), bytes: new.bytes, mode: file.mode)
    }
  }

  /// What leger knows of a copy.
  private func copied(_ first: GenerationRecord, _ copy: ProjectCopy, _ id: BackupID) -> GenerationRecord {
    var generation = first
    generation.source = SourceRecord(kind: .backup, location: "a copy of the backup \(id)")
    generation.images = []
    generation.note = "copy of \(id)"
    for index in generation.backup?.hooks.indices ?? 0..<0 {
      generation.backup?.hooks[index].volume = copy.renamed(first.backup?.hooks[index].volume ?? "")
    }
    return generation
  }

  /// Secrets that the first copy may use without being asked.
  private func ownSecrets(of name: DeploymentName, _ record: BackupRecord) throws(HostFailure) -> [String] {
    let installed = try installed(name)?.generation
    return (installed?.secrets ?? []) + (installed?.secretNames?.values.map { $0 } ?? [])
      + (record.details?.secrets ?? []).filter { Self.begins($0, with: name.description) }
  }

  /// The data of a backup for volumes of other names, none of which exists.
  private func volumeSwap(of record: BackupRecord, _ copy: ProjectCopy, _ id: BackupID) throws(HostFailure)
    -> VolumeSwap
  {
    var renamed = record
    renamed.volumes.removeAll { $0.hostFolder != nil }
    let stored = Set(try podman.volumes().map(\.name))
    for index in renamed.volumes.indices {
      let name = copy.volume(renamed.volumes[index].name)
      guard renamed.volumes[index].isPlain else {
        throw HostFailure(
          .refused,
          "the data of the volume \(renamed.volumes[index].name) lies on a device, where the copy would change it"
        )
      }
      if stored.contains(name) {
        throw HostFailure(
          .refused,
          "the volume \(name) exists already",
          help: "if nothing needs it any more: podman volume rm \(name)"
        )
      }
      renamed.volumes[index].name = name
    }
    return try volumeSwap(renamed, id)
  }

  // MARK: Probes

  /// The address that must answer, with the port of the copy; nil when the copy does not publish that port.
  private func probe(_ probe: String?, _ copying: CopyOptions, _ notes: [String]) -> (probe: String?, notes: [String]) {
    guard let probe else { return (nil, notes) }
    guard let url = ProbeAddress(probe), url.isLocal, let place = copying.ports[url.port] else {
      return (nil, notes + ["\(probe) is not asked, since the copy does not publish that port"])
    }
    return (url.text(withPort: place.port), notes)
  }

  // MARK: Drills

  /// A copy that is made to be removed.
  struct Drill {
    let backup: BackupID
    let prepared: Prepared
    /// What goes with it.
    let trial: Transaction.Trial
  }

  private static let drillPrefix = "drill-"

  /// Makes the plan for a drill: the newest backup of a deployment, or one that is named, restored beside it without ports.
  func prepareDrill(of id: BackupID, _ given: Planner.Options) throws(HostFailure) -> Drill {
    let text = String((Self.drillPrefix + id.deployment).prefix(63))
    let name = try DeploymentName(typed: Array(text.utf8))
    var copying = CopyOptions(dropsPorts: true, isTrial: true)
    let saved = try savedGeneration(try backups.record(id), id)
    if let probe = saved?.probe.flatMap(ProbeAddress.init), probe.isLocal {
      copying.ports[probe.port] = ProjectCopy.Publication(address: probe.address, port: freePort())
    }
    let prepared = try prepareCopy(of: id, as: name, copying, given)
    let tags = (prepared.new?.overview.images ?? []).filter(\.isBuilt).map(\.name)
    let trial = Transaction.Trial(
      prefixes: ["\(name)-", "systemd-\(name)-"],
      existing: try podman.volumes().map(\.name),
      tags: tags
    )
    return Drill(backup: id, prepared: prepared, trial: trial)
  }

  /// A port of this machine on which no program listens, of those that nothing is registered for (RFC 6335).
  private func freePort() -> UInt16 {
    let used = ListeningPorts(on: host)
    let dynamic = 49_152...65_535
    // Not always the same one, since another command may be about to take it.
    let start = Int(host.monotonicClock.components.attoseconds / 1_000_000_000) % dynamic.count
    let ports = dynamic.lazy.map { dynamic.lowerBound + ($0 + start) % dynamic.count }
    return UInt16(ports.first { used.first(in: "\($0)", "tcp", nil) == nil } ?? dynamic.lowerBound)
  }

  /// Carries out a drill, and records what came of it; throws when the backup was not proven.
  func carryOut(_ drill: Drill, command: String, _ limits: HealthWatch.Limits) throws(HostFailure) {
    var drills = backups.drills(drill.backup)
    let now = { Int(host.wallClock.components.seconds) }
    do throws(HostFailure) {
      try carryOut(drill.prepared, command: command, limits, trial: drill.trial)
    } catch {
      var failure = error
      failure.message = "\(drill.backup) is not proven: \(error.message)"
      if host.caughtSignal == nil, error.kind == .failed {
        drills.failure = BackupDrills.Failure(at: now(), reason: String(error.message.prefix(1000)))
        try? backups.write(drills, of: drill.backup)
      }
      throw failure
    }
    let hasProbe = drill.prepared.new?.record.probe != nil
    drills.proof = BackupDrills.Proof(at: now(), podman: podman.versionText, probe: hasProbe)
    drills.failure = nil
    try backups.write(drills, of: drill.backup)
  }
}
