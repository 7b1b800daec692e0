/// Who is at the other end of a connection.
enum Peer: Hashable, Sendable {
  /// A process on this machine, over a unix socket.
  case process(user: UInt32, groups: Set<UInt32>)
  /// A process on this machine, over an address that only this machine reaches.
  case local(user: UInt32)
  /// A machine of the tailnet, by its address.
  case tailnet(String)
  /// Nobody knows; such a connection gets no answer.
  case unknown

  /// What counts as one where connections are counted.
  var share: String {
    switch self {
    case .process(let user, _), .local(let user): "uid:\(user)"
    case .tailnet(let address): address
    case .unknown: ""
    }
  }
}

/// A request that has arrived as a whole.
struct HTTPRequest {
  var method: String
  /// What is asked for, as it was sent: path and query.
  var target: [UInt8]
  /// In the order in which they were sent.
  var headers: [(name: String, value: String)]
  var body: SecretBytes
  var peer: Peer

  /// The values of a header, whose name is compared without case.
  func values(_ name: String) -> [String] {
    headers.filter { $0.name.lowercased() == name }.map(\.value)
  }
}

/// An answer.
struct HTTPResponse {
  var status: Int
  /// Nil for one without a body.
  var contentType: String?
  var headers: [(name: String, value: String)] = []
  var body: SecretBytes = SecretBytes([])
  /// Whether the connection ends with it.
  var closes = false

  /// A failure as Go's `http.Error` writes it.
  static func failure(_ status: Int, _ text: String, closes: Bool = false) -> HTTPResponse {
    HTTPResponse(
      status: status,
      contentType: "text/plain; charset=utf-8",
      headers: [("X-Content-Type-Options", "nosniff")],
      body: SecretBytes("\(text)\n".utf8),
      closes: closes
    )
  }
}

extension HTTPRequest {
  /// Returns why a request cannot be trusted to mean what it seems to; nil when it can.
  ///
  /// Two programs that read it, libevent and one before it, could see different requests: what one takes for a body, the
  /// other may take for the next request. libevent accepts all of these (2.1.12, tried).
  var ambiguity: String? {
    let lengths = values("content-length")
    if lengths.count > 1 { return "several lengths" }
    if let length = lengths.first, length.isEmpty || !length.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      return "a length that is no number"
    }
    let encodings = values("transfer-encoding")
    if let encoding = encodings.first {
      if encodings.count > 1 || encoding.lowercased() != "chunked" { return "an unknown encoding" }
      if !lengths.isEmpty { return "a length and an encoding" }
    }
    if headers.contains(where: { $0.name.isEmpty || $0.name.utf8.contains { $0 <= 0x20 || $0 == 0x7F } }) {
      return "a header without a name, or with a blank in it"
    }
    let hosts = values("host")
    if hosts.count != 1 { return hosts.isEmpty ? "no host" : "several hosts" }
    return nil
  }
}
