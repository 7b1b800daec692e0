import QuadletSyntax

/// The files of a project as they were found: folders in search order, the units and drop-ins in them, what was read.
///
/// Names lie one after the other in one buffer, so that a file costs no allocation.
public struct Inventory: Sendable {
  /// One folder of the search path.
  public struct Folder: Sendable {
    /// The path to show.
    public let path: [UInt8]
    /// The path that the generator would use, links resolved.
    public let resolvedPath: [UInt8]
    /// Why it could not be read; nil for one that was, and for one that is not there.
    public let failure: Failure?
  }

  /// What a file is for.
  public enum Role: Sendable, Hashable {
    /// A unit of the project.
    case unit(UnitKind)
    /// A piece of the drop-in folder with this index.
    case dropIn(folder: Int)
  }

  /// One file.
  public struct File: Sendable {
    let name: Range<Int32>
    /// The index of the folder that holds the unit, or that holds the drop-in folder.
    public let folder: Int
    /// What it is for.
    public let role: Role
    /// Whether it is a Jinja template of a unit (`NAME.container.j2`), which the generator does not read.
    public let isTemplateSource: Bool
    /// Whether the folder's listing says that it is a regular file; false for a link, a pipe, and when the listing does not say.
    public let isPlainFile: Bool
    /// The bundle that it is a part of, and where it begins there.
    var bundle: (index: Int, offset: Int)?
  }

  /// A `.quadlets` file whose parts are files of the project.
  public struct BundleFile: Sendable {
    /// The path to show.
    public let path: [UInt8]
    /// The bundle as a whole; places are told in it.
    public let document: Document
  }

  /// A folder of drop-ins beside units, such as `foo.container.d`.
  public struct DropInFolder: Sendable {
    /// The index of the folder that holds it.
    public let folder: Int
    let name: Range<Int32>
  }

  /// Why a file could not be read.
  public struct Failure: Sendable, Equatable {
    /// What was tried, in the words of the system calls: `open PATH`.
    public let operation: String
    /// The system's words.
    public let message: String
    /// Whether the machine is the reason, such as a missing permission, and not the project.
    public let isEnvironment: Bool

    /// Makes a failure.
    public init(operation: String, message: String, isEnvironment: Bool) {
      self.operation = operation
      self.message = message
      self.isEnvironment = isEnvironment
    }
  }

  /// What came of reading a file.
  public enum Content: Sendable {
    case document(Document)
    /// It could not be read.
    case unreadable(Failure)
    /// It has more of something than a unit can have.
    case tooLarge(Oversize)

    /// Parses a text, unless it is too large.
    public init(parsing text: [UInt8], dialect: Dialect) {
      if let oversize = Oversize(text) {
        self = .tooLarge(oversize)
      } else {
        self = .document(Document(text, names: Schema.shared.names, dialect: dialect))
      }
    }
  }

  /// The folders in the order in which Podman searches them.
  public private(set) var folders: [Folder] = []
  /// The units and drop-ins, folder by folder, names in bytewise order.
  public private(set) var files: ContiguousArray<File> = []
  /// The drop-in folders.
  public private(set) var dropInFolders: [DropInFolder] = []
  /// Whether the files are known to be for one machine: a `.leger.yaml` says so, or it is a folder that Podman reads.
  public var isOneProject = false
  /// The bundles.
  public private(set) var bundles: [BundleFile] = []
  private(set) var names: [UInt8] = []

  /// Makes an empty inventory.
  public init() {}

  /// Adds a folder to the end of the search path; answers its index.
  @discardableResult
  public mutating func addFolder(_ path: [UInt8], resolvedPath: [UInt8], failure: Failure? = nil) -> Int {
    folders.append(Folder(path: path, resolvedPath: resolvedPath, failure: failure))
    return folders.count - 1
  }

  /// Adds a file of a folder when its name is a unit's; answers whether it is.
  @discardableResult
  public mutating func addUnit(
    _ name: Span<UInt8>,
    folder: Int,
    isTemplateSource: Bool = false,
    isPlainFile: Bool = false
  ) -> Bool {
    guard let kind = UnitKind(fileName: name) else { return false }
    files.append(
      File(
        name: add(name),
        folder: folder,
        role: .unit(kind),
        isTemplateSource: isTemplateSource,
        isPlainFile: isPlainFile
      )
    )
    return true
  }

