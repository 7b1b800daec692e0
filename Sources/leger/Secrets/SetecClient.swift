/// Asks a store over HTTP, by curl: legerd on this machine, or a server of setec.
struct SetecClient: SecretStore {
  /// Where the store is.
  enum Address: Equatable, Sendable {
    /// The unix socket of legerd.
    case socket([UInt8])
    /// The URL of a server, without a slash at its end.
    case url(String)

    /// Reads `https://HOST`, `http://ADDRESS` or `unix:PATH`; nil for anything else, and for a connection that others could
    /// read: without TLS only addresses of this machine and of a tailnet are taken.
    init?(_ text: String) {
      if text.hasPrefix("unix:/") {
        self = .socket(Array(text.dropFirst(5).utf8))
        return
      }
      let url = text.hasSuffix("/") ? String(text.dropLast()) : text
      let parts = url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[1].isEmpty, !parts[2].isEmpty,
        parts[2].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "@") })
      else { return nil }
      switch parts[0] {
      case "https:": break
      case "http:": guard Self.isPrivate(parts[2].prefix { $0 != "/" }) else { return nil }
      default: return nil
      }
      self = .url(url)
    }

    /// Whether an address with its port belongs to this machine or to a tailnet (100.64.0.0/10, fd7a:115c:a1e0::/48).
    private static func isPrivate(_ authority: Substring) -> Bool {
      if authority.hasPrefix("[") {
        let address = authority.dropFirst().prefix { $0 != "]" }.lowercased()
        return address == "::1" || address.hasPrefix("fd7a:115c:a1e0:")
      }
      let host = authority.prefix { $0 != ":" }
      let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
      guard numbers.count == 4, let first = numbers[0], let second = numbers[1], !numbers.contains(nil) else {
        return host == "localhost"
      }
      return first == 127 || first == 100 && 64...127 ~= second
    }
  }

  let address: Address
  let host: any Host
  /// Whether requests are made after SIGINT and SIGTERM, too, as those of a way back must.
  var outlastsInterruption = false
  /// How long an answer may take, in seconds; nil for the usual time.
  var patience: Int?
  private let curl: Curl

  /// How large an answer may be: a value of the largest size that a store takes, in base64.
  private static let sizeLimit = 2 << 20
  private static let timeLimit = 30
  /// For the daemon of this machine, which answers at once or does not run.
  private static let localTimeLimit = 10

  init(_ address: Address, on host: any Host) throws(HostFailure) {
    self.address = address
    self.host = host
    curl = try Curl(on: host)
  }

  // MARK: Methods

  func list() throws(SecretFailure) -> [SecretInfo] {
    try ask("list", { $0.object { _ in } }) { (reader) throws(GoJSONReader.Malformed) in
      var infos: [SecretInfo] = []
      try reader.array { (reader) throws(GoJSONReader.Malformed) in infos.append(try Self.info(&reader)) }
      return infos.sorted { $0.name < $1.name }
    }
  }

  func info(_ name: SecretName) throws(SecretFailure) -> SecretInfo {
    try ask("info", name) { (reader) throws(GoJSONReader.Malformed) in try Self.info(&reader) }
  }

  func value(_ name: SecretName, version: UInt32) throws(SecretFailure) -> SecretValue {
    try ask("get", name, version: version) { (reader) throws(GoJSONReader.Malformed) in try Self.value(&reader) }
  }

  func value(_ name: SecretName, unlessActive known: UInt32) throws(SecretFailure) -> SecretValue {
    try ask("get", name, version: known, isConditional: true) { (reader) throws(GoJSONReader.Malformed) in
      try Self.value(&reader)
    }
  }

  func put(_ name: SecretName, _ value: SecretBytes) throws(SecretFailure) -> UInt32 {
    try ask("put", name, value: value) { (reader) throws(GoJSONReader.Malformed) in try reader.version() ?? 0 }
  }

  func create(_ name: SecretName, version: UInt32, _ value: SecretBytes) throws(SecretFailure) {
    try ask("create-version", name, version: version, value: value) { _ in }
  }

  func activate(_ name: SecretName, version: UInt32) throws(SecretFailure) {
    try ask("activate", name, version: version) { _ in }
  }

  func delete(_ name: SecretName) throws(SecretFailure) { try ask("delete", name) { _ in } }

  func delete(_ name: SecretName, version: UInt32) throws(SecretFailure) {
    try ask("delete-version", name, version: version) { _ in }
  }

  // MARK: Messages

  private typealias Reading<Result> = (inout GoJSONReader) throws(GoJSONReader.Malformed) -> Result

  private static func info(_ reader: inout GoJSONReader) throws(GoJSONReader.Malformed) -> SecretInfo {
    var info = SecretInfo(name: SecretName([]), versions: [], activeVersion: 0)
    try reader.object { (reader, member) throws(GoJSONReader.Malformed) in
      switch member {
      case "name": info.name = SecretName(try reader.text() ?? [])
      case "versions":
        try reader.array { (reader) throws(GoJSONReader.Malformed) in info.versions.append(try reader.version() ?? 0) }
      case "activeversion": info.activeVersion = try reader.version() ?? 0
      default: try reader.skip()
      }
    }
    return info
  }

  private static func value(_ reader: inout GoJSONReader) throws(GoJSONReader.Malformed) -> SecretValue {
    var value = SecretValue(bytes: SecretBytes([]), version: 0)
    try reader.object { (reader, member) throws(GoJSONReader.Malformed) in
      switch member {
      case "value": value.bytes = try reader.data() ?? value.bytes
      case "version": value.version = try reader.version() ?? 0
      default: try reader.skip()
      }
    }
    // Versions are counted from 1: what has none is no answer to a get.
    if value.version == 0 { throw GoJSONReader.Malformed() }
    return value
  }

  private func ask<Result>(
    _ method: StaticString,
    _ name: SecretName,
    version: UInt32 = 0,
    value: SecretBytes? = nil,
    isConditional: Bool = false,
    _ read: Reading<Result>
  ) throws(SecretFailure) -> Result {
    try ask(
      method,
      { json in
        json.object { json in
          json.name("Name")
          json.text(name.bytes)
          if version > 0 {
            json.name("Version")
            json.number(version)
          }
          if isConditional {
            json.name("UpdateIfChanged")
            json.literal("true")
          }
          guard let value else { return }
          json.name("Value")
          value.withBytes { json.data($0) }
        }
      },
      read
    )
  }

  private func ask<Result>(
    _ method: StaticString,
    _ write: (inout GoJSONWriter) -> Void,
    _ read: Reading<Result>
  ) throws(SecretFailure) -> Result {
    var json = GoJSONWriter()
    write(&json)
    let (status, body) = try send(method, json.bytes())
    guard status == 200 else { throw Self.failure(status, body) }
    var reader = GoJSONReader(body)
    do throws(GoJSONReader.Malformed) { return try read(&reader) } catch {
      throw .other("the store's answer to \(method) is not as setec gives it")
    }
  }

  private static func failure(_ status: Int, _ body: SecretBytes) -> SecretFailure {
    switch status {
    case 304: return .notChanged
    case 403: return .notAllowed
    case 404: return .notFound
    case 412: return .versionTaken
    default:
      let line = body.array.prefix(200).split(separator: UInt8(ascii: "\n")).first.map(Array.init) ?? []
      return .other("the store answered with status \(status): \(VisibleText.quoted(line))")
    }
  }

  /// Sends a request; returns the status and the body of the answer.
  private func send(_ method: StaticString, _ body: SecretBytes) throws(SecretFailure) -> (Int, SecretBytes) {
    var request =
      switch address {
      case .socket(let path): Curl.Request(url: "http://localhost/api/\(method)", socket: path)
      case .url(let url): Curl.Request(url: "\(url)/api/\(method)")
      }
    request.headers = ["Content-Type: application/json", "Sec-X-Tailscale-No-Browsers: setec"]
    request.body = body
    request.sizeLimit = Self.sizeLimit
    request.timeLimit = patience ?? (request.socket == nil ? Self.timeLimit : Self.localTimeLimit)
    request.outlastsInterruption = outlastsInterruption
    do throws(HostFailure) {
      var answer = try curl.exchange(request)
      return (answer.status, SecretBytes(erasing: &answer.body))
    } catch {
      // The number is curl's for a connection that was not made.
      if case .socket(let path) = address, error.message.hasPrefix("curl: (7)"), !host.isMissing(path) {
        throw .host(
          HostFailure(
            .environment,
            "\(VisibleText.quoted(path)) cannot be reached: the daemon does not run, or you are not in the group of its socket",
            help: "leger daemon status; root lets a user in with: usermod -aG leger USER"
          )
        )
      }
      throw .host(HostFailure(.environment, "the store of secrets cannot be reached: \(error.message)"))
    }
  }
}
