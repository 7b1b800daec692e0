import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import leger

/// The server of legerd against clients that are odd, slow, greedy or hostile, over a unix socket.
@Suite(.serialized) struct HTTPServerTests {
  private let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  /// Runs a server on a thread of its own while the body runs; the server tells what it was asked.
  private func serving(_ limits: HTTPServer.Limits = HTTPServer.Limits(), _ body: (String) throws -> Void) throws {
    let path = "\(scratch.path)/socket"
    let socket = try LocalSocket.listen(Array(path.utf8), mode: 0o600)
    let hasEnded = Mutex(false)
    let thread = Thread {
      serve(socket, limits)
      hasEnded.withLock { $0 = true }
    }
    thread.start()
    defer {
      // Connections of the test may still fill the table.
      for _ in 0..<3000 where !hasEnded.withLock({ $0 }) {
        _ = try? RawClient(path).exchange(Array("GET /stop HTTP/1.1\r\nHost: x\r\n\r\n".utf8), wait: 0.02)
      }
    }
    try body(path)
  }

  // MARK: The socket

  @Test func `a socket that is served is not taken away, one that was left is`() throws {
    let path = Array("\(scratch.path)/socket".utf8)
    try serving { _ in
      let failure = #expect(throws: HostFailure.self) { try LocalSocket.listen(path, mode: 0o600) }
      #expect(failure?.kind == .locked)
    }
    let descriptor = try LocalSocket.listen(path, mode: 0o640)
    defer { close(descriptor) }
    var status = stat()
    #expect(lstat("\(scratch.path)/socket", &status) == 0 && status.st_mode & 0o777 == 0o640)
  }

  @Test func `what is no socket stays, and a path has a length`() throws {
    try scratch.write("file", "mine")
    #expect(throws: HostFailure.self) { try LocalSocket.listen(Array("\(scratch.path)/file".utf8), mode: 0o600) }
    let long = Array("/tmp/\(String(repeating: "x", count: 103))".utf8)
    #expect(throws: HostFailure.self) { try LocalSocket.listen(long, mode: 0o600) }
  }

  // MARK: Requests

  @Test func `each odd request has the answer that is expected`() throws {
    var text = ""
    try serving { path in
      for request in try RawRequest.all() {
        let (answers, isClosed) = try RawClient(path).exchange(request.bytes, wait: 0.3, first: 2)
        text += "\(request.name): \(answers.isEmpty ? "no answer" : answers.joined(separator: ", then "))"
        text += isClosed ? ", closed\n" : "\n"
      }
    }
    expectGolden(text, Corpus.folder("http").appending(path: "requests.txt.expected"))
  }

  @Test func `what comes piece by piece is one request`() throws {
    try serving { path in
      let client = try RawClient(path)
      for byte in "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nab".utf8 { client.send([byte]) }
      #expect(try client.exchange([0x63], wait: 3, count: 1).answers == ["200 POST /x 3"])
      // The connection serves on.
      for _ in 0..<3 {
        let more = try client.exchange(Array("GET /y HTTP/1.1\r\nHost: x\r\n\r\n".utf8), wait: 3, count: 1)
        #expect(more.answers == ["200 GET /y 0"] && !more.isClosed)
      }
    }
  }

  // MARK: Time

  @Test func `a request that comes too slowly is cut off, whatever arrives meanwhile`() throws {
    try serving(HTTPServer.Limits(requestTime: 1, idleTime: 5)) { path in
      let clients = try (0..<3).map { _ in try RawClient(path) }
      let start = ContinuousClock.now
      clients[0].send(Array("POST /x HTTP/1.1\r\nHost: x\r\nX-Slow: ".utf8))
      clients[1].send(Array("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n".utf8))
      clients[2].send(Array("POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".utf8))
      var isClosed = [false, false, false]
      while isClosed.contains(false), ContinuousClock.now - start < .seconds(4) {
        for index in 0..<3 where !isClosed[index] {
          clients[index].send(Array(index == 2 ? "1\r\nz\r\n".utf8 : "z".utf8))
          isClosed[index] = try clients[index].exchange([], wait: 0.03).isClosed
        }
      }
      let time = ContinuousClock.now - start
      #expect(isClosed == [true, true, true])
      #expect(time > .milliseconds(900) && time < .seconds(3), "\(time)")
    }
  }

