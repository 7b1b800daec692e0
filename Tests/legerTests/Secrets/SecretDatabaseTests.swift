import TestSupport
import Testing

@testable import leger

/// The file of a local store, on a simulated host.
struct SecretDatabaseTests {
  private let path = Array("/s/secrets.db".utf8)
  private let root = Array("/s".utf8)
  private let key = Keyset(random: .aesGCM)

  private func host() -> SimulatedHost {
    let host = SimulatedHost()
    host.change { $0.files.makeFolders("/s", owner: 0) }
    return host
  }

  private func open(_ host: SimulatedHost) throws -> SecretDatabase {
    try SecretDatabase(path, within: root, key: key, on: host)
  }

  private func kind(_ body: () throws -> Void) -> HostFailure.Kind? {
    do { try body() } catch { return (error as? HostFailure)?.kind }
    return nil
  }

  @Test(arguments: 0..<20) func `what is stored is there at the next start`(_ seed: UInt64) throws {
    let host = host()
    var random = SplitMix64(seed: seed)
    var database = try open(host)
    for _ in 0..<60 {
      let name = SecretName(["a", "b/c", "é", "<&>\"\n"][random.below(4)])
      let version = UInt32(random.below(6))
      let value = SecretBytes(randomCount: random.below(40))
      let verb = random.below(5)
      _ = try? database.change { (table) throws(SecretFailure) in
        switch verb {
        case 0: _ = try table.put(name, value)
        case 1: try table.create(name, version: version, value)
        case 2: try table.activate(name, version: version)
        case 3: try table.delete(name, version: version)
        default: if version == 0 { try table.delete(name) }
        }
      }
      let again = try open(host)
      #expect(again.table.infos == database.table.infos)
      for (name, secret) in database.table.secrets {
        let other = try #require(again.table.secrets[name])
        #expect(other.versions.mapValues(\.array) == secret.versions.mapValues(\.array))
        #expect((other.latest, other.deleted) == (secret.latest, secret.deleted))
      }
    }
    #expect(try host.status(path, followingLinks: false).mode == 0o600)
  }

