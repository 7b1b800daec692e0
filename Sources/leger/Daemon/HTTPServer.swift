import CSystem
import Glibc

/// Serves HTTP on sockets, by libevent's evhttp, within limits that evhttp does not have by itself.
///
/// evhttp knows a time-out for silence only: a client that sends a byte a second never times out, and there may be any number.
/// So each connection is in a table with a deadline for the request that it is sending, and each peer has a share of the
/// table. Everything happens on the thread that calls `run`.
final class HTTPServer {
  struct Limits {
    /// How many connections there may be; more wait until one ends.
    var connections = 256
    /// How many of them one peer may have; more are closed.
    var connectionsOfPeer = 16
    /// One who may have all of them, as a proxy that connects for others.
    var proxy: Peer?
    /// In bytes.
    var headers = 16 << 10
    var body = 1 << 20
    /// How long a request may take from its first byte to its last, in seconds.
    var requestTime = 10
    /// How long an answer may take to be read, and a connection to be silent between two requests, in seconds.
    var idleTime = 60
  }

  typealias Handler = (HTTPRequest) -> HTTPResponse

  /// Who has connected, and for how long that can be taken for true; nil for as long as the connection lasts.
  typealias Guest = (peer: Peer, time: Duration?)

  /// Finds out who has connected to a socket, before anything is read from it; the answer may take its time.
  typealias Admission = (_ socket: Int32, _ answer: @escaping (Guest) -> Void) -> Void

  let limits: Limits
  private let handler: Handler
  private let admit: Admission
  private let loop: EventLoop
  private let server: OpaquePointer
  private var listeners: [OpaquePointer] = []
  /// The bufferevents that evhttp has asked for and not yet put to use.
  private var fresh: [OpaquePointer] = []
  /// By evhttp's connection.
  private var connections: [OpaquePointer: Connection] = [:]
  private var isFull = false
  private var lastNumber = 0

  /// Nil only without memory.
  init?(
    _ limits: Limits = Limits(),
    on loop: EventLoop,
    admit: @escaping Admission = HTTPServer.askSystem,
    handler: @escaping Handler
  ) {
    guard let server = evhttp_new(loop.base) else { return nil }
    (self.limits, self.handler, self.admit, self.loop, self.server) = (limits, handler, admit, loop, server)
    // What a client does wrong is its own business, and libevent would print it.
    event_set_log_callback { _, _ in }
    evhttp_set_max_headers_size(server, limits.headers)
    evhttp_set_max_body_size(server, limits.body)
    evhttp_set_timeout(server, Int32(limits.idleTime))
    // A method that is not allowed is answered by the handler, in the words of the protocol.
    evhttp_set_allowed_methods(server, .max)
    // Whoever sends too much gets an answer, and not a broken connection.
    evhttp_set_flags(server, EVHTTP_SERVER_LINGERING_CLOSE)
    evhttp_set_default_content_type(server, nil)
    let this = Unmanaged.passUnretained(self).toOpaque()
    evhttp_set_bevcb(server, { base, this in HTTPServer.from(this)?.makeBufferevent(base) }, this)
    evhttp_set_gencb(
      server,
      { request, this in
        if let request { HTTPServer.from(this)?.answer(request) }
      },
      this
    )
  }

  deinit { evhttp_free(server) }

