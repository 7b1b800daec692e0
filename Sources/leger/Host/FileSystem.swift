import Glibc

/// Reads folders and files; nothing here waits for a pipe or follows a link in circles.
enum FileSystem {
  /// The largest file that is read as a unit.
  static let unitSizeLimit = 64 << 20

  /// The path of something in a folder, which is empty for the current one.
  static func join(_ folder: [UInt8], _ name: some Collection<UInt8>) -> [UInt8] {
    folder.isEmpty || folder.last == UInt8(ascii: "/") ? folder + Array(name) : folder + [UInt8(ascii: "/")] + name
  }

  /// What a path leads to, links followed.
  static func kind(_ path: [UInt8]) throws(SystemError) -> FileKind {
    var status = stat()
    guard stat(CPath(path).bytes, &status) == 0 else { throw .last }
    return kind(status.st_mode)
  }

  private static func kind(_ mode: mode_t) -> FileKind {
    switch mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    default: .special
    }
  }

  /// Whether a path exists, links followed.
  static func exists(_ path: [UInt8]) -> Bool { access(CPath(path).bytes, F_OK) == 0 }

  /// Whether nothing is at a path, not even a link.
  static func isMissing(_ path: [UInt8]) -> Bool {
    var status = stat()
    return lstat(CPath(path).bytes, &status) != 0 && SystemError.last.isMissing
  }

  /// The current folder.
  static func currentFolder() -> [UInt8] {
    guard let text = getcwd(nil, 0) else { return [UInt8(ascii: "/")] }
    defer { free(text) }
    return Standard.bytes(text)
  }

  /// The path with every link resolved.
  static func resolve(_ path: [UInt8]) throws(SystemError) -> [UInt8] {
    guard let text = realpath(CPath(path).bytes, nil) else { throw .last }
    defer { free(text) }
    return Standard.bytes(text)
  }

  /// What a folder holds, `.` and `..` excepted, in bytewise order.
  static func list(_ path: [UInt8]) throws(SystemError) -> FolderListing {
    guard let folder = opendir(CPath(path).bytes) else { throw .last }
    defer { closedir(folder) }
    var listing = FolderListing()
    while let entry = readdir(folder) {
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

  /// Why a file was not read.
  enum ReadFailure: Error {
    case tooLarge
    /// The system call that failed, and why.
    case failed(call: String, SystemError)
    /// A pipe, socket or device.
    case special

    /// What to say of it.
    var message: String {
      switch self {
      case .tooLarge: "larger than 64 MiB, which no unit is"
      case .special: "not a regular file"
      case .failed(_, let error): error.message
      }
    }
  }

  /// How a file is opened: without ever waiting for it.
  static let openFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY

  /// Opens a file for reading.
  static func open(_ path: [UInt8]) throws(ReadFailure) -> Int32 {
    let descriptor = Glibc.open(CPath(path).bytes, openFlags)
    guard descriptor >= 0 else { throw .failed(call: "open", .last) }
    return descriptor
  }

  /// Reads a whole file.
  static func read(_ path: [UInt8], limit: Int = unitSizeLimit) throws(ReadFailure) -> [UInt8] {
    let descriptor = try open(path)
    defer { close(descriptor) }
    return try read(from: descriptor, limit: limit)
  }

  /// Reads a whole file that is open.
  static func read(from descriptor: Int32, limit: Int) throws(ReadFailure) -> [UInt8] {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .failed(call: "stat", .last) }
    switch kind(status.st_mode) {
    case .folder: throw .failed(call: "read", SystemError(code: EISDIR))
    case .special: throw .special
    case .file: break
    }
    if status.st_size > limit { throw .tooLarge }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var count = 0
    while true {
      if count == bytes.count {
        if count > limit { throw .tooLarge }
        bytes.append(contentsOf: [UInt8](repeating: 0, count: 4096))
      }
      let room = bytes.count - count
      let got = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress.map { $0 + count }, room) }
      if got == 0 { break }
      if got < 0 {
        if errno == EINTR { continue }
        throw .failed(call: "read", .last)
      }
      count += got
    }
    bytes.removeSubrange(count...)
    return bytes
  }
}
