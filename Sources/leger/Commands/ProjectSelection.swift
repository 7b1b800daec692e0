import QuadletAnalysis
import QuadletSyntax

/// One project: a folder, or some files of one.
struct ProjectSelection {
  /// The folder as it was typed, empty for the current one; nil when there is nothing to read.
  let folder: [UInt8]?
  var isRecursive = true
  /// The files that are meant, by path; all when empty.
  private var chosen: [[UInt8]] = []
  private var replacements: [ProjectReader.Replacement] = []
  /// The path of the file whose text came from standard input.
  var inputPath: [UInt8]?
  /// What could not be read.
  var problems: [(path: [UInt8], message: String)] = []

  /// A bundle, which is a project of its own.
  private let bundle: [UInt8]?

  /// The text of a bundle that was read from standard input.
  private let bundleContent: [UInt8]?
  /// What is wrong with the bundle as a whole.
  private(set) var bundleFailure: (path: [UInt8], document: Document, failure: UnitBundle.Failure)?
  /// What the project says of itself.
  private(set) var settings: SettingsFile?
  /// What folders are shown as, by resolved path; empty unless files belong to a folder above theirs.
  private var shownPaths: [[UInt8]: [UInt8]] = [:]
  /// The scope that the path tells, when it is one where Podman looks for units.
  private var toldScope: Scope?
  /// How many of the folders are the project's own.
  private var ownFolderCount = 0
  /// The files that were found.
  private var reader = ProjectReader()

  init(bundle: [UInt8], content: [UInt8]? = nil) {
    self.bundle = bundle
    bundleContent = content
    folder = nil
  }

  init(folder: [UInt8]?, isRecursive: Bool = true) {
    bundle = nil
    bundleContent = nil
    self.folder = folder
    self.isRecursive = isRecursive
  }

  var isChosenFiles: Bool { !chosen.isEmpty }

  /// The text that came from standard input.
  var inputText: [UInt8]? { bundleContent ?? replacements.first { $0.path == inputPath }?.bytes }

  /// Whether a file is among those that are meant by name.
  func holds(_ path: [UInt8]) -> Bool { bundle == path || chosen.contains(path) }

  /// Whether a folder is meant with all that is below it.
  var isWholeFolder: Bool { folder != nil && chosen.isEmpty && isRecursive }

