import Glibc
import QuadletAnalysis

/// Tells systemd how a service of `Type=notify` is (sd_notify(3)); does nothing where it was not started by one.
struct ServiceNotice {
  private let address: [UInt8]?
  /// How often systemd wants to hear that the service is alive, at least; nil when it does not watch.
  let watchInterval: Duration?

  init(on host: any Host) {
    // A path, or a name that is not in the file system.
    let socket = host.variable("NOTIFY_SOCKET")
    let isName = socket?.first == UInt8(ascii: "@")
    address = socket.flatMap { path -> [UInt8]? in
      guard isName || path.first == UInt8(ascii: "/"), path.count <= LocalSocket.pathLimit else { return nil }
      return isName ? [0] + path.dropFirst() : path
    }
    let microseconds = host.text("WATCHDOG_USEC").flatMap { Int64($0) }
    let isMeant = host.text("WATCHDOG_PID").flatMap { Int32($0) }.map { $0 == getpid() } ?? true
    watchInterval = isMeant ? microseconds.flatMap { $0 > 0 ? .microseconds($0) / 2 : nil } : nil
  }

  /// Sends a state: lines such as `READY=1`.
  func send(_ lines: String...) {
    guard let address else { return }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var target = sockaddr_un()
    target.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &target.sun_path) { $0.copyBytes(from: address) }
    let size = MemoryLayout.offset(of: \sockaddr_un.sun_path).map { $0 + address.count } ?? 0
    let message = Array(lines.joined(separator: "\n").utf8)
    // Whether anybody listens makes no difference to the service.
    _ = withUnsafePointer(to: target) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), $0, socklen_t(size))
      }
    }
  }
}

/// A socket that systemd has opened for this process (sd_listen_fds(3)).
enum InheritedSocket {
  private static let first: Int32 = 3

  /// Returns it; nil when systemd has opened none. Throws when it is more than one, or none that listens for connections on
  /// this machine.
  static func take(on host: any Host) throws(HostFailure) -> Int32? {
    guard host.text("LISTEN_PID").flatMap({ Int32($0) }) == getpid(),
      let count = host.text("LISTEN_FDS").flatMap({ Int($0) }),
      count > 0
    else { return nil }
    guard count == 1 else {
      throw HostFailure(.environment, "systemd has opened \(count) sockets, and legerd serves one")
    }
    var listens: Int32 = 0
    var domain: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    guard getsockopt(first, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0, listens == 1,
      getsockopt(first, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0, domain == AF_UNIX
    else {
      throw HostFailure(.environment, "what systemd has opened is no unix socket that listens", help: "ListenStream=")
    }
    _ = fcntl(first, F_SETFD, FD_CLOEXEC)
    return first
  }
}
