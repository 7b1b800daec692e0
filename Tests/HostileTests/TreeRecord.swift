import Foundation
import Glibc

/// What lay below a folder at one moment.
struct TreeRecord {
  /// What the file system says of one path; of a link itself.
  struct Place: Equatable {
    var kind: mode_t
    var mode: mode_t
    var owner: [uid_t]
    var size: Int
    var inode: UInt64
    var links: Int
    var device: UInt64
    /// When its content and its attributes changed, in nanoseconds.
    var times: [Int]
    /// The content of a small file, or the target of a link.
    var content: [UInt8]?
    var attributes: [String: [UInt8]]

    var isFile: Bool { kind == S_IFREG }
    var isFolder: Bool { kind == S_IFDIR }
  }

  /// By path below the folder.
  var places: [[UInt8]: Place]

  /// Contents of larger files are not kept: their times and sizes must do.
  static let contentLimit = 4 << 20

  /// Takes what is said to lie there.
  init(places: [[UInt8]: Place]) { self.places = places }

  /// Reads everything below a folder; follows no link and opens nothing but files.
  init(_ root: [UInt8]) {
    places = [:]
    var folders: [[UInt8]] = [[]]
    while let folder = folders.popLast() {
      for name in Self.names(root.appending(path: folder)) {
        let path = folder.appending(path: name)
        guard let place = Self.place(root.appending(path: path)) else { continue }
        places[path] = place
        if place.isFolder { folders.append(path) }
      }
    }
  }

  /// The bytes of the files below a folder, and 4 KiB for each file.
  func size(below folder: [UInt8]) -> Int {
    places.reduce(0) { total, item in
      folder.contains(path: item.key) ? total + (item.value.isFile ? item.value.size : 0) + 4096 : total
    }
  }

  /// Removes a folder with everything below it.
  static func remove(_ root: [UInt8]) {
    var folders: [[UInt8]] = [root]
    var found: [[UInt8]] = []
    while let folder = folders.popLast() {
      found.append(folder)
      for name in names(folder) {
        let path = folder.appending(path: name)
        var status = stat()
        guard lstat(cPath(path), &status) == 0 else { continue }
        if status.st_mode & S_IFMT == S_IFDIR {
          if status.st_mode & 0o700 != 0o700 { chmod(cPath(path), 0o700) }
          folders.append(path)
        } else {
          unlink(cPath(path))
        }
      }
    }
    for folder in found.reversed() { rmdir(cPath(folder)) }
  }

  private static func names(_ folder: [UInt8]) -> [[UInt8]] {
    guard let stream = opendir(cPath(folder)) else { return [] }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != bytes("."), name != bytes("..") { names.append(name) }
    }
    return names
  }

  private static func place(_ path: [UInt8]) -> Place? {
    var status = stat()
    guard lstat(cPath(path), &status) == 0 else { return nil }
    let kind = status.st_mode & S_IFMT
    var content: [UInt8]?
    if kind == S_IFREG, Int(status.st_size) <= contentLimit { content = DiskFile.read(path, limit: contentLimit) }
    if kind == S_IFLNK {
      var target = [CChar](repeating: 0, count: 4096)
      let count = readlink(cPath(path), &target, target.count)
      content = target.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
    }
    return Place(
      kind: kind,
      mode: status.st_mode & 0o7777,
      owner: [status.st_uid, status.st_gid],
      size: Int(status.st_size),
      inode: UInt64(status.st_ino),
      links: Int(status.st_nlink),
      device: UInt64(status.st_rdev),
      times: [status.st_mtim, status.st_ctim].map { $0.tv_sec * 1_000_000_000 + $0.tv_nsec },
      content: content,
      attributes: kind == S_IFREG ? LibraryCalls.attributes(path) : [:]
    )
  }
}
