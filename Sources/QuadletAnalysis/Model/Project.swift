import QuadletSyntax

/// The units of one search path, each with its drop-ins, as Podman's generator would load them.
public struct Project: Sendable {
  /// A unit that the generator loads.
  public struct Unit: Sendable {
    /// The index of its file in the inventory.
    public let file: Int
    /// Its kind.
    public let kind: UnitKind
    let dropIns: Range<Int32>
  }

  /// Why a unit file is not among the units.
  public enum Exclusion: Sendable, Equatable {
    /// The file does not parse; Podman's message.
    case malformed(Podman.LoadError)
    /// The file could not be read.
    case unreadable(Inventory.Failure)
    /// The file is too large to be a unit.
    case tooLarge(Oversize)
    /// Another file of the folder does not load, and takes every unit of the folder with it.
    case folderRejected(because: Int)
    /// An earlier folder has a unit of that name.
    case shadowed(by: Int)
    /// The target Podman does not know this kind of unit.
    case kindTooNew
    /// A Jinja template whose result will be a unit of that name, which is here too.
    case templateSource
  }

  /// The files.
  public let inventory: Inventory
  /// What each file holds.
  public let contents: [Inventory.Content]
  /// For whom the units are.
  public let target: Target
  /// The units, in the order in which the generator converts them; after those that it loads (`loaded`) come the files
  /// that it leaves out but that can be parsed, so that findings can be made in them too.
  public private(set) var units: [Unit] = []
  /// The indices of the units that the generator loads.
  public private(set) var loaded = 0..<0
  /// By file: the index of its unit, -1 for none.
  private(set) var unitOfFile: [Int32] = []
  /// The unit files that are not among `units`, in the order of the files.
  public private(set) var excluded: [(file: Int, why: Exclusion)] = []
  /// Drop-ins that do not load, in the order of the files; the generator goes on without them.
  public private(set) var brokenDropIns: [(file: Int, why: Exclusion)] = []
  var dropInFiles: [Int32] = []
  /// By drop-in folder: whether there is a unit that it is for.
  private(set) var isDropInFolderUsed: [Bool] = []
  private var index: NameIndex
  /// The units after `loaded`, by name.
  private var leftOut: NameIndex
  /// By file: whether the generator gets to read it.
  private(set) var isAttempted: [Bool]

  /// Puts a project together from its files; `contents` has one element for each file of the inventory.
  public init(inventory: consuming Inventory, contents: consuming [Inventory.Content], target: Target) {
    index = NameIndex(capacity: inventory.files.count)
    leftOut = NameIndex(capacity: 0)
    isAttempted = [Bool](repeating: false, count: contents.count)
    self.inventory = inventory
    self.contents = contents
    self.target = target
    loadUnits()
    findDropIns()
  }

  /// The index of the unit with this file name, nil when there is none.
  public func unit(named name: Span<UInt8>) -> Int? {
    index.find(name, in: inventory)
  }

  /// The unit with this file name that another one can refer to: what the generator leaves out counts for what it leaves
  /// out only.
  func unit(named name: Span<UInt8>, for referrer: Int) -> Int? {
    index.find(name, in: inventory) ?? (loaded.contains(referrer) ? nil : leftOut.find(name, in: inventory))
  }

  /// Whether there is a file of this name that the generator leaves out.
  func leavesOut(_ name: Span<UInt8>) -> Bool { leftOut.find(name, in: inventory) != nil }

  /// The document of a file that was parsed.
  public func document(ofFile file: Int) -> Document? {
    if case .document(let document) = contents[file] { return document }
    return nil
  }

  /// The unit of a file, nil when it is none.
  public func unit(ofFile file: Int) -> Int? { unitOfFile[file] < 0 ? nil : Int(unitOfFile[file]) }

  /// The files of a unit, the base file first, then its drop-ins in the order in which they are merged.
  public func files(of unit: Int) -> [Int] {
    [units[unit].file] + dropInFiles[units[unit].dropIns].map(Int.init)
  }

  /// By file: whether it must be looked at to find all that is wrong in some files: with a drop-in, the units that it is for.
  public func filesToLint(for wanted: [Int]) -> [Bool] {
    let isWanted = marks(of: wanted)
    var result = isWanted
    for unit in loaded where dropInFiles[units[unit].dropIns].contains(where: { isWanted[Int($0)] }) {
      result[units[unit].file] = true
    }
    return result
  }

  /// By file: whether it is one of these.
  public func marks(of files: [Int]) -> [Bool] {
    var marks = [Bool](repeating: false, count: contents.count)
    for file in files { marks[file] = true }
    return marks
  }

  /// The index of the folder that a unit is in.
  func folder(of unit: Int) -> Int { inventory.files[units[unit].file].folder }

  /// A unit's path as it is shown.
  func path(of unit: Int) -> [UInt8] { inventory.path(of: units[unit].file) }

  /// A unit's file name.
  public func name(of unit: Int) -> ArraySlice<UInt8> { inventory.name(of: units[unit].file) }

  // MARK: Loading

