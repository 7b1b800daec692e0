import QuadletAnalysis

/// Makes the plan from what a deployment is to what it is to become, and the plan back.
struct Planner {
  /// What the user has chosen.
  struct Options {
    /// Whether new services are started.
    var startsNew = true
    /// The secrets that the units may use although their names are not the deployment's own.
    var allowedSecrets: Set<String> = []
    /// Whether the name was chosen here, and not by the repository itself.
    var isNameTrusted = true
    /// What else the user should know before it happens.
    var notes: [String] = []
    /// Volumes to remove with the deployment.
    var removedVolumes: [String] = []
    /// Whether the user could say that what prevents a start does not matter.
    var canBeForced = false
    /// Whether podman puts the files of a new deployment in their place.
    var installsNatively = false
    /// The images that a generation ran, to which their names are moved back.
    var images: [DeployedImage] = []
    /// The data of volumes that is put into place.
    var swap: VolumeSwap?
    /// Services that stop because of their volumes.
    var volumeUsers: Set<String> = []
    /// Secrets that podman gets from the store.
    var secrets: [Plan.SecretChange] = []
    /// What is backed up before it happens.
    var backup: AutomaticBackup?
  }

  let name: DeploymentName
  let folders: DeploymentFolders
  let old: InstalledDeployment?
  let new: Candidate?
  let snapshot: HostSnapshot
  let options: Options
  let host: any Host

  /// The plan, and the way back from anywhere in it.
  struct Plans {
    var forward: Plan
    var back: Plan
    /// What each service needs, for people.
    var changes: ProjectChanges?
  }

  private var root: [UInt8] { folders.units(of: name) }
  var oldServices: [ProjectServices.Entry] { old?.candidate.services.all ?? [] }
  var newServices: [ProjectServices.Entry] { new?.services.all ?? [] }

  // MARK: Plans

