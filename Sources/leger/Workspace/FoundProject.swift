import QuadletAnalysis

/// One project as it was found: the files that a walk of its folder has met, and its settings; no unit has been read.
struct FoundProject {
  let request: ProjectRequest
  /// What the `.leger.yaml` of the project says.
  let settings: SettingsFile?
  /// The scope that the path implies, when it is one where Podman looks for units.
  let pathScope: Scope?
  /// The settings that are not obeyed, since they are a stranger's.
  let note: (path: [UInt8], message: String)?
  /// Settings that could not be read, and what the request could not.
  let problems: [(path: [UInt8], message: String)]
  /// The folders below that are projects of their own, as found and resolved.
  fileprivate let nestedFolders: [(path: [UInt8], resolved: [UInt8])]
  private let reader: ProjectReader
  private let host: any Host

  /// Walks the folder of a request.
  fileprivate init(_ request: ProjectRequest, _ unitFolders: UnitFolders, on host: any Host) {
    self.request = request
    self.host = host
    var reader: ProjectReader
    switch request.subject {
    case .bundle, .nothing:
      self.reader = ProjectReader(readsTemplateSources: true, from: host)
      (settings, pathScope, nestedFolders, note, problems) = (nil, nil, [], request.note, request.problems)
      return
    case .folder(let folder, let isRecursive):
      reader = Self.reader(isRecursive: isRecursive, [:], host)
      reader.addSearchPath(folder)
    case .files(let folder, let chosen):
      // A unit in / has no neighbours but those beside it.
      let isRecursive = !Path.isWholeMachine(host.resolvedOrSame(folder))
      reader = Self.reader(isRecursive: isRecursive, chosen.shownPaths, host)
      reader.addSearchPath(folder)
    }
    self.reader = reader
    pathScope = reader.inventory.folders.first.flatMap { unitFolders.scope(of: $0.resolvedPath) }
    nestedFolders = request.wholeFolder == nil ? [] : reader.nestedFolders
    note = request.note ?? Self.note(on: request, reader, host)
    if note != nil {
      (settings, problems) = (nil, request.problems)
      return
    }
    do throws(SettingsFailure) {
      settings = try Self.settings(of: request, reader, host)
      problems = request.problems
    } catch {
      settings = nil
      problems = request.problems + [(error.path, error.message)]
    }
  }

  /// The settings of a whole folder that are not obeyed; those of files were judged when their project was looked for.
  private static func note(
    on request: ProjectRequest,
    _ reader: ProjectReader,
    _ host: any Host
  ) -> (path: [UInt8], message: String)? {
    guard request.chosenPaths == nil, let folder = reader.settingsFolder else { return nil }
    let refusal = SettingsOwner.refusal(folder.resolved, for: folder.resolved, on: host)
    return refusal.map { (SettingsReader.path(in: folder.path), $0) }
  }

  private static func reader(
    isRecursive: Bool,
    _ shownPaths: [[UInt8]: [UInt8]],
    _ host: any Host
  ) -> ProjectReader {
    ProjectReader(
      readsTemplateSources: true,
      isRecursive: isRecursive,
      endsAtSettings: true,
      shownPaths: shownPaths,
      from: host
    )
  }

  private struct SettingsFailure: Error {
    let path: [UInt8]
    let message: String
  }

  private static func settings(
    of request: ProjectRequest,
    _ reader: ProjectReader,
    _ host: any Host
  ) throws(SettingsFailure) -> SettingsFile? {
    let input = request.input.flatMap { SettingsReader.isSettings($0.path) ? $0 : nil }
    let path: [UInt8]
    let resolved: [UInt8]
    if let found = reader.settingsFolder {
      (path, resolved) = (SettingsReader.path(in: found.path), SettingsReader.path(in: found.resolved))
    } else if let input {
      (path, resolved) = (input.path, input.path)
    } else {
      return nil
    }
    do throws(ReadFailure) {
      return try SettingsReader.read(path, resolved: resolved, input?.bytes, in: host)
    } catch {
      throw SettingsFailure(path: path, message: error.message)
    }
  }

  /// Walks the folders of requests; folders below them that have settings of their own become projects too.
  static func all(_ requests: [ProjectRequest], on host: any Host) -> [FoundProject] {
    let unitFolders = UnitFolders(host)
    var waiting = requests
    var whole: Set<[UInt8]>?
    var found: [FoundProject] = []
    while found.count < waiting.count {
      let project = FoundProject(waiting[found.count], unitFolders, on: host)
      found.append(project)
      if project.nestedFolders.isEmpty { continue }
      var known = whole ?? Set(waiting.compactMap(\.wholeFolder).map(host.resolvedOrSame))
      for (path, resolved) in project.nestedFolders where known.insert(resolved).inserted {
        waiting.append(ProjectRequest(folder: path, within: project.request.root(for: path)))
      }
      whole = known
    }
    return found
  }

  /// Reads the units, and those of the folders that come after the project in the search path.
  func load(target: Target, installed: [[UInt8]] = []) -> LoadedProject {
    if case .bundle(let path) = request.subject { return loadBundle(path, request.input?.bytes, target: target) }
    var reader = reader
    reader.target = target
    let ownFolderCount = reader.inventory.folders.count
    if pathScope != nil { reader.setOneProject() }
    for folder in installed { reader.addBeyondProject(folder) }
    if let input = request.input, !SettingsReader.isSettings(input.path), let place = UnitPlace(input.path) {
      reader.addMissing(place)
    }
    let problems = problems + reader.problems
    return LoadedProject(
      found: self,
      project: reader.read(replacing: request.input.map { [$0] } ?? []),
      facts: HostFacts(of: host),
      ownFolderCount: ownFolderCount,
      problems: problems
    )
  }

  /// Reads a bundle, or the text that replaces its own.
  func loadBundle(_ path: [UInt8], _ text: [UInt8]?, target: Target) -> LoadedProject {
    var reader = reader
    reader.target = target
    var problems = problems
    var failure: LoadedProject.BundleFailure?
    do throws(ReadFailure) {
      let text = if let text { text } else { try host.read(path, limit: SizeLimit.unit) }
      do throws(UnitBundle.Failure) {
        try reader.addBundle(path, text)
      } catch {
        failure = LoadedProject.BundleFailure(path: path, text: text, cause: error)
      }
    } catch {
      problems.append((path, error.message))
    }
    return LoadedProject(
      found: self,
      project: reader.read(),
      facts: HostFacts(of: host),
      ownFolderCount: reader.inventory.folders.count,
      problems: problems,
      bundleFailure: failure
    )
  }
}
