import QuadletAnalysis
import QuadletSyntax

@testable import leger

/// The calls of `Host` that read and change files, with the errors that Linux has for them.
extension SimulatedFiles {
  private static let exists = SystemError(code: 17)
  private static let notEmpty = SystemError(code: 39)
  private static let invalid = SystemError(code: 22)
  private static let denied = SystemError(code: 13)

  func status(_ path: [UInt8], followingLinks: Bool) throws(SystemError) -> FileStatus {
    let node = node(try existing(path, followingLinks: followingLinks))
    let size: Int
    switch node.content {
    case .file(let bytes), .link(let bytes): size = bytes.count
    case .folder: size = 0
    }
    return FileStatus(kind: node.kind, mode: node.mode, owner: node.owner, size: size)
  }

  func listing(_ path: [UInt8]) throws(SystemError) -> FolderListing {
    guard case .folder(let entries) = node(try existing(path)).content else { throw .notFolder }
    var listing = FolderListing()
    for (name, number) in entries {
      let kind = node(number).kind
      name.withUnsafeBytes { listing.add($0, kind: kind == .link ? nil : kind) }
    }
    listing.sort()
    return listing
  }

  func read(_ path: [UInt8], limit: Int) throws(ReadFailure) -> [UInt8] {
    if unreadable.contains(path) { throw .failed(call: "read", SystemError(code: 5)) }
    do throws(SystemError) {
      let number = try existing(path)
      guard case .file(let bytes) = node(number).content else { throw .isFolder }
      if bytes.count <= limit { return bytes }
    } catch {
      throw .failed(call: error == .isFolder ? "read" : "open", error)
    }
    throw .tooLarge(limit: limit)
  }

  /// Finds what a change is about, and checks that it stays in its root and that the user may change the folder.
  func place(
    _ path: [UInt8],
    within root: [UInt8],
    user: UserIdentity,
    mustExist: Bool = false
  ) throws(WriteFailure) -> Place {
    let found: Place
    let isFolder: Bool
    do throws(SystemError) {
      let folder = Path.parent(of: path)
      let dot = [UInt8(ascii: ".")]
      let resolved = try find(folder.isEmpty ? dot : folder)
      let border = try find(root.isEmpty ? dot : root)
      guard let number = resolved.node, border.node != nil else { throw .missing }
      if !Path.isInside(resolved.path, border.path) { throw Self.invalid }
      isFolder = node(number).kind == .folder
      found = !isFolder ? resolved : try find(Path.join(resolved.path, Path.name(of: path)), followingLinks: false)
    } catch {
      throw error == Self.invalid ? .outside : .failed(error)
    }
    // `SystemHost` takes it for a folder that has just been replaced.
    if !isFolder { throw .changed }
    // The kernel looks for what is to go before it asks who wants that.
    if mustExist, found.node == nil { throw .failed(.missing) }
    let folder = self.folder(of: found)
    if !user.isRoot, folder.owner.user != user.user, folder.mode & 0o002 == 0 { throw .failed(Self.denied) }
    return found
  }

  mutating func replace(_ place: Place, with bytes: [UInt8], _ options: Replacement, user: UserIdentity)
    throws(WriteFailure)
  {
    let own = FileOwner(user: user.user, group: user.group)
    let fresh = Node(content: .file(bytes), mode: options.mode ?? 0o644, owner: options.owner ?? own)
    guard let number = place.node else {
      if case .content = options.expecting { throw .failed(.missing) }
      return put(fresh, at: place)
    }
    var node = node(number)
    switch node.content {
    case .link: if options.replacesLinks { return put(fresh, at: place) } else { throw .link }
    case .folder: throw .failed(.isFolder)
    case .file(let old):
      if options.expecting == .nothing { throw .failed(Self.exists) }
      if old != bytes, case .content(let expected) = options.expecting, old != expected { throw .changed }
      node.content = .file(bytes)
      node.mode = options.mode ?? node.mode
      node.owner = options.owner ?? node.owner
      set(number, node)
    }
  }

  mutating func makeFolder(_ place: Place, mode: UInt16, user: UserIdentity) throws(WriteFailure) {
    if place.node != nil { throw .failed(Self.exists) }
    let owner = FileOwner(user: user.user, group: user.group)
    put(Node(content: .folder([:]), mode: mode & ~0o022, owner: owner), at: place)
  }

  mutating func makeLink(_ place: Place, to target: [UInt8], user: UserIdentity) throws(WriteFailure) {
    if let number = place.node, node(number).kind == .folder { throw .failed(.isFolder) }
    let owner = FileOwner(user: user.user, group: user.group)
    put(Node(content: .link(to: target), mode: 0o777, owner: owner), at: place)
  }

  mutating func rename(_ old: Place, to new: Place) throws(WriteFailure) {
    guard let number = old.node else { throw .failed(.missing) }
    if old.path == new.path { return }
    if Path.isInside(new.path, old.path) { throw .failed(Self.invalid) }
    if Path.isInside(old.path, new.path) { throw .failed(Self.notEmpty) }
    if let replaced = new.node {
      switch (node(number).kind, node(replaced).content) {
      case (.folder, .folder(let entries)): if !entries.isEmpty { throw .failed(Self.notEmpty) }
      case (.folder, _): throw .failed(.notFolder)
      case (_, .folder): throw .failed(.isFolder)
      default: break
      }
    }
    move(old, to: new)
  }

  mutating func removeOne(_ place: Place) throws(WriteFailure) {
    guard let number = place.node else { throw .failed(.missing) }
    if case .folder(let entries) = node(number).content, !entries.isEmpty { throw .failed(Self.notEmpty) }
    remove(place)
  }
}

extension SimulatedFiles: FileTree {
  func resolve(_ path: [UInt8]) throws(SystemError) -> [UInt8] {
    let place = try find(path)
    guard place.node != nil else { throw .missing }
    return place.path
  }

  func kind(_ path: [UInt8]) throws(SystemError) -> FileKind { node(try existing(path)).kind }

  func list(_ path: [UInt8]) throws(SystemError) -> FolderListing { try listing(path) }

  func load(_ inventory: Inventory, dialect: Dialect) -> [Inventory.Content] {
    inventory.files.indices.map { file in
      let path = inventory.path(of: file, resolved: true)
      do throws(ReadFailure) {
        return .document(Document(try read(path, limit: SizeLimit.unit), names: Schema.shared.names, dialect: dialect))
      } catch {
        let shown = String(decoding: path, as: UTF8.self)
        return .unreadable(
          Inventory.Failure(operation: "open \(shown)", message: error.message, isEnvironment: false)
        )
      }
    }
  }
}
