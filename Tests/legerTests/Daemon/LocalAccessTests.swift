import Testing

@testable import leger

/// Who may do what over the socket.
struct LocalAccessTests {
  private let host = SimulatedHost(user: 1000)

  private func access(_ yaml: String) throws -> LocalAccess {
    host.write("/etc/leger/config.yaml", yaml)
    return try LocalAccess(HostSettings(.user, on: host).localAccess, on: host)
  }

  private func mayGet(_ access: LocalAccess, _ user: UInt32, _ groups: Set<UInt32>, _ name: String) -> Bool {
    AccessRule.allow(access.rules(user: user, groups: groups), .get, SecretName(name))
  }

  @Test func `the own user and root may do everything, others nothing`() throws {
    let access = try access("daemon: {}\n")
    #expect(mayGet(access, 1000, [], "any") && mayGet(access, 0, [], "any"))
    #expect(!mayGet(access, 1001, [0, 1000], "any"))
  }

  @Test func `a user or a group may do what is written, and no more`() throws {
    let access = try access(
      """
      daemon:
        local-access:
          - uid: 1001
            action: [get, info]
            secret: [leger/web-*, "one"]
          - group: "50"
            action: [put]
            secret: ["*"]

      """
    )
    #expect(mayGet(access, 1001, [], "leger/web-key") && mayGet(access, 1001, [], "one"))
    #expect(!mayGet(access, 1001, [], "leger/db") && !mayGet(access, 1002, [50], "one"))
    let rules = access.rules(user: 1002, groups: [7, 50])
    #expect(AccessRule.allow(rules, .put, SecretName("x")) && !AccessRule.allow(rules, .get, SecretName("x")))
    #expect(access.rules(user: 1002, groups: [7]).isEmpty)
    #expect(access.rules(user: 1001, groups: [50]).count == 2)
  }

  @Test(arguments: [
    ("[{uid: 1, action: [gett], secret: [a]}]", "\"gett\" is not an action"),
    ("[{uid: x, action: [get], secret: [a]}]", "uid must be a number"),
    ("[{action: [get], secret: [a]}]", "names one uid, user, group or login"),
    ("[{uid: 1, group: \"2\", action: [get], secret: [a]}]", "names one uid, user, group or login"),
    ("[{uid: 1, action: get, secret: [a]}]", "must be a list"),
    ("[{uid: 1, acton: [get]}]", "did you mean \"action\"?"),
    ("{uid: 1}", "must be a list"), ("[1]", "must be a mapping"),
  ]) func `a mistake is told`(_ text: String, _ message: String) {
    let failure = #expect(throws: HostFailure.self) { try access("daemon:\n  local-access: \(text)\n") }
    #expect(failure?.kind == .usage && failure?.message.contains(message) == true, "\(failure?.message ?? "")")
  }

  @Test(arguments: [
    ("tailnet:8200", ["tailnet 8200"]), ("[\"tailnet:80\", \"127.0.0.1:8200\"]", ["tailnet 80", "127.0.0.1:8200"]),
    ("\"[::1]:65535\"", ["[::1]:65535"]), ("localhost:1", ["127.0.0.1:1"]), ("[]", []),
    ("[\"tailnet:1\", \"tailnet:1\"]", ["tailnet 1"]),
  ]) func `where the daemon is reached`(_ value: String, _ addresses: [String]) throws {
    host.write("/etc/leger/config.yaml", "daemon:\n  listen: \(value)\n")
    let settings = try HostSettings(.system, on: host)
    let texts = settings.listen.map { address in
      switch address {
      case .tailnet(let port): "tailnet \(port)"
      case .loopback(let address): address.description
      }
    }
    #expect(texts == addresses && !settings.servesProxy)
    #expect(
      settings.hasLowPort == addresses.contains { $0.hasSuffix(" 80") || $0.hasSuffix(" 1") || $0.hasSuffix(":1") }
    )
  }

  @Test(arguments: [
    "0.0.0.0:80", "\"[::]:80\"", "8200", "\":8200\"", "tailnet", "tailnet:0", "tailnet:65536", "tailnet:x",
    "192.168.1.1:80",
    "\"::1:80\"", "100.64.0.1:80", "{a: b}", "[[1]]",
  ]) func `no other address is served`(_ value: String) {
    host.write("/etc/leger/config.yaml", "daemon:\n  listen: \(value)\n")
    let failure = #expect(throws: HostFailure.self) { try HostSettings(.system, on: host) }
    #expect(failure?.kind == .usage && failure?.message.contains("daemon: listen") == true, "\(failure?.message ?? "")")
  }

  @Test func `a proxy needs an address of this machine`() throws {
    host.write("/etc/leger/config.yaml", "daemon: {serve-proxy: true, listen: \"127.0.0.1:8200\"}\n")
    #expect(try HostSettings(.system, on: host).servesProxy)
    for text in ["{serve-proxy: true}", "{serve-proxy: true, listen: \"tailnet:80\"}", "{serve-proxy: 1}"] {
      host.write("/etc/leger/config.yaml", "daemon: \(text)\n")
      let failure = #expect(throws: HostFailure.self) { try HostSettings(.system, on: host) }
      #expect(failure?.message.contains("serve-proxy") == true)
    }
  }

  @Test(arguments: [
    ("poll-interval: 30s", 30), ("poll-interval: 2m", 120), ("poll-interval: 1h", 3600), ("poll-interval: 0s", 1),
    ("key-file: /k", 60),
  ]) func `the time between two rounds`(_ line: String, _ seconds: Int) throws {
    host.write("/etc/leger/config.yaml", "daemon:\n  \(line)\n")
    #expect(try HostSettings(.system, on: host).pollInterval == seconds)
  }

  @Test(arguments: [
    ("poll-interval: 30", "seconds, minutes or hours"), ("restart-policy: always", "must be changed or never"),
    ("key-file: k", "absolute path"),
  ]) func `other values are refused`(_ line: String, _ message: String) {
    host.write("/etc/leger/config.yaml", "daemon:\n  \(line)\n")
    let failure = #expect(throws: HostFailure.self) { try HostSettings(.system, on: host) }
    #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "")")
  }

  @Test func `what is restarted, and where the key lies`() throws {
    host.write("/etc/leger/config.yaml", "daemon: {restart-policy: changed, key-file: /k}\n")
    let settings = try HostSettings(.system, on: host)
    #expect(settings.restartsChanged && settings.keyFile == Array("/k".utf8))
    host.write("/etc/leger/config.yaml", "daemon: {restart-policy: never}\n")
    #expect(try !HostSettings(.system, on: host).restartsChanged)
  }
}
