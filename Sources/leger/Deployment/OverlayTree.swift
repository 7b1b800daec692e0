import QuadletAnalysis
import QuadletSyntax

/// The files of a host as they will be once a deployment's folder has other files: what Podman will read.
///
/// Files in that folder that leger did not write stay, and count.
struct OverlayTree: FileTree {
  private let host: any Host
  /// The folder of the deployment.
  private let root: [UInt8]
  /// The new files, by absolute path.
  private let files: [[UInt8]: [UInt8]]
  /// The folders that they are in, by absolute path, with the names of what is in each.
  private let folders: [[UInt8]: [[UInt8]: FileKind]]
  /// The absolute paths of the old files.
  private let hidden: Set<[UInt8]>

  /// Replaces the old files, by their paths within the folder, by new ones; `gone` are absolute paths that also go.
  init(
    _ content: [DeploymentFile],
    insteadOf old: [DeployedFile],
    hiding gone: Set<[UInt8]> = [],
    in root: [UInt8],
    on host: any Host
  ) {
    self.host = host
    self.root = root
    hidden = gone.union(old.map { Path.join(root, Array($0.path.utf8)) })
    var files: [[UInt8]: [UInt8]] = [:]
    var folders: [[UInt8]: [[UInt8]: FileKind]] = [root: [:]]
    for file in content {
      var path = Path.join(root, file.path)
      files[path] = file.bytes
      var kind = FileKind.file
      while path.count > root.count {
        folders[Path.parent(of: path), default: [:]][Array(Path.name(of: path))] = kind
        (path, kind) = (Path.parent(of: path), .folder)
      }
    }
    (self.files, self.folders) = (files, folders)
  }

  private func isHidden(_ path: [UInt8]) -> Bool {
    files[path] == nil && (hidden.contains(path) || hidden.contains { Path.isInside(path, $0) })
  }

  /// The absolute path without `.` and `..`; links below the root are those of the host.
  private func plain(_ path: [UInt8]) -> [UInt8] {
    var parts: [ArraySlice<UInt8>] = []
    let absolute = path.first == UInt8(ascii: "/") ? path : Path.join(host.currentFolder, path)
    for part in absolute.split(separator: UInt8(ascii: "/")) where !part.elementsEqual(".".utf8) {
      if part.elementsEqual("..".utf8) { _ = parts.popLast() } else { parts.append(part) }
    }
    return [UInt8(ascii: "/")] + Array(parts.joined(separator: [UInt8(ascii: "/")]))
  }

  func resolve(_ path: [UInt8]) throws(SystemError) -> [UInt8] {
    let plain = plain(path)
    if files[plain] != nil || folders[plain] != nil { return plain }
    if isHidden(plain) { throw .missing }
    return try host.resolve(path)
  }

  func kind(_ path: [UInt8]) throws(SystemError) -> FileKind {
    let plain = plain(path)
    if files[plain] != nil { return .file }
    if folders[plain] != nil { return .folder }
    if isHidden(plain) { throw .missing }
    return try host.kind(path)
  }

  func list(_ path: [UInt8]) throws(SystemError) -> FolderListing {
    let plain = plain(path)
    guard Path.isInside(plain, root) || Path.isInside(root, plain) else { return try host.list(path) }
    var kinds: [[UInt8]: FileKind?] = [:]
    do throws(SystemError) {
      let listing = try host.list(plain)
      for entry in listing.entries where !isHidden(Path.join(plain, listing.name(of: entry))) {
        kinds[Array(listing.name(of: entry))] = .some(entry.kind)
      }
    } catch {
      if folders[plain] == nil { throw error }
    }
    for (name, kind) in folders[plain] ?? [:] { kinds[name] = .some(kind) }
    var listing = FolderListing()
    for (name, kind) in kinds { name.withUnsafeBytes { listing.add($0, kind: kind) } }
    listing.sort()
    return listing
  }

  func read(_ path: [UInt8], limit: Int) throws(ReadFailure) -> [UInt8] {
    let plain = plain(path)
    if let bytes = files[plain] {
      if bytes.count > limit { throw .tooLarge(limit: limit) }
      return bytes
    }
    if isHidden(plain) { throw .failed(call: "open", .missing) }
    return try host.read(path, limit: limit)
  }

  func load(_ inventory: Inventory, dialect: Dialect) -> [Inventory.Content] {
    var contents = host.load(inventory, dialect: dialect)
    for file in contents.indices {
      if let bytes = files[inventory.path(of: file, resolved: true)] {
        contents[file] = Inventory.Content(parsing: bytes, dialect: dialect)
      }
    }
    return contents
  }

  /// What units ask about this tree.
  var facts: HostFacts {
    let ofHost = HostFacts(of: host)
    return HostFacts(
      podman: String(decoding: ofHost.podman, as: UTF8.self),
      pathExists: { exists($0) },
      file: { path in
        if let bytes = files[plain(path)] { return HostFacts.File(bytes: bytes, mode: 0o644) }
        return isHidden(plain(path)) ? nil : ofHost.file(path)
      },
      kubernetes: KubernetesFiles(of: self).file
    )
  }
}