  fileprivate static func from(_ pointer: UnsafeMutableRawPointer?) -> HTTPServer? {
    pointer.map { Unmanaged<HTTPServer>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Asks the system who is at the other end of a unix socket.
  static func askSystem(_ socket: Int32, _ answer: (Guest) -> Void) { answer((Peer(of: socket), nil)) }

  // MARK: Running

  /// Accepts connections on a socket that listens; the server closes it at its end.
  func accept(on socket: Int32) -> Bool {
    // One that systemd opened waits.
    guard evutil_make_socket_nonblocking(socket) == 0,
      let listener = evconnlistener_new(
        loop.base,
        nil,
        nil,
        UInt32(LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC),
        0,
        socket
      )
    else { return false }
    guard evhttp_bind_listener(server, listener) != nil else {
      evconnlistener_free(listener)
      return false
    }
    listeners.append(listener)
    return true
  }

  /// Closes all connections.
  func end() { for pointer in Array(connections.keys) { evhttp_connection_free(pointer) } }

  // MARK: Connections

  private func makeBufferevent(_ base: OpaquePointer?) -> OpaquePointer? {
    guard let stream = bufferevent_socket_new(base, -1, Int32(BEV_OPT_CLOSE_ON_FREE.rawValue)) else { return nil }
    fresh.append(stream)
    // evhttp has set up the connection when the loop comes to this, and has read nothing of it.
    let this = Unmanaged.passUnretained(self).toOpaque()
    var now = timeval()
    event_base_once(loop.base, -1, Int16(EV_TIMEOUT), { _, _, this in HTTPServer.from(this)?.adopt() }, this, &now)
    return stream
  }

  /// Takes the connections that have come into the table.
  private func adopt() {
    let streams = fresh
    fresh = []
    for stream in streams {
      var argument: UnsafeMutableRawPointer?
      bufferevent_getcb(stream, nil, nil, nil, &argument)
      guard let argument else { continue }
      let pointer = OpaquePointer(argument)
      lastNumber += 1
      let number = lastNumber
      guard connections.count < limits.connections, let connection = Connection(pointer, stream, number, loop, limits)
      else {
        evhttp_connection_free(pointer)
        continue
      }
      connections[pointer] = connection
      evhttp_connection_set_closecb(
        pointer,
        { pointer, this in
          if let pointer { HTTPServer.from(this)?.forget(pointer) }
        },
        Unmanaged.passUnretained(self).toOpaque()
      )
      admit(bufferevent_getfd(stream)) { [unowned self] guest in receive(guest, pointer, number) }
    }
    setAccepting(connections.count < limits.connections)
  }

  /// Begins to read from a connection whose other end is known, if that has not used up its share.
  private func receive(_ guest: Guest, _ pointer: OpaquePointer, _ number: Int) {
    // The connection may have ended meanwhile, and another one may be in its place.
    guard let connection = connections[pointer], connection.number == number else { return }
    let share = connections.values.count { $0.peer.share == guest.peer.share }
    let limit = guest.peer == limits.proxy ? limits.connections : limits.connectionsOfPeer
    if guest.peer == .unknown || share >= limit {
      evhttp_connection_free(pointer)
    } else {
      connection.receive(guest)
    }
  }

  private func forget(_ pointer: OpaquePointer) {
    connections.removeValue(forKey: pointer)?.end()
    setAccepting(true)
  }

  private func setAccepting(_ accepts: Bool) {
    if accepts != isFull { return }
    isFull = !accepts
    for listener in listeners { _ = accepts ? evconnlistener_enable(listener) : evconnlistener_disable(listener) }
  }

  // MARK: Requests

  private func answer(_ pointer: OpaquePointer) {
    let connection = evhttp_request_get_connection(pointer).flatMap { connections[$0] }
    connection?.isAnswering()
    guard let connection, let request = HTTPRequest(pointer, from: connection.peer) else {
      return send(.failure(500, "internal error", closes: true), to: pointer)
    }
    evhttp_request_set_on_complete_cb(
      pointer,
      { request, this in
        guard let request, let pointer = evhttp_request_get_connection(request) else { return }
        HTTPServer.from(this)?.connections[pointer]?.hasAnswered()
      },
      Unmanaged.passUnretained(self).toOpaque()
    )
    let isAmbiguous = request.ambiguity != nil
    var response = isAmbiguous ? .failure(400, "bad request", closes: true) : handler(request)
    // Whoever asks again is looked up again.
    if connection.isOverdue { response.closes = true }
    send(response, to: pointer)
  }

  private func send(_ response: HTTPResponse, to request: OpaquePointer) {
    let headers = evhttp_request_get_output_headers(request)
    if let type = response.contentType { evhttp_add_header(headers, "Content-Type", type) }
    for header in response.headers { evhttp_add_header(headers, header.name, header.value) }
    if response.closes { evhttp_add_header(headers, "Connection", "close") }
    let output = evhttp_request_get_output_buffer(request)
    response.body.withBytes { _ = evbuffer_add(output, $0.baseAddress, $0.count) }
    evhttp_send_reply(request, Int32(response.status), nil, nil)
  }
}

/// One connection, with the time at which it ends unless something happens.
private final class Connection {
  enum Phase { case unknown, idle, receiving, answering }

  /// Which of all that there have been.
  let number: Int
  /// Unknown until it was found out.
  private(set) var peer = Peer.unknown
  private let stream: OpaquePointer
  private let timer: OpaquePointer
  private let limits: HTTPServer.Limits
  private var phase = Phase.unknown
  /// Until when it can be taken for true who is at the other end.
  private var deadline: ContinuousClock.Instant?

  init?(
    _ pointer: OpaquePointer,
    _ stream: OpaquePointer,
    _ number: Int,
    _ loop: EventLoop,
    _ limits: HTTPServer.Limits
  ) {
    let end: event_callback_fn = { _, _, pointer in
      if let pointer { evhttp_connection_free(OpaquePointer(pointer)) }
    }
    guard let timer = event_new(loop.base, -1, 0, end, UnsafeMutableRawPointer(pointer)) else { return nil }
    (self.stream, self.number, self.timer, self.limits) = (stream, number, timer, limits)
    evbuffer_add_cb(bufferevent_get_input(stream), Self.received, Unmanaged.passUnretained(self).toOpaque())
    bufferevent_disable(stream, Int16(EV_READ))
    set(.unknown)
  }

  deinit { event_free(timer) }

  /// Begins to read, from somebody who is known now.
  func receive(_ guest: HTTPServer.Guest) {
    peer = guest.peer
    deadline = guest.time.map { .now + $0 }
    set(.idle)
    bufferevent_enable(stream, Int16(EV_READ))
  }

  /// Whether it is no longer certain who is at the other end.
  var isOverdue: Bool { deadline.map { $0 <= .now } ?? false }

  private static let received: evbuffer_cb_func = { _, change, this in
    guard let this, let change, change.pointee.n_added > 0 else { return }
    Unmanaged<Connection>.fromOpaque(this).takeUnretainedValue().hasReceived()
  }

  /// Called while the stream still exists.
  func end() {
    evbuffer_remove_cb(bufferevent_get_input(stream), Self.received, Unmanaged.passUnretained(self).toOpaque())
  }

  /// A byte has come: the request that it begins has until then.
  private func hasReceived() { if phase == .idle { set(.receiving) } }

  /// The request is there as a whole.
  func isAnswering() { set(.answering) }

  /// The answer is on its way; what has come meanwhile is the next request.
  func hasAnswered() {
    set(evbuffer_get_length(bufferevent_get_input(stream)) > 0 ? .receiving : .idle)
  }

  private func set(_ phase: Phase) {
    self.phase = phase
    var time = Duration.seconds(phase == .receiving || phase == .unknown ? limits.requestTime : limits.idleTime)
    if phase == .idle, let deadline {
      // Somebody who could not be found out may ask once, and is told so.
      let rest = ContinuousClock.now.duration(to: deadline)
      time = rest > .zero ? min(time, rest) : .seconds(limits.requestTime)
    }
    var interval = timeval(time)
    event_add(timer, &interval)
  }
}

extension Peer {
  /// Asks the system who is at the other end of a unix socket.
  fileprivate init(of socket: Int32) {
    var credentials = leger_credentials()
    var size = socklen_t(MemoryLayout<leger_credentials>.size)
    let isLocal = getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0
    // Another socket than a unix socket has no user.
    guard isLocal, credentials.user != .max else {
      self = .unknown
      return
    }
    var groups = [gid_t](repeating: 0, count: Self.groupLimit)
    size = socklen_t(groups.count * MemoryLayout<gid_t>.size)
    // One with more groups than fit has its first one here; what it could do with the others it cannot.
    let hasGroups = getsockopt(socket, SOL_SOCKET, leger_peer_groups, &groups, &size) == 0
    let count = hasGroups ? Int(size) / MemoryLayout<gid_t>.size : 0
    self = .process(user: credentials.user, groups: Set(groups.prefix(count) + [credentials.group]))
  }

  private static let groupLimit = 1024
}

extension HTTPRequest {
  /// Reads what evhttp has received; nil when that is nothing to answer.
  fileprivate init?(_ request: OpaquePointer, from peer: Peer) {
    guard let target = evhttp_request_get_uri(request) else { return nil }
    var headers: [(name: String, value: String)] = []
    var entry = evhttp_request_get_input_headers(request)?.pointee.tqh_first
    while let header = entry?.pointee {
      if let key = header.key, let value = header.value {
        headers.append((String(cString: key), String(cString: value)))
      }
      entry = header.next.tqe_next
    }
    let input = evhttp_request_get_input_buffer(request)
    let body = SecretBytes(count: evbuffer_get_length(input)) { memory in
      evbuffer_copyout(input, memory.baseAddress, memory.count) == memory.count
    }
    guard let body else { return nil }
    self.init(
      method: Self.methods[evhttp_request_get_command(request).rawValue] ?? "",
      target: FileSystem.bytes(target),
      headers: headers,
      body: body,
      peer: peer
    )
  }

  private static let methods: [UInt32: String] = [
    EVHTTP_REQ_GET.rawValue: "GET", EVHTTP_REQ_POST.rawValue: "POST", EVHTTP_REQ_HEAD.rawValue: "HEAD",
  ]
}
