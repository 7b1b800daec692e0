import Testing

@testable import leger

/// Deployments that use secrets of the store, on a simulated host.
struct SecretCaseTests {
  private static let unit = "Secret=app-key\nSecret=app-pass,type=env,target=PASS\n"

  /// A host with a store that has the secrets of `web.container`.
  private func host(_ files: [String: String] = [:]) -> SimulatedHost {
    let web = ["web.container": SampleProject.web("example.org/web:1", Self.unit)]
    let host = SampleProject.host(web.merging(files) { $1 })
    host.change { machine in
      machine.setStored("leger/app-key", "canary-key")
      machine.setStored("leger/app-pass", "canary-pass")
    }
    return host
  }

  private func value(_ name: String, _ host: SimulatedHost) -> String? {
    host.machine.storedSecrets[name].map { String(decoding: $0.value, as: UTF8.self) }
  }

  private func expectNoValue(_ host: SimulatedHost) {
    #expect(!host.messages.contains("canary"))
    for line in host.log { #expect(!line.contains("canary")) }
    for path in host.machine.files.paths(below: Array("/".utf8)) {
      #expect(!String(decoding: host.machine.files.bytes(path) ?? [], as: UTF8.self).contains("canary"))
    }
  }

  // MARK: Installing

  @Test func `what podman lacks comes from the store before anything starts, and the plan says who gets it how`() {
    let host = host()
    host.inject(nil)
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    #expect(host.machine.containers.first?.secrets == ["app-key": "canary-key", "app-pass": "canary-pass"])
    #expect(host.machine.storedSecrets["app-key"]?.labels["run.leger.version"] == "1")
    for line in [
      "add     secret app-key, version 1 of leger/app-key",
      "web.container gets the secret app-key as the file /run/secrets/app-key",
      "web.container gets the secret app-pass as the variable PASS",
    ] { #expect(host.output.contains(line), "\(host.output)") }
    expectNoValue(host)
    #expect(host.machine.unknownCommands == [])
    // Another time nothing is to do, and an update says only what is new.
    host.inject(nil, countingQuestions: true)
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean)
    #expect(!host.log.contains { $0.hasPrefix("run curl") }, "\(host.log)")
    host.write("/srv/app/web.container", SampleProject.web("example.org/web:2", Self.unit))
    let start = host.output.count
    #expect(host.leger("update app -y --settle 1") == .clean, "\(host.messages)")
    #expect(!host.output.dropFirst(start).contains("gets the secret"))
  }

  @Test func `a secret that the store does not have is named, with the command that sets it`() {
    let host = host(["web.container": SampleProject.web("example.org/web:1", Self.unit + "Secret=app-more\n")])
    let before = host.observation()
    #expect(host.leger("install -y /srv/app") == .refused)
    #expect(host.messages.contains("the store has no leger/app-more"), "\(host.messages)")
    #expect(host.messages.contains("help: leger secrets set leger/app-more"))
    #expect(before.difference(to: host.observation()) == "")
    // What only keeps services from starting can be forced.
    #expect(host.leger("install -y --no-start --force /srv/app") == .clean, "\(host.messages)")
  }

  @Test func `without a store podman is named, too`() throws {
    let host = host()
    try host.remove(Array(host.machine.storeSocket.utf8), within: Array("/run/legerd".utf8))
    #expect(host.leger("install -y /srv/app") == .refused)
    #expect(host.messages.contains("podman secret create app-key -"), "\(host.messages)")
    host.change { $0.secrets = ["app-key", "app-pass"] }
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    #expect(value("app-key", host) == "value")
  }

  @Test func `a name that podman should not have is refused before anything happens`() {
    let host = host(["web.container": SampleProject.web("example.org/web:1", "Secret=app-a@b\n")])
    host.change { $0.setStored("leger/app-a@b", "value") }
    #expect(host.leger("install -y /srv/app") == .refused)
    #expect(host.messages.contains("\"app-a@b\" is no name for a secret of podman"), "\(host.messages)")
  }

  @Test func `an installation that fails leaves no secret behind`() {
    let host = host()
    host.change { $0.setStored("leger/app-pass", "bad") }
    #expect(host.leger("install -y --settle 2 --health-timeout 5 /srv/app") == .failed, "\(host.messages)")
    #expect(host.machine.secrets == [])
    // Nor one whose image is not there, which fails before anything has started.
    host.write("/srv/app/web.container", SampleProject.web("example.org/nope:1", Self.unit))
    #expect(host.leger("install -y /srv/app") == .failed)
    #expect(host.machine.secrets == [])
  }

  @Test func `a secret that someone has replaced meanwhile stays on the way back`() throws {
    let host = host()
    let change = Plan.SecretChange(podmanName: "app-key", name: "leger/app-key", old: nil, new: 1)
    host.change { $0.secrets = ["app-key"] }
    let podman = try PodmanClient(on: host)
    let sync = try DeploymentFolders(.system, on: host).secretSync(podman)
    try sync.carryOut(change.podmanName, SecretName(change.name), change.new, change.old)
    #expect(host.machine.secrets == ["app-key"])
    #expect(throws: HostFailure.self) { try sync.carryOut("app-key", SecretName("leger/app-key"), nil, 1) }
    #expect(value("app-key", host) == "value")
  }

  // MARK: Names of others

  private let mapping = "secrets:\n  - name: leger/other/db\n    podman-secret: app-key\n"

  @Test func `a secret of the store that belongs to another deployment is given only when that is allowed`() {
    let host = host([".leger.yaml": mapping])
    host.change { $0.setStored("leger/other/db", "theirs") }
    host.inject(nil, countingQuestions: true)
    #expect(host.leger("install -y /srv/app") == .refused)
    #expect(host.messages.contains("--allow-secret leger/other/db"), "\(host.messages)")
    #expect(!host.log.contains { $0.hasPrefix("run curl") }, "nothing was asked for")
    // The name in podman is not what has to be allowed.
    #expect(host.leger("install -y --allow-secret app-key /srv/app") == .refused)
    let line = "install -y --settle 1 --allow-secret leger/other/db /srv/app"
    #expect(host.leger(line) == .clean, "\(host.messages)")
    #expect(value("app-key", host) == "theirs")
    // The answer holds for this source, and for this secret.
    host.write("/srv/app/web.container", SampleProject.web("example.org/web:2", Self.unit))
    #expect(host.leger("update app -y --settle 1") == .clean, "\(host.messages)")
    host.change { $0.setStored("leger/other/more", "theirs, too") }
    host.write("/srv/app/.leger.yaml", mapping.replacing("other/db", with: "other/more"))
    #expect(host.leger("update app -y --settle 1") == .refused)
    host.write("/srv/app/.leger.yaml", mapping)
    for (name, text) in [
      ("web.container", SampleProject.web("example.org/web:1", Self.unit)), (".leger.yaml", mapping),
    ] {
      host.write("/srv/second/\(name)", text)
    }
    #expect(host.leger("stage /srv/second --name app") == .clean, "\(host.messages)")
    #expect(host.leger("apply app -y --settle 1") == .refused, "\(host.output)")
    #expect(host.leger("discard app -y") == .clean, "\(host.messages)")
    #expect(host.leger("rollback app -y --settle 1") == .clean, "\(host.messages)")
    #expect(host.leger("secrets sync") == .clean)
    #expect(value("app-key", host) == "theirs")
  }

  @Test func `a secret belongs to the deployment with the longest name that it begins with`() {
    let host = host()
    host.change { $0.setStored("leger/app-db-key", "theirs") }
    host.write("/srv/app-db/app-db.container", SampleProject.web("example.org/web:1", "Secret=app-db-key\n"))
    #expect(host.leger("install -y --settle 1 /srv/app-db") == .clean, "\(host.messages)")
    host.write("/srv/app/web.container", SampleProject.web("example.org/web:1", "Secret=app-db-key\n"))
    #expect(host.leger("install -y /srv/app") == .refused)
    #expect(host.messages.contains("--allow-secret app-db-key"), "\(host.messages)")
    #expect(host.leger("remove app-db -y --no-backup") == .clean)
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
  }

  @Test(arguments: ["db.container.d", "container.d", "d.container.d", "db-.container.d"])
  func `a drop-in for units of another deployment is refused`(_ folder: String) {
    let host = host()
    host.write("/srv/db/db-main.container", SampleProject.web("example.org/web:1", "Secret=db-key\n"))
    host.write("/srv/db/db.container", SampleProject.web())
    host.change { $0.setStored("leger/db-key", "theirs") }
    #expect(host.leger("install -y --settle 1 /srv/db") == .clean, "\(host.messages)")
    host.write("/srv/app/\(folder)/x.conf", "[Container]\nExec=cat /run/secrets/db-key\n")
    let isForOthers = folder != "d.container.d"
    #expect(
      host.leger("install -y --settle 1 --force /srv/app") == (isForOthers ? .refused : .clean),
      "\(host.messages)"
    )
    if isForOthers { #expect(host.messages.contains("which does not belong to app"), "\(host.messages)") }
  }

  @Test func `a mapping to where the secret is anyway is none`() {
    let host = host([".leger.yaml": mapping.replacing("leger/other/db", with: "leger/app-key")])
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
  }

  @Test func `one secret of podman is not two of the store`() {
    let host = host()
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    host.write("/srv/two/two.container", SampleProject.web("example.org/web:1", "Secret=app-key\n"))
    host.write("/srv/two/.leger.yaml", mapping)
    #expect(host.leger("install -y --allow-secret leger/other/db,app-key /srv/two") == .refused)
    #expect(host.messages.contains("for app it is leger/app-key"), "\(host.messages)")
    host.write("/srv/two/.leger.yaml", "name: two\n")
    #expect(host.leger("install -y --settle 1 --allow-secret app-key /srv/two") == .clean, "\(host.messages)")
  }

  // MARK: Looking

  @Test func `a list shows what the store and podman have, who uses it, and who waits for a restart`() {
    let host = host()
    host.change { machine in
      machine.setStored("leger/unused", "value")
      machine.setStored("leger/app-key", "canary-second")
    }
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    let rows = host.printed("secrets list").split(separator: "\n").map {
      $0.split(separator: " ").joined(separator: " ")
    }
    #expect(rows[1].hasPrefix("leger/app-key 2 1, 2 2 2023-11-14 22:") && rows[1].hasSuffix(" web.service"), "\(rows)")
    #expect(rows[3] == "leger/unused 1 1 - - -" && rows.count == 4)
    host.change { machine in
      machine.setStored("leger/app-key", "canary-third")
      machine.secrets = []
    }
    host.sleep(for: .seconds(5))
    #expect(host.printed("secrets sync").contains("app-key: created"))
    let waiting = host.printed("secrets list")
    #expect(waiting.contains("these run with an older value until they are restarted: web.service\n"))
    #expect(host.printed("secrets list --json").contains(#""services":["web.service"],"waiting":["web.service"]"#))
    host.sleep(for: .seconds(5))
    #expect(host.leger("restart app --settle 1") == .clean, "\(host.messages)")
    #expect(!host.printed("secrets list").contains("older value"))
    host.change { try? $0.store.delete(SecretName("leger/app-key")) }
    #expect(host.printed("secrets list").contains("leger/app-key   missing"))
    expectNoValue(host)
  }

  @Test func `those of podman are told from those of others`() {
    let host = host()
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    host.change { machine in
      machine.storedSecrets["other"] = SimulatedSecret(id: "o" + String(repeating: "f", count: 24))
    }
    let list = host.printed("secrets list --podman")
    #expect(list.contains("leger/app-key, version 1") && list.contains("other") && list.contains("no\n"), "\(list)")
    let json = host.printed("secrets list --podman --json")
    #expect(json.contains(#""name":"other""#) && json.contains(#""source":"leger/app-key","version":1"#), "\(json)")
  }

  // MARK: Rotation

  /// A host on which the secrets are used, also by another service than `web.service`.
  private func rotating(_ value: String) -> SimulatedHost {
    let host = host([
      "gate.container": SampleProject.gate, "side.container": SampleProject.web(),
      "off.container": SampleProject.web("example.org/web:1", Self.unit),
    ])
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    #expect(host.leger("stop off.container") == .clean)
    // Deployments before and after it in the order of names use none.
    for name in ["aaa", "zzz"] {
      host.write("/srv/\(name)/\(name).container", SampleProject.web())
      #expect(host.leger("install -y --settle 1 /srv/\(name)") == .clean, "\(host.messages)")
    }
    host.write("/value", value)
    host.inject(nil)
    return host
  }

  private func invocations(_ host: SimulatedHost) -> [String?] {
    ["web.service", "gate.service", "side.service"].map { host.machine.units[$0]?.invocation }
  }

  @Test func `a new value reaches what uses the secret, and nothing else is restarted`() {
    let host = rotating("new")
    let before = invocations(host)
    #expect(host.leger("secrets rotate leger/app-key @/value -y --settle 1") == .clean, "\(host.messages)")
    #expect(host.active("leger/app-key") == 2 && value("app-key", host) == "new")
    let web = host.machine.containers.first { $0.name == "systemd-web" }
    #expect(web?.secrets == ["app-key": "new", "app-pass": "canary-pass"])
    let after = invocations(host)
    #expect(before[0] != after[0] && before[1] != after[1] && before[2] == after[2])
    #expect(host.isUp("web.service") && host.isUp("gate.service") && !host.isUp("off.service"))
    #expect(host.output.contains("version 2 active; restarted and healthy: web.service, gate.service"))
    // The same value again changes nothing.
    #expect(host.leger("secrets rotate leger/app-key @/value -y --settle 1") == .clean)
    #expect(host.output.contains("version 2 has that value already") && invocations(host) == after)
  }

  @Test func `a value that services do not take is taken back, in the store and everywhere`() {
    let host = rotating("bad value")
    let before = host.observation()
    #expect(host.leger("secrets rotate leger/app-key @/value -y --settle 2 --health-timeout 5") == .failed)
    #expect(host.messages.contains("the old version of the secret is active again"), "\(host.messages)")
    let after = host.observation()
    #expect(before.difference(to: after, ignoring: [.identities, .images, .results]) == "")
    #expect(
      host.active("leger/app-key") == 1
        && (try? host.machine.store.info(SecretName("leger/app-key")).versions) == [1, 2]
    )
    #expect(host.leger("history app") == .clean)
    #expect(!host.messages.contains("failed before"))
  }