  /// Whether the name of a folder is one that drop-ins lie in.
  static func isDropInFolder(_ path: [UInt8]) -> Bool {
    let name = path[(path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...].dropLast(2)
    return UnitKind(fileName: Array(name)) != nil || UnitKind(fileName: [UInt8(ascii: ".")] + name) != nil
  }

  /// Where a file stands in its project.
  struct Place {
    let path: [UInt8]
    let folder: [UInt8]

    init(_ path: [UInt8]) throws(UsageError) {
      self.path = path
      let slash = UInt8(ascii: "/")
      let name = Array(path[(path.lastIndex(of: slash).map { $0 + 1 } ?? 0)...])
      let above = Selection.parent(of: path)
      let isTemplate = name.suffix(3).elementsEqual(".j2".utf8)
      if SettingsReader.isSettings(path) {
        folder = above
      } else if UnitKind(fileName: isTemplate ? Array(name.dropLast(3)) : name) != nil {
        folder = above
      } else if name.suffix(5).elementsEqual(".conf".utf8), above.suffix(2).elementsEqual(".d".utf8) {
        folder = Selection.parent(of: above)
      } else {
        let kinds = UnitKind.allCases.map { ".\($0.word)" }.joined(separator: ", ")
        throw UsageError(
          "\(UsageError.quote(path)) is not a unit; units end in \(kinds), bundles in .quadlets, drop-ins lie in NAME.container.d/*.conf"
        )
      }
    }
  }

  mutating func choose(_ place: Place, _ content: [UInt8]?, in border: ProjectBorder) {
    chosen.append(place.path)
    if border.isAbove { shownPaths[border.start] = place.folder }
    if let content { replacements.append(ProjectReader.Replacement(path: place.path, bytes: content)) }
  }

  /// Whether it names nothing any more.
  private(set) var isEmpty = false

  /// Forgets the chosen files whose folder is covered by something else.
  mutating func dropFiles(where isCovered: ([UInt8]) -> Bool) {
    chosen.removeAll { path in (try? Place(path)).map { isCovered($0.folder) } ?? false }
    isEmpty = chosen.isEmpty
  }

  // MARK: Reading

  /// Walks the folder and reads its settings; answers the folders below that are projects of their own.
  mutating func findFiles() -> [(path: [UInt8], resolved: [UInt8])] {
    guard let folder else { return [] }
    reader = ProjectReader(
      readsTemplateSources: true,
      isRecursive: isRecursive,
      endsAtSettings: true,
      shownPaths: shownPaths
    )
    reader.addSearchPath(folder)
    toldScope = reader.inventory.folders.first.flatMap { UnitFolders.scope(of: $0.resolvedPath) }
    let replacement = replacements.first { SettingsReader.isSettings($0.path) }
    if let found = reader.settingsFolder {
      let resolved = SettingsReader.path(in: found.resolved)
      readSettings(SettingsReader.path(in: found.path), resolved: resolved, replacement?.bytes)
    } else if let replacement {
      readSettings(replacement.path, resolved: replacement.path, replacement.bytes)
    }
    return isWholeFolder ? reader.nestedFolders : []
  }

  private mutating func readSettings(_ path: [UInt8], resolved: [UInt8], _ replacement: [UInt8]?) {
    do throws(FileSystem.ReadFailure) {
      settings = try SettingsReader.read(path, resolved: resolved, replacement)
    } catch {
      problems.append((path, error.message))
    }
  }

  /// Whom the units are for: as the options say, else the settings.
  func target(_ invocation: Invocation, defaultScope: Scope?) throws(UsageError) -> Target {
    try Target(invocation, defaultScope: toldScope ?? defaultScope, settings: settings?.settings)
  }

  /// Reads the project, and behind it in the search path the folders of what is `installed`.
  mutating func read(target: Target, installed: [[UInt8]] = []) -> Project {
    reader.target = target
    ownFolderCount = reader.inventory.folders.count
    if toldScope != nil { reader.setOneProject() }
    for folder in installed { reader.addBeyondProject(folder) }
    if let bundle { read(bundle) }
    for replacement in replacements where !SettingsReader.isSettings(replacement.path) {
      reader.addMissing(replacement.path)
    }
    if !reader.problems.isEmpty { problems += reader.problems }
    return reader.read(replacing: replacements)
  }

  /// What the settings make of a project that was read: what is wrong in them, and what they find in the units.
  func settingsFindings(_ project: Project) -> (own: [Located], inUnits: [Finding]) {
    guard let file = settings else { return ([], []) }
    let check = SettingsCheck(file.settings, project, host: .here)
    let own = isShown(file.path) ? (file.mistakes + check.findings).map(file.located) : []
    let shown = shownFiles(of: project).map(Set.init)
    return (own, check.unitFindings.filter { shown?.contains($0.file) ?? true })
  }

  /// Whether findings in a file are wanted.
  private func isShown(_ path: [UInt8]) -> Bool { chosen.isEmpty || chosen.contains(path) }

  private mutating func read(_ bundle: [UInt8]) {
    reader = ProjectReader(target: reader.target, readsTemplateSources: true)
    do throws(FileSystem.ReadFailure) {
      let text: [UInt8]
      if let bundleContent { text = bundleContent } else { text = try FileSystem.read(bundle) }
      do throws(UnitBundle.Failure) {
        try reader.addBundle(bundle, text)
      } catch {
        bundleFailure = (bundle, Document(text), error)
      }
    } catch {
      problems.append((bundle, error.message))
    }
  }

  /// What is wrong with the bundle as a whole, with its place.
  var bundleFinding: Located? {
    bundleFailure.map { path, document, failure in
      Located(
        path: path,
        document: document,
        range: failure.range,
        rule: .malformedBundle,
        message: failure.message,
        help: "separate units by a line ---, and begin each with # FileName=NAME"
      )
    }
  }

  /// Whether a file belongs to the project, and not to what is installed.
  func isOwn(_ file: Int, in project: Project) -> Bool { project.inventory.files[file].folder < ownFolderCount }

  /// The indices of the files whose findings are wanted.
  func shownFiles(of project: Project) -> [Int]? {
    guard isChosenFiles else { return nil }
    let files = project.inventory.files.indices
    if chosen.count == 1 { return files.filter { project.inventory.path(of: $0) == chosen[0] } }
    let paths = Set(chosen)
    return files.filter { paths.contains(project.inventory.path(of: $0)) }
  }

  /// How many units and drop-ins are meant.
  func countFiles(of project: Project) -> Int {
    shownFiles(of: project)?.count ?? project.inventory.files.count
  }

  /// How many files of settings are meant.
  var settingsCount: Int { settings.map { isShown($0.path) ? 1 : 0 } ?? 0 }

  /// Tells what could not be read; answers whether anything was.
  func tellProblems(of project: Project, to invocation: Invocation) -> Bool {
    var told = problems
    for file in shownFiles(of: project) ?? Array(project.inventory.files.indices) {
      if case .unreadable(let failure) = project.contents[file], failure.isEnvironment {
        told.append((project.inventory.path(of: file), failure.message))
      }
    }
    for (path, message) in told { invocation.printError("leger: \(UsageError.quote(path)): \(message)\n") }
    return !told.isEmpty
  }
}
