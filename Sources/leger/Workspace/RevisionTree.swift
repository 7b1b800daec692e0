import QuadletAnalysis
import QuadletSyntax

/// The files of a Git revision, under the paths that they have in the work tree.
struct RevisionTree: FileTree {
  private struct Node {
    let kind: Git.Entry.Kind
    let name: [UInt8]
    /// Of a folder that can be looked into: the index of what it holds.
    let children: Int?
    let id: [UInt8]
  }

  /// The longest path that Linux takes, in bytes (PATH_MAX without the NUL).
  static let longestPath = 4095

  private let git: Git
  private let host: any Host
  private let currentFolder: [UInt8]
  private let gaps: ComparisonGaps
  private let links: RevisionLinks
  private let top: [[UInt8]]
  /// The first is the top folder.
  private let nodes: [Node]
  /// What each folder holds, in bytewise order of the names.
  private let children: [[Int]]
  /// Folders by their path from the top folder, so that a long path need not be walked.
  private let folders: [[UInt8]: Int]
  private static let slash = UInt8(ascii: "/")

  /// Reads which files a commit has; what cannot be had of them later is added to the gaps.
  init(_ commit: [UInt8], of git: Git, gaps: ComparisonGaps, on host: any Host) throws(Git.Failure) {
    self.git = git
    self.host = host
    self.gaps = gaps
    currentFolder = host.currentFolder
    top = Self.parts(git.top)
    var nodes = [Node(kind: .folder, name: [], children: 0, id: [])]
    var children: [[Int]] = [[]]
    var folders: [[UInt8]: Int] = [[]: 0]
    var links: [(id: [UInt8], path: [UInt8])] = []
    let room = Self.longestPath - git.top.count - 1
    // Most entries are in the same folder as the one before.
    var last = (path: [UInt8](), node: 0)
    try git.entries(of: commit) { entry in
      let parent = Path.parent(of: entry.path)
      if parent != last.path {
        // A folder whose path is too long cannot be looked into; what is in another one that is not there has a path for a name.
        guard let node = folders[parent] else { return parent.count > room }
        last = (parent, node)
      }
      guard let siblings = nodes[last.node].children else { return true }
      let isFolder = entry.kind == .folder && entry.path.count <= room
      children[siblings].append(nodes.count)
      if isFolder { folders[entry.path] = nodes.count }
      if entry.kind == .link { links.append((entry.id, entry.path)) }
      nodes.append(
        Node(
          kind: entry.kind,
          name: Array(Path.name(of: entry.path)),
          children: isFolder ? children.count : nil,
          id: entry.id
        )
      )
      if isFolder { children.append([]) }
      return true
    }
    for folder in children.indices {
      children[folder].sort { nodes[$0].name.lexicographicallyPrecedes(nodes[$1].name) }
    }
    self.nodes = nodes
    self.children = children
    self.folders = folders
    self.links = RevisionLinks(links, of: git)
  }

  /// The submodules below a folder, which is a resolved path: the path of each, and the commit that it is at.
  func submodules(below folder: [UInt8]) -> [[UInt8]: [UInt8]] {
    var found: [[UInt8]: [UInt8]] = [:]
    for (path, index) in folders {
      for child in nodes[index].children.map({ children[$0] }) ?? [] where nodes[child].kind == .submodule {
        let absolute = Path.join(Path.join(git.top, path), nodes[child].name)
        if absolute.starts(with: Path.join(folder, [])) { found[absolute] = nodes[child].id }
      }
    }
    return found
  }

  // MARK: Paths

  /// Returns what is at a path from the top folder, and that path, links followed.
  ///
  /// One that leads out of the repository counts as missing.
  private func locate(_ path: [UInt8]) throws(SystemError) -> (node: Int, path: [UInt8]) {
    let absolute = path.first == Self.slash ? path : currentFolder + [Self.slash] + path
    if absolute.count > Self.longestPath { throw .nameTooLong }
    if absolute.count > git.top.count + 1, absolute.starts(with: git.top), absolute[git.top.count] == Self.slash {
      let relative = Array(absolute[(git.top.count + 1)...])
      if let node = folders[relative] { return (node, relative) }
      let name = Path.name(of: relative)
      let isName = !name.isEmpty && !name.elementsEqual(".".utf8) && !name.elementsEqual("..".utf8)
      if isName, let folder = folders[Path.parent(of: relative)] {
        guard let node = child(of: folder, name) else { throw .missing }
        if nodes[node].kind == .file { return (node, relative) }
      }
    }
    var waiting = Self.parts(absolute)
    if waiting.prefix(top.count) != top[...] { waiting = Self.parts(try resolvedOnDisk(absolute)) }
    guard waiting.count >= top.count, waiting.prefix(top.count) == top[...] else { throw .missing }
    waiting.removeFirst(top.count)
    return try walk(waiting)
  }

