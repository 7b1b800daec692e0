import Testing

@testable import leger

/// What the lab showed of systemd and podman ("Tried in the lab" in the notes on deploying), on the simulated host.
struct SimulationTests {
  private static let service = "Exec=sh -c \"trap 'exit 0' TERM; sleep infinity & wait\"\n"

  /// A host with an image, and with units that have been reloaded.
  private func host(_ units: [String: String], user: UInt32 = 0) throws -> SimulatedHost {
    let host = SimulatedHost(user: user)
    host.register("example.org/web:1", RegistryImage(id: "a1"))
    for (name, text) in units { host.write("\(host.unitFolder)/app/\(name)", text) }
    try systemctl(host, "daemon-reload")
    return host
  }

  private func container(_ lines: String, unit: String = "", service: String = "") -> String {
    "[Unit]\n\(unit)\n[Container]\nImage=example.org/web:1\n\(lines)\n[Service]\n\(service)\n[Install]\nWantedBy=default.target\n"
  }

  @discardableResult
  private func run(_ host: SimulatedHost, _ program: String, _ words: String) throws -> Spawn.Outcome {
    let scope = program == "systemctl" && !host.user.isRoot ? ["--user"] : []
    let arguments = (scope + words.split(separator: " ").map(String.init)).map { Array($0.utf8) }
    return try host.run(Spawn(program: Array("/usr/bin/\(program)".utf8), arguments: arguments))
  }

  @discardableResult
  private func systemctl(_ host: SimulatedHost, _ words: String) throws -> Int32 {
    try run(host, "systemctl", words).status
  }

  private func text(_ outcome: Spawn.Outcome) -> String { String(decoding: outcome.output, as: UTF8.self) }

  /// ActiveState, SubState and Result of a service.
  private func state(_ host: SimulatedHost, _ name: String) throws -> String {
    let shown = try run(host, "systemctl", "show --property=ActiveState,SubState,Result -- \(name)")
    return text(shown).split(separator: "\n").compactMap { $0.split(separator: "=").last }.joined(separator: " ")
  }

  private func start(_ host: SimulatedHost, _ name: String, wait: Duration = .seconds(2)) throws {
    #expect(try systemctl(host, "start --no-block -- \(name)") == 0)
    host.sleep(for: wait)
  }

  // MARK: Files