  @Test func `a rotation whose way back fails says what is to be done, and is taken back later`() {
    let host = rotating("new")
    var call = 0
    // Until the store is gone after the new version was activated.
    repeat {
      call += 1
      let copy = host.copy()
      copy.inject(SimulatedFault(call: call, kind: .dies(hasEffect: false)))
      _ = copy.leger("secrets rotate leger/app-key @/value -y --settle 1")
      copy.revive()
      guard copy.active("leger/app-key") == 2, value("app-key", copy) == "canary-key" else { continue }
      copy.change { $0.isStoreBroken = true }
      #expect(copy.leger("recover") == .needsPerson)
      #expect(copy.messages.contains("to be done: use version 1 of the secret leger/app-key"), "\(copy.messages)")
      #expect(!copy.messages.contains("cp -a"))
      copy.change { $0.isStoreBroken = false }
      #expect(copy.leger("recover") == .clean, "\(copy.messages)")
      #expect(copy.active("leger/app-key") == 1 && copy.isUp("web.service"))
      return
    } while call < 100
    Issue.record("no call is between the store and podman")
  }

  @Test func `services stay as they run when that is asked for`() {
    let host = rotating("new")
    let before = invocations(host)
    #expect(host.leger("secrets rotate leger/app-key @/value -y --no-restart") == .clean, "\(host.messages)")
    #expect(host.active("leger/app-key") == 2 && value("app-key", host) == "new" && invocations(host) == before)
  }

