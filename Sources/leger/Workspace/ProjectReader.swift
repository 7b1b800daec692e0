import QuadletAnalysis
import QuadletSyntax

/// Finds and reads the files of a project, in the order in which Podman's generator would.
struct ProjectReader {
  /// A text that replaces that of a file.
  struct Replacement {
    let path: [UInt8]
    let bytes: [UInt8]
  }

  private(set) var inventory = Inventory()
  private var visited: Set<[UInt8]> = []
  /// Folders and paths that could not be read, with the reason.
  private(set) var problems: [(path: [UInt8], message: String)] = []
  /// The units of bundles, by file.
  private var parts: [(file: Int, document: Document)] = []
  /// The Podman release and scope that the units target; it can be set until bundles are taken apart and files are read.
  var target: Target
  private let tree: any FileTree
  private let readsTemplateSources: Bool
  private let isRecursive: Bool
  private let endsAtSettings: Bool
  /// How a folder is shown, by its resolved path, where that differs from what the walk would make of it.
  private let shownPaths: [[UInt8]: [UInt8]]
  /// The folder of the search path that has a `.leger.yaml`.
  private(set) var settingsFolder: (path: [UInt8], resolved: [UInt8])?
  /// Whether the walk has left the project for what comes after it in the search path.
  private var isBeyondProject = false
  /// The folders with a `.leger.yaml` of their own that were left out, as found and resolved.
  private(set) var nestedFolders: [(path: [UInt8], resolved: [UInt8])] = []

  /// Makes a reader; `readsTemplateSources` treats `NAME.container.j2` as a unit too, without `isRecursive` only the folder
  /// itself and its drop-ins are read, and with `endsAtSettings` a folder below with a `.leger.yaml` is another project.
  init(
    target: Target = Target(),
    readsTemplateSources: Bool = false,
    isRecursive: Bool = true,
    endsAtSettings: Bool = false,
    shownPaths: [[UInt8]: [UInt8]] = [:],
    from tree: any FileTree
  ) {
    self.target = target
    self.tree = tree
    self.readsTemplateSources = readsTemplateSources
    self.isRecursive = isRecursive
    self.endsAtSettings = endsAtSettings
    self.shownPaths = shownPaths
  }

  /// Why a walk does not begin at, or follow a link to, the root of the file system.
  static let wholeMachine = "the whole machine is no project; name the folder with the units"

  /// Adds a folder and all below it to the search path, depth first.
  mutating func addSearchPath(_ path: [UInt8]) {
    let resolved: [UInt8]
    do throws(SystemError) {
      resolved = try tree.resolve(path.isEmpty ? [UInt8(ascii: ".")] : path)
    } catch {
      addUnreachable(path, path, error)
      return
    }
    addFolder(path, resolved, isRoot: true)
  }

  /// Declares that all folders are for one machine.
  mutating func setOneProject() { inventory.isOneProject = true }

  /// Adds a folder after the project, such as one of installed units; a `.leger.yaml` does not count there.
  mutating func addBeyondProject(_ path: [UInt8]) {
    isBeyondProject = true
    addSearchPath(path)
    isBeyondProject = false
  }

  private mutating func addFolder(_ found: [UInt8], _ resolved: [UInt8], isRoot: Bool = false) {
    let path = shownPaths.isEmpty ? found : shownPaths[resolved] ?? found
    if isDropInFolder(resolved) || isVisited(resolved) { return }
    if isRecursive, Path.isWholeMachine(resolved) {
      problems.append((path, Self.wholeMachine))
      return
    }
    let listing: FolderListing
    do throws(SystemError) {
      listing = try tree.list(resolved)
    } catch {
      // It was there a moment ago.
      if !isRoot, error.isMissing { return }
      problems.append((path, error.message))
      inventory.addFolder(path, resolvedPath: resolved, failure: failure(resolved, error, walking: true))
      return
    }
    if endsAtSettings, !isBeyondProject,
      let settings = listing.entry(named: SettingsReader.fileName), settings.kind != .folder
    {
      guard isRoot else {
        nestedFolders.append((path, resolved))
        return
      }
      settingsFolder = (path, resolved)
      inventory.isOneProject = true
    }
    let folder = inventory.addFolder(path, resolvedPath: resolved)
    var folders: [FolderListing.Entry] = []
    var dropIns: [FolderListing.Entry] = []
    for entry in listing.entries {
      let name = listing.name(of: entry)
      addUnit(name, entry.kind, folder)
      if entry.kind == .file || entry.kind == .special { continue }
      if name.suffix(2).elementsEqual(".d".utf8) { dropIns.append(entry) }
      folders.append(entry)
    }
    for entry in dropIns { addDropIns(listing.name(of: entry), folder, resolved) }
    for entry in folders where isRecursive {
      let name = listing.name(of: entry)
      let below = Path.join(resolved, name)
      if entry.kind == nil {
        do throws(SystemError) {
          guard try tree.kind(below) == .folder else { continue }
        } catch {
          addUnreachable(Path.join(path, name), below, error)
          continue
        }
      }
      do throws(SystemError) {
        // What is no link is below a resolved folder, so is its path; only the system knows what is too long for one.
        let isResolved = entry.kind == .folder && below.count < Path.lengthLimit
        addFolder(Path.join(path, name), isResolved ? below : try tree.resolve(below))
      } catch {
        // It was there a moment ago: gone meanwhile, or too deep for a path.
        if !error.isMissing { problems.append((Path.join(path, name), error.message)) }
      }
    }
  }

  /// Whether a folder has been read already; most projects are a single one, for which no set is made.
  private mutating func isVisited(_ resolved: [UInt8]) -> Bool {
    if inventory.folders.isEmpty { return false }
    if visited.isEmpty { for folder in inventory.folders { visited.insert(folder.resolvedPath) } }
    return !visited.insert(resolved).inserted
  }

