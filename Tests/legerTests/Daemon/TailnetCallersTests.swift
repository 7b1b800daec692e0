import Glibc
import Synchronization
import Testing

@testable import leger

/// Who calls over a network, as far as no tailscaled and no connection is needed; the rest is in `Tests/Setec/tailnet`.
struct TailnetCallersTests {
  /// An answer to `whois` whose rules are those of the members of a capability map.
  private func caller(_ map: String, tags: String = "null", login: String = "\"a@x\"") throws -> SecretService.Caller? {
    let text = """
      {"Node":{"Name":"h.ts.net.","Tags":\(tags),"Other":[{}]},"UserProfile":{"ID":1,"LoginName":\(login)},"CapMap":\(map)}
      """
    return try Tailscale.caller(SecretBytes(text.utf8), at: "100.64.0.9")
  }

  private static let rule = #"{"action":["get"],"secret":["a/*","b"]}"#
  private static let name = #""tailscale.com/cap/secrets""#
  private static let oldName = #""https://tailscale.com/cap/secrets""#

  @Test(arguments: [
    ("{\(name):[\(rule)]}", 1), ("{\(oldName):[\(rule),\(rule)]}", 2), ("{\(name):[],\(oldName):[\(rule)]}", 1),
    ("{\(oldName):[\(rule),\(rule)],\(name):[\(rule)]}", 1), ("{}", 0), ("null", 0), ("{\"other\":[1]}", 0),
    ("{\(name):null}", 0),
  ]) func `the rules are those of the capability, else those of its old name`(_ map: String, _ count: Int) throws {
    let caller = try #require(try caller(map))
    #expect(caller.rules.count == count)
    #expect(caller.rules.allSatisfy { $0.patterns == [Array("a/*".utf8), Array("b".utf8)] && $0.actions == ["get"] })
    #expect(caller.principal == Principal(hostname: "h.ts.net.", address: "100.64.0.9", user: "a@x"))
  }

  @Test(arguments: ["{\(name):{}}", "{\(name):[1]}", "{\(name):[{\"action\":\"get\"}]}", "[]", "{"])
  func `what cannot be read allows nothing`(_ map: String) {
    #expect(throws: GoJSONReader.Malformed.self) { try caller(map) }
  }

  @Test func `a machine with tags is its tags, another one its user`() throws {
    let tagged = try caller("{}", tags: "[\"tag:a\",\"tag:b\"]")
    #expect(tagged?.principal == Principal(hostname: "h.ts.net.", address: "100.64.0.9", tags: ["tag:a", "tag:b"]))
    #expect(try caller("{}", tags: "[]", login: "\"\"") == nil)
    #expect(try caller("{}", login: "null") == nil)
  }

  // MARK: Proxies and tokens

  private func request(_ peer: Peer, _ headers: [(String, String)]) -> HTTPRequest {
    HTTPRequest(
      method: "POST",
      target: [],
      headers: headers.map { (name: $0.0, value: $0.1) },
      body: SecretBytes([]),
      peer: peer
    )
  }

  @Test func `root's process names callers, and no other does`() throws {
    let host = SimulatedHost(user: 1000)
    host.write(
      "/etc/leger/config.yaml",
      "daemon:\n  local-access: [{login: a@x, action: [get], secret: [one]}, {uid: 7, action: [put], secret: [one]}]\n"
    )
    let access = try LocalAccess(HostSettings(.user, on: host).localAccess, on: host)
    let named = [("Tailscale-User-Login", "a@x"), ("X-Forwarded-For", "100.64.0.9")]
    let caller = ProxiedCaller.find(request(.local(user: 0), named), access)
    #expect(caller?.principal == Principal(hostname: "", address: "100.64.0.9", user: "a@x"))
    #expect(caller?.rules == [AccessRule(actions: ["get"], patterns: [Array("one".utf8)])])
    let other = ProxiedCaller.find(request(.local(user: 7), named), access)
    #expect(other?.principal.user == "uid:7" && other?.rules == [])
    for headers in [
      [], [("Tailscale-User-Login", "")], named + [("Tailscale-Funnel-Request", "?1")],
      named + [("tailscale-user-login", "b@x")],
    ] {
      #expect(ProxiedCaller.find(request(.local(user: 0), headers), access) == nil)
    }
    let twice = named + [("X-Forwarded-For", "100.64.0.1")]
    #expect(ProxiedCaller.find(request(.local(user: 0), twice), access)?.principal.address == "")
    #expect(ProxiedCaller.find(request(.unknown, named), access) == nil)
    #expect(ProxiedCaller.find(request(.tailnet("100.64.0.9"), named), access) == nil)
  }

