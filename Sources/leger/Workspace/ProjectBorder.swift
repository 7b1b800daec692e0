import QuadletAnalysis

/// Where the project of a file begins: the nearest folder above it that has a `.leger.yaml`, else its own folder, also when
/// that of a stranger comes first.
final class ProjectBorder {
  /// The folder of the file, as it was typed.
  let typed: [UInt8]
  /// The folder of the project, relative to the typed path where that is possible; empty for the current one.
  let folder: [UInt8]
  /// The folder of the file, links resolved.
  let start: [UInt8]
  /// Whether the project begins above the folder of the file.
  let isAbove: Bool
  /// The settings that are not obeyed, and why.
  let note: (path: [UInt8], message: String)?

  /// Looks for the border of the files in a folder, given as it was typed.
  init(above typed: [UInt8], on host: any Host) {
    self.typed = typed
    start = host.resolvedOrSame(typed)
    var candidate = start
    var levels = 0
    while !host.exists(SettingsReader.path(in: candidate)) {
      let parent = Path.parent(of: candidate)
      if parent == candidate || parent.isEmpty {
        (folder, isAbove, note) = (typed, false, nil)
        return
      }
      candidate = parent
      levels += 1
    }
    if let refusal = SettingsOwner.refusal(candidate, for: start, on: host) {
      (folder, isAbove, note) = (typed, false, (SettingsReader.path(in: candidate), refusal))
      return
    }
    isAbove = levels > 0
    folder = isAbove ? Self.path(levels, above: typed, candidate, in: host) : typed
    note = nil
  }

  /// Returns the path of the folder some levels above another one; absolute where the typed path does not lead there.
  private static func path(_ levels: Int, above typed: [UInt8], _ resolved: [UInt8], in tree: any FileTree) -> [UInt8] {
    let slash = UInt8(ascii: "/")
    let dots = Array("..".utf8)
    var parts = typed.split(separator: slash).map(Array.init).filter { $0 != [UInt8(ascii: ".")] }
    for _ in 0..<levels {
      if let last = parts.last, last != dots { parts.removeLast() } else { parts.append(dots) }
    }
    let path = (typed.first == slash ? [slash] : []) + Array(parts.joined(separator: [slash]))
    // A link in the typed path can lead elsewhere.
    return tree.resolvedOrSame(path) == resolved ? path : resolved
  }
}
