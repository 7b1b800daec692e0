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
  /// What could not be compared.
  let gaps: ComparisonGaps

  /// The largest file whose content is compared.
  static let sizeLimit = 16 << 20
  /// How many files of a folder are compared.
  private static let fileLimit = 4_000
  private static let depthLimit = 64

  /// Returns which files differ at a path; below a folder that a container writes to, only when both trees are revisions.
  func differences(at path: [UInt8], isData: Bool) -> [ProjectChanges.File] {
    var walk = Walk()
    compare(path, isData: isData, depth: 0, &walk)
    if walk.isCut { gaps.add(path, "has more than \(Self.fileLimit) files; the others are not compared") }
    return walk.found
  }

  private struct Walk {
    var found: [ProjectChanges.File] = []
    var count = 0
    var isCut = false
  }

  private func compare(_ path: [UInt8], isData: Bool, depth: Int, _ walk: inout Walk) {
    guard case .some(let before) = kind(path, in: old), case .some(let after) = kind(path, in: new) else { return }
    if before == .folder || after == .folder {
      if isData, !(old.isRevision && new.isRevision) { return }
      if depth >= Self.depthLimit {
        gaps.add(path, "is more than \(Self.depthLimit) folders deep; what is in it is not compared")
        return
      }
      compareFolder(path, isData: isData, depth: depth, &walk)
      return
    }
    walk.count += 1
    switch (before, after) {
    case (.file?, .file?):
      if differ(path) { walk.found.append(ProjectChanges.File(path: path, change: .changed)) }
    case (.file?, .special?), (.special?, .file?):
      walk.found.append(ProjectChanges.File(path: path, change: .changed))
    case (.file?, nil): walk.found.append(ProjectChanges.File(path: path, change: .removed))
    case (nil, .file?): walk.found.append(ProjectChanges.File(path: path, change: .added))
    default: return
    }
  }

  private func compareFolder(_ path: [UInt8], isData: Bool, depth: Int, _ walk: inout Walk) {
    var names = Set<[UInt8]>()
    for side in [old, new] {
      do throws(SystemError) {
        let listing = try side.tree.list(side.path(path))
        for entry in listing.entries { names.insert(Array(listing.name(of: entry))) }
      } catch {
        if error.isMissing { continue }
        gaps.add(path, error.message)
        return
      }
    }
    for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) where !Self.isUnitFile(name) {
      if walk.count >= Self.fileLimit {
        walk.isCut = true
        return
      }
      compare(Path.join(path, name), isData: isData, depth: depth + 1, &walk)
    }
  }

  /// Returns what is at a path, nil when nothing is; nil of nil when that cannot be said.
  private func kind(_ path: [UInt8], in side: Side) -> FileKind?? {
    do throws(SystemError) {
      return .some(try side.tree.kind(side.path(path)))
    } catch {
      if error.isMissing { return .some(nil) }
      gaps.add(path, error.message)
      return nil
    }
  }

  /// Units and their drop-ins are compared by what they mean; Git's own files are not content.
  private static func isUnitFile(_ name: [UInt8]) -> Bool {
    UnitKind(fileName: name) != nil || UnitPlace.isDropInFolder(name)
      || name.elementsEqual(".git".utf8)
  }

  /// Whether a file differs; one that cannot be read is a gap, and does not.
  private func differ(_ path: [UInt8]) -> Bool {
    do throws(SystemError) {
      if let before = try (old.tree as? RevisionTree)?.identity(old.path(path)),
        let after = try (new.tree as? RevisionTree)?.identity(new.path(path))
      {
        return before != after
      }
    } catch {
      gaps.add(path, error.message)
      return false
    }
    guard let before = text(path, in: old), let after = text(path, in: new) else { return false }
    return before != after
  }

  /// Returns the content of a file that exists; nil, and a gap, when it cannot be had.
  func text(_ path: [UInt8], in side: Side) -> [UInt8]? {
    do throws(ReadFailure) {
      return try side.tree.read(side.path(path), limit: Self.sizeLimit)
    } catch {
      gaps.add(path, error.message)
      return nil
    }
  }
}
