/// Answers setec's protocol from a local store: who may do what, the record of it, and then the act (`server/server.go`).
final class SecretService {
  /// Who calls, and what that caller may do.
  struct Caller {
    var principal: Principal
    var rules: [AccessRule]
  }

  private let store: LocalStore
  private let audit: AuditLog
  /// Nil for a caller that is not known.
  private let identify: (HTTPRequest) -> Caller?
  /// Takes what went wrong, for the log of the server.
  private let report: (String) -> Void

  init(
    _ store: LocalStore,
    audit: AuditLog,
    report: @escaping (String) -> Void,
    identify: @escaping (HTTPRequest) -> Caller?
  ) {
    (self.store, self.audit, self.report, self.identify) = (store, audit, report, identify)
  }

  /// How many secrets there are.
  var secretCount: Int { store.list().count }

  /// What a method of the protocol is asked for; not every method looks at all of it.
  private struct Call {
    var name = SecretName([])
    var version: UInt32 = 0
    var value = SecretBytes([])
    var isConditional = false

    init(_ body: SecretBytes) throws(GoJSONReader.Malformed) {
      var reader = GoJSONReader(body)
      try reader.object { (reader, member) throws(GoJSONReader.Malformed) in
        switch member {
        case "name": if let text = try reader.text() { name = SecretName(text) }
        case "version": if let number = try reader.version() { version = number }
        case "value": value = try reader.data() ?? SecretBytes([])
        case "updateifchanged": if let flag = try reader.flag() { isConditional = flag }
        default: try reader.skip()
        }
      }
    }
  }

  private typealias Method = @Sendable (SecretService, Call, Caller) throws(SecretFailure) -> SecretBytes

  /// The methods by the last part of their path.
  private static let methods: [String: Method] = [
    "list": { service, _, caller throws(SecretFailure) in try service.list(caller) },
    "get": { service, call, caller throws(SecretFailure) in try service.get(call, caller) },
    "info": { service, call, caller throws(SecretFailure) in
      try service.check(.info, call.name, caller)
      return Wire.info(try service.store.info(call.name))
    },
    "put": { service, call, caller throws(SecretFailure) in
      if call.name.bytes.isEmpty { throw .other("a secret needs a name") }
      try service.check(.put, call.name, caller)
      return Wire.number(try service.store.put(call.name, call.value))
    },
    "create-version": { service, call, caller throws(SecretFailure) in
      if call.name.bytes.isEmpty { throw .other("a secret needs a name") }
      if call.version == 0 { throw .noVersion }
      try service.check(.createVersion, call.name, caller, call.version)
      try service.store.create(call.name, version: call.version, call.value)
      return Wire.done
    },
    "activate": { service, call, caller throws(SecretFailure) in
      if call.name.bytes.isEmpty { throw .other("a secret needs a name") }
      try service.check(.activate, call.name, caller, call.version)
      try service.store.activate(call.name, version: call.version)
      return Wire.done
    },
    "delete": { service, call, caller throws(SecretFailure) in
      try service.check(.delete, call.name, caller)
      try service.store.delete(call.name)
      return Wire.done
    },
    "delete-version": { service, call, caller throws(SecretFailure) in
      try service.check(.delete, call.name, caller, call.version)
      try service.store.delete(call.name, version: call.version)
      return Wire.done
    },
  ]

  // MARK: Requests

  /// The largest request body of a caller without any rights, in bytes.
  private static let strangerLimit = 4096

  /// Answers a request, in the order of checks that setec has.
  func answer(_ request: HTTPRequest) -> HTTPResponse {
    let path = String(decoding: request.target.prefix { $0 != UInt8(ascii: "?") }, as: UTF8.self)
    guard path.hasPrefix("/api/"), let method = Self.methods[String(path.dropFirst(5))] else {
      return page(request)
    }
    if request.method != "POST" { return .failure(400, "only POST requests allowed") }
    if request.values("content-type") != ["application/json"] { return .failure(400, "request body must be json") }
    if request.values("sec-x-tailscale-no-browsers") != ["setec"] { return .failure(403, "access denied") }
    guard let caller = identify(request) else { return .failure(500, "unable to identify caller") }
    // A caller without rights must not cost the daemon much.
    if caller.rules.isEmpty, request.body.count > Self.strangerLimit { return .failure(403, "access denied") }
    guard let call = try? Call(request.body) else { return .failure(400, "bad request") }
    do throws(SecretFailure) {
      let body = try method(self, call, caller)
      return HTTPResponse(status: 200, contentType: "application/json", body: body)
    } catch {
      return failure(error)
    }
  }