  @Test func `a silent connection ends, and each request begins the time anew`() throws {
    try serving(HTTPServer.Limits(requestTime: 5, idleTime: 2)) { path in
      let silent = try RawClient(path)
      let busy = try RawClient(path)
      let request = Array("GET /y HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
      let start = ContinuousClock.now
      for _ in 0..<6 {
        #expect(try busy.exchange(request, wait: 3, count: 1).answers.count == 1)
        usleep(500_000)
      }
      #expect(ContinuousClock.now - start >= .seconds(3))
      #expect(try silent.exchange([], wait: 3).isClosed)
      #expect(try busy.exchange(request, wait: 3, count: 1).answers.count == 1)
    }
  }

  // MARK: Numbers

  @Test func `a peer has a share, and what is beyond it is closed`() throws {
    try serving(HTTPServer.Limits(connectionsOfPeer: 3)) { path in
      let clients = try (0..<3).map { _ in try RawClient(path) }
      for client in clients {
        #expect(
          try client.exchange(Array("GET /y HTTP/1.1\r\nHost: x\r\n\r\n".utf8), wait: 3, count: 1).answers.count == 1
        )
      }
      #expect(try RawClient(path).exchange([], wait: 3).isClosed)
      clients[0].end()
      usleep(100_000)
      let next = try RawClient(path)
      #expect(try next.exchange(Array("GET /y HTTP/1.1\r\nHost: x\r\n\r\n".utf8), wait: 3, count: 1).answers.count == 1)
    }
  }

  @Test func `who comes when the table is full waits until another one goes`() throws {
    try serving(HTTPServer.Limits(connections: 2, connectionsOfPeer: 10)) { path in
      let clients = try (0..<2).map { _ in try RawClient(path) }
      for client in clients {
        #expect(
          try client.exchange(Array("GET /y HTTP/1.1\r\nHost: x\r\n\r\n".utf8), wait: 3, count: 1).answers.count == 1
        )
      }
      let late = try RawClient(path)
      let request = Array("GET /late HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
      let before = try late.exchange(request, wait: 0.3)
      #expect(before.answers == [] && !before.isClosed)
      clients[1].end()
      #expect(try late.exchange([], wait: 3, count: 1).answers == ["200 GET /late 0"])
    }
  }

  @Test func `an honest request is answered at once beside many that are not`() throws {
    try serving(HTTPServer.Limits(connectionsOfPeer: 256)) { path in
      let others = try (0..<200).map { _ in try RawClient(path) }
      for (index, client) in others.enumerated() {
        let begun = index % 2 == 0 ? "" : "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nz"
        client.send(Array(begun.utf8))
      }
      let start = ContinuousClock.now
      let answer = try RawClient(path).exchange(Array("GET /y HTTP/1.1\r\nHost: x\r\n\r\n".utf8), wait: 1, count: 1)
      #expect(answer.answers == ["200 GET /y 0"])
      #expect(ContinuousClock.now - start < .seconds(1))
    }
  }

  @Test func `a client that reads nothing does not keep others from being answered`() throws {
    try serving { path in
      let deaf = try RawClient(path)
      for _ in 0..<40 { deaf.send(Array("GET /large HTTP/1.1\r\nHost: x\r\n\r\n".utf8)) }
      let answer = try RawClient(path).exchange(Array("GET /y HTTP/1.1\r\nHost: x\r\n\r\n".utf8), wait: 1, count: 1)
      #expect(answer.answers == ["200 GET /y 0"])
    }
  }
}

/// Serves until it is asked for `/stop`.
private func serve(_ socket: Int32, _ limits: HTTPServer.Limits) {
  // As leger does before it does anything.
  signal(SIGPIPE, SIG_IGN)
  guard let loop = EventLoop() else { return }
  let server = HTTPServer(limits, on: loop) { request in
    let target = String(decoding: request.target, as: UTF8.self)
    if target == "/stop" { loop.stop() }
    let body = target == "/large" ? SecretBytes(Array(repeating: 0x7A, count: 1 << 20)) : nil
    let text = "\(request.method) \(VisibleText.string(request.target)) \(request.body.count)"
    return HTTPResponse(status: 200, contentType: "text/plain", body: body ?? SecretBytes(text.utf8))
  }
  guard let server, server.accept(on: socket) else { return }
  loop.run()
  server.end()
}