  @Test func `a change that cannot be written has not happened`() throws {
    let host = host()
    var database = try open(host)
    _ = try database.change { table throws(SecretFailure) in try table.put(SecretName("a"), SecretBytes([1])) }
    let before = try #require(host.machine.files.bytes(path))
    host.inject(SimulatedFault(call: 1, kind: .fails(error: 28)))
    #expect(throws: SecretFailure.self) {
      try database.change { table throws(SecretFailure) in try table.put(SecretName("a"), SecretBytes([2])) }
    }
    #expect(try database.table.info(SecretName("a")).versions == [1])
    #expect(host.machine.files.bytes(path) == before)
    // What the table refuses is not written either.
    #expect(throws: SecretFailure.self) {
      try database.change { table throws(SecretFailure) in try table.activate(SecretName("a"), version: 9) }
    }
    #expect(host.machine.files.bytes(path) == before)
  }

  @Test func `a flipped bit anywhere is found, or means nothing`() throws {
    let host = host()
    var database = try open(host)
    _ = try database.change { table throws(SecretFailure) in try table.put(SecretName("a"), SecretBytes([1, 2, 3])) }
    let bytes = try #require(host.machine.files.bytes(path))
    for index in bytes.indices {
      for bit in [UInt8(1), 32] {
        var changed = bytes
        changed[index] ^= bit
        let damaged = changed
        host.change { $0.files.write("/s/secrets.db", damaged) }
        do {
          // Names of members count without case, and the last bits of base64 stand for nothing.
          #expect(try open(host).table.infos == database.table.infos, "byte \(index)")
        } catch {
          #expect((error as? HostFailure)?.kind == .integrity, "byte \(index)")
        }
      }
    }
  }

  @Test func `what is no database is refused and stays`() throws {
    let host = host()
    for text in ["", "{}", "null", #"{"Version":2,"DEK":"","DB":""}"#, #"{"Version":1,"DEK":"!","DB":""}"#] {
      host.write("/s/secrets.db", text)
      #expect(kind { _ = try open(host) } == .integrity)
      #expect(host.text(of: "/s/secrets.db") == text)
    }
    host.write("/elsewhere", "x")
    host.change { $0.files.removeAll("/s/secrets.db") }
    try host.makeLink(path, within: root, to: Array("/elsewhere".utf8))
    #expect(kind { _ = try open(host) } == .integrity)
    #expect(host.text(of: "/elsewhere") == "x")
  }

  // MARK: Keys

  private func find(_ host: SimulatedHost, _ configured: String? = nil) throws -> StoreKey {
    try StoreKey.find(configured.map { Array($0.utf8) }, DaemonFolders(state: root, socket: []), on: host)
  }

  @Test func `a key is made once, for a store that does not exist yet`() throws {
    let host = host()
    let made = try find(host)
    #expect(made.isNew)
    #expect(try host.status(Array("/s/keys/kek.json".utf8), followingLinks: false).mode == 0o600)
    #expect(try host.status(Array("/s/keys".utf8), followingLinks: false).mode == 0o700)
    _ = try SecretDatabase(path, within: root, key: made.keyset, on: host)
    let found = try find(host)
    #expect(!found.isNew)
    _ = try SecretDatabase(path, within: root, key: found.keyset, on: host)
    // Without its key the store is lost, and no new one is made over it.
    host.change { $0.files.removeAll("/s/keys/kek.json") }
    #expect(kind { _ = try find(host) } == .integrity)
    #expect(host.text(of: "/s/keys/kek.json") == nil)
    host.write("/s/keys/kek.json", "{}")
    #expect(kind { _ = try find(host) } == .integrity)
  }

  @Test func `which key has opened the store is recorded, and named when it is gone`() throws {
    let host = host()
    let folders = DaemonFolders(state: root, socket: [])
    var reports: [String] = []
    let made = try find(host)
    _ = try SecretDatabase(path, within: root, key: made.keyset, on: host)
    made.record(folders, on: host) { reports.append($0) }
    let record = StoreKeyRecord.read(folders, on: host)
    #expect(record == StoreKeyRecord(source: made.source, identifier: made.keyset.primaryIdentifier))
    #expect(try host.status(folders.keyRecord, followingLinks: false).mode == 0o600)
    made.record(folders, on: host) { reports.append($0) }
    #expect(reports == [])
    host.write("/elsewhere/key.json", try #require(host.text(of: "/s/keys/kek.json")))
    try find(host, "/elsewhere/key.json").record(folders, on: host) { reports.append($0) }
    #expect(reports.count == 1 && reports[0].contains("/elsewhere/key.json") && reports[0].contains("kek.json"))
    let failure = #expect(throws: HostFailure.self) { try find(host, "/elsewhere/other.json") }
    #expect(failure?.details.contains { $0.contains("last opened with \"/elsewhere/key.json\"") } == true)
    // A record that is damaged keeps nobody from the store.
    host.write("/s/key.json", "{")
    #expect(StoreKeyRecord.read(folders, on: host) == nil && StoreKeyRecord.details(folders, on: host) == [])
  }

  @Test func `a file that the configuration names counts instead of the usual one`() throws {
    let host = host()
    let made = try find(host, "/elsewhere/key.json")
    #expect(made.isNew && made.source.contains("/elsewhere/key.json"))
    #expect(try host.status(Array("/elsewhere/key.json".utf8), followingLinks: false).mode == 0o600)
    #expect(host.text(of: "/s/keys/kek.json") == nil)
    _ = try SecretDatabase(path, within: root, key: made.keyset, on: host)
    #expect(try !find(host, "/elsewhere/key.json").isNew)
    #expect(kind { _ = try find(host) } == .integrity)
    #expect(kind { _ = try find(host, "/elsewhere/other.json") } == .integrity)
  }

  @Test func `the credential of systemd comes first`() throws {
    let host = SimulatedHost(environment: ["CREDENTIALS_DIRECTORY": "/run/credentials"])
    host.change { $0.files.makeFolders("/s", owner: 0) }
    _ = try find(host)
    let other = Keyset(random: .aesGCM)
    host.change { $0.files.write("/run/credentials/legerd-kek", other.json.array) }
    let found = try find(host)
    #expect(found.source == "the credential legerd-kek")
    let sealed = try #require(other.encrypt(SecretBytes([1]), associated: []))
    #expect(found.keyset.decrypt(sealed, associated: [])?.array == [1])
  }

  @Test func `a new key opens the store, whatever happens while it is changed`() throws {
    let first = host()
    let key = try find(first)
    var database = try SecretDatabase(path, within: root, key: key.keyset, on: first)
    _ = try database.change { table throws(SecretFailure) in
      try table.put(SecretName("a"), SecretBytes("value".utf8))
    }
    var call = 0
    var isWhole = false
    while !isWhole {
      call += 1
      for hasEffect in [false, true] {
        let host = first.copy()
        var database = try SecretDatabase(path, within: root, key: try find(host).keyset, on: host)
        var old = try find(host)
        host.inject(SimulatedFault(call: call, kind: .dies(hasEffect: hasEffect)))
        isWhole = (try? StoreKey.replace(&old, of: &database, on: host)) != nil
        host.revive()
        let opened = try SecretDatabase(path, within: root, key: try find(host).keyset, on: host)
        #expect(try opened.table.value(SecretName("a")).bytes.array == Array("value".utf8))
        if !isWhole { continue }
        // The old key is of no use any more.
        #expect(kind { _ = try SecretDatabase(path, within: root, key: key.keyset, on: host) } == .integrity)
        #expect(try find(host).keyset.json.array != key.keyset.json.array)
      }
    }
    #expect(call > 3)
  }

  @Test func `a key that comes from systemd is not changed, nor that of a store that is not there`() throws {
    let host = SimulatedHost(environment: ["CREDENTIALS_DIRECTORY": "/run/credentials"])
    let daemon = try SecretDaemon(.system, on: host) { _ in }
    #expect(kind { _ = try daemon.rekey() } == .usage)
    let key = Keyset(random: .aesGCM)
    host.change { machine in
      machine.files.makeFolders("/var/lib/legerd", mode: 0o700)
      machine.files.write("/run/credentials/legerd-kek", key.json.array)
    }
    let folder = Array("/var/lib/legerd".utf8)
    _ = try SecretDatabase(daemon.folders.database, within: folder, key: key, on: host)
    #expect(kind { _ = try daemon.rekey() } == .refused)
    let lock = try host.lock(daemon.folders.lock, within: folder, holder: [])
    #expect(kind { _ = try daemon.rekey() } == .locked)
    lock.release()
    host.change { $0.files.removeAll("/run/credentials/legerd-kek") }
    #expect(kind { _ = try daemon.rekey() } == .integrity)
  }

  @Test func `root gives the store of the service a new key`() throws {
    let host = SimulatedHost()
    let daemon = try SecretDaemon(.system, on: host) { _ in }
    // The service has a user of its own.
    host.change { $0.files.makeFolders("/var/lib/legerd", owner: 64_732, mode: 0o700) }
    let made = try StoreKey.find(nil, daemon.folders, on: host)
    let folder = daemon.folders.state
    _ = try SecretDatabase(daemon.folders.database, within: folder, key: made.keyset, on: host)
    made.record(daemon.folders, on: host) { _ in }
    #expect(try daemon.rekey().contains("kek.json"))
    let key = try StoreKey.find(nil, daemon.folders, on: host)
    #expect(key.keyset.primaryIdentifier != made.keyset.primaryIdentifier)
    #expect(StoreKeyRecord.read(daemon.folders, on: host)?.identifier == key.keyset.primaryIdentifier)
    // Served it is by that user alone.
    #expect(kind { try daemon.run(with: nil) } == .environment)
  }

  @Test func `what the folder of the store is a link to has to be its owner's alone`() throws {
    let host = SimulatedHost()
    let daemon = try SecretDaemon(.system, on: host) { _ in }
    host.change { machine in
      machine.files.makeFolders("/var/lib/private/legerd", mode: 0o755)
      machine.files.writeLink("/var/lib/legerd", to: "/var/lib/private/legerd")
    }
    #expect(kind { try daemon.run(with: nil) } == .environment)
  }

  @Test func `a name of a secret is text that can be shown`() {
    for name in ["a", "a b", "é/x", "~"] { #expect(SecretName(name).isPrintable, "\(name)") }
    for name in ["", "a\n", "\u{1F}", "\u{7F}"] { #expect(!SecretName(name).isPrintable) }
    #expect(!SecretName([0xFF]).isPrintable)
  }

  @Test func `a store that is gone is not begun anew`() throws {
    let host = SimulatedHost()
    let daemon = try SecretDaemon(.system, on: host) { _ in }
    host.change { $0.files.makeFolders("/var/lib/legerd", mode: 0o700) }
    let made = try StoreKey.find(nil, daemon.folders, on: host)
    _ = try SecretDatabase(daemon.folders.database, within: daemon.folders.state, key: made.keyset, on: host)
    made.record(daemon.folders, on: host) { _ in }
    host.change { $0.files.removeAll("/var/lib/legerd/secrets.db") }
    #expect(kind { try daemon.run(with: nil) } == .integrity)
    #expect(host.text(of: "/var/lib/legerd/secrets.db") == nil)
  }

  // MARK: The record of what was done

  @Test func `a line of the audit log is as setec writes it`() {
    let principal = Principal(hostname: "web.example.ts.net.", address: "100.64.0.9", user: "a@x")
    let line = AuditLog.line(
      AuditLog.Entry(principal: principal, action: .get, isAuthorized: true, name: SecretName("n"), version: 3),
      at: .seconds(1_795_224_744) + .nanoseconds(10_427_350),
      number: .max
    )
    let expected = """
      {"id":18446744073709551615,"time":"2026-11-21T01:32:24.01042735Z","principal":{"hostname":"web.example.ts.net.",\
      "ip":"100.64.0.9","user":"a@x"},"action":"get","authorized":true,"secret":"n","secretVersion":3}

      """
    #expect(String(decoding: line, as: UTF8.self) == expected)
    let tagged = AuditLog.line(
      AuditLog.Entry(
        principal: Principal(hostname: "h", tags: ["tag:a", "tag:b"]),
        action: .createVersion,
        isAuthorized: false
      ),
      at: .seconds(0),
      number: 1
    )
    #expect(
      String(decoding: tagged, as: UTF8.self) == """
        {"id":1,"time":"1970-01-01T00:00:00Z","principal":{"hostname":"h","ip":"","tags":["tag:a","tag:b"]},\
        "action":"create-version","authorized":false}

        """
    )
  }

  @Test func `a value is not printed by accident`() {
    let value = SecretBytes("canary".utf8)
    #expect("\(value)" == "<redacted>")
    #expect(String(reflecting: value) == "<redacted>")
    #expect("\(SecretValue(bytes: value, version: 1))".contains("canary") == false)
    var text = ""
    dump(value, to: &text)
    #expect(!text.contains("canary"))
  }
}
