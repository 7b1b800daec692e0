import CSystem
import Glibc

/// A folder that is held open for changes: they happen in it, whatever its path leads to meanwhile.
///
/// Every change of the file system goes through one, so none can leave the folder that its command was given.
struct OpenFolder: ~Copyable {
  let descriptor: Int32

  /// Opens a folder, which is empty for the current one; throws `outside` when links lead out of the root.
  init(_ path: [UInt8], within root: [UInt8]) throws(WriteFailure) {
    let resolved = try Self.resolve(path)
    let border = try Self.resolve(root)
    guard Path.isInside(resolved, border) else { throw .outside }
    descriptor = try Self.open(resolved)
  }

  deinit { close(descriptor) }

  private static func resolve(_ path: [UInt8]) throws(WriteFailure) -> [UInt8] {
    do throws(SystemError) {
      return try FileSystem.resolve(path.isEmpty ? [UInt8(ascii: ".")] : path)
    } catch {
      throw .failed(error)
    }
  }

  /// Opens a path that has no links, part by part, so a link that was put there since it was resolved is not followed.
  private static func open(_ path: [UInt8]) throws(WriteFailure) -> Int32 {
    let flags = O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    var current = Glibc.open("/", flags | leger_path_only)
    guard current >= 0 else { throw .failed(.last) }
    for part in path.split(separator: UInt8(ascii: "/")) {
      let next = openat(current, CPath(part).bytes, flags | leger_path_only)
      let error = SystemError.last
      close(current)
      guard next >= 0 else { throw error == .notFolder || error == .linkCycle ? .changed : .failed(error) }
      current = next
    }
    // Only what is open for reading can be synced; a folder that cannot be read can still be changed.
    let readable = openat(current, ".", flags | O_RDONLY)
    if readable < 0 { return current }
    close(current)
    return readable
  }

  /// Returns what the file system says of a name in the folder, of a link itself; nil when nothing has it.
  func status(of name: CPath) throws(WriteFailure) -> stat? {
    var status = stat()
    if fstatat(descriptor, name.bytes, &status, AT_SYMLINK_NOFOLLOW) == 0 { return status }
    let error = SystemError.last
    if error == .missing { return nil }
    throw .failed(error)
  }

  /// Removes a name of a file or link.
  func unlink(_ name: CPath) { unlinkat(descriptor, name.bytes, 0) }

  /// Makes changes of the folder last; a file system that cannot do that has never reported it either.
  func sync() { fsync(descriptor) }
}