  /// Podman keeps a path that leads nowhere in its list, as a folder that does not exist.
  private mutating func addUnreachable(_ path: [UInt8], _ resolved: [UInt8], _ error: SystemError) {
    inventory.addFolder(
      path,
      resolvedPath: resolved,
      failure: error.isMissing ? nil : failure(resolved, error, walking: false)
    )
    if !error.isAboutPath { problems.append((path, error.message)) }
  }

  /// What the generator reports for a folder: while it looks for folders, then when it reads the units.
  private func failure(_ path: [UInt8], _ error: SystemError, walking: Bool) -> Inventory.Failure {
    let shown = String(decoding: path, as: UTF8.self)
    let operation = walking ? "walking sub directories" : "resolving path"
    return Inventory.Failure(operation: operation, message: "open \(shown): \(error.message)", isEnvironment: walking)
  }

  private mutating func addUnit(_ name: ArraySlice<UInt8>, _ kind: FileKind?, _ folder: Int) {
    if inventory.addUnit(name.span, folder: folder, isPlainFile: kind == .file) { return }
    guard readsTemplateSources, name.suffix(3).elementsEqual(".j2".utf8) else { return }
    let unit = name.dropLast(3)
    inventory.addUnit(unit.span, folder: folder, isTemplateSource: true)
  }

  private mutating func addDropIns(_ name: ArraySlice<UInt8>, _ folder: Int, _ parent: [UInt8]) {
    let files: FolderListing
    do throws(SystemError) {
      files = try tree.list(Path.join(parent, name))
    } catch {
      // A file or a link to nothing can have such a name, too.
      if !error.isAboutPath { problems.append((Path.join(inventory.folders[folder].path, name), error.message)) }
      return
    }
    let dropIns = files.entries.map(files.name).filter { $0.suffix(5).elementsEqual(".conf".utf8) }
    if dropIns.isEmpty { return }
    let index = inventory.addDropInFolder(name.span, folder: folder)
    for file in dropIns { inventory.addDropIn(file.span, dropInFolder: index) }
  }

  private func isDropInFolder(_ path: [UInt8]) -> Bool { path.suffix(2).elementsEqual(".d".utf8) }

  /// Reads a bundle and takes it apart; returns what is wrong with it as a whole.
  mutating func addBundleFile(_ path: [UInt8]) -> [(path: [UInt8], message: String)] {
    do throws(ReadFailure) {
      let text = try tree.read(path, limit: SizeLimit.unit)
      do throws(UnitBundle.Failure) {
        try addBundle(path, text)
        return []
      } catch {
        let line = text.span.extracting(..<error.range.lowerBound).newlineCount + 1
        return [(path, "line \(line): \(error.message)")]
      }
    } catch {
      return [(path, error.message)]
    }
  }

  /// Takes a bundle apart; its units belong to the folder that holds it.
  mutating func addBundle(_ path: [UInt8], _ text: [UInt8]) throws(UnitBundle.Failure) {
    let bundle = try UnitBundle(text)
    let folderPath = Path.parent(of: path)
    let folder = inventory.addFolder(folderPath, resolvedPath: tree.resolvedOrSame(folderPath))
    let whole = Document(text, names: Schema.shared.names, dialect: target.dialect)
    let index = inventory.addBundle(path, document: whole)
    for part in bundle.parts {
      inventory.addUnit(part.name.span, folder: folder, ofBundle: index, at: part.range.lowerBound)
      parts.append(
        (
          inventory.files.count - 1,
          Document(Array(text[part.range]), names: Schema.shared.names, dialect: target.dialect)
        )
      )
    }
  }

  /// Adds a unit, a template source or a drop-in that does not exist; its text comes from elsewhere.
  mutating func addMissing(_ place: UnitPlace) {
    if inventory.files.indices.contains(where: { inventory.path(of: $0) == place.path }) { return }
    let folder =
      inventory.folders.firstIndex { $0.path == place.folder }
      ?? inventory.addFolder(place.folder, resolvedPath: tree.resolvedOrSame(place.folder))
    let name = Array(Path.name(of: place.path))
    if let dropIns = place.dropInFolder {
      inventory.insertDropIn(name, inFolder: dropIns, folder: folder)
    } else {
      inventory.insertUnit(
        place.isTemplateSource ? name.dropLast(3) : name,
        folder: folder,
        isTemplateSource: place.isTemplateSource
      )
    }
  }

  /// Reads every file, except those whose text is given, and makes the project.
  consuming func read(replacing replacements: [Replacement] = []) -> Project {
    var contents = tree.load(inventory, dialect: target.dialect)
    for part in parts { contents[part.file] = .document(part.document) }
    for replacement in replacements {
      for file in contents.indices where inventory.path(of: file) == replacement.path {
        contents[file] = Inventory.Content(parsing: replacement.bytes, dialect: target.dialect)
      }
    }
    return Project(inventory: inventory, contents: contents, target: target)
  }

  /// Returns the folders below a path, itself included, that hold units; as typed, in the order of the walk.
  static func foldersWithUnits(below path: [UInt8], in tree: any FileTree) -> [[UInt8]] {
    var reader = ProjectReader(readsTemplateSources: true, from: tree)
    reader.addSearchPath(path)
    let inventory = reader.inventory
    var hasUnits = [Bool](repeating: false, count: inventory.folders.count)
    for file in inventory.files { hasUnits[file.folder] = true }
    return inventory.folders.indices.filter { hasUnits[$0] }.map { inventory.folders[$0].path }
  }
}