  /// Adds a bundle; answers its index.
  public mutating func addBundle(_ path: [UInt8], document: Document) -> Int {
    bundles.append(BundleFile(path: path, document: document))
    return bundles.count - 1
  }

  /// Adds a part of a bundle as a unit of a folder.
  public mutating func addUnit(_ name: Span<UInt8>, folder: Int, ofBundle bundle: Int, at offset: Int) {
    guard addUnit(name, folder: folder) else { return }
    files[files.count - 1].bundle = (bundle, offset)
  }

  /// Adds a drop-in folder; answers its index.
  public mutating func addDropInFolder(_ name: Span<UInt8>, folder: Int) -> Int {
    dropInFolders.append(DropInFolder(folder: folder, name: add(name)))
    return dropInFolders.count - 1
  }

  /// Adds a file of a drop-in folder; the caller has seen that its name ends in `.conf`.
  public mutating func addDropIn(_ name: Span<UInt8>, dropInFolder: Int) {
    let folder = dropInFolders[dropInFolder].folder
    files.append(
      File(
        name: add(name),
        folder: folder,
        role: .dropIn(folder: dropInFolder),
        isTemplateSource: false,
        isPlainFile: false
      )
    )
  }

  /// Adds a unit that is not there to a folder, in the order of names.
  public mutating func insertUnit(_ name: [UInt8], folder: Int, isTemplateSource: Bool = false) {
    guard addUnit(name.span, folder: folder, isTemplateSource: isTemplateSource), let unit = files.popLast() else {
      return
    }
    let position = files.firstIndex { file in
      if file.folder != folder { return file.folder > folder }
      if case .dropIn = file.role { return true }
      return name.lexicographicallyPrecedes(names[file.name])
    }
    files.insert(unit, at: position ?? files.count)
  }

  /// Adds a drop-in that is not there, after all that is in the folder.
  public mutating func insertDropIn(_ name: [UInt8], inFolder dropIns: [UInt8], folder: Int) {
    let known = dropInFolders.firstIndex { $0.folder == folder && names[$0.name].elementsEqual(dropIns) }
    addDropIn(name.span, dropInFolder: known ?? addDropInFolder(dropIns.span, folder: folder))
    guard let dropIn = files.popLast() else { return }
    files.insert(dropIn, at: files.firstIndex { $0.folder > folder } ?? files.count)
  }

  /// The name of a file, without folder.
  public func name(of file: Int) -> ArraySlice<UInt8> { names[files[file].name] }

  /// The name of a drop-in folder, without the folder that holds it.
  public func name(ofDropInFolder index: Int) -> ArraySlice<UInt8> { names[dropInFolders[index].name] }

  /// The path of a file as it is shown, or as the generator would name it; a part of a bundle is shown as the bundle.
  public func path(of file: Int, resolved: Bool = false) -> [UInt8] {
    let record = files[file]
    if let bundle = record.bundle, !resolved { return bundles[bundle.index].path }
    let folder = folders[record.folder]
    var path = resolved ? folder.resolvedPath : folder.path
    if case .dropIn(let index) = record.role { append(name(ofDropInFolder: index), to: &path) }
    append(name(of: file), to: &path)
    if record.isTemplateSource { path += Array(".j2".utf8) }
    return path
  }

  /// The document in which places of a file are told, and how far the file's own offsets are moved for it.
  public func enclosing(_ file: Int) -> (document: Document, offset: Int)? {
    files[file].bundle.map { (bundles[$0.index].document, $0.offset) }
  }

  private func append(_ name: ArraySlice<UInt8>, to path: inout [UInt8]) {
    if !path.isEmpty, path.last != UInt8(ascii: "/") { path.append(UInt8(ascii: "/")) }
    path += name
  }

  private mutating func add(_ name: Span<UInt8>) -> Range<Int32> {
    let start = Int32(truncatingIfNeeded: names.count)
    name.withUnsafeBufferPointer { names.append(contentsOf: $0) }
    return start..<Int32(truncatingIfNeeded: names.count)
  }
}

extension [UInt8] {
  fileprivate subscript(range: Range<Int32>) -> ArraySlice<UInt8> {
    self[Int(range.lowerBound)..<Int(range.upperBound)]
  }
}
