import QuadletAnalysis

/// One project as it was asked for: what the operands mean, before anything of it is read.
struct ProjectRequest {
  /// What was named.
  enum Subject {
    /// A folder, empty for the current one, with or without those below it.
    case folder([UInt8], isRecursive: Bool)
    /// Some files of the project in a folder.
    case files([UInt8], ChosenFiles)
    /// A bundle, which is a project of its own.
    case bundle([UInt8])
    /// Nothing that can be read; the problems say why.
    case nothing
  }

  /// The files of a project that are meant.
  struct ChosenFiles {
    /// The paths as they were typed.
    fileprivate(set) var paths: [[UInt8]] = []
    /// How folders are shown, by resolved path, where the project begins above the folder of a file.
    fileprivate(set) var shownPaths: [[UInt8]: [UInt8]] = [:]
  }

  fileprivate(set) var subject: Subject
  /// A text from standard input that replaces that of a file.
  fileprivate(set) var input: ProjectReader.Replacement?
  /// What could not be read.
  fileprivate(set) var problems: [(path: [UInt8], message: String)] = []
  /// The settings above it that are not obeyed, and why.
  fileprivate(set) var note: (path: [UInt8], message: String)?
  /// The folder operand that the project was found in, as it was then, links resolved; nil when files or a bundle were named.
  private let rootFolder: [UInt8]?

  /// Asks for a folder, which was found in the folder that the user named.
  init(folder: [UInt8], isRecursive: Bool = true, within root: [UInt8]) {
    subject = .folder(folder, isRecursive: isRecursive)
    rootFolder = root
  }

  fileprivate init(_ subject: Subject) {
    self.subject = subject
    rootFolder = nil
  }

  /// The folder that a change of a file must not leave: the operand, or that of a file which was named itself.
  func root(for path: [UInt8]) -> [UInt8] { rootFolder ?? Path.parent(of: path) }

  /// The files that are meant by name; nil when all are.
  var chosenPaths: [[UInt8]]? {
    if case .files(_, let chosen) = subject { chosen.paths } else { nil }
  }

  /// The folder that is meant with everything below it.
  var wholeFolder: [UInt8]? {
    if case .folder(let path, isRecursive: true) = subject { path } else { nil }
  }

  /// Whether findings in a file are wanted.
  func shows(_ path: [UInt8]) -> Bool { chosenPaths?.contains(path) ?? true }
}

extension ProjectRequest {
  /// Why the operands do not make a request: they name nothing, or nothing that leger reads.
  struct Failure: Error {
    let message: String
  }

  /// Returns the projects that operands name; the current folder when there are none.
  ///
  /// With `isPerFolder` each folder with units is a project; `inputName` is the path that the operand `-` stands for. What
  /// is no path can be the name of something `installed`.
  static func all(
    _ operands: [[UInt8]],
    isPerFolder: Bool,
    inputName: [UInt8]?,
    installed: InstalledUnits,
    on host: any Host
  ) throws(Failure) -> [ProjectRequest] {
    var operandReader = OperandReader(
      host: host,
      isPerFolder: isPerFolder,
      inputName: inputName,
      installed: installed
    )
    if operands.isEmpty { try operandReader.add([]) }
    let dash = [UInt8(ascii: "-")]
    if operands.count > 1, operands.contains(dash), operands.contains(where: { $0 != dash }) {
      throw .init(message: "- reads one unit from standard input; name no other operand")
    }
    for operand in operands { try operandReader.addOperand(operand) }
    if inputName != nil, !operandReader.readsInput {
      throw .init(message: "--stdin-filename needs the operand -, which reads standard input")
    }
    return operandReader.requests
  }
}

/// Makes requests of operands, one after the other.
private struct OperandReader {
  let host: any Host
  let isPerFolder: Bool
  let inputName: [UInt8]?
  let installed: InstalledUnits
  private var found: [ProjectRequest] = []
  /// The border of the last file's project; files of one folder mostly come one after another.
  private var lastBorder: ProjectBorder?
  private(set) var readsInput = false

  init(host: any Host, isPerFolder: Bool, inputName: [UInt8]?, installed: InstalledUnits) {
    self.host = host
    self.isPerFolder = isPerFolder
    self.inputName = inputName
    self.installed = installed
  }

  /// What was asked for; a file in a folder that is checked as a whole is not checked again.
  var requests: [ProjectRequest] {
    let folders = found.compactMap(\.wholeFolder)
    guard !folders.isEmpty, found.contains(where: { $0.chosenPaths != nil }) else { return found }
    let slash = UInt8(ascii: "/")
    let covered = folders.map { host.resolvedOrSame($0) + [slash] }
    return found.compactMap { request in
      guard case .files(let folder, var chosen) = request.subject else { return request }
      chosen.paths.removeAll { path in
        guard let place = UnitPlace(path) else { return false }
        let resolved = host.resolvedOrSame(place.folder) + [slash]
        return covered.contains { resolved.starts(with: $0) }
      }
      if chosen.paths.isEmpty { return nil }
      var request = request
      request.subject = .files(folder, chosen)
      return request
    }
  }

