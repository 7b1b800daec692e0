@testable import leger

/// A file system in memory: a tree of folders, files and symbolic links, with modes and owners.
struct SimulatedFiles: Sendable {
  /// What a node is.
  enum Content: Equatable, Sendable {
    case file([UInt8])
    case link(to: [UInt8])
    case folder([[UInt8]: Int])
  }

  /// A file, link or folder.
  struct Node: Sendable {
    var content: Content
    var mode: UInt16
    var owner: FileOwner

    var kind: FileKind {
      switch content {
      case .file: .file
      case .link: .link
      case .folder: .folder
      }
    }
  }

  /// Where a path leads.
  struct Place {
    /// The path without links.
    let path: [UInt8]
    /// The number of the node; nil when only the folder exists.
    let node: Int?
    fileprivate let folder: Int
    fileprivate let name: [UInt8]
  }

  private static let linkLimit = 40
  private static let slash = UInt8(ascii: "/")
  private var nodes: [Int: Node] = [
    0: Node(content: .folder([:]), mode: 0o755, owner: FileOwner(user: 0, group: 0))
  ]
  private var nextNode = 1
  /// What a relative path begins at.
  var currentFolder: [UInt8] = [slash]
  /// Files that the disk does not give.
  var unreadable: Set<[UInt8]> = []

  func node(_ number: Int) -> Node {
    nodes[number] ?? Node(content: .file([]), mode: 0, owner: FileOwner(user: 0, group: 0))
  }

  // MARK: Reading

  /// Finds a path; throws when a folder on the way is missing.
  func find(_ path: [UInt8], followingLinks: Bool = true) throws(SystemError) -> Place {
    if path.isEmpty { throw .missing }
    var rest = Array(path.split(separator: Self.slash).reversed())
    if path.first != Self.slash { rest += currentFolder.split(separator: Self.slash).reversed() }
    var trail: [(name: ArraySlice<UInt8>, node: Int)] = []
    var links = 0
    while let part = rest.popLast() {
      if part.elementsEqual(".".utf8) { continue }
      if part.elementsEqual("..".utf8) {
        _ = trail.popLast()
        continue
      }
      let folder = trail.last?.node ?? 0
      guard case .folder(let entries) = node(folder).content else { throw .notFolder }
      guard let next = entries[Array(part)] else {
        if !rest.isEmpty { throw .missing }
        return Place(path: Self.path(trail.map(\.name) + [part]), node: nil, folder: folder, name: Array(part))
      }
      if case .link(let target) = node(next).content, followingLinks || !rest.isEmpty {
        links += 1
        if links > Self.linkLimit { throw .linkCycle }
        if target.first == Self.slash { trail = [] }
        rest += target.split(separator: Self.slash).reversed()
      } else {
        trail.append((part, next))
      }
    }
    let folder = trail.dropLast().last?.node ?? 0
    return Place(
      path: Self.path(trail.map(\.name)),
      node: trail.last?.node ?? 0,
      folder: folder,
      name: trail.last.map { Array($0.name) } ?? []
    )
  }

  private static func path(_ parts: [ArraySlice<UInt8>]) -> [UInt8] {
    parts.isEmpty ? [slash] : parts.reduce(into: []) { $0 += [slash] + $1 }
  }

  /// Returns the node that a path leads to.
  func existing(_ path: [UInt8], followingLinks: Bool = true) throws(SystemError) -> Int {
    guard let node = try find(path, followingLinks: followingLinks).node else { throw .missing }
    return node
  }

  /// Returns the content of a file; nil when there is no such file.
  func bytes(_ path: [UInt8]) -> [UInt8]? {
    guard let number = try? existing(path), case .file(let bytes) = node(number).content else { return nil }
    return bytes
  }

  /// Returns the names in a folder, in bytewise order.
  func names(in path: [UInt8]) -> [[UInt8]] {
    guard let number = try? existing(path), case .folder(let entries) = node(number).content else { return [] }
    return entries.keys.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// Returns the paths of all files and links below a folder, in bytewise order; links are not followed.
  func paths(below folder: [UInt8]) -> [[UInt8]] {
    names(in: folder).flatMap { name in
      let path = Path.join(folder, name)
      guard let number = try? existing(path, followingLinks: false), node(number).kind == .folder else { return [path] }
      return paths(below: path)
    }
  }

  // MARK: Changing

  /// Puts a node into a folder, in place of what has the name.
  mutating func put(_ node: Node, at place: Place) {
    let number = place.node ?? nextNode
    if place.node == nil { nextNode += 1 }
    nodes[number] = node
    link(number, at: place)
  }

  /// Gives a node that exists another content, mode or owner.
  mutating func set(_ number: Int, _ node: Node) { nodes[number] = node }

  private mutating func link(_ number: Int?, at place: Place) {
    guard case .folder(var entries) = node(place.folder).content else { return }
    entries[place.name] = number
    nodes[place.folder]?.content = .folder(entries)
  }

  /// Takes a name, and all below it, away.
  mutating func remove(_ place: Place) {
    guard let number = place.node else { return }
    link(nil, at: place)
    forget(number)
  }

  private mutating func forget(_ number: Int) {
    if case .folder(let entries) = node(number).content { for entry in entries.values { forget(entry) } }
    nodes[number] = nil
  }

  /// Gives a node another place, in place of what is there.
  mutating func move(_ old: Place, to new: Place) {
    guard let number = old.node else { return }
    remove(new)
    link(nil, at: old)
    link(number, at: new)
  }

  /// The mode and owner of the folder that holds a place.
  func folder(of place: Place) -> Node { node(place.folder) }

  // MARK: For a test, and for what the machine itself does

  /// Makes a folder and those above it.
  mutating func makeFolders(_ path: String, owner: UInt32 = 0, mode: UInt16 = 0o755) {
    var made = ""
    for part in path.split(separator: "/") {
      made += "/\(part)"
      guard let place = try? find(Array(made.utf8)), place.node == nil else { continue }
      put(Node(content: .folder([:]), mode: mode, owner: FileOwner(user: owner, group: owner)), at: place)
    }
  }

  /// Writes a file, and makes the folders above it.
  mutating func write(_ path: String, _ bytes: [UInt8], owner: UInt32 = 0, mode: UInt16 = 0o644) {
    makeFolders(String(decoding: Path.parent(of: Array(path.utf8)), as: UTF8.self), owner: owner)
    guard let place = try? find(Array(path.utf8)) else { return }
    put(Node(content: .file(bytes), mode: mode, owner: FileOwner(user: owner, group: owner)), at: place)
  }

  /// Makes a symbolic link.
  mutating func writeLink(_ path: String, to target: String) {
    guard let place = try? find(Array(path.utf8), followingLinks: false) else { return }
    put(Node(content: .link(to: Array(target.utf8)), mode: 0o777, owner: FileOwner(user: 0, group: 0)), at: place)
  }

  /// Removes a path and all below it.
  mutating func removeAll(_ path: String) {
    if let place = try? find(Array(path.utf8), followingLinks: false) { remove(place) }
  }
}