  func plans() throws(HostFailure) -> Plans {
    let files = try fileChanges()
    let changes = projectChanges()
    var notes = options.notes
    let touched = touchedServices(changes, &notes)
    let stopped = stopOrder(of: touched)
    let stays = Set(newServices.map(\.name)).union(snapshot.dependents.keys).union(instanceNames(of: newServices))
    let newNames = Dictionary(
      (changes?.services ?? []).compactMap { change in change.oldService.map { ($0, change.service) } },
      uniquingKeysWith: { first, _ in first }
    )
    let returning = new == nil ? [] : stopped.map { newNames[$0] ?? $0 }.filter { stays.contains($0) }
    try checkStrangers()
    try checkMasked(stopped)
    let added = Set(changes?.services.filter { $0.level == .added }.map(\.service) ?? newServices.map(\.name))
    let arriving = newServices.filter { isRun($0) && (added.contains($0.name) || !files.isEmpty && hasFailed($0.name)) }
    let starting = order(
      of: Set(returning).union(options.startsNew ? arriving.map(\.name) + newInstances(added) : []),
      newServices
    )
    let networks = try removedNetworks(changes, stopped, &notes)
    // The units can be there already without systemd knowing of them.
    let isReloaded =
      files.contains { Self.isRead($0.path) }
      || (new?.loadedServices ?? []).contains { snapshot.services[$0.name]?.isLoaded == false }
    var imageNotes: [String] = []
    let images = try imageSteps(for: Set(starting), &imageNotes)
    let kept = snapshot.imagesInUse(by: Set(stopped))
    let references = self.references(of: Set(starting))
    if new == nil, old?.generation.source.isFollowed == false {
      notes.append(
        "these units have no source; a copy of them stays in \(String(decoding: folders.state, as: UTF8.self))/removed"
      )
    }
    if new == nil {
      let volumes = oldServices.filter { $0.kind == .volume && !$0.isTemplate }.map(\.resource)
      let kept = volumes.filter { !options.removedVolumes.contains($0) }
      for volume in options.removedVolumes { notes.append("the volume \(volume) is removed with its data") }
      if !kept.isEmpty { notes.append("volumes stay with their data: \(kept.joined(separator: ", "))") }
      notes += snapshot.dependents.values.filter(\.isUp).map(\.name).sorted().map {
        "\($0) needs it and is stopped, too"
      }
    }
    let forward = Plan(
      images + [.keep(images: new == nil ? [] : kept, references: references)]
        + (options.swap.map { [.readVolumes($0)] } ?? []) + [.secrets(options.secrets), .stop(stopped)]
        + (options.swap.map { [.swapVolumes($0)] } ?? []) + [
          options.installsNatively && old == nil ? .installNatively(files) : .files(files)
        ] + (isReloaded ? [.reload] : []) + [
          .verify(new.map { $0.loadedServices } ?? []), .removeNetworks(networks), .tag(movedTags()),
          .start(starting), .watch(watched(starting), probe: options.startsNew ? new?.record.probe : nil),
        ],
      notes: notes + imageNotes
    )
    // What the new services have pulled in since goes, too; what runs on meanwhile stays.
    let arrived = newServices.filter { !$0.isTemplate && !snapshot.isUp($0.name) }.map(\.name)
    let backStops = order(of: Set(stopped).union(starting).union(arrived), allServices).reversed()
    let wasUp = order(of: Set(stopped), oldServices)
    let back = Plan(
      [.stop(Array(backStops)), .secrets(options.secrets.map(\.reversed))]
        + (options.swap.map { [.swapVolumesBack($0)] } ?? []) + [
          .files(files.map { Plan.FileChange(path: $0.path, old: $0.new, new: $0.old) })
        ] + (isReloaded ? [.reload] : []) + [
          .verify(backLoaded), .removeNetworks(networks + newNetworks), .tag(presentTags(of: Set(stopped))),
          .start(wasUp),
          .watch(wasUp.filter(snapshot.isWell), probe: nil),
        ]
    )
    return Plans(forward: forward.onlyKeeping ? Plan([], notes: forward.notes) : forward, back: back, changes: changes)
  }

  /// What systemd must have loaded on the way back: what the generator makes of the old files, as far as it was loaded.
  private var backLoaded: [Plan.LoadedService] {
    (old?.candidate.loadedServices ?? []).filter { snapshot.services[$0.name]?.isLoaded == true }
  }

  // MARK: Files

  /// Whether Podman's generator reads a file: a unit or a drop-in.
  private static func isRead(_ path: String) -> Bool { UnitPlace(Array(path.utf8)) != nil }

  /// What changes in the deployment's folder; throws when a file is in the way that leger did not write.
  private func fileChanges() throws(HostFailure) -> [Plan.FileChange] {
    let present = Dictionary(
      (old?.candidate.content ?? []).map { ($0.name, $0.record) },
      uniquingKeysWith: { first, _ in first }
    )
    let recorded = Set(old?.generation.files.map(\.path) ?? [])
    var changes: [Plan.FileChange] = []
    var inTheWay: [String] = []
    for file in new?.content ?? [] {
      let record = file.record
      if let found = present[file.name] {
        if found == record || isWrittenByContainer(file.name) { continue }
        changes.append(Plan.FileChange(path: file.name, old: found, new: record))
      } else if !recorded.contains(file.name),
        let found = try InstalledDeployment.read(file.name, in: root, on: host)
      {
        if found.bytes != file.bytes { inTheWay.append(file.name) }
      } else {
        changes.append(Plan.FileChange(path: file.name, old: nil, new: record))
      }
    }
    guard inTheWay.isEmpty else {
      throw HostFailure(
        .refused,
        "\(VisibleText.quoted(root)) already has files of these names that leger did not write: "
          + inTheWay.joined(separator: ", "),
        help: "move them away, or adopt what is installed"
      )
    }
    let kept = Set(new?.content.map(\.name) ?? [])
    for (path, found) in present where !kept.contains(path) && !isWrittenByContainer(path) {
      changes.append(Plan.FileChange(path: path, old: found, new: nil))
    }
    return changes.sorted { $0.path < $1.path }
  }

