import CSystem
import Glibc

/// An address of IPv4 or IPv6 with a port.
struct NetworkAddress: Hashable, Sendable, CustomStringConvertible {
  /// Without brackets.
  let host: String
  let port: UInt16

  init(_ host: String, port: UInt16) { (self.host, self.port) = (host, port) }

  /// As it stands in a URL.
  var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  private static let backlog: Int32 = 128

  // MARK: Sockets

  /// The address at the other end of a connection; nil for a socket of another kind.
  static func peer(of socket: Int32) -> NetworkAddress? { NetworkAddress { getpeername(socket, $0, $1) } }

  /// The address at this end of a connection, or at which a socket listens.
  static func own(of socket: Int32) -> NetworkAddress? { NetworkAddress { getsockname(socket, $0, $1) } }

  private init?(_ ask: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32) {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let limit = socklen_t(text.count)
    let port: UInt16? = withUnsafeMutablePointer(to: &storage) { pointer in
      guard pointer.withMemoryRebound(to: sockaddr.self, capacity: 1, { ask($0, &size) }) == 0 else { return nil }
      switch Int32(pointer.pointee.ss_family) {
      case AF_INET:
        return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
          inet_ntop(AF_INET, &$0.pointee.sin_addr, &text, limit) == nil ? nil : UInt16(bigEndian: $0.pointee.sin_port)
        }
      case AF_INET6:
        return pointer.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
          inet_ntop(AF_INET6, &$0.pointee.sin6_addr, &text, limit) == nil
            ? nil : UInt16(bigEndian: $0.pointee.sin6_port)
        }
      default: return nil
      }
    }
    guard let port else { return nil }
    self.init(String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self), port: port)
  }

  /// Makes a socket that listens at this address, and returns its descriptor.
  func listen() throws(HostFailure) -> Int32 {
    let isLong = host.contains(":")
    let descriptor = socket(
      isLong ? AF_INET6 : AF_INET,
      Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue),
      0
    )
    guard descriptor >= 0 else { throw failure(.last) }
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    guard isLong ? bindLong(descriptor) : bindShort(descriptor), Glibc.listen(descriptor, Self.backlog) == 0 else {
      let error = SystemError.last
      close(descriptor)
      throw failure(error)
    }
    return descriptor
  }

  private func failure(_ error: SystemError) -> HostFailure {
    HostFailure(.environment, "cannot listen at \(self): \(error.message)")
  }

  private func bindShort(_ descriptor: Int32) -> Bool {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else { return false }
    return Self.bind(descriptor, &address)
  }

  private func bindLong(_ descriptor: Int32) -> Bool {
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_port = port.bigEndian
    guard inet_pton(AF_INET6, host, &address.sin6_addr) == 1 else { return false }
    return Self.bind(descriptor, &address)
  }

  private static func bind<Address>(_ descriptor: Int32, _ address: inout Address) -> Bool {
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<Address>.size)) == 0
      }
    }
  }
}

// MARK: Who is at the other end

extension NetworkAddress {
  /// Returns the user whose process on this machine has opened a connection from this address to another; nil when there is
  /// none (proc_net_tcp of the kernel's documentation).
  ///
  /// Only an open connection has a user: once its process has closed it, the kernel shows 0 for it, as for root (Linux 6.18).
  func user(connectedTo other: NetworkAddress, on host: any Host) -> UInt32? {
    guard let own = hexadecimal, let peer = other.hexadecimal else { return nil }
    let file = self.host.contains(":") ? "tcp6" : "tcp"
    guard let bytes = try? host.read(Array("/proc/net/\(file)".utf8), limit: Self.tableLimit) else { return nil }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst() {
      let fields = line.split(separator: " ")
      guard fields.count > 9, fields[1] == own, fields[2] == peer else { continue }
      return fields[3] == Self.established && fields[9] != "0" ? UInt32(fields[7]) : nil
    }
    return nil
  }

  private static let tableLimit = 64 << 20
  private static let established = "01"

  /// As the kernel's tables show it.
  private var hexadecimal: String? {
    ListeningPorts.hexadecimal(host).map {
      let digits = String(port, radix: 16, uppercase: true)
      return $0 + ":" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }
}