  @Test func `a change that links lead out of its root is refused`() throws {
    let host = SimulatedHost()
    host.write("/etc/app/a", "1")
    host.write("/srv/b", "2")
    let root = Array("/etc/app".utf8)
    try host.makeLink(Array("/etc/app/sub".utf8), within: root, to: Array("../../srv".utf8))
    #expect(throws: WriteFailure.outside) {
      try host.replace(Array("/etc/app/sub/b".utf8), within: root, with: [3], Replacement())
    }
    #expect(throws: WriteFailure.outside) { try host.remove(Array("/etc/app/../x".utf8), within: root) }
    #expect(try host.read(Array("/etc/app/sub/b".utf8), limit: 9) == Array("2".utf8))
    try host.remove(Array("/etc/app/sub".utf8), within: root)
    #expect(host.text(of: "/srv/b") == "2")
  }

  @Test func `a file is replaced only when it holds what was expected`() throws {
    let host = SimulatedHost()
    host.write("/etc/app/a", "1", mode: 0o600)
    let (root, path) = (Array("/etc/app".utf8), Array("/etc/app/a".utf8))
    #expect(throws: WriteFailure.changed) {
      try host.replace(path, within: root, with: [9], Replacement(expecting: .content([7])))
    }
    #expect(throws: WriteFailure.failed(SystemError(code: 17))) {
      try host.replace(path, within: root, with: [9], Replacement(expecting: .nothing))
    }
    try host.replace(path, within: root, with: [9], Replacement(expecting: .content(Array("1".utf8))))
    #expect(try host.read(path, limit: 9) == [9])
    #expect(try host.status(path, followingLinks: true).mode == 0o600)
    #expect(throws: WriteFailure.failed(.missing)) {
      try host.replace(Array("/etc/app/b".utf8), within: root, with: [9], Replacement(expecting: .content([1])))
    }
  }

  @Test func `a folder moves with all that is in it, but not onto one that is not empty`() throws {
    let host = SimulatedHost()
    host.write("/etc/app/new/deep/a", "1")
    host.write("/etc/app/old/b", "2")
    let root = Array("/etc/app".utf8)
    #expect(throws: WriteFailure.failed(SystemError(code: 39))) {
      try host.rename(Array("/etc/app/new".utf8), to: Array("/etc/app/old".utf8), within: root)
    }
    try host.rename(Array("/etc/app/new".utf8), to: Array("/etc/app/now".utf8), within: root)
    #expect(host.text(of: "/etc/app/now/deep/a") == "1")
    #expect(host.isMissing(Array("/etc/app/new".utf8)))
    #expect(throws: WriteFailure.failed(SystemError(code: 39))) {
      try host.remove(Array("/etc/app/now".utf8), within: root)
    }
  }

  @Test func `a user cannot change the system's folders`() throws {
    let host = SimulatedHost(user: 1000)
    let root = Array("/etc".utf8)
    #expect(throws: WriteFailure.failed(SystemError(code: 13))) {
      try host.makeFolder(Array("/etc/x".utf8), within: root, mode: 0o755)
    }
  }

  @Test func `a lock is held until it is released, and names its holder`() throws {
    let host = SimulatedHost()
    host.write("/var/lib/leger/x", "")
    let (path, root) = (Array("/var/lib/leger/lock".utf8), Array("/var/lib/leger".utf8))
    let lock = try host.lock(path, within: root, holder: [1])
    #expect(throws: LockFailure.held(by: [1])) { try host.lock(path, within: root, holder: [2]) }
    lock.release()
    let second = try host.lock(path, within: root, holder: [2])
    host.revive()
    // The lock of a process that has died is gone, and its end does not end another one.
    let third = try host.lock(path, within: root, holder: [3])
    second.release()
    #expect(throws: LockFailure.held(by: [3])) { try host.lock(path, within: root, holder: [4]) }
    third.release()
  }

  // MARK: Units

  @Test(arguments: [UInt32(0), 1000])
  func `a service starts with the networks and volumes that it needs, and stops`(user: UInt32) throws {
    let web = container(Self.service + "Network=n.network\nVolume=d.volume:/data\n")
    let host = try host(
      ["web.container": web, "n.network": "[Network]\nSubnet=10.9.0.0/24\n", "d.volume": "[Volume]\n"],
      user: user
    )
    #expect(host.machine.units["web.service"]?.load == "loaded")
    try start(host, "web.service")
    #expect(try state(host, "web.service") == "active running success")
    #expect(try state(host, "n-network.service") == "active exited success")
    #expect(host.machine.volumes.map(\.name) == ["systemd-d"])
    #expect(host.machine.networks.last?.options == ["--subnet", "10.9.0.0/24", "systemd-n"])
    #expect(host.machine.containers.map(\.name) == ["systemd-web"])
    #expect(try run(host, "podman", "network rm -- systemd-n").status == 2)
    try systemctl(host, "stop --no-block -- web.service")
    host.sleep(for: .seconds(2))
    #expect(try state(host, "web.service") == "inactive dead success")
    #expect(host.machine.containers.isEmpty)
    #expect(host.machine.volumes.count == 1)
    #expect(host.unknownCommands == [])
  }

  @Test func `show drops all names after a template, and knows what is not there`() throws {
    let host = try host(["web.container": container(Self.service)])
    let shown = try run(host, "systemctl", "show --property=Id,LoadState -- web.service x@.service none.service")
    #expect(shown.status == 1)
    #expect(text(shown) == "Id=web.service\nLoadState=loaded\n")
    let none = try run(host, "systemctl", "show --property=LoadState -- none.service web.service")
    #expect(text(none) == "LoadState=not-found\n\nLoadState=loaded\n")
    #expect(try systemctl(host, "start --no-block -- none.service") == 5)
  }

  @Test func `a unit that is removed while it runs loses its ExecStop at the reload`() throws {
    let host = try host(["web.container": container("Exec=sleep infinity\n")])
    try start(host, "web.service")
    host.change { $0.files.removeAll("/etc/containers/systemd/app/web.container") }
    try systemctl(host, "daemon-reload")
    #expect(try systemctl(host, "stop --no-block -- web.service") == 0)
    host.sleep(for: .seconds(20))
    #expect(try state(host, "web.service") == "deactivating stop-sigterm success")
    #expect(host.machine.containers.map(\.isRunning) == [true])
  }

  @Test func `the container of a unit that is removed while it runs may be left in podman's list`() throws {
    let host = try host(["web.container": container(Self.service)])
    host.change { $0.monitorsEndFirst = true }
    try start(host, "web.service")
    host.change { $0.files.removeAll("/etc/containers/systemd/app/web.container") }
    try systemctl(host, "daemon-reload")
    try systemctl(host, "stop --no-block -- web.service")
    host.sleep(for: .seconds(2))
    #expect(try state(host, "web.service") == "inactive dead success")
    #expect(host.machine.containers.map(\.state) == [.running])
    #expect(try run(host, "podman", "rm --force --time 1 --ignore -- systemd-web").status == 0)
    #expect(host.machine.containers.isEmpty)
  }

  @Test func `two containers cannot listen on one port`() throws {
    let web = container(Self.service + "PublishPort=127.0.0.1:8080:80\n")
    let host = try host(["web.container": web, "other.container": web])
    try start(host, "web.service")
    try start(host, "other.service")
    #expect(try state(host, "web.service") == "active running success")
    #expect(try state(host, "other.service") == "failed failed exit-code")
  }

  @Test func `podman takes json for a template when it lists secrets`() throws {
    let host = SimulatedHost()
    host.change { $0.secrets = ["password"] }
    #expect(text(try run(host, "podman", "secret ls --format json")) == "json\n")
    #expect(text(try run(host, "podman", "secret ls --format {{.Name}}")) == "password\n")
  }

  @Test func `a command that is not modelled is noticed`() throws {
    let host = SimulatedHost()
    #expect(try systemctl(host, "poweroff") == 1)
    #expect(host.unknownCommands == ["systemctl poweroff"])
  }

  @Test func `a restart answers before dependents are up, a stop takes them down, a start leaves them down`() throws {
    let web = container(Self.service, unit: "Requires=db.service\nAfter=db.service\n")
    let host = try host(["web.container": web, "db.container": container(Self.service)])
    try start(host, "web.service")
    let before = host.machine.units["web.service"]?.invocation
    try systemctl(host, "restart --no-block -- db.service")
    #expect(host.machine.units["web.service"]?.activity != .running)
    host.sleep(for: .seconds(3))
    #expect(try state(host, "web.service") == "active running success")
    #expect(host.machine.units["web.service"]?.invocation != before)
    try systemctl(host, "stop --no-block -- db.service")
    host.sleep(for: .seconds(3))
    #expect(try state(host, "web.service") == "inactive dead success")
    try start(host, "db.service", wait: .seconds(3))
    #expect(try state(host, "web.service") == "inactive dead success")
  }

  @Test func `an image that is missing fails the start, and one that moved is taken at the next start`() throws {
    let host = try host(["web.container": container("Exec=\n" + Self.service)])
    host.change { $0.registry = [:] }
    try start(host, "web.service")
    #expect(try state(host, "web.service") == "failed failed exit-code")
    host.register("example.org/web:1", RegistryImage(id: "a1"))
    try start(host, "web.service")
    let old = host.machine.containers.first?.imageID
    host.register("example.org/web:1", RegistryImage(id: "a2", behaviour: .exits(1, after: .seconds(1))))
    #expect(try run(host, "podman", "pull --policy=missing -- example.org/web:1").status == 0)
    #expect(host.machine.images.count == 1)
    #expect(try run(host, "podman", "pull -- example.org/web:1").status == 0)
    #expect(host.machine.images.map(\.names) == [[], ["example.org/web:1"]])
    try systemctl(host, "restart --no-block -- web.service")
    host.sleep(for: .seconds(3))
    #expect(try state(host, "web.service") == "failed failed exit-code")
    #expect(try run(host, "podman", "tag -- \(old ?? "") example.org/web:1").status == 0)
    try start(host, "web.service")
    #expect(try state(host, "web.service") == "active running success")
    #expect(host.machine.containers.first?.imageID == old)
  }

  @Test func `only podman knows of a container that is unhealthy`() throws {
    let host = try host(["web.container": container(Self.service + "HealthCmd=true\nHealthInterval=1s\n")])
    host.register("example.org/web:1", RegistryImage(id: "a1", behaviour: .becomesUnhealthy(after: .seconds(4))))
    try start(host, "web.service")
    #expect(host.machine.containers.first?.health?.status == .healthy)
    host.sleep(for: .seconds(8))
    #expect(host.machine.containers.first?.health?.status == .unhealthy)
    #expect(try state(host, "web.service") == "active running success")
  }

  @Test func `a volume that is removed while its service is active comes back without labels`() throws {
    let web = container(Self.service + "Volume=d.volume:/data\n")
    let host = try host(["web.container": web, "d.volume": "[Volume]\nLabel=a=1\n"])
    try start(host, "web.service")
    try systemctl(host, "stop --no-block -- web.service")
    host.sleep(for: .seconds(2))
    #expect(try run(host, "podman", "volume rm -- systemd-d").status == 0)
    try start(host, "web.service")
    #expect(host.machine.volumes.map(\.labels) == [[:]])
  }

  // MARK: Faults

  @Test func `a call that fails has no effect, and one that is too slow may have one`() throws {
    let host = try host(["web.container": container(Self.service)])
    host.inject(SimulatedFault(call: 1, kind: .fails(error: 28)))
    #expect(try systemctl(host, "start --no-block -- web.service") == 1)
    host.sleep(for: .seconds(2))
    #expect(host.machine.containers.isEmpty)
    #expect(host.callCount == 1)
    host.inject(SimulatedFault(call: 1, kind: .tookTooLong(hasEffect: true)))
    #expect(throws: Spawn.Failure.tookTooLong(.seconds(60))) {
      try systemctl(host, "start --no-block -- web.service")
    }
    #expect(host.machine.containers.count == 1)
  }

  @Test func `systemd goes on with its jobs when leger dies, and the next command sees what came of them`() throws {
    let host = try host(["web.container": container(Self.service)])
    host.inject(SimulatedFault(call: 2, kind: .dies(hasEffect: true)))
    host.write("/etc/a", "1")
    try host.replace(Array("/etc/a".utf8), within: Array("/etc".utf8), with: [2], Replacement())
    #expect(throws: Spawn.Failure.self) { try systemctl(host, "start --no-block -- web.service") }
    #expect(throws: WriteFailure.self) {
      try host.replace(Array("/etc/a".utf8), within: Array("/etc".utf8), with: [3], Replacement())
    }
    #expect(throws: SystemError.self) { try host.kind(Array("/etc/a".utf8)) }
    host.sleep(for: .seconds(2))
    host.revive()
    #expect(try state(host, "web.service") == "active running success")
    #expect(try host.read(Array("/etc/a".utf8), limit: 9) == [2])
  }

  @Test func `a reboot starts what is enabled, and nothing else`() throws {
    let other = container(Self.service).replacing("WantedBy=default.target", with: "")
    let host = try host(["web.container": container(Self.service), "other.container": other])
    try start(host, "other.service")
    host.reboot()
    #expect(try state(host, "web.service") == "active running success")
    #expect(try state(host, "other.service") == "inactive dead success")
    #expect(host.machine.containers.map(\.name) == ["systemd-web"])
  }

  @Test func `observations differ in what has changed, and what is ignored does not count`() throws {
    let host = try host(["web.container": container(Self.service)])
    try start(host, "web.service")
    let copy = host.copy()
    let before = host.observation()
    #expect(before.difference(to: copy.observation()) == "")
    try systemctl(host, "restart --no-block -- web.service")
    host.sleep(for: .seconds(3))
    #expect(before.difference(to: host.observation()).contains("invocation of web.service: 0"))
    #expect(before.difference(to: host.observation(), ignoring: [.identity("web.service")]) == "")
    #expect(before == copy.observation())
  }
}