  private func failure(_ failure: SecretFailure) -> HTTPResponse {
    switch failure {
    case .notFound: return .failure(404, "not found")
    case .notAllowed: return .failure(403, "access denied")
    case .notChanged: return HTTPResponse(status: 304)
    case .versionTaken: return .failure(412, "version already set")
    case .noVersion: return .failure(400, "invalid version, please specify a version > 0")
    case .other(let reason):
      report(reason)
      return .failure(500, "internal error")
    case .host(let failure):
      report(failure.message)
      return .failure(500, "internal error")
    }
  }

  /// A page with the names that a caller may see, for browsers.
  private func page(_ request: HTTPRequest) -> HTTPResponse {
    if request.method != "GET" { return .failure(400, "invalid method") }
    guard let caller = identify(request) else { return .failure(500, "unable to identify caller") }
    do throws(SecretFailure) {
      return HTTPResponse(
        status: 200,
        contentType: "text/html; charset=utf-8",
        headers: [("Content-Security-Policy", "default-src 'none'"), ("X-Content-Type-Options", "nosniff")],
        body: SecretBytes(Wire.page(try visible(to: caller)).utf8)
      )
    } catch {
      return failure(error)
    }
  }

  // MARK: Methods

  /// Throws when the caller may not do something, which is recorded in either case.
  private func check(
    _ action: AccessRule.Action,
    _ name: SecretName,
    _ caller: Caller,
    _ version: UInt32 = 0
  ) throws(SecretFailure) {
    let isAllowed = AccessRule.allow(caller.rules, action, name)
    do throws(SecretFailure) {
      try record(
        AuditLog.Entry(
          principal: caller.principal,
          action: action,
          isAuthorized: isAllowed,
          name: name,
          version: version
        )
      )
    } catch {
      // Whoever may not do it learns no more from a full disk.
      throw isAllowed ? error : .notAllowed
    }
    if !isAllowed { throw .notAllowed }
  }

  private func record(_ entry: AuditLog.Entry) throws(SecretFailure) {
    do throws(HostFailure) { try audit.write(entry) } catch { throw .host(error) }
  }

  private func visible(to caller: Caller) throws(SecretFailure) -> [SecretInfo] {
    try record(AuditLog.Entry(principal: caller.principal, action: .info, isAuthorized: true))
    return store.list().filter { AccessRule.allow(caller.rules, .info, $0.name) }
  }

  private func list(_ caller: Caller) throws(SecretFailure) -> SecretBytes { Wire.list(try visible(to: caller)) }

  private func get(_ call: Call, _ caller: Caller) throws(SecretFailure) -> SecretBytes {
    if call.isConditional, call.version != 0, AccessRule.allow(caller.rules, .get, call.name) {
      // What has not changed is not recorded, nor what does not exist.
      let value = try store.value(call.name, unlessActive: call.version)
      try check(.get, call.name, caller)
      return Wire.value(value)
    }
    let version = call.isConditional ? 0 : call.version
    try check(.get, call.name, caller, version)
    return Wire.value(try store.value(call.name, version: version))
  }

  // MARK: Answers

  /// The bodies of answers.
  private enum Wire {
    static let done = SecretBytes("{}".utf8)

    static func number(_ number: UInt32) -> SecretBytes { SecretBytes(String(number).utf8) }

    static func info(_ info: SecretInfo) -> SecretBytes {
      var json = GoJSONWriter()
      json.object { write(info, &$0) }
      return json.bytes()
    }

    static func list(_ infos: [SecretInfo]) -> SecretBytes {
      var json = GoJSONWriter()
      // As Go writes a list that was never made.
      if infos.isEmpty {
        json.literal("null")
      } else {
        json.array { json in for info in infos { json.object { write(info, &$0) } } }
      }
      return json.bytes()
    }

    private static func write(_ info: SecretInfo, _ json: inout GoJSONWriter) {
      json.name("Name")
      json.text(info.name.bytes)
      json.name("Versions")
      json.array { json in for version in info.versions { json.number(version) } }
      json.name("ActiveVersion")
      json.number(info.activeVersion)
    }

    static func value(_ value: SecretValue) -> SecretBytes {
      var json = GoJSONWriter()
      json.object { json in
        json.name("Value")
        value.bytes.withBytes { json.data($0) }
        json.name("Version")
        json.number(value.version)
      }
      return json.bytes()
    }

    static func page(_ infos: [SecretInfo]) -> String {
      let rows = infos.map { info in
        let name = String(decoding: info.name.bytes, as: UTF8.self)
          .replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        let versions = info.versions.map(String.init).joined(separator: ", ")
        return "<tr><td>\(name)</td><td>\(info.activeVersion)</td><td>\(versions)</td></tr>\n"
      }
      return """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>legerd</title></head><body>
        <table><tr><th>Secret</th><th>Active version</th><th>Versions</th></tr>
        \(rows.joined())</table>
        </body></html>

        """
    }
  }
}
