import CSystem
import Glibc

/// A unix socket that processes of this machine connect to.
enum LocalSocket {
  /// What the address of a socket can hold, less the zero at its end.
  static let pathLimit = 107
  private static let backlog: Int32 = 128

  /// Makes a socket that listens, in place of one that a process has left, and returns its descriptor.
  static func listen(_ path: [UInt8], mode: UInt16) throws(HostFailure) -> Int32 {
    guard path.count <= pathLimit else {
      throw HostFailure(
        path,
        "is too long for a socket (\(path.count) bytes; the system takes \(pathLimit))",
        kind: .usage
      )
    }
    let text = CPath(path).bytes
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    var status = stat()
    if lstat(text, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFSOCK else { throw HostFailure(path, "is no socket, and stays") }
      if isServed(address) { throw HostFailure(path, "is served by another process", kind: .locked) }
      unlink(text)
    }
    let descriptor = newSocket()
    guard descriptor >= 0 else { throw HostFailure(path, SystemError.last.message) }
    // Nobody else can connect before the mode is what it shall be.
    let mask = umask(0o177)
    let isBound = with(address) { bind(descriptor, $0, $1) } == 0
    umask(mask)
    guard isBound, chmod(text, mode_t(mode)) == 0, Glibc.listen(descriptor, backlog) == 0 else {
      let failure = HostFailure(path, SystemError.last.message)
      close(descriptor)
      throw failure
    }
    return descriptor
  }

  private static func newSocket() -> Int32 { socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0) }

  /// Whether a process accepts connections there.
  private static func isServed(_ address: sockaddr_un) -> Bool {
    let descriptor = newSocket()
    defer { close(descriptor) }
    return descriptor >= 0 && with(address) { connect(descriptor, $0, $1) } == 0
  }

  private static func with(_ address: sockaddr_un, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
