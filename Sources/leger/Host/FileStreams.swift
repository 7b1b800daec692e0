import CSystem
import Glibc

/// A new file that is being written, piece by piece.
struct FileOutput {
  let write: ([UInt8]) throws(HostFailure) -> Void
}

/// A file that is being read, piece by piece.
final class FileInput {
  /// The size of the pieces in which streams are moved, in bytes.
  static let pieceSize = 256 << 10

  /// Returns the next bytes; nil at the end.
  let next: () throws(ReadFailure) -> [UInt8]?

  init(_ next: @escaping () throws(ReadFailure) -> [UInt8]?) { self.next = next }
}

/// A descriptor that is closed with its last owner.
private final class OpenFile {
  let descriptor: Int32
  init(_ descriptor: Int32) { self.descriptor = descriptor }
  deinit { close(descriptor) }
}

extension FileSystem {
  /// Opens a file as `Host.openInput` promises.
  static func input(_ path: [UInt8]) throws(ReadFailure) -> FileInput {
    let file = OpenFile(try open(path))
    return FileInput { () throws(ReadFailure) in
      var count = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: FileInput.pieceSize) { buffer, filled in
        repeat {
          count = Glibc.read(file.descriptor, buffer.baseAddress, buffer.count)
        } while count < 0 && errno == EINTR
        filled = max(0, count)
      }
      if count < 0 { throw .failed(call: "read", .last) }
      return count == 0 ? nil : bytes
    }
  }

  /// Returns the free space of a file system as `Host.freeSpace` promises.
  static func freeSpace(of folder: [UInt8]) -> Int? {
    var status = statvfs()
    guard statvfs(CPath(folder).bytes, &status) == 0 else { return nil }
    return Int(clamping: status.f_bavail.multipliedReportingOverflow(by: status.f_frsize).partialValue)
  }
}

extension FileWriter {
  /// Makes a file as `Host.create` promises.
  static func create(
    _ path: [UInt8],
    within root: [UInt8],
    mode: UInt16,
    _ fill: (FileOutput) throws(HostFailure) -> Void
  ) throws(HostFailure) {
    let failure = { (reason: SystemError) in HostFailure(path, reason.message) }
    let name = CPath(Path.name(of: path))
    let folder: OpenFolder
    do throws(WriteFailure) {
      folder = try OpenFolder(Path.parent(of: path), within: root)
    } catch {
      throw HostFailure(path, error.message)
    }
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let descriptor = openat(folder.descriptor, name.bytes, flags, mode_t(mode))
    guard descriptor >= 0 else { throw failure(.last) }
    let file = OpenFile(descriptor)
    do throws(HostFailure) {
      try fill(
        FileOutput { (bytes) throws(HostFailure) in
          do throws(SystemError) { try FileSystem.write(bytes, to: file.descriptor) } catch { throw failure(error) }
        }
      )
      if fsync(file.descriptor) != 0 { throw failure(.last) }
    } catch {
      folder.unlink(name)
      throw error
    }
    folder.sync()
  }
}
