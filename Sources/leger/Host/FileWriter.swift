import Glibc

/// Writes files whole or not at all: a reader, and a crash, sees the old content or the new one.
enum FileWriter {
  /// Why a file was not written; what was there before is as it was.
  struct Failure: Error, Equatable {
    let message: String

    fileprivate static var last: Failure { Failure(message: SystemError.last.message) }
    static let link = Failure(message: "is a symbolic link, which is left alone; name the file that it leads to")
    static let changed = Failure(message: "was changed by somebody else in the meantime; run the command again")
  }

  /// Whether a path is a symbolic link, which is not written through.
  static func isLink(_ path: [UInt8]) -> Bool {
    var status = stat()
    return lstat(CPath(path).bytes, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Replaces a file's content; mode and owner stay, and nothing is written when the content is the same already.
  ///
  /// With `expected` the file must be there and still hold that; without it a missing file is made, with `mode`.
  static func write(
    _ path: [UInt8],
    _ bytes: [UInt8],
    expected: [UInt8]? = nil,
    mode: mode_t = 0o644
  ) throws(Failure) {
    var status = stat()
    status.st_mode = S_IFREG | mode
    let current = open(CPath(path).bytes, FileSystem.openFlags | O_NOFOLLOW)
    if current >= 0 {
      defer { close(current) }
      guard fstat(current, &status) == 0 else { throw .last }
      let content: [UInt8]
      do throws(FileSystem.ReadFailure) {
        content = try FileSystem.read(from: current, limit: max(bytes.count, FileSystem.unitSizeLimit))
      } catch {
        throw Failure(message: error.message)
      }
      if content == bytes { return }
      if let expected, content != expected { throw .changed }
      // A rename needs no permission for the file itself; who made it read-only meant it.
      guard faccessat(AT_FDCWD, CPath(path).bytes, W_OK, AT_EACCESS) == 0 else { throw .last }
    } else {
      if errno == ELOOP, isLink(path) { throw .link }
      if errno != ENOENT || expected != nil { throw .last }
    }
    try replace(path, bytes, like: status, isNew: current < 0)
  }

  private static func replace(
    _ path: [UInt8],
    _ bytes: [UInt8],
    like status: stat,
    isNew: Bool
  ) throws(Failure) {
    let folder = Selection.parent(of: path)
    let name = Array(".leger-\(getpid()).new".utf8)
    let temporary = FileSystem.join(folder, name)
    unlink(CPath(temporary).bytes)
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let descriptor = open(CPath(temporary).bytes, flags, isNew ? status.st_mode & 0o777 : 0o600)
    guard descriptor >= 0 else { throw .last }
    var failure: Failure?
    if !Standard.write(bytes, to: descriptor) { failure = .last }
    if failure == nil, !isNew, !keep(status, on: descriptor) { failure = .last }
    if failure == nil, fsync(descriptor) != 0 { failure = .last }
    if close(descriptor) != 0, failure == nil { failure = .last }
    if failure == nil, rename(CPath(temporary).bytes, CPath(path).bytes) != 0 { failure = .last }
    if let failure {
      unlink(CPath(temporary).bytes)
      throw failure
    }
    sync(folder)
  }

  /// Gives a new file the owner and the mode of the old one.
  private static func keep(_ status: stat, on descriptor: Int32) -> Bool {
    var made = stat()
    guard fstat(descriptor, &made) == 0 else { return false }
    if made.st_uid != status.st_uid || made.st_gid != status.st_gid,
      fchown(descriptor, status.st_uid, status.st_gid) != 0
    {
      return false
    }
    return fchmod(descriptor, status.st_mode & 0o7777) == 0
  }

  /// Makes the rename last; a file system that cannot do it has said so to nobody before either.
  private static func sync(_ folder: [UInt8]) {
    let path = folder.isEmpty ? [UInt8(ascii: ".")] : folder
    let descriptor = open(CPath(path).bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0 { return }
    fsync(descriptor)
    close(descriptor)
  }
}
