import CSystem
import Glibc
import Synchronization

/// Why a file was not locked.
enum LockFailure: Error, Equatable {
  /// Another process holds the lock and has described itself with these bytes.
  case held(by: [UInt8])
  case failed(WriteFailure)
}

/// A lock that is held until it is released or the value is gone.
final class FileLock: Sendable {
  private let isReleased = Atomic(false)
  private let action: @Sendable () -> Void

  /// Takes what ends the lock.
  init(release action: @escaping @Sendable () -> Void) { self.action = action }

  deinit { release() }

  /// Ends the lock; a second call does nothing.
  func release() {
    if !isReleased.exchange(true, ordering: .acquiringAndReleasing) { action() }
  }
}

extension FileLock {
  /// How much of what a holder says of itself is read.
  private static let holderLimit = 4096

  /// Locks a file with flock(2), which ends with the process however that ends.
  ///
  /// The file stays after the lock: removing it would let two processes lock two files of one name.
  static func flock(_ path: [UInt8], within root: [UInt8], holder: [UInt8]) throws(LockFailure) -> FileLock {
    let descriptor = try open(path, within: root)
    var status: Int32
    repeat { status = leger_lock_file(descriptor) } while status != 0 && errno == EINTR
    guard status == 0 else {
      let error = SystemError.last
      let holder = error.code == EWOULDBLOCK ? try? FileSystem.read(from: descriptor, limit: holderLimit) : nil
      close(descriptor)
      throw error.code == EWOULDBLOCK ? .held(by: holder ?? []) : .failed(.failed(error))
    }
    guard ftruncate(descriptor, 0) == 0, (try? FileSystem.write(holder, to: descriptor)) != nil else {
      let error = SystemError.last
      close(descriptor)
      throw .failed(.failed(error))
    }
    return FileLock { close(descriptor) }
  }

  private static func open(_ path: [UInt8], within root: [UInt8]) throws(LockFailure) -> Int32 {
    do throws(WriteFailure) {
      let folder = try OpenFolder(Path.parent(of: path), within: root)
      let name = CPath(Path.name(of: path))
      if let status = try folder.status(of: name), FileSystem.kind(status.st_mode) != .file {
        throw FileSystem.kind(status.st_mode) == .link ? .link : .unreadable(.special)
      }
      let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
      let descriptor = openat(folder.descriptor, name.bytes, flags, 0o644)
      guard descriptor >= 0 else { throw .failed(.last) }
      return descriptor
    } catch {
      throw .failed(error)
    }
  }
}
