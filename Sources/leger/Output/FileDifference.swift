import QuadletAnalysis
import QuadletSyntax

/// A file that differs between two projects.
struct FileDifference {
  /// The path as shown for the old and for the new project.
  let oldPath: [UInt8]
  let newPath: [UInt8]
  let change: ProjectChanges.FileChange
  /// The paths in a unified diff.
  let oldLabel: [UInt8]
  let newLabel: [UInt8]
  let old: [UInt8]
  let new: [UInt8]

  /// The new path, or the old one of a file that was removed.
  var path: [UInt8] { change == .removed ? oldPath : newPath }

  /// Whether either side is not text.
  var isBinary: Bool { old.contains(0) || new.contains(0) }

  /// Returns the units, drop-ins and files named by units that differ, ordered by path.
  static func all(_ sides: DiffSides, _ changes: ProjectChanges) -> [FileDifference] {
    let before = units(of: sides.old)
    let after = units(of: sides.new)
    var found: [[UInt8]: FileDifference] = [:]
    if sides.old.files != nil, sides.new.files != nil, before.count == 1, after.count == 1,
      let (oldPath, oldText) = before.first, let (newPath, newText) = after.first
    {
      if oldText != newText { found[newPath] = make(sides, oldPath, oldText, newPath, newText) }
    } else {
      for path in Set(before.keys).union(after.keys) where before[path] != after[path] {
        found[path] = make(sides, path, before[path], path, after[path])
      }
    }
    for file in changes.namedFiles where found[file.path] == nil {
      func text(_ side: TreeComparison.Side) -> [UInt8]? {
        try? side.tree.read(side.path(file.path), limit: TreeComparison.sizeLimit)
      }
      found[file.path] = make(sides, file.path, text(sides.old.side), file.path, text(sides.new.side))
    }
    return found.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
  }

  private static func make(
    _ sides: DiffSides,
    _ oldPath: [UInt8],
    _ old: [UInt8]?,
    _ newPath: [UInt8],
    _ new: [UInt8]?
  ) -> FileDifference {
    let shown = (FileSystem.join(sides.old.shown, oldPath), FileSystem.join(sides.new.shown, newPath))
    let missing = Array("/dev/null".utf8)
    return FileDifference(
      oldPath: shown.0,
      newPath: shown.1,
      change: old == nil ? .added : new == nil ? .removed : .changed,
      oldLabel: old == nil ? missing : sides.old.label + shown.0,
      newLabel: new == nil ? missing : sides.new.label + shown.1,
      old: old ?? [],
      new: new ?? []
    )
  }

  /// Returns the texts of the units and drop-ins to compare, keyed by their path within the folder.
  private static func units(of one: DiffSides.One) -> [[UInt8]: [UInt8]] {
    let inventory = one.project.inventory
    var texts: [[UInt8]: [UInt8]] = [:]
    for file in one.files ?? Array(inventory.files.indices) {
      guard case .document(let document) = one.project.contents[file] else { continue }
      let path = inventory.path(of: file, resolved: true)
      let root = one.side.root
      let isBelow = path.starts(with: root) && path.count > root.count && path[root.count] == UInt8(ascii: "/")
      texts[isBelow ? Array(path[(root.count + 1)...]) : path] = Array(document.bytes)
    }
    return texts
  }
}