  mutating func addOperand(_ operand: [UInt8]) throws(ProjectRequest.Failure) {
    if operand.isEmpty { throw .init(message: "an operand is empty; write . for the current folder") }
    guard operand == [UInt8(ascii: "-")] else { return try add(operand) }
    if readsInput { throw .init(message: "standard input can be read only once") }
    readsInput = true
    try addInput()
  }

  mutating func add(_ path: [UInt8]) throws(ProjectRequest.Failure) {
    let kind: FileKind
    do throws(SystemError) {
      kind = try host.kind(path.isEmpty ? [UInt8(ascii: ".")] : path)
    } catch {
      guard error.isMissing else { return addProblem(path, error.message) }
      switch try named(path) {
      case .units(let paths): for unit in paths { try addFile(unit) }
      case .folder(let folder): try add(folder)
      }
      return
    }
    let resolved = kind == .folder ? host.resolvedOrSame(path) : []
    switch kind {
    case .folder where Path.isWholeMachine(resolved):
      addProblem(path.isEmpty ? [UInt8(ascii: ".")] : path, ProjectReader.wholeMachine)
    case .folder where UnitPlace.isDropInFolder(path):
      let listing: FolderListing
      do throws(SystemError) { listing = try host.list(path) } catch { return addProblem(path, error.message) }
      for name in listing.entries.map(listing.name) where name.suffix(5).elementsEqual(".conf".utf8) {
        try addFile(Path.join(path, name))
      }
    // Podman takes it for a unit that it cannot read, unless it is given as a folder of units.
    case .folder where UnitKind(fileName: Array(Path.name(of: path))) != nil && !holdsUnits(path): try addFile(path)
    case .folder where isPerFolder:
      let folders = ProjectReader.foldersWithUnits(below: path, in: host)
      found += folders.map { ProjectRequest(folder: $0, isRecursive: false, within: resolved) }
    case .folder: found.append(ProjectRequest(folder: path, within: resolved))
    case .file where UnitPlace.isBundle(path): found.append(ProjectRequest(.bundle(path)))
    case .file: try addFile(path)
    case .link, .special: addProblem(path, "not a regular file")
    }
  }

  private func holdsUnits(_ path: [UInt8]) -> Bool {
    !ProjectReader.foldersWithUnits(below: path, in: host).isEmpty
  }

  /// Returns what a name means that is no path: units of the current folder, else what is installed.
  private func named(_ name: [UInt8]) throws(ProjectRequest.Failure) -> InstalledUnits.Meaning {
    let here = InstalledUnits.units(named: name, in: [], on: host)
    if !here.isEmpty { return .units(here) }
    if let meaning = installed.meaning(of: name) { return meaning }
    throw .init(message: "\(VisibleText.quoted(name)): \(host.absence(of: name))")
  }

  private mutating func addProblem(_ path: [UInt8], _ message: String) {
    var request = ProjectRequest(.nothing)
    request.problems.append((path, message))
    found.append(request)
  }

  /// Adds a file to the project of the nearest folder above it with settings, else of the folder that it is in, or that its
  /// drop-in folder is in.
  private mutating func addFile(_ path: [UInt8]) throws(ProjectRequest.Failure) {
    guard let place = UnitPlace(path) else { throw .init(message: UnitPlace.refusal(path)) }
    let border: ProjectBorder
    if let lastBorder, lastBorder.typed == place.folder {
      border = lastBorder
    } else {
      border = ProjectBorder(above: place.folder, on: host)
    }
    lastBorder = border
    let index = found.firstIndex { request in
      if case .files(border.folder, _) = request.subject { true } else { false }
    }
    var chosen = ProjectRequest.ChosenFiles()
    if let index, case .files(_, let others) = found[index].subject { chosen = others }
    chosen.paths.append(place.path)
    if border.isAbove { chosen.shownPaths[border.start] = place.folder }
    var request = ProjectRequest(.files(border.folder, chosen))
    request.note = border.note
    if let index { found[index].subject = request.subject } else { found.append(request) }
  }

  private mutating func addInput() throws(ProjectRequest.Failure) {
    guard let inputName else {
      throw .init(message: "- needs --stdin-filename, the name of the unit that is read from standard input")
    }
    let content: [UInt8]
    do throws(ReadFailure) {
      content = try host.readInput(limit: SizeLimit.unit)
    } catch {
      if case .tooLarge = error {
        throw .init(message: "standard input has more than 64 MiB; no unit is that large")
      }
      return addProblem(Array("standard input".utf8), error.message)
    }
    if UnitPlace.isBundle(inputName) {
      found.append(ProjectRequest(.bundle(inputName)))
    } else {
      try addFile(inputName)
    }
    let holder = found.lastIndex { request in
      switch request.subject {
      case .bundle(inputName): true
      case .files(_, let chosen): chosen.paths.contains(inputName)
      default: false
      }
    }
    if let holder { found[holder].input = ProjectReader.Replacement(path: inputName, bytes: content) }
  }
}