  private func walk(_ parts: [[UInt8]]) throws(SystemError) -> (node: Int, path: [UInt8]) {
    var waiting = Array(parts.reversed())
    var found = [0]
    var followed = 0
    while let part = waiting.popLast() {
      if part.elementsEqual("..".utf8) {
        if found.count == 1 { throw .missing }
        found.removeLast()
        continue
      }
      guard let node = found.last, let next = child(of: node, part[...]) else { throw .missing }
      switch nodes[next].kind {
      case .folder, .submodule: found.append(next)
      case .file:
        if !waiting.isEmpty { throw .notFolder }
        found.append(next)
      case .link:
        followed += 1
        guard followed <= 40 else { throw .linkCycle }
        let path = self.path(found + [next])
        switch links.target(nodes[next].id, path) {
        case .path(let target) where target.first != Self.slash:
          waiting += Self.parts(target, cleaning: false).reversed()
        case .path: throw .missing
        case .tooLong: throw .nameTooLong
        case .unknown(let reason):
          gaps.add(path, reason)
          throw .unknownTarget
        }
      }
    }
    return (found.last ?? 0, path(found))
  }

  /// The path of the last of some nodes, each in the one before it.
  private func path(_ nodes: [Int]) -> [UInt8] {
    Array(nodes.dropFirst().map { self.nodes[$0].name }.joined(separator: [Self.slash]))
  }

  /// Returns what has a name in a folder.
  private func child(of node: Int, _ name: ArraySlice<UInt8>) -> Int? {
    guard let index = nodes[node].children else { return nil }
    let children = children[index]
    var (low, high) = (0, children.count)
    while low < high {
      let middle = (low + high) / 2
      if nodes[children[middle]].name.lexicographicallyPrecedes(name) { low = middle + 1 } else { high = middle }
    }
    return low < children.count && nodes[children[low]].name.elementsEqual(name) ? children[low] : nil
  }

  /// Returns the path with the links before the repository resolved, as far as it exists on disk.
  private func resolvedOnDisk(_ path: [UInt8]) throws(SystemError) -> [UInt8] {
    var folder = path
    while folder.count > 1 {
      do throws(SystemError) {
        return try host.resolve(folder) + path[folder.count...]
      } catch {
        if !error.isMissing { throw error }
      }
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
    let found = try locate(path).path
    return found.isEmpty ? git.top : Path.join(git.top, found)
  }

  func kind(_ path: [UInt8]) throws(SystemError) -> FileKind {
    nodes[try locate(path).node].kind == .file ? .file : .folder
  }

  func list(_ path: [UInt8]) throws(SystemError) -> FolderListing {
    let node = nodes[try locate(path).node]
    if node.kind == .file { throw .notFolder }
    var listing = FolderListing()
    for child in node.children.map({ children[$0] }) ?? [] {
      let kind: FileKind? =
        switch nodes[child].kind {
        case .folder, .submodule: .folder
        case .file: .file
        case .link: nil
        }
      nodes[child].name.withUnsafeBytes { listing.add($0, kind: kind) }
    }
    listing.sort()
    return listing
  }

  // MARK: Contents

  /// Returns the id of a file's content; nil for what is not a file.
  func identity(_ path: [UInt8]) throws(SystemError) -> [UInt8]? {
    let node = nodes[try locate(path).node]
    return node.kind == .file ? node.id : nil
  }

  func read(_ path: [UInt8], limit: Int) throws(ReadFailure) -> [UInt8] {
    let found: (node: Int, path: [UInt8])
    do throws(SystemError) { found = try locate(path) } catch { throw .failed(call: "open", error) }
    guard nodes[found.node].kind == .file else { throw .failed(call: "read", .isFolder) }
    let contents: [Git.Content]
    do throws(Git.Failure) {
      contents = try git.contents(of: [(nodes[found.node].id, found.path)], limit: limit)
    } catch {
      let reason = error.missingObject.map { "its object \(String(decoding: $0, as: UTF8.self)) \(Git.absence)" }
      throw .unavailable(reason ?? error.message)
    }
    guard case .bytes(let content)? = contents.first else { throw .tooLarge(limit: limit) }
    return content
  }

  func load(_ inventory: Inventory, dialect: Dialect) -> [Inventory.Content] {
    let paths = inventory.files.indices.map { inventory.path(of: $0, resolved: true) }
    var loaded: [Inventory.Content] = []
    var wanted: [(id: [UInt8], path: [UInt8])] = []
    var places: [Int] = []
    for path in paths {
      do throws(SystemError) {
        let found = try locate(path)
        guard nodes[found.node].kind == .file else { throw .isFolder }
        places.append(loaded.count)
        wanted.append((nodes[found.node].id, found.path))
        loaded.append(.tooLarge(.bytes))
      } catch {
        loaded.append(.unreadable(Inventory.Failure(opening: path, error)))
      }
    }
    do throws(Git.Failure) {
      for (place, content) in zip(places, try git.contents(of: wanted, limit: SizeLimit.unit)) {
        guard case .bytes(let bytes) = content else { continue }
        loaded[place] = Inventory.Content(parsing: bytes, dialect: dialect)
      }
    } catch {
      gaps.add(wanted.first?.path ?? [], error.message)
      let failure = Inventory.Failure(operation: "read", message: error.message, isEnvironment: true)
      for place in places { loaded[place] = .unreadable(failure) }
    }
    return loaded
  }
}