  @Test func `a value can be made`() {
    let host = rotating("")
    #expect(host.leger("secrets rotate leger/app-key --generate 40 -y --settle 1") == .clean, "\(host.messages)")
    let made = value("app-key", host) ?? ""
    #expect(made.utf8.count == 40 && made.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) })
    #expect(Set(made).count > 10)
    #expect(host.leger("secrets rotate leger/app-key @/value --generate 40 -y") == .usage)
  }

  @Test func `a plan changes nothing, and nothing is stored without a yes`() {
    let host = rotating("new")
    let before = host.observation()
    #expect(host.leger("secrets rotate leger/app-key --dry-run") == .clean, "\(host.messages)")
    for line in [
      "use     version 2 of the secret leger/app-key", "replace secret app-key, version 2 of leger/app-key",
      "stop    web.service", "start   web.service",
    ] { #expect(host.output.contains(line), "\(host.output)") }
    #expect(host.leger("secrets rotate leger/app-key @/value") == .cancelled)
    #expect(before.difference(to: host.observation()) == "")
    #expect((try? host.machine.store.info(SecretName("leger/app-key")).versions) == [1])
    // What podman has lost is added.
    host.change { $0.storedSecrets["app-key"] = nil }
    let plan = host.printed("secrets rotate leger/app-key --dry-run")
    #expect(plan.contains("add     secret app-key, version 2 of leger/app-key"), "\(plan)")
  }

  @Test func `a secret of podman that leger has not made is not replaced`() {
    let host = rotating("new")
    host.change { $0.secrets = ["app-key", "app-pass"] }
    #expect(host.leger("secrets rotate leger/app-key @/value -y") == .refused)
    #expect(host.messages.contains("leger secrets sync --adopt app-key"), "\(host.messages)")
    #expect(host.active("leger/app-key") == 1 && value("app-key", host) == "value")
    #expect((try? host.machine.store.info(SecretName("leger/app-key")).versions) == [1])
  }

  @Test func `a secret that nothing uses, or that does not exist`() {
    let host = rotating("new")
    host.change { $0.setStored("leger/free", "old") }
    #expect(host.leger("secrets sync free") == .clean, "\(host.messages)")
    #expect(host.leger("secrets rotate leger/free @/value -y") == .clean, "\(host.messages)")
    #expect(host.output.contains("no installed unit uses it") && host.active("leger/free") == 2)
    #expect(value("free", host) == "new")
    #expect(host.leger("secrets rotate leger/none @/value -y") == .usage)
    #expect(host.messages.contains("the store has no secret leger/none"))
  }

  @Test func `old versions go, as many as there are too many`() {
    let host = rotating("new")
    for number in 0..<4 {
      host.write("/value", "value \(number)")
      #expect(host.leger("secrets rotate leger/app-key @/value -y --settle 1 --keep 2") == .clean, "\(host.messages)")
    }
    #expect((try? host.machine.store.info(SecretName("leger/app-key")).versions) == [4, 5])
  }

  @Test func `a service that has failed for want of the right value is started`() throws {
    let host = rotating("good")
    host.change { $0.setStored("leger/app-key", "bad") }
    #expect(host.leger("secrets sync") == .clean, "\(host.messages)")
    #expect(host.leger("stop web.container") == .clean, "\(host.messages)")
    try host.type("systemctl start --no-block -- web.service")
    host.sleep(for: .seconds(30))
    #expect(!host.isUp("web.service"))
    #expect(host.leger("secrets rotate leger/app-key @/value -y --settle 1") == .clean, "\(host.messages)")
    #expect(host.isUp("web.service"))
  }
}
