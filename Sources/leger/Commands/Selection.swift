import QuadletAnalysis
import QuadletSyntax

/// The projects that the operands of a language command name, and the files of each that are meant.
struct Selection {
  private(set) var projects: [ProjectSelection] = []

  init(_ invocation: Invocation) throws(UsageError) {
    if invocation.operands.isEmpty { try add([], isPerFolder: invocation.flag("per-folder")) }
    var readsInput = false
    for operand in invocation.operands {
      if operand.isEmpty { throw UsageError("an operand is empty; write . for the current folder") }
      if operand == [UInt8(ascii: "-")] {
        if readsInput { throw UsageError("standard input can be read once only") }
        readsInput = true
        try addStandardInput(invocation)
      } else {
        try add(operand, isPerFolder: invocation.flag("per-folder"))
      }
    }
    dropCovered()
  }

  /// A file of a folder that is checked as a whole need not be checked again.
  private mutating func dropCovered() {
    let folders = projects.filter { $0.isWholeFolder }.compactMap { $0.folder }
    guard !folders.isEmpty, projects.contains(where: { $0.isChosenFiles }) else { return }
    func resolve(_ path: [UInt8]) -> [UInt8] {
      (try? FileSystem.resolve(path.isEmpty ? [UInt8(ascii: ".")] : path)) ?? path
    }
    let covered = folders.map { resolve($0) + [UInt8(ascii: "/")] }
    projects.removeAll { project in
      guard project.isChosenFiles, let folder = project.folder else { return false }
      let path = resolve(folder) + [UInt8(ascii: "/")]
      return covered.contains { path.starts(with: $0) }
    }
  }

  private mutating func add(_ path: [UInt8], isPerFolder: Bool) throws(UsageError) {
    let kind: FileKind
    do throws(SystemError) {
      kind = try FileSystem.kind(path.isEmpty ? [UInt8(ascii: ".")] : path)
    } catch {
      guard error.isMissing else { return addUnreadable(path, error.message) }
      let units = Self.units(named: path)
      if units.isEmpty { throw UsageError("\(UsageError.quote(path)): no such file or folder") }
      for unit in units { try addFile(unit) }
      return
    }
    switch kind {
    case .folder where path.suffix(2).elementsEqual(".d".utf8) && ProjectSelection.isDropInFolder(path):
      for entry in (try? FileSystem.list(path)) ?? [] where entry.name.suffix(5).elementsEqual(".conf".utf8) {
        try addFile((path.last == UInt8(ascii: "/") ? path : path + [UInt8(ascii: "/")]) + entry.name)
      }
    case .folder:
      if isPerFolder {
        projects += ProjectReader.foldersWithUnits(below: path).map { ProjectSelection(folder: $0, isRecursive: false) }
      } else {
        projects.append(ProjectSelection(folder: path))
      }
    case .file where Self.isBundle(path): projects.append(ProjectSelection(bundle: path))
    case .file: try addFile(path)
    case .special: addUnreadable(path, "not a regular file")
    }
  }

  /// The units of the current folder that somebody means by `web` or `web.service`.
  private static func units(named name: [UInt8]) -> [[UInt8]] {
    if name.contains(UInt8(ascii: "/")) { return [] }
    let service = Array(".service".utf8)
    let stem = name.suffix(service.count).elementsEqual(service) ? Array(name.dropLast(service.count)) : name
    return UnitKind.allCases.compactMap { kind in
      let suffix = Array(kind.serviceSuffix.utf8)
      let isService = stem.count < name.count && stem.suffix(suffix.count).elementsEqual(suffix)
      let unit = (isService ? Array(stem.dropLast(suffix.count)) : stem) + Array(".\(kind.word)".utf8)
      return (try? FileSystem.kind(unit)) == .file ? unit : nil
    }
  }

  private mutating func addUnreadable(_ path: [UInt8], _ message: String) {
    var selection = ProjectSelection(folder: nil)
    selection.problems.append((path, message))
    projects.append(selection)
  }

  /// A unit, a drop-in or a template belongs to the folder that it lies in, or that its drop-in folder lies in.
  private mutating func addFile(_ path: [UInt8], content: [UInt8]? = nil) throws(UsageError) {
    let place = try ProjectSelection.Place(path)
    if let index = projects.firstIndex(where: { $0.folder == place.folder && $0.isChosenFiles }) {
      projects[index].choose(place, content)
    } else {
      var selection = ProjectSelection(folder: place.folder)
      selection.choose(place, content)
      projects.append(selection)
    }
  }

  private mutating func addStandardInput(_ invocation: Invocation) throws(UsageError) {
    guard let name = invocation.bytes("stdin-filename") else {
      throw UsageError("- needs --stdin-filename, the name of the unit that is read from standard input")
    }
    guard let content = Standard.input(limit: FileSystem.unitSizeLimit) else {
      throw UsageError("standard input has more than 64 MiB; no unit is that large")
    }
    if Self.isBundle(name) {
      projects.append(ProjectSelection(bundle: name, content: content))
    } else {
      try addFile(name, content: content)
    }
    if let index = projects.lastIndex(where: { $0.holds(name) }) { projects[index].inputPath = name }
  }
}

extension Selection {
  /// The folder of a path, empty for the current one.
  static func parent(of path: [UInt8]) -> [UInt8] {
    guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return [] }
    return slash == 0 ? [UInt8(ascii: "/")] : Array(path[..<slash])
  }

  /// Whether a path names a bundle of units.
  static func isBundle(_ path: [UInt8]) -> Bool { path.suffix(9).elementsEqual(".quadlets".utf8) }
}

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
      if UnitKind(fileName: isTemplate ? Array(name.dropLast(3)) : name) != nil {
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

  mutating func choose(_ place: Place, _ content: [UInt8]?) {
    chosen.append(place.path)
    if let content { replacements.append(ProjectReader.Replacement(path: place.path, bytes: content)) }
  }

  /// Reads the project.
  mutating func read(target: Target) -> Project {
    var reader = ProjectReader(target: target, readsTemplateSources: true, isRecursive: isRecursive)
    if let bundle { read(bundle, into: &reader) }
    if let folder { reader.addSearchPath(folder) }
    for replacement in replacements { reader.addMissing(replacement.path) }
    problems += reader.problems
    return reader.read(replacing: replacements)
  }

  private mutating func read(_ bundle: [UInt8], into reader: inout ProjectReader) {
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

  /// The indices of the files whose findings are wanted.
  func shownFiles(of project: Project) -> [Int]? {
    guard isChosenFiles else { return nil }
    let files = project.inventory.files.indices
    if chosen.count == 1 { return files.filter { project.inventory.path(of: $0) == chosen[0] } }
    let paths = Set(chosen)
    return files.filter { paths.contains(project.inventory.path(of: $0)) }
  }

  func countFiles(of project: Project) -> Int {
    shownFiles(of: project)?.count ?? project.inventory.files.count
  }

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
