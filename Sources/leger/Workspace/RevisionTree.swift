import QuadletAnalysis
import QuadletSyntax

/// The files of a Git revision, under the paths that they have in the work tree.
struct RevisionTree: FileTree {
  private enum Node {
    case file(id: [UInt8])
    case link(id: [UInt8])
    case folder
  }

  private let git: Git
  private let host: any Host
  private let currentFolder: [UInt8]
  /// By path, from the top folder.
  private var nodes: [[UInt8]: Node] = [[]: .folder]
  /// By folder: the names in it.
  private var names: [[UInt8]: [[UInt8]]] = [:]
  private static let slash = UInt8(ascii: "/")

  /// Reads which files a commit has.
  init(_ commit: [UInt8], of git: Git, on host: any Host) throws(Git.Failure) {
    self.git = git
    self.host = host
    currentFolder = host.currentFolder
    for entry in try git.entries(of: commit) {
      switch entry.kind {
      case .file: nodes[entry.path] = .file(id: entry.id)
      case .link: nodes[entry.path] = .link(id: entry.id)
      case .submodule: nodes[entry.path] = .folder
      }
      addParents(of: entry.path)
    }
  }

  private mutating func addParents(of path: [UInt8]) {
    var path = path
    while !path.isEmpty {
      let slash = path.lastIndex(of: Self.slash)
      let parent = slash.map { Array(path[..<$0]) } ?? []
      names[parent, default: []].append(slash.map { Array(path[($0 + 1)...]) } ?? path)
      if nodes[parent] != nil { return }
      nodes[parent] = .folder
      path = parent
    }
  }

  // MARK: Paths

  /// Returns the path from the top folder, links followed; one that leads out of the repository counts as missing.
  private func locate(_ path: [UInt8]) throws(SystemError) -> [UInt8] {
    let absolute = path.first == Self.slash ? path : currentFolder + [Self.slash] + path
    let top = Self.parts(git.top)
    var waiting = Self.parts(absolute)
    if waiting.prefix(top.count) != top[...] { waiting = Self.parts(resolvedOnDisk(absolute)) }
    guard waiting.count >= top.count, waiting.prefix(top.count) == top[...] else { throw .missing }
    waiting.removeFirst(top.count)
    waiting.reverse()
    var found: [UInt8] = []
    var links = 0
    while let part = waiting.popLast() {
      if part == [UInt8(ascii: "."), UInt8(ascii: ".")] {
        if found.isEmpty { throw .missing }
        found = found.lastIndex(of: Self.slash).map { Array(found[..<$0]) } ?? []
        continue
      }
      let next = found.isEmpty ? part : found + [Self.slash] + part
      switch nodes[next] {
      case .folder: found = next
      case .file:
        if !waiting.isEmpty { throw .notFolder }
        found = next
      case .link(let id):
        links += 1
        guard links <= 40 else { throw .linkCycle }
        guard let target = try? git.contents(of: [id], limit: 4096).first, let target, target.first != Self.slash else {
          throw .missing
        }
        waiting += Self.parts(target, cleaning: false).reversed()
      case nil: throw .missing
      }
    }
    return found
  }

  /// Returns the path with the links before the repository resolved, as far as it exists on disk.
  private func resolvedOnDisk(_ path: [UInt8]) -> [UInt8] {
    var folder = path
    while folder.count > 1 {
      if let resolved = try? host.resolve(folder) { return resolved + path[folder.count...] }
      folder = Path.parent(of: folder)
    }
    return path
  }

  /// Returns the parts of a path; `..` removes the part before it, unless links must be followed first.
  private static func parts(_ path: [UInt8], cleaning: Bool = true) -> [[UInt8]] {
    var parts: [[UInt8]] = []
    for part in path.split(separator: slash) where !part.elementsEqual(".".utf8) {
      if cleaning, part.elementsEqual("..".utf8) { _ = parts.popLast() } else { parts.append(Array(part)) }
    }
    return parts
  }

  func resolve(_ path: [UInt8]) throws(SystemError) -> [UInt8] {
    let found = try locate(path)
    return found.isEmpty ? git.top : (git.top.last == Self.slash ? git.top : git.top + [Self.slash]) + found
  }

  func kind(_ path: [UInt8]) throws(SystemError) -> FileKind {
    if case .folder = nodes[try locate(path)] { return .folder }
    return .file
  }

  func list(_ path: [UInt8]) throws(SystemError) -> FolderListing {
    let folder = try locate(path)
    guard case .folder = nodes[folder] else { throw .notFolder }
    var listing = FolderListing()
    for name in names[folder] ?? [] {
      let kind: FileKind? =
        switch nodes[folder.isEmpty ? name : folder + [Self.slash] + name] {
        case .folder: .folder
        case .file: .file
        case .link, nil: nil
        }
      name.withUnsafeBytes { listing.add($0, kind: kind) }
    }
    listing.sort()
    return listing
  }

  // MARK: Contents

  /// Returns the id of a file's content.
  func identity(_ path: [UInt8]) -> [UInt8]? {
    guard let found = try? locate(path), case .file(let id) = nodes[found] else { return nil }
    return id
  }

  func read(_ path: [UInt8], limit: Int) throws(ReadFailure) -> [UInt8] {
    let found: [UInt8]
    do throws(SystemError) { found = try locate(path) } catch { throw .failed(call: "open", error) }
    guard case .file(let id) = nodes[found] else { throw .failed(call: "read", .isFolder) }
    guard let content = try? git.contents(of: [id], limit: limit).first, let content else {
      throw .tooLarge(limit: limit)
    }
    return content
  }

  func load(_ inventory: Inventory, dialect: Dialect) -> [Inventory.Content] {
    let paths = inventory.files.indices.map { inventory.path(of: $0, resolved: true) }
    let ids = paths.map { identity($0) }
    let wanted = ids.compactMap { $0 }
    let contents: [[UInt8]?]
    do throws(Git.Failure) {
      contents = try git.contents(of: wanted, limit: SizeLimit.unit)
    } catch {
      let failure = Inventory.Failure(operation: "read", message: error.message, isEnvironment: true)
      return paths.map { _ in .unreadable(failure) }
    }
    var next = contents.makeIterator()
    return zip(paths, ids).map { path, id in
      guard id != nil, let content = next.next() else {
        let missing = SystemError.missing
        let operation = "open \(String(decoding: path, as: UTF8.self))"
        return .unreadable(Inventory.Failure(operation: operation, message: missing.message, isEnvironment: false))
      }
      guard let content else { return .tooLarge(.bytes) }
      return Inventory.Content(parsing: content, dialect: dialect)
    }
  }
}
