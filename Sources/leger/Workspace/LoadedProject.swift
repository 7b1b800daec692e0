import QuadletAnalysis
import QuadletSyntax

/// One project as it was read: its units for one target, and which of them are meant.
struct LoadedProject {
  /// Why a bundle could not be taken apart.
  struct BundleFailure {
    let path: [UInt8]
    let document: Document
    let cause: UnitBundle.Failure

    init(path: [UInt8], text: [UInt8], cause: UnitBundle.Failure) {
      self.path = path
      document = Document(Oversize(text) == nil ? text : [])
      self.cause = cause
    }

    /// The line of the failure, counted from 1.
    var line: Int { document.position(at: cause.range.lowerBound).line }
  }

  /// What the settings of a project show.
  struct SettingsFindings {
    let file: SettingsFile
    /// What is wrong in the file itself.
    let own: [SettingsFinding]
    /// What they find in the units.
    let inUnits: [Finding]
  }

  let found: FoundProject
  let project: Project
  /// What the host says about the paths that the units name.
  let facts: HostFacts
  /// The indices of the files that are meant; nil when all are.
  let shownFiles: [Int]?
  /// What is wrong with the bundle as a whole.
  let bundleFailure: BundleFailure?
  /// How many of the folders are the project's own.
  private let ownFolderCount: Int
  private let failures: [(path: [UInt8], message: String)]

  init(
    found: FoundProject,
    project: Project,
    facts: HostFacts,
    ownFolderCount: Int,
    problems: [(path: [UInt8], message: String)],
    bundleFailure: BundleFailure? = nil
  ) {
    self.found = found
    self.project = project
    self.facts = facts
    self.ownFolderCount = ownFolderCount
    self.bundleFailure = bundleFailure
    failures = problems
    shownFiles = found.request.chosenPaths.map { chosen in
      let files = project.inventory.files.indices
      if chosen.count == 1 { return files.filter { project.inventory.path(of: $0) == chosen[0] } }
      let paths = Set(chosen)
      return files.filter { paths.contains(project.inventory.path(of: $0)) }
    }
  }

  /// The text that came from standard input, and the path that it stands for.
  var input: ProjectReader.Replacement? { found.request.input }

  /// The indices of the files that are meant.
  var files: [Int] { shownFiles ?? Array(project.inventory.files.indices) }

  /// How many units and drop-ins are meant.
  var fileCount: Int { shownFiles?.count ?? project.inventory.files.count }

  /// How many files of settings are meant.
  var settingsCount: Int { found.settings.map { found.request.shows($0.path) ? 1 : 0 } ?? 0 }

  /// Whether a file belongs to the project, and not to what is installed.
  func isOwn(_ file: Int) -> Bool { project.inventory.files[file].folder < ownFolderCount }

  /// What could not be read.
  var problems: [(path: [UInt8], message: String)] {
    var problems = failures
    for file in shownFiles ?? Array(project.inventory.files.indices) {
      if case .unreadable(let failure) = project.contents[file], failure.isEnvironment {
        problems.append((project.inventory.path(of: file), failure.message))
      }
    }
    return problems
  }

  /// Returns what the settings show in the files that are meant; nil without settings.
  func settingsFindings() -> SettingsFindings? {
    guard let file = found.settings else { return nil }
    let check = SettingsCheck(file.settings, project, host: facts)
    let own = found.request.shows(file.path) ? file.mistakes + check.findings : []
    let shown = shownFiles.map(Set.init)
    let inUnits = check.unitFindings.filter { shown?.contains($0.file) ?? true }
    return SettingsFindings(file: file, own: own, inUnits: inUnits)
  }

  /// Returns all findings in the files that are meant, those of the settings included, except those that comments allow.
  func findings(_ filter: FindingFilter, adding settings: SettingsFindings?) -> [Finding] {
    project.findings(
      in: shownFiles,
      host: facts,
      withNotes: filter.wantsNotes,
      isRun: filter.runs,
      adding: settings?.inUnits ?? [],
      workers: PoolWorkers()
    )
  }

  /// Removes what killed processes have left beside the files that are meant, before they are written.
  func removeLeftovers(on host: any Host) {
    var folders: Set<[UInt8]> = []
    for file in files where isOwn(file) {
      let path = project.inventory.path(of: file)
      let folder = Path.parent(of: path)
      if folders.insert(folder).inserted { host.removeLeftovers(in: folder, within: found.request.root(for: path)) }
    }
  }

  /// Returns the project with other contents of its files.
  func replacing(_ contents: [Inventory.Content]) -> LoadedProject {
    LoadedProject(
      found: found,
      project: Project(inventory: project.inventory, contents: contents, target: project.target),
      facts: facts,
      ownFolderCount: ownFolderCount,
      problems: failures,
      bundleFailure: bundleFailure
    )
  }

  /// Returns the project of a bundle with another text.
  func replacing(bundle path: [UInt8], _ text: [UInt8]) -> LoadedProject {
    found.loadBundle(path, text, target: project.target)
  }
}