/// A request of `Corpus/http/requests.txt`.
private struct RawRequest {
  let name: String
  let bytes: [UInt8]

  static func all() throws -> [RawRequest] {
    let text = try String(contentsOf: Corpus.folder("http").appending(path: "requests.txt"), encoding: .utf8)
    let blocks = text.components(separatedBy: "\n== ").dropFirst()
    #expect(blocks.count >= 60)
    return blocks.map { block in
      var lines = block.components(separatedBy: "\n").dropLast()
      return RawRequest(name: lines.removeFirst(), bytes: lines.flatMap(line))
    }
  }

  private static func line(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = Substring(text)
    while let character = rest.popFirst() {
      guard character == "\\" else {
        bytes += character.utf8
        continue
      }
      switch rest.popFirst() {
      case nil: return bytes
      case "n": bytes.append(0x0A)
      case "t": bytes.append(0x09)
      default:
        if rest.hasPrefix("{") {
          let word = rest.dropFirst().prefix { $0 != "}" }
          rest = rest.dropFirst(word.count + 2)
          let count = Int(word.dropFirst(2)) ?? 0
          bytes += word.hasPrefix("zx") ? Array(repeating: 0x7A, count: count) : []
          if word.hasPrefix("ln") { for _ in 0..<count { bytes += Array("X: y\r\n".utf8) } }
        } else {
          bytes += Digest.bytes(of: String(rest.prefix(2))) ?? []
          rest = rest.dropFirst(2)
        }
      }
    }
    return bytes + [0x0D, 0x0A]
  }
}

/// A connection that sends what it is told.
private final class RawClient {
  private var descriptor: Int32
  private var received: [UInt8] = []

  init(_ path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    if code != 0 { throw BuiltProgram.Failure(call: "connect", code: errno) }
    var time = timeval(tv_sec: 3, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { end() }

  func end() {
    if descriptor >= 0 { Glibc.close(descriptor) }
    descriptor = -1
  }

  /// Sends all of it, or what the other end takes.
  func send(_ bytes: [UInt8]) {
    var start = 0
    while start < bytes.count {
      let count = bytes[start...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return }
      start += count
    }
  }

  /// Sends bytes, and returns what is answered until nothing more comes for a while, in seconds: status and body of each
  /// answer. The first one may take longer.
  func exchange(
    _ bytes: [UInt8],
    wait: Double,
    first: Double? = nil,
    count: Int = .max
  ) throws -> (answers: [String], isClosed: Bool) {
    send(bytes)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let (answers, rest) = Self.answers(in: received)
      if answers.count >= count {
        received = rest
        return (answers, false)
      }
      var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let time = answers.isEmpty ? first ?? wait : wait
      guard Glibc.poll(&poll, 1, Int32(time * 1000)) > 0 else {
        received = rest
        return (answers, false)
      }
      let got = recv(descriptor, &buffer, buffer.count, 0)
      if got <= 0 { return (answers, true) }
      received += buffer[..<got]
    }
  }

  /// The whole answers at the beginning of what was received, and the rest.
  private static func answers(in bytes: [UInt8]) -> (answers: [String], rest: [UInt8]) {
    var answers: [String] = []
    var rest = bytes[...]
    while let end = rest.firstRange(of: Array("\r\n\r\n".utf8)) {
      let head = String(decoding: rest[..<end.lowerBound], as: UTF8.self)
      let lines = head.components(separatedBy: "\r\n")
      let status = lines[0].split(separator: " ").dropFirst().first.map(String.init) ?? "?"
      let length =
        lines.first { $0.lowercased().hasPrefix("content-length:") }
        .flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
      guard rest.endIndex - end.upperBound >= length else { break }
      let body = String(decoding: rest[end.upperBound..<end.upperBound + length], as: UTF8.self)
      let isOwn = length < 100 && status == "200"
      answers.append(isOwn ? "\(status) \(body)" : status)
      rest = rest[(end.upperBound + length)...]
    }
    return (answers, Array(rest))
  }
}
