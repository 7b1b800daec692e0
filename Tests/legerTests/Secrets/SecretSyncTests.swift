import Testing

@testable import leger

/// A store in memory, which can refuse.
final class MemoryStore: SecretStore {
  var table = SecretTable()
  var failure: SecretFailure?
  /// The calls that asked for a value.
  private(set) var asked: [String] = []

  private func check() throws(SecretFailure) { if let failure { throw failure } }

  func list() throws(SecretFailure) -> [SecretInfo] {
    try check()
    return table.infos
  }

  func info(_ name: SecretName) throws(SecretFailure) -> SecretInfo {
    try check()
    return try table.info(name)
  }

  func value(_ name: SecretName, version: UInt32) throws(SecretFailure) -> SecretValue {
    try check()
    asked.append(name.description)
    return try table.value(name, version: version)
  }

  func value(_ name: SecretName, unlessActive known: UInt32) throws(SecretFailure) -> SecretValue {
    try check()
    return try table.value(name, unlessActive: known)
  }

  func put(_ name: SecretName, _ value: SecretBytes) throws(SecretFailure) -> UInt32 {
    try check()
    return try table.put(name, value)
  }

  func create(_ name: SecretName, version: UInt32, _ value: SecretBytes) throws(SecretFailure) {
    try check()
    try table.create(name, version: version, value)
  }

  func activate(_ name: SecretName, version: UInt32) throws(SecretFailure) {
    try check()
    try table.activate(name, version: version)
  }

  func delete(_ name: SecretName) throws(SecretFailure) {
    try check()
    try table.delete(name)
  }

  func delete(_ name: SecretName, version: UInt32) throws(SecretFailure) {
    try check()
    try table.delete(name, version: version)
  }
}

/// Podman's secrets become what the store has, on a simulated host.
struct SecretSyncTests {
  private let host = SimulatedHost()
  private let store = MemoryStore()

  private func sync() throws -> SecretSync {
    SecretSync(
      store: store,
      podman: try PodmanClient(on: host),
      digestKey: try SecretSync.digestKey(in: Array("/var/lib/leger".utf8), on: host),
      driver: try SecretDriver.installed(in: Array("/var/lib/leger".utf8), on: host)
    )
  }

  private func desired(_ names: String...) -> [SecretSync.Desired] {
    names.map { SecretSync.Desired(podmanName: $0, name: SecretName("leger/\($0)"), users: ["\($0).service"]) }
  }

  private func set(_ name: String, _ value: String, activate: Bool = true) throws {
    let name = SecretName("leger/\(name)")
    let version = try store.put(name, SecretBytes(value.utf8))
    if activate { try store.activate(name, version: version) }
  }

  /// Plans and carries out; returns what was changed and what failed.
  @discardableResult
  private func run(
    _ wanted: [SecretSync.Desired],
    _ options: SecretSync.Options = SecretSync.Options()
  ) throws -> (changed: [String], refused: [String], failures: [String]) {
    let sync = try sync()
    let plan = try sync.plan(wanted, options)
    var failures: [String] = []
    let changed = try sync.carryOut(plan) { failures.append($0.message) }
    let refused = plan.compactMap { entry in if case .refuse(let reason) = entry.action { reason } else { nil } }
    return (changed.map(\.podmanName), refused, failures)
  }

  private func value(_ name: String) -> String? {
    host.machine.storedSecrets[name].map { String(decoding: $0.value, as: UTF8.self) }
  }

  @Test func `what is missing is made, what is older is replaced, and a second time nothing is written`() throws {
    try set("a", "one")
    try set("b", "two\nlines\0and more")
    #expect(try run(desired("a", "b")).changed == ["a", "b"])
    #expect(value("a") == "one" && value("b") == "two\nlines\0and more")
    #expect(host.machine.storedSecrets["a"]?.labels["run.leger.version"] == "1")
    #expect(host.machine.storedSecrets["a"]?.labels["run.leger.source"] == "leger/a")
    host.inject(nil)
    #expect(try run(desired("a", "b")).changed == [])
    #expect(host.log.filter { $0.contains("secret create") || $0.contains("secret rm") } == [])
    // A version that is not active changes nothing.
    try set("a", "three", activate: false)
    #expect(try run(desired("a", "b")).changed == [])
    try store.activate(SecretName("leger/a"), version: 2)
    #expect(try run(desired("a", "b")).changed == ["a"])
    #expect(value("a") == "three")
    #expect(host.machine.unknownCommands == [])
  }

