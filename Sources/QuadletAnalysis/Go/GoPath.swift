/// Paths as Go's path/filepath handles them, as bytes.
enum GoPath {
  static let slash = UInt8(ascii: "/")
  static let dot = UInt8(ascii: ".")

  /// Whether the path starts at the root.
  static func isAbsolute(_ path: some Collection<UInt8>) -> Bool { path.first == slash }

  /// The shortest equivalent path, judging by its text alone.
  static func clean(_ path: [UInt8]) -> [UInt8] {
    if isClean(path.span) { return path }
    let rooted = isAbsolute(path)
    var parts: [ArraySlice<UInt8>] = []
    for part in path.split(separator: slash) where !part.elementsEqual([dot]) {
      if part.elementsEqual([dot, dot]) {
        if let last = parts.last, !last.elementsEqual([dot, dot]) {
          parts.removeLast()
        } else if !rooted {
          parts.append(part)
        }
      } else {
        parts.append(part)
      }
    }
    let joined = Array(parts.joined(separator: [slash]))
    if rooted { return [slash] + joined }
    return joined.isEmpty ? [dot] : joined
  }

  /// Whether a path is clearly the shortest; true for most paths in units, and found without splitting them.
  static func isClean(_ path: Span<UInt8>) -> Bool {
    guard !path.isEmpty, path[0] != dot else { return false }
    var position = 0
    while let index = path.first(slash, in: position..<path.count) {
      guard index + 1 < path.count, path[index + 1] != slash, path[index + 1] != dot else { return false }
      position = index + 1
    }
    return true
  }

  /// The folder that contains a path.
  static func folder(_ path: [UInt8]) -> [UInt8] {
    guard let last = path.lastIndex(of: slash) else { return [dot] }
    return clean(Array(path[...last]))
  }

  /// Joins two paths.
  static func join(_ folder: [UInt8], _ path: [UInt8]) -> [UInt8] {
    if folder.isEmpty { return path.isEmpty ? [] : clean(path) }
    return clean(folder + [slash] + path)
  }

  /// A path relative to a folder, both cleaned; nil when their texts alone do not determine it.
  static func relative(_ path: [UInt8], to folder: [UInt8]) -> [UInt8]? {
    if path == folder { return [dot] }
    guard isAbsolute(path) == isAbsolute(folder) else { return nil }
    let parts = path.split(separator: slash)
    var base = folder == [dot] ? [] : folder.split(separator: slash)
    var rest = parts[...]
    while let first = rest.first, let other = base.first, first.elementsEqual(other) {
      rest = rest.dropFirst()
      base.removeFirst()
    }
    if base.contains(where: { $0.elementsEqual([dot, dot]) }) { return nil }
    let up = base.map { _ in [dot, dot][...] }
    return Array((up + rest).joined(separator: [slash]))
  }

  /// The extension of the last component of a path, including its dot.
  static func fileExtension(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    for index in path.indices.reversed() {
      if path[index] == slash { break }
      if path[index] == dot { return path[index...] }
    }
    return path[path.endIndex...]
  }
}
