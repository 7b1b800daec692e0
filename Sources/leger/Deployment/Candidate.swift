import QuadletAnalysis

/// What a deployment is to become, read as Podman will read it: in its final folder, among the units that are installed.
struct Candidate {
  let name: DeploymentName
  let record: GenerationRecord
  let content: [DeploymentFile]
  /// The units at their final place, and after them those of the other deployments.
  let project: Project
  /// By file of the project: whether it is the deployment's own, and not one that someone else put into its folder.
  private let isOwnFile: [Bool]
  let services: ProjectServices
  let overview: ProjectOverview
  let tree: OverlayTree

  /// Reads content for a place. `old` are the files that it replaces, `gone` other paths that no longer exist then.
  init(
    _ name: DeploymentName,
    _ record: GenerationRecord,
    _ content: [DeploymentFile],
    insteadOf old: [DeployedFile],
    hiding gone: Set<[UInt8]> = [],
    in folders: DeploymentFolders,
    podman: PodmanVersion,
    on host: any Host
  ) throws(HostFailure) {
    self.name = name
    self.content = content
    let root = folders.units(of: name)
    tree = OverlayTree(content, insteadOf: old, hiding: gone, in: root, on: host)
    var reader = ProjectReader(target: Target(version: podman, scope: folders.scope), from: tree)
    reader.addSearchPath(root)
    for folder in UnitFolders(host).podman(folders.scope) { reader.addBeyondProject(folder) }
    // Where the folder of units was chosen by hand, Podman's own may be others.
    reader.addBeyondProject(folders.units)
    reader.setOneProject()
    if let problem = reader.problems.first { throw HostFailure(problem.path, problem.message) }
    let project = reader.read()
    self.project = project
    let managed = Set(content.map { Path.join(root, $0.path) })
    let paths = project.inventory.files.indices.map { project.inventory.path(of: $0) }
    let marks = paths.map(managed.contains)
    isOwnFile = marks
    services = ProjectServices(project, host: tree.facts) { marks[$0] }
    overview = ProjectOverview(
      project,
      units: project.loaded.filter { marks[project.units[$0].file] },
      host: tree.facts
    )
    var record = record
    record.files = content.map(\.record)
    record.podman = podman.description
    record.secrets = Set(overview.secrets.map(\.name).filter { !$0.isEmpty }).sorted()
    record.services = services.all.map { entry in
      DeployedService(
        name: entry.name,
        unit: entry.unitName,
        kind: entry.kind.word,
        resource: entry.resource,
        isTemplate: entry.isTemplate,
        isOneshot: entry.isOneshot,
        defaultInstance: entry.defaultInstance
      )
    }
    self.record = record
  }

  /// Whether a file of the project is the deployment's own.
  func isOwn(_ file: Int) -> Bool { isOwnFile[file] }

  /// The path of a file within the deployment's folder.
  func shownPath(of file: Int) -> String {
    let path = project.inventory.path(of: file)
    let root = project.inventory.folders[0].path
    return VisibleText.string(path.starts(with: root) ? Array(path.dropFirst(root.count + 1)) : path)
  }
}

extension Candidate {
  /// What the generator must have made of the units.
  var loadedServices: [Plan.LoadedService] {
    services.all.filter { !$0.isTemplate }.map { entry in
      let path = project.inventory.path(of: project.units[entry.unit].file)
      return Plan.LoadedService(
        name: entry.name,
        sourcePath: String(decoding: path, as: UTF8.self),
        digest: LoadedText.digest(of: entry.text)
      )
    }
  }

  /// What is wrong with it, in the order of its files.
  struct Problem: Equatable {
    /// How bad it is.
    enum Weight {
      /// Podman refuses the unit, or another deployment has its name.
      case fatal
      case preventsStart
      case warning
    }

    let text: String
    let weight: Weight

    var isFatal: Bool { weight == .fatal }
  }

  /// Returns what keeps services of it from being made, from starting, or from being what was written.
  func problems() -> [Problem] {
    let own = project.inventory.files.indices.filter(isOwn)
    var problems = project.findings(in: own, host: tree.facts, withNotes: false, workers: PoolWorkers())
      .compactMap { finding -> Problem? in
        guard finding.severity >= .warning || finding.preventsStart else { return nil }
        let line = project.document(ofFile: finding.file)?.position(at: finding.range.lowerBound).line ?? 1
        return Problem(
          text: "\(shownPath(of: finding.file)):\(line): \(VisibleText.string(Array(finding.message.utf8))) "
            + "[\(finding.rule.id)]",
          weight: finding.severity == .error ? .fatal : finding.preventsStart ? .preventsStart : .warning
        )
      }
    let known = Set(problems.filter(\.isFatal).map { $0.text.prefix { $0 != ":" } })
    for refused in services.refused where !known.contains(shownPath(of: refused.file)[...]) {
      problems.append(Problem(text: "\(shownPath(of: refused.file)): \(refused.message)", weight: .fatal))
    }
    for entry in services.all where !entry.name.utf8.allSatisfy(DeployedService.isNameByte) {
      problems.append(
        Problem(
          text: "\(entry.unitName): the service would be called \(entry.name), which systemctl takes for a pattern",
          weight: .fatal
        )
      )
    }
    for conflict in ProjectConflicts(project, host: tree.facts).all where conflict.kind == .serviceName {
      guard conflict.claims.contains(where: { !isOwn($0.file) }), conflict.claims.contains(where: { isOwn($0.file) })
      else { continue }
      problems.append(Problem(text: conflict.message(in: project), weight: .fatal))
    }
    return problems + shadowed + reachingOut
  }

  /// Drop-ins for units of others: Podman applies what any folder has for the name of a unit, its kind, or the beginning of its
  /// name, to every unit of the scope.
  private var reachingOut: [Problem] {
    project.loaded.filter { !isOwn(project.units[$0].file) }.compactMap { unit in
      guard let file = project.files(of: unit).dropFirst().first(where: isOwn) else { return nil }
      let other = VisibleText.string(project.inventory.path(of: project.units[unit].file))
      return Problem(
        text: "\(shownPath(of: file)): would change \(other), which does not belong to \(name)",
        weight: .fatal
      )
    }
  }

  /// Units of a name that is already installed elsewhere: only one of the two would count.
  private var shadowed: [Problem] {
    project.excluded.compactMap { file, why in
      guard case .shadowed(let other) = why, isOwn(file) != isOwn(other) else { return nil }
      let (own, foreign) = isOwn(file) ? (file, other) : (other, file)
      let path = VisibleText.string(project.inventory.path(of: foreign))
      return Problem(text: "\(shownPath(of: own)): a unit of that name is already installed: \(path)", weight: .fatal)
    }
  }
}
