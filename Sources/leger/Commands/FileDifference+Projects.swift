import QuadletAnalysis
import QuadletSyntax

extension FileDifference {
  /// Returns the units, drop-ins and files named by units that differ, by path.
  static func all(
    _ comparison: ProjectComparison,
    _ changes: ProjectChanges,
    _ trees: TreeComparison
  ) -> [FileDifference] {
    let before = units(of: comparison.old)
    let after = units(of: comparison.new)
    var found: [[UInt8]: FileDifference] = [:]
    if comparison.old.files != nil, comparison.new.files != nil, before.count == 1, after.count == 1,
      let (oldPath, oldText) = before.first, let (newPath, newText) = after.first
    {
      if oldText != newText { found[newPath] = make(comparison, oldPath, oldText, newPath, newText) }
    } else {
      for (path, text) in before {
        let other = after[path]
        if other?.span.isSame(as: text.span) != true { found[path] = make(comparison, path, text, path, other) }
      }
      for (path, text) in after where before[path] == nil { found[path] = make(comparison, path, nil, path, text) }
    }
    for file in changes.namedFiles where found[file.path] == nil {
      // What cannot be read is a gap, not a file that does not exist.
      let old = file.change == .added ? nil : trees.text(file.path, in: trees.old) ?? []
      let new = file.change == .removed ? nil : trees.text(file.path, in: trees.new) ?? []
      found[file.path] = make(comparison, file.path, old?[...], file.path, new?[...])
    }
    return found.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
  }

  private static func make(
    _ comparison: ProjectComparison,
    _ oldPath: [UInt8],
    _ old: ArraySlice<UInt8>?,
    _ newPath: [UInt8],
    _ new: ArraySlice<UInt8>?
  ) -> FileDifference {
    let shown = (Path.join(comparison.old.shown, oldPath), Path.join(comparison.new.shown, newPath))
    let missing = Array("/dev/null".utf8)
    return FileDifference(
      oldPath: shown.0,
      newPath: shown.1,
      change: old == nil ? .added : new == nil ? .removed : .changed,
      oldLabel: old == nil ? missing : comparison.old.label + shown.0,
      newLabel: new == nil ? missing : comparison.new.label + shown.1,
      old: old.map(Array.init) ?? [],
      new: new.map(Array.init) ?? []
    )
  }

  /// Returns where credentials are in a unit, or in a file that units name, in order.
  static func credentials(in text: [UInt8]) -> [Range<Int>] {
    let inLines = HiddenCredentials.places(in: text.span)
    let inYAML: [Range<Int>]
    do throws(YAMLProblem) {
      inYAML = try YAMLReader.documents(text).flatMap(\.credentials)
    } catch {
      inYAML = String(decoding: text, as: UTF8.self).contains("kind: Secret") ? valuesOfLines(text) : []
    }
    return (inLines + inYAML).sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
  }

  /// Returns all that could be a value in a text that is meant as YAML: in each line what follows the first colon.
  private static func valuesOfLines(_ text: [UInt8]) -> [Range<Int>] {
    text.indices.split { text[$0] == UInt8(ascii: "\n") }.compactMap { line in
      let colon = line.first { text[$0] == UInt8(ascii: ":") }
      let start = colon.map { $0 + 1 } ?? line.first { text[$0] != UInt8(ascii: " ") } ?? line.endIndex
      return start < line.endIndex ? start..<line.endIndex : nil
    }
  }

  /// Returns the texts of the units and drop-ins that are meant, by path within the folder.
  private static func units(of one: ComparedProject) -> [[UInt8]: ArraySlice<UInt8>] {
    let inventory = one.project.inventory
    var texts: [[UInt8]: ArraySlice<UInt8>] = [:]
    texts.reserveCapacity(inventory.files.count)
    for file in one.files ?? Array(inventory.files.indices) {
      guard case .document(let document) = one.project.contents[file] else { continue }
      let path = inventory.path(of: file, resolved: true)
      let root = one.side.root
      let isBelow = path.starts(with: root) && path.count > root.count && path[root.count] == UInt8(ascii: "/")
      texts[isBelow ? Array(path[(root.count + 1)...]) : path] = document.bytes
    }
    return texts
  }
}
