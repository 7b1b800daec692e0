import Glibc
import Testing

@testable import leger

/// What systemd is told, by a socket as it has one.
struct ServiceNoticeTests {
  /// Receives what a notice with an environment sends.
  private func received(_ variables: [String: String], at path: String, _ lines: String) throws -> String? {
    let socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = path.first == "@" ? [0] + Array(path.utf8.dropFirst()) : Array(path.utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let isBound = withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, socklen_t(2 + bytes.count)) }
    }
    try #require(isBound == 0)
    ServiceNotice(on: RecordingHost(variables: variables)).send(lines)
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(socket, &buffer, buffer.count, 0)
    return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
  }

  @Test func `a path and a name that is not in the file system are reached`() throws {
    let scratch = try ScratchFolder()
    let path = "\(scratch.path)/notify"
    #expect(try received(["NOTIFY_SOCKET": path], at: path, "READY=1") == "READY=1")
    let name = "@leger-test-\(getpid())"
    #expect(try received(["NOTIFY_SOCKET": name], at: name, "STATUS=x") == "STATUS=x")
  }

  @Test func `without systemd nothing is sent`() throws {
    let scratch = try ScratchFolder()
    #expect(try received([:], at: "\(scratch.path)/notify", "READY=1") == nil)
    #expect(try received(["NOTIFY_SOCKET": "notify"], at: "\(scratch.path)/other", "READY=1") == nil)
  }

  @Test(arguments: [
    (["WATCHDOG_USEC": "60000000"], Duration.seconds(30)), (["WATCHDOG_USEC": "0"], nil), ([:], nil),
    (["WATCHDOG_USEC": "2000000", "WATCHDOG_PID": "\(getpid())"], .seconds(1)),
    (["WATCHDOG_USEC": "2000000", "WATCHDOG_PID": "1"], nil), (["WATCHDOG_USEC": "x"], nil),
  ]) func `the watchdog hears of the service twice in its time`(_ variables: [String: String], _ interval: Duration?) {
    #expect(ServiceNotice(on: RecordingHost(variables: variables)).watchInterval == interval)
  }

  @Test(arguments: [[:], ["LISTEN_PID": "1", "LISTEN_FDS": "1"], ["LISTEN_PID": "\(getpid())", "LISTEN_FDS": "0"]])
  func `a socket that is meant for nobody, or for another process, is not taken`(_ variables: [String: String]) throws {
    #expect(try InheritedSocket.take(on: RecordingHost(variables: variables)) == nil)
  }

  @Test func `two sockets are refused`() {
    let host = RecordingHost(variables: ["LISTEN_PID": "\(getpid())", "LISTEN_FDS": "2"])
    #expect(throws: HostFailure.self) { try InheritedSocket.take(on: host) }
  }
}