  @Test func `with the driver podman keeps no value, and none is left behind in its file`() throws {
    try set("a", "one")
    try set("b'c", "two")
    let wanted = [
      SecretSync.Desired(podmanName: "a", name: SecretName("leger/a"), users: []),
      SecretSync.Desired(podmanName: "b", name: SecretName("leger/b'c"), users: []),
    ]
    try run(wanted)
    let folder = Array("/var/lib/leger".utf8)
    let driver = try #require(try SecretDriver(.system, on: host))
    try driver.install(in: folder, on: host)
    #expect(try SecretDriver.installed(in: folder, on: host) == driver)
    #expect(try run(wanted).changed == ["a", "b"])
    #expect(value("a") == "" && value("b") == "" && host.machine.abandonedSecrets == [])
    #expect(
      host.machine.storedSecrets["b"]?.commands == [
        "lookup":
          "LEGERD_SOCKET='/run/legerd/legerd.sock' exec '/usr/bin/leger' secrets driver lookup --system -- 'leger/b'\\''c'",
        "store": "cat >/dev/null", "delete": "true", "list": "true",
      ]
    )
    host.inject(nil)
    #expect(try run(wanted).changed == [] && run(wanted, SecretSync.Options(isConditional: true)).changed == [])
    #expect(host.log.filter { $0.contains("secret create") || $0.contains("secret rm") } == [])
    // The labels follow the active version, and what was removed comes back with the driver.
    try set("a", "three")
    #expect(try run(wanted, SecretSync.Options(isConditional: true)).changed == ["a"])
    #expect(host.machine.storedSecrets["a"]?.labels["run.leger.version"] == "2" && value("a") == "")
    // leger in another place: the commands are written anew.
    var moved = driver
    moved.program = "/opt/leger"
    try moved.install(in: folder, on: host)
    #expect(try run(wanted, SecretSync.Options(isConditional: true)).changed == ["a", "b"])
    #expect(host.machine.storedSecrets["a"]?.commands["lookup"]?.contains("'/opt/leger'") == true)
    try SecretDriver.remove(from: folder, on: host)
    #expect(try run(wanted, SecretSync.Options(isConditional: true)).changed == ["a", "b"])
    #expect(value("a") == "three" && value("b") == "two")
    #expect(host.machine.storedSecrets["a"]?.commands == [:] && host.machine.unknownCommands == [])
  }

  @Test func `without room nothing of podman's file is touched, also not that of others`() throws {
    try set("a", "one")
    try run(desired("a"))
    try set("a", "two")
    try set("b", "new")
    let folder = Array("/var/lib/leger".utf8)
    host.change { $0.freeSpace = 1000 }
    host.inject(nil)
    #expect(try run(desired("a", "b")).failures.count == 2)
    #expect(try run([], SecretSync.Options(prunes: true)).failures.count == 1)
    try #require(try SecretDriver(.system, on: host)).install(in: folder, on: host)
    #expect(try run(desired("a", "b")).failures.count == 2)
    #expect(host.log.filter { $0.contains("secret create") || $0.contains("secret rm") } == [])
    #expect(value("a") == "one" && value("b") == nil)
    host.change { $0.freeSpace = 1 << 30 }
    #expect(try run(desired("a", "b")).changed == ["a", "b"])
    host.change { $0.freeSpace = 1000 }
    try SecretDriver.remove(from: folder, on: host)
    #expect(try run(desired("a", "b")).failures.count == 2)
    #expect(host.machine.storedSecrets["a"]?.commands.isEmpty == false)
  }

  @Test func `a value is in the standard input of podman alone`() throws {
    try set("a", "canary-value")
    host.inject(nil)
    try run(desired("a"))
    #expect(host.log.contains { $0.contains("secret create") })
    for line in host.log { #expect(!line.contains("canary")) }
    let stored = try #require(host.machine.storedSecrets["a"])
    #expect(!stored.labels.values.contains { $0.contains("canary") })
    for path in host.machine.files.paths(below: Array("/".utf8)) {
      let text = String(decoding: host.machine.files.bytes(path) ?? [], as: UTF8.self)
      #expect(!text.contains("canary"))
    }
  }

  @Test func `the secret of someone else stays, unless it is to be taken over`() throws {
    host.change { $0.secrets = ["a", "other"] }
    try set("a", "one")
    let result = try run(desired("a"))
    #expect(result.changed == [] && result.refused.count == 1 && result.refused[0].contains("--adopt"))
    #expect(value("a") == "value")
    #expect(try run(desired("a"), SecretSync.Options(adopts: true)).changed == ["a"])
    #expect(value("a") == "one" && value("other") == "value")
  }

  @Test func `what no unit names goes when that is asked for, and never what leger has not made`() throws {
    host.change { $0.secrets = ["other"] }
    try set("a", "one")
    try set("b", "two")
    try run(desired("a", "b"))
    #expect(try run(desired("a")).changed == [])
    let sync = try sync()
    let plan = try sync.plan(desired("a"), others: ["b"], SecretSync.Options(prunes: true))
    #expect(plan.map(\.podmanName) == ["a"])
    #expect(try run(desired("a"), SecretSync.Options(prunes: true)).changed == ["b"])
    #expect(host.machine.secrets == ["a", "other"])
  }

  @Test func `a prefix of an ID is not taken for a name`() throws {
    try set("a", "one")
    try run(desired("a"))
    let id = try #require(host.machine.storedSecrets["a"]?.id)
    let name = String(id.prefix(6))
    try set(name, "other")
    #expect(try run(desired(name)).changed == [name])
    #expect(value("a") == "one" && value(name) == "other")
  }

  @Test(arguments: [
    (SecretFailure.notFound, "has no secret"), (.notAllowed, "does not let this machine read"),
  ]) func `what the store does not give leaves podman as it is`(_ failure: SecretFailure, _ reason: String) throws {
    try set("a", "one")
    try run(desired("a"))
    store.failure = failure
    let result = try run(desired("a"))
    #expect(result.changed == [] && result.refused.first?.contains(reason) == true)
    #expect(value("a") == "one")
  }

  @Test func `a store that is not there, or talks nonsense, is a failure, and podman stays as it is`() throws {
    try set("a", "one")
    try run(desired("a"))
    for failure in [SecretFailure.other("x"), .host(HostFailure(.environment, "no route")), .notChanged] {
      store.failure = failure
      #expect(throws: HostFailure.self) { try run(desired("a")) }
    }
    #expect(value("a") == "one")
  }

  @Test(arguments: ["-h", "a b", "a/b", "a\nb", "", "a=b", "ä", String(repeating: "a", count: 254)])
  func `a name that podman should not have is refused before podman is asked`(_ name: String) throws {
    _ = try store.put(SecretName("leger/\(name)"), SecretBytes([1]))
    host.inject(nil)
    #expect(try run(desired(name)).refused.count == 1)
    #expect(host.log.filter { $0.contains("secret create") } == [])
    #expect(!PodmanClient.isSecretName(name))
  }

  @Test(arguments: ["a", "A-b_c.9", String(repeating: "a", count: 253)])
  func `other names are fine`(_ name: String) { #expect(PodmanClient.isSecretName(name)) }

  @Test(arguments: [(0, false), (1, true), (511_999, true), (512_000, false)])
  func `a value has a size that podman takes`(_ size: Int, _ isTaken: Bool) throws {
    _ = try store.put(SecretName("leger/a"), SecretBytes([UInt8](repeating: 65, count: size)))
    let result = try run(desired("a"))
    #expect(result.changed == (isTaken ? ["a"] : []) && result.refused.isEmpty == isTaken && result.failures == [])
  }

  @Test func `a secret that podman has lost while it replaced it is made again`() throws {
    try set("a", "one")
    try set("b", "two")
    try run(desired("a", "b"))
    try set("a", "new")
    try set("b", "newer")
    let plan = try sync().plan(desired("a", "b"), SecretSync.Options())
    host.inject(nil)
    host.change { $0.secrets = $0.secrets.filter { $0 != "a" } }
    host.inject(SimulatedFault(call: 1, kind: .fails(error: 28)))
    var failures: [String] = []
    let changed = try sync().carryOut(plan) { failures.append($0.message) }
    #expect(changed.map(\.podmanName) == ["a", "b"] && failures == [])
    #expect(value("a") == "new" && value("b") == "newer")
    // One that is still there stays, and does not keep the others from their turn.
    try set("a", "third")
    try set("b", "fourth")
    let next = try sync().plan(desired("a", "b"), SecretSync.Options())
    host.inject(SimulatedFault(call: 1, kind: .fails(error: 28)))
    #expect(try sync().carryOut(next) { failures.append($0.message) }.map(\.podmanName) == ["b"])
    #expect(failures.count == 1 && failures[0].hasPrefix("a: "))
    #expect(value("a") == "new" && value("b") == "fourth")
  }

  // MARK: Digests

  @Test func `the key of digests is made once`() throws {
    let folder = Array("/var/lib/leger".utf8)
    let key = try SecretSync.digestKey(in: folder, on: host)
    #expect(key.count == 32)
    #expect(try SecretSync.digestKey(in: folder, on: host).array == key.array)
    #expect(try host.status(Path.join(folder, Array("host.key".utf8)), followingLinks: false).mode == 0o600)
    host.write("/var/lib/leger/host.key", "short")
    #expect(throws: HostFailure.self) { try SecretSync.digestKey(in: folder, on: host) }
  }

  /// Compared with HMAC-SHA256 of Python 3.11 (`hmac.new`).
  @Test func `a digest is that of name and value`() {
    let key = SecretBytes([UInt8](repeating: 7, count: 32))
    let digest = { (value: String, name: String) in
      SecretSync.digest(of: SecretBytes(value.utf8), name: name, key: key)
    }
    #expect(digest("value", "a") == "v1:_qtHkbISjpD40ASbbM4PgdLUtyUnCaZyQzz7MWI7G30")
    #expect(digest("value", "b") != digest("value", "a"))
    #expect(digest("valu", "ea") != digest("value", "a"))
    #expect(digest("value", "a").allSatisfy { $0.isLetter || $0.isNumber || "-_:".contains($0) })
  }

  // MARK: Where the store is

  @Test(arguments: [
    ("https://secrets.example.org", "https://secrets.example.org"), ("https://h/", "https://h"),
    ("https://h:8443/base", "https://h:8443/base"), ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
    ("http://localhost:80", "http://localhost:80"), ("http://[::1]:80", "http://[::1]:80"),
    ("http://100.64.0.1", "http://100.64.0.1"), ("http://100.127.9.9", "http://100.127.9.9"),
    ("http://[FD7A:115c:a1e0::1]", "http://[FD7A:115c:a1e0::1]"),
    ("http://100.63.0.1", nil), ("http://100.128.0.1", nil), ("http://10.0.0.1", nil), ("http://example.org", nil),
    ("http://127.0.0.1.example.org", nil), ("http://127.0.0", nil), ("http://[fd7b:115c:a1e0::1]", nil),
    ("http://localhost.example.org", nil), ("https://user@h", nil), ("https://", nil), ("ftp://h", nil), ("h", nil),
    ("https:/h", nil), ("https://a b", nil), ("", nil),
  ]) func `a server is reached over TLS, or nearby`(_ text: String, _ url: String?) {
    #expect(SetecClient.Address(text) == url.map { .url($0) })
  }

  @Test func `a socket is a path`() {
    #expect(SetecClient.Address("unix:/run/x") == .socket(Array("/run/x".utf8)))
    #expect(SetecClient.Address("unix:run/x") == nil)
  }
}
