import QuadletAnalysis
import QuadletSyntax

/// The projects that the operands of a language command name, and the files of each that are meant.
struct Selection {
  private(set) var projects: [ProjectSelection] = []
  /// The border of the last file's project; files of one folder come one behind the other.
  private var lastBorder: ProjectBorder?

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
    findFiles()
  }

  /// A file of a folder that is checked as a whole need not be checked again.
  private mutating func dropCovered() {
    guard projects.contains(where: { $0.isChosenFiles }), projects.contains(where: { $0.isWholeFolder }) else { return }
    let covered = wholeFolders.map { Self.resolve($0) + [UInt8(ascii: "/")] }
    for index in projects.indices where projects[index].isChosenFiles {
      projects[index].dropFiles { folder in
        let path = Self.resolve(folder) + [UInt8(ascii: "/")]
        return covered.contains { path.starts(with: $0) }
      }
    }
    projects.removeAll { $0.isEmpty }
  }

  /// Walks the folders; those with settings of their own below a folder are projects too.
  private mutating func findFiles() {
    var whole: Set<[UInt8]> = []
    var index = 0
    while index < projects.count {
      let nested = projects[index].findFiles()
      if !nested.isEmpty, whole.isEmpty { whole = Set(wholeFolders.map(Self.resolve)) }
      for (path, resolved) in nested where whole.insert(resolved).inserted {
        projects.append(ProjectSelection(folder: path))
      }
      index += 1
    }
  }

  /// The folders that are meant with all that is below them.
  private var wholeFolders: [[UInt8]] { projects.filter { $0.isWholeFolder }.compactMap { $0.folder } }

  static func resolve(_ path: [UInt8]) -> [UInt8] {
    (try? FileSystem.resolve(path.isEmpty ? [UInt8(ascii: ".")] : path)) ?? path
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
      guard let listing = try? FileSystem.list(path) else { return }
      for name in listing.entries.map(listing.name) where name.suffix(5).elementsEqual(".conf".utf8) {
        try addFile(FileSystem.join(path, name))
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

  /// A unit, a drop-in or a template belongs to the nearest folder above it with settings, else to the folder that it lies
  /// in, or that its drop-in folder lies in.
  private mutating func addFile(_ path: [UInt8], content: [UInt8]? = nil) throws(UsageError) {
    let place = try ProjectSelection.Place(path)
    let border: ProjectBorder
    if let lastBorder, lastBorder.typed == place.folder {
      border = lastBorder
    } else {
      border = ProjectBorder(above: place.folder)
    }
    lastBorder = border
    if let index = projects.firstIndex(where: { $0.isChosenFiles && $0.folder == border.folder }) {
      projects[index].choose(place, content, in: border)
    } else {
      var selection = ProjectSelection(folder: border.folder)
      selection.choose(place, content, in: border)
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
