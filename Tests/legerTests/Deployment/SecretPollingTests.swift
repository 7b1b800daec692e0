import Testing

@testable import leger

/// What the daemon does in each round, on a simulated host.
struct SecretPollingTests {
  private static let unit = "Secret=app-a\nSecret=app-b\n"

  /// A host on which a deployment uses two secrets.
  private func host(_ settings: String = "") -> SimulatedHost {
    let host = SampleProject.host([
      "web.container": SampleProject.web("example.org/web:1", Self.unit), "side.container": SampleProject.web(),
    ])
    if !settings.isEmpty { host.write("/etc/leger/config.yaml", settings) }
    for name in ["app-a", "app-b"] { host.change { $0.setStored("leger/\(name)", "one") } }
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    host.change { $0.readValues = [] }
    host.inject(nil, countingQuestions: true)
    return host
  }

  private func poll(_ host: SimulatedHost, isFull: Bool = false) throws -> SecretReport {
    try Deployer(.system, on: host).pollSecrets(isFull: isFull)
  }

  private func states(_ report: SecretReport) -> [SecretReport.State] { report.secrets.map(\.state) }

  @Test func `what has not changed is neither read nor written`() throws {
    let host = host()
    let report = try poll(host)
    #expect(states(report) == [.ok, .ok] && report.changed == [] && report.problem == nil)
    #expect(report.secrets.map(\.version) == [1, 1] && report.secrets.map(\.name) == ["leger/app-a", "leger/app-b"])
    #expect(!host.log.contains { $0.contains("secret create") || $0.contains("secret rm") })
    #expect(host.machine.readValues == [], "\(host.machine.readValues)")
    #expect(try states(poll(host, isFull: true)) == [.ok, .ok])
    #expect(host.machine.readValues == ["leger/app-a", "leger/app-b"])
    #expect(host.machine.unknownCommands == [])
  }

  @Test func `a new version reaches podman, and services run on with the old one`() throws {
    let host = host()
    let before = host.machine.units["web.service"]?.invocation
    host.change { $0.setStored("leger/app-a", "two") }
    let report = try poll(host)
    #expect(report.changed == ["app-a"] && states(report) == [.ok, .ok] && report.secrets[0].version == 2)
    #expect(host.machine.storedSecrets["app-a"]?.value == Array("two".utf8))
    #expect(host.machine.units["web.service"]?.invocation == before)
    #expect(try poll(host).changed == [])
  }

  @Test func `services are restarted when that is the policy, and only those that use what changed`() throws {
    let host = host("daemon: {restart-policy: changed}\n")
    let before = ["web.service", "side.service"].map { host.machine.units[$0]?.invocation }
    #expect(try poll(host).changed == [])
    #expect(host.machine.units["web.service"]?.invocation == before[0])
    host.change { $0.setStored("leger/app-a", "two") }
    #expect(try poll(host).changed == ["app-a"])
    let after = ["web.service", "side.service"].map { host.machine.units[$0]?.invocation }
    #expect(before[0] != after[0] && before[1] == after[1] && host.isUp("web.service"))
    #expect(host.machine.containers.first { $0.name == "systemd-web" }?.secrets["app-a"] == "two")
    // What is stopped stays so.
    #expect(host.leger("stop web.container") == .clean)
    host.change { $0.setStored("leger/app-a", "three") }
    #expect(try poll(host).changed == ["app-a"])
    #expect(!host.isUp("web.service"))
  }

  @Test func `the same version with another value is found when values are compared`() throws {
    let host = host()
    host.change { machine in
      machine.store = SecretTable()
      for name in ["app-a", "app-b"] { machine.setStored("leger/\(name)", "new") }
    }
    #expect(try poll(host).changed == [])
    #expect(try poll(host, isFull: true).changed == ["app-a", "app-b"])
  }

  @Test func `what the store does not give is told for each secret, and podman keeps what it has`() throws {
    let host = host()
    host.change { machine in
      try? machine.store.delete(SecretName("leger/app-a"))
      machine.secrets = machine.secrets.filter { $0 != "app-b" }
      try? machine.store.delete(SecretName("leger/app-b"))
    }
    #expect(try states(poll(host)) == [.foreign, .missing])
    let other = self.host()
    other.change { try? $0.store.delete(SecretName("leger/app-a")) }
    let report = try poll(other)
    #expect(states(report) == [.revoked, .ok] && report.secrets[0].reason?.contains("has no secret") == true)
    #expect(other.machine.secrets == ["app-a", "app-b"])
  }

  @Test func `a store that is away changes nothing`() throws {
    let host = host()
    host.change { $0.isStoreBroken = true }
    let report = try poll(host)
    #expect(states(report) == [.stale, .stale] && report.secrets[0].reason?.contains("500") == true)
    host.change { $0.secrets = [] }
    #expect(try states(poll(host)) == [.missing, .missing])
    try host.remove(Array(host.machine.storeSocket.utf8), within: Array("/run/legerd".utf8))
    #expect(throws: HostFailure.self) { try poll(host) }
  }

  @Test func `another command comes first, and an interrupted one, too`() throws {
    let host = host()
    let folders = try DeploymentFolders(.system, on: host)
    let lock = try DeploymentLock.take(folders, for: "leger apply", timeLimit: .zero, on: host)
    #expect(#expect(throws: HostFailure.self) { try poll(host) }?.kind == .locked)
    lock.release()
    host.write("/srv/app/web.container", SampleProject.web("example.org/web:2", Self.unit))
    var call = 0
    repeat {
      call += 1
      host.inject(SimulatedFault(call: call, kind: .dies(hasEffect: true)))
      _ = host.leger("update app -y --settle 1")
      host.revive()
    } while try Journal(folders, on: host).open() == nil
    #expect(#expect(throws: HostFailure.self) { try poll(host) }?.kind == .refused)
    #expect(host.leger("recover") == .clean)
    #expect(try states(poll(host)) == [.ok, .ok])
  }

  @Test func `a machine without units that use secrets asks nobody`() throws {
    let host = SampleProject.host(["web.container": SampleProject.web()])
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean)
    #expect(try poll(host).secrets == [])
  }

  @Test func `a report is kept`() throws {
    let host = host()
    let folders = try DeploymentFolders(.system, on: host)
    #expect(try folders.lastSecretReport() == nil)
    var report = try poll(host)
    report.round = 7
    try folders.write(report)
    #expect(try folders.lastSecretReport() == report)
  }
}
