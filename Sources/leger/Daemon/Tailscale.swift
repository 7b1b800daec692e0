import QuadletAnalysis

/// tailscaled, which knows who this machine is in its tailnet, and who calls (LocalAPI of Tailscale).
struct Tailscale: Sendable {
  private let host: any Host
  private let curl: Curl
  private let socket: [UInt8]

  private static let name = "local-tailscaled.sock"
  private static let usualSocket = Array("/run/tailscale/tailscaled.sock".utf8)
  private static let timeLimit = 5

  /// LEGERD_TAILSCALE_SOCKET names another socket.
  init(on host: any Host) throws(HostFailure) {
    self.host = host
    curl = try Curl(on: host)
    socket = host.variable("LEGERD_TAILSCALE_SOCKET") ?? Self.usualSocket
  }

  /// Asks; returns the status and the body of the answer.
  private func ask(_ path: String) throws(HostFailure) -> (status: Int, body: [UInt8]) {
    if host.isMissing(socket) {
      throw HostFailure(
        .environment,
        "tailscaled does not run: there is no \(VisibleText.quoted(socket))",
        help: "install Tailscale, then: sudo systemctl start tailscaled"
      )
    }
    var request = Curl.Request(url: "http://\(Self.name)/localapi/v0/\(path)", socket: socket)
    request.timeLimit = Self.timeLimit
    request.leavesSignals = true
    do throws(HostFailure) { return try curl.exchange(request) } catch {
      throw HostFailure(.environment, "tailscaled does not answer: \(error.message)")
    }
  }

  // MARK: This machine

  /// What this machine is in its tailnet.
  struct Status: Decodable, Equatable, Sendable {
    /// `Running` when it is in a tailnet.
    var state: String
    var machine: Machine?
    private var people: [String: Person]?
    private var tailnetInfo: Tailnet?

    struct Machine: Decodable, Equatable, Sendable {
      var hostName: String?
      /// The full name, with a dot at its end.
      var dnsName: String?
      fileprivate var user: Int64?
      var addresses: [String]?
      var tags: [String]?

      private enum CodingKeys: String, CodingKey {
        case hostName = "HostName"
        case dnsName = "DNSName"
        case user = "UserID"
        case addresses = "TailscaleIPs"
        case tags = "Tags"
      }
    }

    private struct Person: Decodable, Equatable, Sendable {
      var login: String?

      enum CodingKeys: String, CodingKey { case login = "LoginName" }
    }

    private struct Tailnet: Decodable, Equatable, Sendable {
      var name: String?

      enum CodingKeys: String, CodingKey { case name = "Name" }
    }

    private enum CodingKeys: String, CodingKey {
      case state = "BackendState"
      case machine = "Self"
      case people = "User"
      case tailnetInfo = "CurrentTailnet"
    }

    var isRunning: Bool { state == "Running" }

    var tailnet: String? { tailnetInfo?.name }

    var tags: [String] { machine?.tags ?? [] }

    /// The user to whom this machine belongs, unless it has tags.
    var user: String? { machine?.user.flatMap { people?["\($0)"]?.login } }

    var addresses: [String] { machine?.addresses ?? [] }
  }

  func status() throws(HostFailure) -> Status {
    // Where tailscaled has its socket elsewhere, its program knows the place.
    if host.isMissing(socket), let program = host.findProgram("tailscale") { return try status(by: program) }
    let (code, body) = try ask("status?peers=false")
    guard code == 200, let status = JSONText.decode(Status.self, from: body) else {
      throw HostFailure(.environment, "tailscaled answers otherwise than expected (status \(code))")
    }
    return status
  }

