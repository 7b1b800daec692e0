import Glibc

/// The system calls of `SystemHost` that read and write files; none waits for a pipe or follows links in a cycle.
enum FileSystem {
  /// Returns what the file system says of a path.
  static func status(_ path: [UInt8], followingLinks: Bool = true) throws(SystemError) -> FileStatus {
    var status = stat()
    let result = followingLinks ? stat(CPath(path).bytes, &status) : lstat(CPath(path).bytes, &status)
    guard result == 0 else { throw .last }
    return FileStatus(
      kind: kind(status.st_mode),
      mode: UInt16(truncatingIfNeeded: status.st_mode & 0o7777),
      owner: FileOwner(user: status.st_uid, group: status.st_gid),
      size: Int(status.st_size)
    )
  }

  /// Returns the kind of thing that has a mode.
  static func kind(_ mode: mode_t) -> FileKind {
    switch mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    case S_IFLNK: .link
    default: .special
    }
  }

  /// Returns the bytes of a C string, without its NUL.
  static func bytes(_ text: UnsafePointer<CChar>) -> [UInt8] {
    Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
  }

  /// Returns the absolute path with every link resolved.
  static func resolve(_ path: [UInt8]) throws(SystemError) -> [UInt8] {
    guard let text = realpath(CPath(path).bytes, nil) else { throw .last }
    defer { free(text) }
    return bytes(text)
  }

  /// Returns what a folder holds, `.` and `..` excepted, in bytewise order.
  static func list(_ path: [UInt8]) throws(SystemError) -> FolderListing {
    guard let folder = opendir(CPath(path).bytes) else { throw .last }
    return try list(of: folder)
  }

  /// Returns what an open folder holds.
  static func list(_ descriptor: Int32) throws(SystemError) -> FolderListing {
    let own = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard own >= 0 else { throw .last }
    guard let folder = fdopendir(own) else {
      close(own)
      throw .last
    }
    return try list(of: folder)
  }

  private static func list(of folder: OpaquePointer) throws(SystemError) -> FolderListing {
    defer { closedir(folder) }
    var listing = FolderListing()
    while true {
      // Nil means the end only when the call leaves this as it is.
      errno = 0
      guard let entry = readdir(folder) else {
        if errno != 0 { throw .last }
        break
      }
      let kind: FileKind? =
        switch Int(entry.pointee.d_type) {
        case Int(DT_REG): .file
        case Int(DT_DIR): .folder
        case Int(DT_LNK), Int(DT_UNKNOWN): nil
        default: .special
        }
      withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        guard let start = bytes.baseAddress else { return }
        let name = UnsafeRawBufferPointer(start: start, count: strlen(start.assumingMemoryBound(to: CChar.self)))
        if name.count < 3, name.allSatisfy({ $0 == UInt8(ascii: ".") }) { return }
        listing.add(name, kind: kind)
      }
    }
    listing.sort()
    return listing
  }

  // MARK: Reading and writing

  /// The flags for opening a file to read it, without ever waiting for it.
  static let openFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY

  /// Opens a regular file for reading.
  ///
  /// Nothing else is opened at all: a writer that waits for a pipe's reader would go on, and a device may act.
  static func open(_ path: [UInt8]) throws(ReadFailure) -> Int32 {
    try open(CPath(path).bytes, in: AT_FDCWD)
  }

  /// Opens a regular file for reading, by a path that is relative to an open folder.
  static func open(_ path: [CChar], in folder: Int32) throws(ReadFailure) -> Int32 {
    var status = stat()
    guard fstatat(folder, path, &status, 0) == 0 else { throw .failed(call: "open", .last) }
    switch kind(status.st_mode) {
    case .folder: throw .failed(call: "read", .isFolder)
    case .link, .special: throw .special
    case .file: break
    }
    let descriptor = openat(folder, path, openFlags)
    guard descriptor >= 0 else { throw .failed(call: "open", .last) }
    return descriptor
  }

  /// Returns the content of a file.
  static func read(_ path: [UInt8], limit: Int) throws(ReadFailure) -> [UInt8] {
    let descriptor = try open(path)
    defer { close(descriptor) }
    return try read(from: descriptor, limit: limit)
  }

  /// Returns the content of an open file.
  static func read(from descriptor: Int32, limit: Int) throws(ReadFailure) -> [UInt8] {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .failed(call: "stat", .last) }
    switch kind(status.st_mode) {
    case .folder: throw .failed(call: "read", .isFolder)
    case .link, .special: throw .special
    case .file: break
    }
    if status.st_size > limit { throw .tooLarge(limit: limit) }
    return try readToEnd(descriptor, expecting: Int(status.st_size), limit: limit, waits: false)
  }

  /// Reads from a descriptor to its end. What has nothing to read yet is waited for, or else taken for no file: some files of
  /// /proc never end.
  static func readToEnd(
    _ descriptor: Int32,
    expecting size: Int,
    limit: Int,
    waits: Bool = true
  ) throws(ReadFailure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: size)
    var count = 0
    while true {
      if count == bytes.count {
        if count > limit { throw .tooLarge(limit: limit) }
        // A file mostly ends where its size says.
        bytes.append(contentsOf: [UInt8](repeating: 0, count: count == size ? 4096 : max(4096, count / 2)))
      }
      let room = bytes.count - count
      let got = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress.map { $0 + count }, room) }
      if got == 0 { break }
      if got < 0 {
        if errno == EAGAIN, !waits { throw .special }
        if errno == EINTR || (errno == EAGAIN && wait(for: POLLIN, on: descriptor)) { continue }
        throw .failed(call: "read", .last)
      }
      count += got
    }
    if count > limit { throw .tooLarge(limit: limit) }
    bytes.removeSubrange(count...)
    return bytes
  }

  /// Writes all bytes to a descriptor.
  static func write(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
    var position = 0
    while position < bytes.count {
      let written = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + position }, $0.count - position)
      }
      if written > 0 {
        position += written
      } else if written == 0 {
        throw SystemError(code: EIO)
      } else if errno != EINTR, !(errno == EAGAIN && wait(for: POLLOUT, on: descriptor)) {
        throw .last
      }
    }
  }

  /// Waits until a descriptor that was opened without blocking is ready; false and the error in `errno` when it cannot be.
  private static func wait(for event: Int32, on descriptor: Int32) -> Bool {
    var state = pollfd(fd: descriptor, events: Int16(event), revents: 0)
    return poll(&state, 1, -1) >= 0 || errno == EINTR
  }
}
