import CSystem

/// Who may ask at an address that every process of this machine reaches, and every page in a browser on it.
struct LoopbackGate {
  /// What a program must show.
  private let token: SecretBytes

  private static let limit = 4096
  /// 43 letters and digits have as much chance in them as 32 bytes.
  private static let length = 43

  /// Takes the token from its file, which is made when it does not exist.
  init(_ path: [UInt8], within root: [UInt8], on host: any Host) throws(HostFailure) {
    if var bytes = try host.bytes(at: path, limit: Self.limit) {
      while bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
      if bytes.count < Self.length { throw HostFailure(path, "is no token that leger has made", kind: .integrity) }
      token = SecretBytes(erasing: &bytes)
    } else {
      token = SecretBytes.randomText(length: Self.length)
      try host.write(token.array + [UInt8(ascii: "\n")], to: path, within: root, mode: 0o600)
    }
  }

  /// Returns the answer to a request that may not pass; nil for one that may.
  func refusal(of request: HTTPRequest) -> HTTPResponse? {
    // A page of somebody else, whose name leads to this machine, sends that name (DNS rebinding).
    guard let host = request.values("host").first, Self.isLoopback(host), request.values("origin").isEmpty else {
      return .failure(403, "access denied", closes: true)
    }
    let scheme = "Bearer "
    let given = request.values("authorization")
    guard given.count == 1, let text = given.first, text.hasPrefix(scheme),
      isToken(Array(text.dropFirst(scheme.count).utf8))
    else {
      var response = HTTPResponse.failure(401, "a token is needed", closes: true)
      response.headers.append(("WWW-Authenticate", "Bearer"))
      return response
    }
    return nil
  }

  /// Compares in a time that does not tell how much of it is right.
  private func isToken(_ text: [UInt8]) -> Bool {
    text.count == token.count && token.withBytes { CRYPTO_memcmp($0.baseAddress, text, text.count) } == 0
  }

  private static func isLoopback(_ host: String) -> Bool {
    let end = host.hasPrefix("[") ? host.firstIndex(of: "]").map { host.index(after: $0) } : host.firstIndex(of: ":")
    let port = host[(end ?? host.endIndex)...]
    return ["127.0.0.1", "localhost", "[::1]"].contains(String(host[..<(end ?? host.endIndex)].lowercased()))
      && (port.isEmpty
        || port.count > 1 && port.first == ":" && port.dropFirst().allSatisfy { ("0"..."9").contains($0) })
  }
}

/// A caller whom `tailscale serve` names, which runs as root on this machine and speaks for others.
enum ProxiedCaller {
  private static let login = "tailscale-user-login"
  /// A caller from the internet; such a one has no name.
  private static let funnel = "tailscale-funnel-request"

  /// Returns the caller; nil when there is no name. What another process than root's says of itself counts for nothing.
  static func find(_ request: HTTPRequest, _ access: LocalAccess) -> SecretService.Caller? {
    let addresses = request.values("x-forwarded-for")
    let address = addresses.count == 1 ? addresses[0] : ""
    guard case .local(let user) = request.peer else { return nil }
    guard user == 0 else {
      return SecretService.Caller(principal: Principal(hostname: "", user: "uid:\(user)"), rules: [])
    }
    let logins = request.values(login)
    guard logins.count == 1, let login = logins.first, !login.isEmpty, request.values(funnel).isEmpty else {
      return nil
    }
    return SecretService.Caller(
      principal: Principal(hostname: "", address: address, user: login),
      rules: access.rules(login: login)
    )
  }
}