  @Test func `a token is made once, and shown with the right host`() throws {
    let host = SimulatedHost(user: 1000)
    host.write("/s/other", "")
    let path = Array("/s/token".utf8)
    let gate = try LoopbackGate(path, within: Array("/s".utf8), on: host)
    let line = try #require(host.text(of: "/s/token"))
    #expect(line.count == 44 && line.hasSuffix("\n"))
    #expect(try host.status(path, followingLinks: false).mode == 0o600)
    let again = try LoopbackGate(path, within: Array("/s".utf8), on: host)
    #expect(host.text(of: "/s/token") == line)
    let token = ("Authorization", "Bearer \(line.dropLast())")
    for name in ["127.0.0.1", "localhost:8200", "LOCALHOST", "[::1]", "[::1]:1"] {
      for gate in [gate, again] {
        #expect(gate.refusal(of: request(.local(user: 1), [("Host", name), token])) == nil, "\(name)")
      }
    }
    for name in [
      "", "a", "localhost.a", "localhost:", "localhost:x", "localhost:+1", "127.0.0.1:1:2", "[::1", "[::1]x", "::1",
    ] {
      #expect(gate.refusal(of: request(.local(user: 1), [("Host", name), token]))?.status == 403, "\(name)")
    }
    let own = ("Host", "localhost")
    #expect(gate.refusal(of: request(.local(user: 1), [own, token, ("Origin", "null")]))?.status == 403)
    for wrong in [
      [], [token, token], [("Authorization", "\(line.dropLast())")], [("Authorization", "\(token.1)x")],
      [("Authorization", String(token.1.dropLast()) + "~")], [("Authorization", "Basic \(line.dropLast())")],
    ] {
      let refusal = gate.refusal(of: request(.local(user: 1), [own] + wrong))
      #expect(refusal?.status == 401 && refusal?.headers.contains { $0.name == "WWW-Authenticate" } == true)
    }
    host.write("/s/token", "short\n")
    #expect(throws: HostFailure.self) { try LoopbackGate(path, within: Array("/s".utf8), on: host) }
  }

  // MARK: The loop

  @Test func `work on other threads ends in the loop, and the loop runs on meanwhile`() throws {
    let loop = try #require(EventLoop())
    let seen = Mutex<Set<String>>([])
    var result = ""
    loop.perform {
      for _ in 0..<20_000 where seen.withLock({ $0.count < 2 }) { usleep(1_000) }
      return seen.withLock { $0.sorted().joined(separator: " ") }
    } then: {
      result = $0
      loop.stop()
    }
    loop.perform {
      7
    } then: { number in
      seen.withLock { _ = $0.insert("\(number)") }
    }
    loop.every(.milliseconds(5)) { seen.withLock { _ = $0.insert("tick") } }
    loop.run()
    #expect(result == "7 tick")
  }

  @Test func `an end before the time does not shorten the next run`() throws {
    let loop = try #require(EventLoop())
    loop.perform {
      ()
    } then: { _ in
      loop.stop()
    }
    loop.run(for: .milliseconds(300))
    let start = ContinuousClock.now
    loop.run(for: .milliseconds(600))
    #expect(ContinuousClock.now - start >= .milliseconds(590))
  }

  /// Connects to a server that asks a function who calls; returns the server's end of the connection.
  private static func connection(to address: NetworkAddress, _ listener: Int32) throws -> (Int32, Int32) {
    let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var target = sockaddr_in()
    target.sin_family = sa_family_t(AF_INET)
    target.sin_port = address.port.bigEndian
    inet_pton(AF_INET, address.host, &target.sin_addr)
    let code = withUnsafePointer(to: target) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(code == 0)
    return (client, accept(listener, nil, nil))
  }

  @Test func `an address is asked about once for all who wait, and again when nobody knew it`() throws {
    let loop = try #require(EventLoop())
    let listener = try NetworkAddress("127.0.0.1", port: 0).listen()
    defer { close(listener) }
    let address = try #require(NetworkAddress.own(of: listener))
    let asked = Mutex(0)
    let isKnown = Mutex(false)
    let callers = TailnetCallers(on: loop) { _ in
      asked.withLock { $0 += 1 }
      usleep(50_000)
      return isKnown.withLock { $0 } ? SecretService.Caller(principal: Principal(hostname: "h"), rules: []) : nil
    }
    let ends = try (0..<3).map { _ in try Self.connection(to: address, listener) }
    defer { for (one, other) in ends { for end in [one, other] { close(end) } } }
    #expect(NetworkAddress.peer(of: ends[0].1) == NetworkAddress.own(of: ends[0].0))
    #expect(try NetworkAddress.peer(of: ends[0].1)?.user(connectedTo: address, on: SystemHost()) == getuid())
    #expect(NetworkAddress("127.0.0.1", port: 1).user(connectedTo: address, on: SystemHost()) == nil)
    // Of a connection that its process has closed, the kernel says that it is root's.
    let gone = try Self.connection(to: address, listener)
    let goneAddress = try #require(NetworkAddress.peer(of: gone.1))
    close(gone.0)
    #expect(goneAddress.user(connectedTo: address, on: SystemHost()) == nil)
    usleep(300_000)
    #expect(goneAddress.user(connectedTo: address, on: SystemHost()) == nil)
    close(gone.1)
    func admitAll() -> [HTTPServer.Guest] {
      var guests: [HTTPServer.Guest] = []
      for (_, end) in ends {
        callers.admit(end) { guest in
          guests.append(guest)
          if guests.count == ends.count { loop.stop() }
        }
      }
      if guests.count < ends.count { loop.run() }
      return guests
    }
    let unknown = admitAll()
    #expect(unknown.allSatisfy { $0.peer == .tailnet("127.0.0.1") && $0.time == .zero })
    #expect(asked.withLock { $0 } == 1 && callers.caller(at: "127.0.0.1") == nil)
    isKnown.withLock { $0 = true }
    let known = admitAll()
    #expect(known.allSatisfy { ($0.time ?? .zero) > .seconds(40) && ($0.time ?? .zero) <= .seconds(45) })
    #expect(asked.withLock { $0 } == 2 && callers.caller(at: "127.0.0.1")?.principal.hostname == "h")
    #expect(admitAll().count == 3 && asked.withLock { $0 } == 2)
    #expect(callers.caller(at: "127.0.0.2") == nil)
    var guest: HTTPServer.Guest?
    callers.admit(-1) { guest = $0 }
    #expect(guest?.peer == .unknown)
  }
}