  private mutating func loadUnits() {
    var seen = NameIndex(capacity: inventory.files.count)
    var loaded: [Int] = []
    loaded.reserveCapacity(contents.count)
    var position = 0
    let files = inventory.files
    for folder in inventory.folders.indices {
      let firstLoaded = loaded.count
      var broken: Int?
      while position < files.count, files[position].folder == folder {
        defer { position += 1 }
        guard case .unit(let kind) = files[position].role else { continue }
        if kind.since > target.version {
          excluded.append((position, .kindTooNew))
          continue
        }
        if let earlier = seen.findFile(inventory.name(of: position).span, in: inventory) {
          excluded.append((position, files[position].isTemplateSource ? .templateSource : .shadowed(by: earlier)))
          continue
        }
        isAttempted[position] = true
        if let why = failure(ofFile: position) {
          excluded.append((position, why))
          if !files[position].isTemplateSource { broken = broken ?? position }
        } else {
          seen.insert(position, file: position, in: inventory)
          loaded.append(position)
        }
      }
      if let broken {
        for file in loaded[firstLoaded...] { excluded.append((file, .folderRejected(because: broken))) }
        loaded.removeSubrange(firstLoaded...)
      }
    }
    if excluded.count > 1 { excluded.sort { $0.file < $1.file } }
    units.reserveCapacity(loaded.count)
    for order in 1...5 {
      for file in loaded {
        if case .unit(let kind) = files[file].role, kind.order == order {
          index.insert(units.count, file: file, in: inventory)
          units.append(Unit(file: file, kind: kind, dropIns: 0..<0))
        }
      }
    }
    self.loaded = units.indices
    leftOut = NameIndex(capacity: excluded.count)
    for (file, why) in excluded where why != .kindTooNew {
      if case .unit(let kind) = files[file].role, case .document = contents[file] {
        leftOut.insert(units.count, file: file, in: inventory)
        units.append(Unit(file: file, kind: kind, dropIns: 0..<0))
      }
    }
    unitOfFile = [Int32](repeating: -1, count: contents.count)
    for (unit, record) in units.enumerated() { unitOfFile[record.file] = Int32(truncatingIfNeeded: unit) }
  }

  private func failure(ofFile file: Int) -> Exclusion? {
    switch contents[file] {
    case .document(let document):
      if inventory.files[file].isTemplateSource { return nil }
      return Podman.LoadError(document).map(Exclusion.malformed)
    case .unreadable(let failure): return .unreadable(failure)
    case .tooLarge(let oversize): return .tooLarge(oversize)
    }
  }

  private mutating func findDropIns() {
    if inventory.dropInFolders.isEmpty { return }
    var filesOfFolder = [[Int]](repeating: [], count: inventory.dropInFolders.count)
    for (file, record) in inventory.files.enumerated() {
      if case .dropIn(let folder) = record.role { filesOfFolder[folder].append(file) }
    }
    var names = StringPool(capacity: inventory.dropInFolders.count)
    // By number of the name, the last ones first.
    var foldersOfName: [[Int]] = []
    for folder in inventory.dropInFolders.indices.reversed() {
      let name = names.intern(inventory.name(ofDropInFolder: folder).span)
      if name == foldersOfName.count { foldersOfName.append([]) }
      foldersOfName[name].append(folder)
    }
    var broken: [Int: Exclusion] = [:]
    isDropInFolderUsed = [Bool](repeating: false, count: inventory.dropInFolders.count)
    var folderName: [UInt8] = []
    var folders: [Int] = []
    for unit in loaded {
      folders.removeAll(keepingCapacity: true)
      UnitName.forEachDropInFolder(of: name(of: unit).span, for: target, &folderName) { name in
        if let number = names.find(name) { folders += foldersOfName[number] }
      }
      if folders.isEmpty { continue }
      folders.reverse()
      for folder in folders { isDropInFolderUsed[folder] = true }
      if !target.has(.dropInsBySpecificity) {
        // A stable sort: in one source folder the most specific drop-in folder still comes first.
        folders = folders.enumerated().sorted {
          (inventory.dropInFolders[$0.element].folder, $0.offset) < (
            inventory.dropInFolders[$1.element].folder, $1.offset
          )
        }.map(\.element)
      }
      let first = Int32(truncatingIfNeeded: dropInFiles.count)
      for file in chosen(among: folders.flatMap { filesOfFolder[$0] }) {
        isAttempted[file] = true
        if let why = failure(ofFile: file) { broken[file] = why }
        dropInFiles.append(Int32(truncatingIfNeeded: file))
      }
      units[unit] = Unit(
        file: units[unit].file,
        kind: units[unit].kind,
        dropIns: first..<Int32(truncatingIfNeeded: dropInFiles.count)
      )
    }
    if !broken.isEmpty { brokenDropIns = broken.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
  }

  /// Drop-ins in the order of their names; of those with one name the first counts.
  private func chosen(among files: [Int]) -> [Int] {
    if files.count < 2 { return files }
    let sorted = files.enumerated().sorted { left, right in
      let names = (inventory.name(of: left.element), inventory.name(of: right.element))
      return names.0 == names.1 ? left.offset < right.offset : names.0.lexicographicallyPrecedes(names.1)
    }
    var chosen: [Int] = []
    for (_, file) in sorted where chosen.last.map({ inventory.name(of: $0) != inventory.name(of: file) }) ?? true {
      chosen.append(file)
    }
    return chosen
  }
}

extension [Int32] {
  fileprivate subscript(range: Range<Int32>) -> ArraySlice<Int32> {
    self[Int(range.lowerBound)..<Int(range.upperBound)]
  }
}