  private func status(by program: [UInt8]) throws(HostFailure) -> Status {
    var spawn = Spawn(
      program: program,
      arguments: ["status", "--json", "--peers=false"].map { Array($0.utf8) },
      environment: host.environment(adding: [])
    )
    spawn.timeLimit = .seconds(2 * Self.timeLimit)
    spawn.leavesSignals = true
    let outcome: Spawn.Outcome
    do throws(Spawn.Failure) { outcome = try host.run(spawn) } catch {
      throw HostFailure(.environment, "tailscale \(error.message)")
    }
    if let status = JSONText.decode(Status.self, from: outcome.output) { return status }
    let line = outcome.messages.split(separator: UInt8(ascii: "\n")).first.map { VisibleText.string(Array($0)) }
    throw HostFailure(
      .environment,
      "tailscaled does not answer: \(line ?? "tailscale prints no JSON")",
      help: "sudo systemctl start tailscaled"
    )
  }

  // MARK: Callers

  /// Who has opened a connection to this machine, with what the policy of the tailnet allows; nil when tailscaled does not
  /// know, or what it says cannot be read.
  func caller(at address: NetworkAddress) -> SecretService.Caller? {
    // An IPv6 address has brackets and colons.
    let text = address.description.replacing("[", with: "%5B").replacing("]", with: "%5D").replacing(":", with: "%3A")
    guard let (code, body) = try? ask("whois?addr=\(text)"), code == 200 else { return nil }
    return try? Self.caller(SecretBytes(body), at: address.host)
  }

  /// The capabilities of callers, the first one before the second, which is of old policies (setec, `server/server.go`).
  private static let capabilities = ["tailscale.com/cap/secrets", "https://tailscale.com/cap/secrets"]

  /// Reads an answer to `whois`.
  static func caller(
    _ body: SecretBytes,
    at address: String
  ) throws(GoJSONReader.Malformed) -> SecretService.Caller? {
    var principal = Principal(hostname: "", address: address)
    var login: String?
    var rules: [[UInt8]: [AccessRule]] = [:]
    var reader = GoJSONReader(body)
    try reader.object { (reader, member) throws(GoJSONReader.Malformed) in
      switch member {
      case "node":
        try reader.object { (reader, member) throws(GoJSONReader.Malformed) in
          switch member {
          case "name": principal.hostname = String(decoding: try reader.text() ?? [], as: UTF8.self)
          case "tags": principal.tags = try Self.texts(&reader)
          default: try reader.skip()
          }
        }
      case "userprofile":
        try reader.object { (reader, member) throws(GoJSONReader.Malformed) in
          if member == "loginname" {
            login = try reader.text().map { String(decoding: $0, as: UTF8.self) }
          } else {
            try reader.skip()
          }
        }
      case "capmap":
        try reader.dictionary { (reader, name) throws(GoJSONReader.Malformed) in
          if capabilities.contains(where: { Array($0.utf8) == name }) {
            rules[name] = try Self.rules(&reader)
          } else {
            try reader.skip()
          }
        }
      default: try reader.skip()
      }
    }
    if principal.tags.isEmpty {
      guard let login, !login.isEmpty else { return nil }
      principal.user = login
    }
    let granted = capabilities.lazy.map { rules[Array($0.utf8)] ?? [] }.first { !$0.isEmpty }
    return SecretService.Caller(principal: principal, rules: granted ?? [])
  }

  private static func rules(_ reader: inout GoJSONReader) throws(GoJSONReader.Malformed) -> [AccessRule] {
    var rules: [AccessRule] = []
    try reader.array { (reader) throws(GoJSONReader.Malformed) in
      var rule = AccessRule(actions: [], patterns: [])
      try reader.object { (reader, member) throws(GoJSONReader.Malformed) in
        switch member {
        case "action": rule.actions = Set(try Self.texts(&reader))
        case "secret": rule.patterns = try Self.texts(&reader).map { Array($0.utf8) }
        default: try reader.skip()
        }
      }
      rules.append(rule)
    }
    return rules
  }

  private static func texts(_ reader: inout GoJSONReader) throws(GoJSONReader.Malformed) -> [String] {
    var texts: [String] = []
    try reader.array { (reader) throws(GoJSONReader.Malformed) in
      texts.append(String(decoding: try reader.text() ?? [], as: UTF8.self))
    }
    return texts
  }
}
