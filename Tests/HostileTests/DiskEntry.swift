import Foundation
import Glibc

/// Something that an attack puts on the disk, by its path below the attack's folder.
struct DiskEntry {
  /// What it is.
  enum Content {
    case folder
    case file([UInt8])
    /// A head, then one piece again and again up to a size, then a tail.
    case repeated(head: [UInt8], piece: [UInt8], size: Int, tail: [UInt8])
    /// A file of zeros that takes no room.
    case sparse(Int)
    case link([UInt8])
    /// Another name of a file that the attack has made before.
    case hardLink([UInt8])
    case fifo
    case socket
    case device(major: UInt64, minor: UInt64)
    case repository(HostileRepository)
  }

  var path: [UInt8]
  var content: Content
  var mode: mode_t?
  var owner: uid_t?
  /// Extended attributes, by name.
  var attributes: [(name: String, value: String)] = []

  init(_ path: [UInt8], _ content: Content) {
    (self.path, self.content) = (path, content)
  }

  init(_ path: String, _ content: Content) {
    self.init(Array(path.utf8), content)
  }

  /// A file of text.
  static func file(_ path: String, _ text: String) -> DiskEntry { DiskEntry(path, .file(Array(text.utf8))) }

  /// Whether opening it could wait, take someone's data or have an effect.
  var isSpecial: Bool {
    switch content {
    case .fifo, .socket, .device: true
    default: false
    }
  }

  /// Whether it takes the place of a file that another entry has put there.
  private var replaces: Bool {
    switch content {
    case .folder, .hardLink, .repository: false
    default: true
    }
  }

  var isFile: Bool {
    switch content {
    case .file, .repeated: true
    default: false
    }
  }

  /// Puts it on the disk; what cannot be made (a name that is too long, a device without permission) is left out.
  func make(below root: [UInt8]) {
    let place = root.appending(path: path)
    Self.makeFolders(above: path, below: root)
    let name = cPath(place)
    if replaces { unlink(name) }
    switch content {
    case .folder: mkdir(name, 0o755)
    case .file(let text): DiskFile.write(place, text.rooted(at: root))
    case .repeated(let head, let piece, let size, let tail): DiskFile.write(place, head, piece, size, tail)
    case .sparse(let size):
      DiskFile.write(place, [])
      truncate(name, size)
    case .link(let target): symlink(cPath(target.rooted(at: root)), name)
    case .hardLink(let other): link(cPath(root.appending(path: other)), name)
    case .fifo: mkfifo(name, 0o644)
    case .socket: mknod(name, S_IFSOCK | 0o644, 0)
    case .device(let major, let minor): mknod(name, S_IFCHR | 0o644, LibraryCalls.device(major, minor))
    case .repository(let repository): repository.make(at: place, root: root)
    }
    for attribute in attributes {
      _ = LibraryCalls.setAttribute(place, Array(attribute.name.utf8), Array(attribute.value.utf8))
    }
    if let owner { lchown(name, owner, owner) }
    if let mode { chmod(name, mode) }
  }

  private static func makeFolders(above path: [UInt8], below root: [UInt8]) {
    for (index, byte) in path.enumerated() where byte == UInt8(ascii: "/") {
      mkdir(cPath(root.appending(path: Array(path[..<index]))), 0o755)
    }
  }
}

/// Whole files, without Foundation's copies.
enum DiskFile {
  /// Writes a file.
  @discardableResult
  static func write(_ path: [UInt8], _ content: [UInt8]) -> Bool {
    write(path, content, [], 0, [])
  }

  /// Writes a file of a repeated piece; only a chunk of it is in memory at a time.
  @discardableResult
  static func write(_ path: [UInt8], _ head: [UInt8], _ piece: [UInt8], _ size: Int, _ tail: [UInt8]) -> Bool {
    let file = open(cPath(path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
    if file < 0 { return false }
    defer { close(file) }
    guard put(head, file) else { return false }
    if size > 0, !piece.isEmpty {
      let count = max(1, min(size, 1 << 16) / piece.count)
      let chunk = Array(repeatElement(piece, count: count).joined())
      for _ in 0..<max(1, size / chunk.count) where !put(chunk, file) { return false }
    }
    return put(tail, file)
  }

  /// Writes all bytes to a descriptor.
  static func put(_ content: [UInt8], _ file: Int32) -> Bool {
    var position = 0
    while position < content.count {
      let count = content.withUnsafeBytes {
        Glibc.write(file, $0.baseAddress.map { $0 + position }, content.count - position)
      }
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return false }
      position += count
    }
    return true
  }

  /// Reads a file up to a limit; nil when it cannot be read.
  static func read(_ path: [UInt8], limit: Int = 8 << 20) -> [UInt8]? {
    let file = open(cPath(path), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    if file < 0 { return nil }
    defer { close(file) }
    return read(file, limit: limit)
  }

  /// Reads what is left of an open file, up to a limit.
  static func read(_ file: Int32, limit: Int = 8 << 20) -> [UInt8]? {
    var status = stat()
    guard fstat(file, &status) == 0 else { return nil }
    var content: [UInt8] = []
    while content.count < limit {
      let room = min(limit - content.count, max(4096, Int(status.st_size) - content.count + 1))
      let start = content.count
      content.append(contentsOf: repeatElement(0, count: room))
      let count = content.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress.map { $0 + start }, room) }
      content.removeLast(room - max(0, count))
      if count < 0 { return nil }
      if count == 0 { break }
    }
    return content
  }
}
