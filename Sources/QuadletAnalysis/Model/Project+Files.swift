import QuadletSyntax

extension Project {
  /// Creates a project from files in memory, as if they lay in one folder.
  ///
  /// A path is that of a unit (`web.container`), of a drop-in (`web.container.d/10-user.conf`), of a bundle
  /// (`shop.quadlets`) or of a template of a unit (`web.container.j2`), in the folder or in one below it
  /// (`blue/web.container`); any other file is not a part of the project.
  ///
  /// - Parameters:
  ///   - files: the paths within the folder and the bytes of the files, in any order.
  ///   - folder: the absolute path of the folder, for the names in generated services.
  ///   - target: the Podman release and the scope that the units are for.
  public init(files: [(path: String, bytes: [UInt8])], in folder: String = "/units", target: Target = Target()) {
    var reading = MemoryReading(folder: folder, target: target)
    for file in files.sorted(by: { (Self.folder(of: $0.path), $0.path) < (Self.folder(of: $1.path), $1.path) }) {
      reading.add(file.path, in: Self.folder(of: file.path), file.bytes)
    }
    self.init(inventory: reading.inventory, contents: reading.contents, target: target)
  }

  /// Returns the same project with other text in one file.
  public func replacing(file: Int, with text: [UInt8]) -> Project {
    var contents = contents
    contents[file] = .document(Document(text, names: Schema.shared.names, dialect: target.dialect))
    return Project(inventory: inventory, contents: contents, target: target)
  }

  /// The folder that a path starts with, empty for none; that of a drop-in belongs to its unit.
  private static func folder(of path: String) -> String {
    let parts = path.split(separator: "/")
    return parts.count > 1 && !parts[0].hasSuffix(".d") ? String(parts[0]) : ""
  }
}

/// The inventory of files in memory while it is made.
private struct MemoryReading {
  private(set) var inventory = Inventory()
  private(set) var contents: [Inventory.Content] = []
  private let top: Int
  private let topPath: [UInt8]
  private var folders: [String: Int] = [:]
  private let target: Target

  init(folder: String, target: Target) {
    self.target = target
    topPath = Array(folder.utf8)
    top = inventory.addFolder([], resolvedPath: topPath)
  }

  mutating func add(_ path: String, in folderName: String, _ bytes: [UInt8]) {
    var parts = path.split(separator: "/").map { Array($0.utf8) }
    var folder = top
    if !folderName.isEmpty {
      let name = parts.removeFirst()
      folder = folders[folderName] ?? inventory.addFolder(name, resolvedPath: topPath + [GoPath.slash] + name)
      folders[folderName] = folder
    }
    guard let first = parts.first else { return }
    if path.hasSuffix(".quadlets") { return addBundle(path, bytes, folder) }
    if parts.count == 2 {
      let second = parts[1]
      let index = inventory.addDropInFolder(first.span, folder: folder)
      inventory.addDropIn(second.span, dropInFolder: index)
      contents.append(document(bytes))
      return
    }
    let isTemplate = path.hasSuffix(".j2")
    let name = isTemplate ? Array(first.dropLast(3)) : first
    if inventory.addUnit(name.span, folder: folder, isTemplateSource: isTemplate) { contents.append(document(bytes)) }
  }

  private mutating func addBundle(_ path: String, _ bytes: [UInt8], _ folder: Int) {
    let whole = Document(bytes, names: Schema.shared.names, dialect: target.dialect)
    let index = inventory.addBundle(Array(path.utf8), document: whole)
    for part in (try? UnitBundle(bytes))?.parts ?? [] {
      inventory.addUnit(part.name.span, folder: folder, ofBundle: index, at: part.range.lowerBound)
      contents.append(document(Array(bytes[part.range])))
    }
  }

  private func document(_ bytes: [UInt8]) -> Inventory.Content {
    .document(Document(bytes, names: Schema.shared.names, dialect: target.dialect))
  }
}
