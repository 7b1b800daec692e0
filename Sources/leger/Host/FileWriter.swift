import Glibc
import Synchronization

/// The system calls of `SystemHost` that change files, each whole or not at all.
enum FileWriter {
  /// Distinguishes temporary files of threads that write into one folder.
  private static let counter = Atomic(0)

  /// Replaces a file as `Host.replace` promises.
  static func replace(_ path: [UInt8], with bytes: [UInt8], _ options: Replacement) throws(WriteFailure) {
    let current = open(CPath(path).bytes, FileSystem.openFlags | O_NOFOLLOW)
    var old: stat?
    if current >= 0 {
      defer { close(current) }
      if try holds(current, bytes, options.expecting) { return try adjust(current, options) }
      var status = stat()
      guard fstat(current, &status) == 0 else { throw .failed(.last) }
      // A rename needs no permission for the file itself, but whoever made it read-only meant it.
      guard faccessat(AT_FDCWD, CPath(path).bytes, W_OK, AT_EACCESS) == 0 else { throw .failed(.last) }
      old = status
    } else {
      let error = SystemError.last
      let isLink = (try? FileSystem.status(path, followingLinks: false))?.kind == .link
      if error.code == ELOOP, isLink {
        if !options.replacesLinks { throw .link }
      } else if error.code != ENOENT {
        throw .failed(error)
      }
      if case .content = options.expecting { throw .failed(error) }
    }
    try write(path, bytes, options, old)
  }

  /// Checks what a file holds: true when it is the new content already.
  private static func holds(
    _ descriptor: Int32,
    _ bytes: [UInt8],
    _ expectation: Replacement.Expectation
  ) throws(WriteFailure) -> Bool {
    if expectation == .nothing { throw .failed(SystemError(code: EEXIST)) }
    let content: [UInt8]
    do throws(ReadFailure) {
      content = try FileSystem.read(from: descriptor, limit: max(bytes.count, SizeLimit.unit))
    } catch {
      throw .unreadable(error)
    }
    if content == bytes { return true }
    if case .content(let expected) = expectation, content != expected { throw .changed }
    return false
  }

  /// Gives a file that has the right content the mode and the owner that are asked for.
  private static func adjust(_ descriptor: Int32, _ options: Replacement) throws(WriteFailure) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, set(options, on: descriptor, like: status) else { throw .failed(.last) }
  }

  private static func write(
    _ path: [UInt8],
    _ bytes: [UInt8],
    _ options: Replacement,
    _ old: stat?
  ) throws(WriteFailure) {
    let temporary = temporaryPath(beside: path)
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let descriptor = open(CPath(temporary).bytes, flags, old == nil && options.mode == nil ? 0o644 : 0o600)
    guard descriptor >= 0 else { throw .failed(.last) }
    var failure: SystemError?
    do throws(SystemError) { try FileSystem.write(bytes, to: descriptor) } catch { failure = error }
    if failure == nil, !set(options, on: descriptor, like: old) { failure = .last }
    if failure == nil, fsync(descriptor) != 0 { failure = .last }
    if close(descriptor) != 0, failure == nil { failure = .last }
    if failure == nil, !move(temporary, to: path, options) { failure = .last }
    if let failure {
      unlink(CPath(temporary).bytes)
      throw .failed(failure)
    }
    sync(folderOf: path)
  }

  private static func move(_ temporary: [UInt8], to path: [UInt8], _ options: Replacement) -> Bool {
    if options.expecting != .nothing { return Glibc.rename(CPath(temporary).bytes, CPath(path).bytes) == 0 }
    // A link to the temporary file fails when the name has been taken meanwhile; a rename would not.
    guard Glibc.link(CPath(temporary).bytes, CPath(path).bytes) == 0 else { return false }
    unlink(CPath(temporary).bytes)
    return true
  }

  /// Sets the owner and the mode that are asked for, else those of the old file.
  private static func set(_ options: Replacement, on descriptor: Int32, like old: stat?) -> Bool {
    var made = stat()
    guard fstat(descriptor, &made) == 0 else { return false }
    let user = options.owner?.user ?? old?.st_uid ?? made.st_uid
    let group = options.owner?.group ?? old?.st_gid ?? made.st_gid
    if made.st_uid != user || made.st_gid != group, fchown(descriptor, user, group) != 0 { return false }
    let mode = options.mode.map { mode_t($0) } ?? (old?.st_mode ?? made.st_mode) & 0o7777
    return made.st_mode & 0o7777 == mode || fchmod(descriptor, mode) == 0
  }

  // MARK: Names

  /// Makes a symbolic link as `Host.makeLink` promises.
  static func makeLink(_ path: [UInt8], to target: [UInt8]) throws(SystemError) {
    let temporary = temporaryPath(beside: path)
    guard symlink(CPath(target).bytes, CPath(temporary).bytes) == 0 else { throw .last }
    guard Glibc.rename(CPath(temporary).bytes, CPath(path).bytes) == 0 else {
      let error = SystemError.last
      unlink(CPath(temporary).bytes)
      throw error
    }
    sync(folderOf: path)
  }

  /// Moves a file or folder.
  static func rename(_ path: [UInt8], to newPath: [UInt8]) throws(SystemError) {
    guard Glibc.rename(CPath(path).bytes, CPath(newPath).bytes) == 0 else { throw .last }
    sync(folderOf: newPath)
    if Path.parent(of: path) != Path.parent(of: newPath) { sync(folderOf: path) }
  }

  /// Removes a file, a link or an empty folder.
  static func remove(_ path: [UInt8]) throws(SystemError) {
    guard Glibc.remove(CPath(path).bytes) == 0 else { throw .last }
    sync(folderOf: path)
  }

  private static func temporaryPath(beside path: [UInt8]) -> [UInt8] {
    let number = counter.add(1, ordering: .relaxed).oldValue
    let temporary = Path.join(Path.parent(of: path), Array(".leger-\(getpid())-\(number).new".utf8))
    // A file that an earlier process with the same ID left over.
    unlink(CPath(temporary).bytes)
    return temporary
  }

  /// Makes a change of a folder last; a file system that cannot do that has never reported it either.
  static func sync(folderOf path: [UInt8]) {
    let folder = Path.parent(of: path)
    let path = CPath(folder.isEmpty ? [UInt8(ascii: ".")] : folder)
    let descriptor = open(path.bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0 { return }
    fsync(descriptor)
    close(descriptor)
  }
}