  /// Whether a file lies where a container writes, and is no longer what leger put there: then it is data.
  private func isWrittenByContainer(_ path: String) -> Bool {
    guard let old, old.changed.contains(path) || new?.content.contains(where: { $0.name == path }) == false else {
      return false
    }
    let bytes = Array(path.utf8)
    return (old.candidate.services.namedPaths + (new?.services.namedPaths ?? [])).contains { named in
      named.isData && bytes.count > named.path.count && Path.isInside(bytes, named.path)
    }
  }

  // MARK: Services

  private func projectChanges() -> ProjectChanges? {
    guard let old = old?.candidate, let new else { return nil }
    let comparison = TreeComparison(
      old: TreeComparison.Side(tree: old.tree, root: root),
      new: TreeComparison.Side(tree: new.tree, root: root),
      gaps: ComparisonGaps()
    )
    return ProjectChanges(
      from: old.project,
      to: new.project,
      oldHost: old.tree.facts,
      newHost: new.tree.facts,
      oldFiles: old.project.inventory.files.indices.filter(old.isOwn),
      newFiles: new.project.inventory.files.indices.filter(new.isOwn),
      workers: CallingThread(),
      comparingFiles: { comparison.differences(at: $0, isData: $1) }
    )
  }

  /// The services that must stop, by the names that they have now, whether they run or not.
  private func touchedServices(_ changes: ProjectChanges?, _ notes: inout [String]) -> Set<String> {
    guard new != nil else { return Set(oldServices.map(\.name)).union(vanished).union(instanceNames(of: oldServices)) }
    var touched = vanished.union(options.volumeUsers)
    for change in changes?.services ?? [] where change.level.stopsService && change.level != .added {
      if change.unit.hasSuffix(".volume"), change.newFile != nil, change.level != .refused {
        notes.append("podman keeps the volume of \(change.unit) as it was made; its new options have no effect")
        continue
      }
      // A network is made anew; everything else is as the note says.
      if change.level == .dataAtRisk, !change.unit.hasSuffix(".network") {
        notes += change.reasons.flatMap(\.notes).map { "\(change.unit): \($0)" }
      }
      touched.insert(change.oldService ?? change.service)
    }
    for image in options.images {
      // A generation is also the images that it ran.
      touched.formUnion(
        snapshot.containers.filter { $0.image == image.reference && $0.imageID != image.id }.compactMap(\.service)
          .filter { service in oldServices.contains { $0.name == service } }
      )
    }
    return touched.union(instanceNames(of: oldServices.filter { touched.contains($0.name) }))
  }

  /// The services that leger has installed and that run on although their units were removed, or no longer load.
  private var vanished: Set<String> {
    let known = Set(oldServices.map(\.name))
    let recorded = (old?.generation.services ?? []).filter { !$0.isTemplate }.map(\.name)
    return Set(recorded.filter { !known.contains($0) && snapshot.isUp($0) })
  }

  /// The instances of templates that systemd knows.
  private func instanceNames(of services: [ProjectServices.Entry]) -> [String] {
    let prefixes = services.filter(\.isTemplate).map { $0.name.prefix { $0 != "@" } + "@" }
    if prefixes.isEmpty { return [] }
    return snapshot.services.keys.filter { name in prefixes.contains { name.hasPrefix($0) } }.sorted()
  }

  /// Refuses to stop what could not be started again.
  private func checkMasked(_ names: [String]) throws(HostFailure) {
    guard new != nil, let name = names.first(where: { snapshot.services[$0]?.isMasked == true }) else { return }
    throw HostFailure(
      .refused,
      "\(name) is masked, so it could not be started again",
      help: "\(folders.systemctl) unmask \(name)"
    )
  }

