/// Who calls a store.
struct Principal: Equatable, Sendable {
  /// The name of the machine, in a tailnet with a dot at its end.
  var hostname: String
  /// The address; empty for a caller on this machine.
  var address = ""
  var user: String?
  var tags: [String] = []
}

/// The record of all that callers did and were refused, a line of JSON each, as setec writes it (`audit/audit.go`).
///
/// A line is on the disk before what it tells of happens.
struct AuditLog {
  let path: [UInt8]
  /// The folder that no link leads out of.
  let root: [UInt8]
  let host: any Host

  /// What is recorded; never a value.
  struct Entry {
    var principal: Principal
    var action: AccessRule.Action
    var isAuthorized: Bool
    var name: SecretName?
    /// Zero is left out.
    var version: UInt32 = 0
  }

  func write(_ entry: Entry) throws(HostFailure) {
    do throws(WriteFailure) {
      try host.append(Self.line(entry, at: host.wallClock), to: path, within: root, mode: 0o600)
    } catch {
      throw HostFailure(path, error.message)
    }
  }

  /// Returns the line for an entry, with a random number.
  static func line(_ entry: Entry, at time: Duration, number: UInt64 = .random(in: .min ... .max)) -> [UInt8] {
    var json = GoJSONWriter()
    json.object { json in
      json.name("id")
      json.number(number)
      json.name("time")
      json.text(Timestamp.precise(time).utf8)
      json.name("principal")
      json.object { json in
        json.name("hostname")
        json.text(entry.principal.hostname.utf8)
        json.name("ip")
        json.text(entry.principal.address.utf8)
        if let user = entry.principal.user {
          json.name("user")
          json.text(user.utf8)
        }
        if !entry.principal.tags.isEmpty {
          json.name("tags")
          json.array { json in for tag in entry.principal.tags { json.text(tag.utf8) } }
        }
      }
      json.name("action")
      json.text(entry.action.rawValue.utf8)
      json.name("authorized")
      json.literal(entry.isAuthorized ? "true" : "false")
      if let name = entry.name {
        json.name("secret")
        json.text(name.bytes)
      }
      if entry.version > 0 {
        json.name("secretVersion")
        json.number(entry.version)
      }
    }
    return json.bytes().array + [UInt8(ascii: "\n")]
  }
}
