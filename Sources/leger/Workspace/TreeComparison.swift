import QuadletAnalysis

/// Compares files and folders of two trees.
struct TreeComparison: Sendable {
  /// A folder in a tree.
  struct Side: Sendable {
    let tree: any FileTree
    /// The folder, links resolved.
    let root: [UInt8]

    func path(_ relative: [UInt8]) -> [UInt8] {
      relative.isEmpty ? root : root + [UInt8(ascii: "/")] + relative
    }

    /// Whether everything in it belongs to the project: a revision has no data that a container has written.
    var isRevision: Bool { tree is RevisionTree }
  }

  let old: Side
  let new: Side

  /// The largest file whose content is compared.
  static let sizeLimit = 16 << 20
  /// How many files of a folder are compared.
  private static let fileLimit = 2000
  private static let depthLimit = 16

  /// Returns which files differ at a path; below a folder that a container writes to, only when both trees are revisions.
  func differences(at path: [UInt8], isData: Bool) -> [ProjectChanges.File] {
    var found: [ProjectChanges.File] = []
    var count = 0
    compare(path, isData: isData, depth: 0, &count, &found)
    return found
  }

  private func compare(
    _ path: [UInt8],
    isData: Bool,
    depth: Int,
    _ count: inout Int,
    _ found: inout [ProjectChanges.File]
  ) {
    let kinds = (try? old.tree.kind(old.path(path)), try? new.tree.kind(new.path(path)))
    if kinds.0 == .folder || kinds.1 == .folder {
      if isData, !(old.isRevision && new.isRevision) { return }
      var names = Set<[UInt8]>()
      for side in [old, new] {
        guard let listing = try? side.tree.list(side.path(path)) else { continue }
        for entry in listing.entries { names.insert(Array(listing.name(of: entry))) }
      }
      for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) where !Self.isUnitFile(name) {
        if depth >= Self.depthLimit || count >= Self.fileLimit { return }
        compare(
          path.isEmpty ? name : path + [UInt8(ascii: "/")] + name,
          isData: isData,
          depth: depth + 1,
          &count,
          &found
        )
      }
      return
    }
    count += 1
    switch kinds {
    case (.file?, .file?): if differ(path) { found.append(ProjectChanges.File(path: path, change: .changed)) }
    case (.file?, nil): found.append(ProjectChanges.File(path: path, change: .removed))
    case (nil, .file?): found.append(ProjectChanges.File(path: path, change: .added))
    default: return
    }
  }

  /// Units and their drop-ins are compared by what they mean; Git's own files are not content.
  private static func isUnitFile(_ name: [UInt8]) -> Bool {
    UnitKind(fileName: name) != nil || UnitPlace.isDropInFolder(name)
      || name.elementsEqual(".git".utf8)
  }

  private func differ(_ path: [UInt8]) -> Bool {
    if let before = (old.tree as? RevisionTree)?.identity(old.path(path)),
      let after = (new.tree as? RevisionTree)?.identity(new.path(path))
    {
      return before != after
    }
    let before = try? old.tree.read(old.path(path), limit: Self.sizeLimit)
    let after = try? new.tree.read(new.path(path), limit: Self.sizeLimit)
    return before != after
  }
}