  /// Refuses when a service runs already that is to be new: what runs is not what the new unit says.
  private func checkStrangers() throws(HostFailure) {
    let known = Set(oldServices.map(\.name)).union(old?.generation.services.map(\.name) ?? [])
    let arriving = newServices.map(\.name).filter { !known.contains($0) }
    let folder = String(decoding: root, as: UTF8.self) + "/"
    for name in arriving {
      guard let state = snapshot.services[name] else { continue }
      if state.isMasked {
        throw HostFailure(
          .refused,
          "\(name) is masked",
          help: "\(folders.systemctl) unmask \(name)"
        )
      }
      if !state.fragmentPath.isEmpty, !state.sourcePath.hasPrefix(folder) {
        throw HostFailure(
          .refused,
          "\(name) already exists: \(state.sourcePath.isEmpty ? state.fragmentPath : state.sourcePath)",
          help: "rename the unit, or remove the other one"
        )
      }
    }
    guard let name = arriving.first(where: snapshot.isUp) else { return }
    throw HostFailure(
      .refused,
      "\(name) runs already, and leger has not installed it",
      help: "to take over units: leger adopt NAME; to stop it: \(folders.systemctl) stop \(name)"
    )
  }

  /// Whether a service is started with its deployment: not what a timer or a person starts.
  private func isRun(_ entry: ProjectServices.Entry) -> Bool {
    if entry.isTemplate { return false }
    switch entry.kind {
    case .container, .kube, .pod: return entry.startsAtBoot || !entry.isOneshot
    case .volume, .network, .image, .build, .artifact: return entry.startsAtBoot
    }
  }

  /// Whether a service is down although it is meant to run: a change may be what repairs it.
  private func hasFailed(_ name: String) -> Bool {
    snapshot.services[name].map { $0.activeState == "failed" && !$0.isMasked } == true
  }

  /// The instances that start at boot, of templates that are new.
  private func newInstances(_ added: Set<String>) -> [String] {
    newServices.filter { added.contains($0.name) }.compactMap(\.defaultInstance)
  }

  /// The services that must be well: those of the deployment, and of others those that were before.
  private func watched(_ names: [String]) -> [String] {
    let own = Set(newServices.map(\.name)).union(instanceNames(of: newServices))
      .union(newServices.compactMap(\.defaultInstance))
    return names.filter { $0.hasSuffix(".service") && (own.contains($0) || snapshot.isWell($0)) }
  }

  /// Services that run, and all that systemd stops with them: those that need others first.
  private func stopOrder(of names: Set<String>) -> [String] {
    var all = names
    var waiting = Array(names)
    while let name = waiting.popLast() {
      let state = snapshot.services[name] ?? snapshot.dependents[name]
      for other in state?.stopsWith ?? [] where all.insert(other).inserted { waiting.append(other) }
    }
    return order(of: all.filter(snapshot.isUp), allServices).reversed()
  }

  /// The services of both sides, those of the old one first.
  private var allServices: [ProjectServices.Entry] {
    let known = Set(oldServices.map(\.name))
    return oldServices + newServices.filter { !known.contains($0.name) }
  }

  /// Services of the deployment, each after those that it waits for, then those of others.
  private func order(of names: Set<String>, _ services: [ProjectServices.Entry]) -> [String] {
    var order: [String] = []
    for entry in services {
      if entry.isTemplate {
        order += instanceNames(of: [entry]).filter(names.contains)
      } else if names.contains(entry.name) {
        order.append(entry.name)
      }
    }
    let own = Set(order)
    return order + names.filter { !own.contains($0) }.sorted()
  }
}

extension Plan {
  /// Whether nothing happens but that images get names.
  fileprivate var onlyKeeping: Bool {
    steps.allSatisfy { step in
      switch step {
      case .keep, .verify: true
      default: false
      }
    }
  }
}
