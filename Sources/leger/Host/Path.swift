/// The path of something in a folder, and of the folder that something is in.
enum Path {
  /// A path of so many bytes is too long for the system: `PATH_MAX`, which counts the NUL at the end.
  static let lengthLimit = 4096
  private static let slash = UInt8(ascii: "/")

  /// Returns the path of something in a folder, which is empty for the current one.
  static func join(_ folder: [UInt8], _ name: some Collection<UInt8>) -> [UInt8] {
    folder.isEmpty || folder.last == slash ? folder + Array(name) : folder + [slash] + name
  }

  /// Returns the folder of a path, empty for the current one.
  static func parent(of path: [UInt8]) -> [UInt8] {
    guard let end = path.lastIndex(of: slash) else { return [] }
    return end == 0 ? [slash] : Array(path[..<end])
  }

  /// Returns a path without slashes at its end.
  static func trimmed(_ path: [UInt8]) -> [UInt8] {
    var path = path
    while path.count > 1, path.last == slash { path.removeLast() }
    return path
  }

  /// Whether an absolute path without links is a folder, or lies in it.
  static func isInside(_ path: [UInt8], _ folder: [UInt8]) -> Bool {
    guard path.starts(with: folder) else { return false }
    return path.count == folder.count || folder.last == slash || path[folder.count] == slash
  }

  /// Whether an absolute path without links is that of the root of the file system.
  static func isWholeMachine(_ path: [UInt8]) -> Bool { path == [slash] }

  /// Returns the last part of a path.
  static func name(of path: [UInt8]) -> ArraySlice<UInt8> {
    path[(path.lastIndex(of: slash).map { $0 + 1 } ?? 0)...]
  }
}

/// A path as the system takes it: bytes with a NUL after them.
struct CPath {
  let bytes: [CChar]

  init(_ path: some Collection<UInt8>) {
    bytes = path.map { CChar(bitPattern: $0) } + [0]
  }
}
