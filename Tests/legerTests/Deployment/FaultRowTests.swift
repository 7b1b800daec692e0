import Foundation
import TestSupport
import Testing

@testable import leger

/// Faults of a host and what comes of them, by the numbers that they have in the notes on deploying.
@Suite struct FaultRowTests {
  private static let service = "Exec=sh -c \"trap 'exit 0' TERM; sleep infinity & wait\"\n"
  private static let install = "[Install]\nWantedBy=default.target\n"

  /// A host with two images and a folder of units.
  private func host(_ units: [String: String], user: UInt32 = 0) -> SimulatedHost {
    let host = SimulatedHost(user: user)
    host.register("example.org/web:1", RegistryImage(id: String(repeating: "a", count: 64)))
    host.register("example.org/web:2", RegistryImage(id: String(repeating: "b", count: 64)))
    for (name, text) in units { host.write("/srv/app/\(name)", text) }
    return host
  }

  private func web(_ image: String = "example.org/web:1", _ more: String = "") -> String {
    "[Container]\nImage=\(image)\n\(Self.service)\(more)\(Self.install)"
  }

  private var gate: String { "[Unit]\nRequires=web.container\nAfter=web.container\n" + web() }

  private func installed(_ units: [String: String], user: UInt32 = 0) -> SimulatedHost {
    let host = host(units, user: user)
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    return host
  }

  private func isUp(_ host: SimulatedHost, _ service: String) -> Bool {
    host.machine.units[service]?.activity.state == "active"
  }

  @Test func `2: a foreign reload after a crash among the renames does not keep the old state from coming back`() throws
  {
    let base = installed(["web.container": web(), "gate.container": gate])
    for name in ["web", "gate"] {
      base.write("/srv/app/\(name).container", (name == "web" ? web() : gate) + "# new\n[Service]\nRestart=always\n")
    }
    let whole = base.copy()
    _ = whole.leger("update app -y --settle 1")
    let renames = whole.log.indices.filter {
      whole.log[$0].hasPrefix("rename") && whole.log[$0].contains("/systemd/app/") && !whole.log[$0].contains("probe")
    }
    #expect(renames.count == 2, "\(whole.log)")
    let host = base.copy()
    host.inject(SimulatedFault(call: renames[1] + 1, kind: .dies(hasEffect: false)))
    _ = host.leger("update app -y --settle 1")
    host.revive()
    let spawn = Spawn(program: Array("/usr/bin/systemctl".utf8), arguments: [Array("daemon-reload".utf8)])
    _ = try host.run(spawn)
    #expect(host.leger("recover") == .clean, "\(host.messages)")
    let left = base.observation().difference(to: host.observation(), ignoring: [.identities, .results, .images])
    #expect(left == "")
  }

  @Test func `6: a second command waits for the lock and then names its holder`() throws {
    let host = installed(["web.container": web()])
    let lock = try DeploymentLock.take(
      try DeploymentFolders(.system, on: host),
      for: "leger apply other",
      timeLimit: .zero,
      on: host
    )
    let before = host.observation()
    #expect(host.leger("remove app -y --lock-timeout 3") == .locked)
    #expect(host.messages.contains("\"leger apply other\" has been changing this host for 3 s"), "\(host.messages)")
    #expect(host.observation() == before)
    lock.release()
    #expect(host.leger("remove app -y") == .clean)
  }

  @Test(arguments: [".leger-stage-app", "systemd/app"])
  func `16: a link where leger writes is not followed`(_ place: String) throws {
    let host = host(["web.container": web()])
    host.write("/etc/containers/systemd/.keep", "")
    host.write("/srv/victim/precious", "1")
    try host.makeLink(
      Array("/etc/containers/\(place)".utf8),
      within: Array("/etc/containers".utf8),
      to: Array("/srv/victim".utf8)
    )
    _ = host.leger("install -y --settle 1 /srv/app")
    #expect(host.machine.files.paths(below: Array("/srv/victim".utf8)).count == 1)
    #expect(host.text(of: "/srv/victim/precious") == "1")
  }

  /// Row 18: what a repository says of itself is no reason to trust it.
  @Test(
    arguments: [
      (".leger.yaml", "name: ../../root\n"), (".leger.yaml", "name: [web]\n"),
      (".leger.yaml", "files: [../../.bashrc]\n"),
      (".leger.yaml", "version: {a: b}\n"), (".leger.yaml", "requires: [\"../x\"]\n"),
      (".leger.yaml", String(repeating: "[", count: 100_000)), (".leger.yaml", "a: &a [*a, *a]\n"),
      (".leger.yaml", "probe: http://example.org/\n"), (".leger.yaml", "name: app\nname: app\n"),
      ("two.quadlets", "# FileName=../../../root/x\n[Container]\nImage=a\n---\n# FileName=b\n[Volume]\n"),
      ("two.quadlets", "# FileName=a\n[Volume]\n---\n# FileName=a\n[Volume]\n"),
      ("two.quadlets", "# FileName=a/b\n[Volume]\n---\n# FileName=c\n[Volume]\n"),
    ]
  )
  func `18: a hostile description is refused, and nothing is written`(_ file: String, _ text: String) {
    let isBundle = file.hasSuffix(".quadlets")
    let host = isBundle ? SimulatedHost() : host(["web.container": web()])
    host.write("/srv/app/\(file)", text)
    let before = host.observation()
    #expect(host.leger("install -y /srv/app\(isBundle ? "/\(file)" : "")") == .refused, "\(host.messages)")
    #expect(host.observation() == before)
  }

  @Test func `18: a version is any text`() {
    let host = host(["web.container": web(), ".leger.yaml": "version: \"x; rm -rf / \\u001b[31m\"\n"])
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    #expect(host.leger("list") == .clean)
    #expect(host.output.contains("x; rm -rf /") && !host.output.contains("\u{1B}"), "\(host.output)")
  }

  @Test func `20: without Podman's generator nothing is touched`() {
    let host = SimulatedHost(without: ["generator"])
    host.register("example.org/web:1", RegistryImage(id: String(repeating: "a", count: 64)))
    host.write("/srv/app/web.container", web())
    let before = host.observation()
    #expect(host.leger("install -y /srv/app") == .environment)
    #expect(host.messages.contains("podman-system-generator is not in /usr/lib/systemd"), "\(host.messages)")
    #expect(host.observation() == before)
  }

  @Test func `20: a generator that fails is found before anything stops`() {
    let host = installed(["web.container": web()])
    host.change { $0.generatorComplaint = "cannot open shared object file" }
    let before = host.observation()
    host.write("/srv/app/web.container", web("example.org/web:2"))
    #expect(host.leger("update app -y") == .environment)
    #expect(host.messages.contains("it says: cannot open shared object file"), "\(host.messages)")
    #expect(host.observation() == before)
  }

  @Test func `20: a reload that loads nothing is taken back, and the generator is quoted`() {
    let host = host(["web.container": web()])
    host.change { $0.generatorComplaint = "no space left on device" }
    let before = host.observation()
    #expect(host.leger("install -y /srv/app") == .failed)
    #expect(host.messages.contains("systemd has not loaded web.service (not-found)"), "\(host.messages)")
    #expect(host.messages.contains("Podman's generator says: no space left on device"), "\(host.messages)")
    #expect(host.observation().difference(to: before, ignoring: [.images]) == "")
  }

  @Test func `19: a unit that Podman refuses is found before anything stops`() {
    let host = installed(["web.container": web(), "gate.container": gate])
    let before = host.observation()
    host.write("/srv/app/gate.container", gate.replacing("Image=", with: "Imagee="))
    #expect(host.leger("update app -y") == .refused)
    #expect(host.messages.contains("gate.container:"), "\(host.messages)")
    #expect(host.observation() == before)
  }

  @Test func `21: an image that cannot be pulled ends the command before anything stops`() {
    let host = installed(["web.container": web()])
    let before = host.observation()
    host.write("/srv/app/web.container", web("example.org/missing:1"))
    #expect(host.leger("update app -y") == .failed)
    #expect(host.observation().difference(to: before, ignoring: [.images]) == "")
    // It is no revision that failed: it is tried again.
    host.register("example.org/missing:1", RegistryImage(id: String(repeating: "c", count: 64)))
    #expect(host.leger("update app -y --settle 1") == .clean, "\(host.messages)")
  }

  @Test(
    arguments: [
      RegistryImage.Behaviour.exits(1, after: .seconds(1)), .exits(0, after: .seconds(2)), .exits(1, after: .zero),
      .neverHealthy, .becomesUnhealthy(after: .seconds(4)), .exits(1, after: .seconds(8)),
      .startsAgain(every: .seconds(1)), .startsAgain(every: .seconds(7)), .failsUnseen(after: .seconds(2)),
    ]
  )
  func `22, 23: a new image that does not work is taken back, and dependents run again`(
    _ behaviour: RegistryImage.Behaviour
  ) {
    let health = "HealthCmd=true\nHealthInterval=1s\nHealthRetries=1\n"
    let always = "[Service]\nRestart=always\n"
    let host = installed(["web.container": web("example.org/web:1", health + always), "gate.container": gate])
    host.register("example.org/bad:1", RegistryImage(id: String(repeating: "d", count: 64), behaviour: behaviour))
    host.write("/srv/app/web.container", web("example.org/bad:1", health + always))
    #expect(host.leger("update app -y --settle 12 --health-timeout 20") == .failed, "\(host.messages)")
    #expect(host.messages.contains("rolling back: web.service"), "\(host.messages)")
    host.sleep(for: .seconds(5))
    #expect(isUp(host, "web.service") && isUp(host, "gate.service"))
    #expect(host.machine.containers.first { $0.name == "systemd-web" }?.imageID == String(repeating: "a", count: 64))
    #expect(host.leger("update app --unattended") == .clean)
    #expect(host.output.contains("skipped"), "\(host.output)")
  }

  @Test func `24: when the way back fails, a person is told what to type, and recover can be repeated`() {
    let host = installed(["web.container": web()])
    host.register(
      "example.org/bad:1",
      RegistryImage(id: String(repeating: "d", count: 64), behaviour: .exits(1, after: .seconds(1)))
    )
    host.write("/srv/app/web.container", web("example.org/bad:1"))
    // One of the calls after the start of the broken service.
    let whole = host.copy()
    _ = whole.leger("update app -y --settle 3")
    let start = whole.log.firstIndex { $0.contains(" start ") } ?? 0
    var status = ExitStatus.clean
    for call in start + 2...whole.callCount where status != .needsPerson {
      let copy = host.copy()
      copy.inject(SimulatedFault(call: call, kind: .fails(error: 5)))
      status = copy.leger("update app -y --settle 3")
      guard status == .needsPerson else { continue }
      #expect(copy.messages.contains("the way back failed"), "\(copy.messages)")
      #expect(copy.messages.contains("help: leger recover"))
      copy.revive()
      #expect(copy.leger("recover") == .clean, "\(copy.messages)")
      #expect(isUp(copy, "web.service"))
      #expect(copy.leger("recover") == .clean)
    }
    #expect(status == .needsPerson)
  }

  @Test func `25: a service that ignores the signal to stop is stopped all the same`() {
    let stubborn = "[Container]\nImage=example.org/web:1\nExec=sleep infinity\n\(Self.install)"
    let host = installed(["web.container": stubborn])
    host.write("/srv/app/web.container", stubborn.replacing("[Install]", with: "Environment=A=1\n[Install]"))
    #expect(host.leger("update app -y --settle 1") == .clean, "\(host.messages)")
    #expect(isUp(host, "web.service"))
    #expect(host.leger("remove app -y") == .clean, "\(host.messages)")
    #expect(host.machine.containers.isEmpty)
  }

  @Test(arguments: ["podman", "systemctl"])
  func `31: a missing program is named, with what helps`(_ program: String) {
    let host = SimulatedHost(user: 0, without: [program])
    host.write("/srv/app/web.container", web())
    let before = host.observation()
    #expect(host.leger("install -y /srv/app") == .environment)
    #expect(
      host.messages.contains(program == "podman" ? "podman is not installed" : "systemd does not run"),
      "\(host.messages)"
    )
    #expect(host.observation() == before)
  }

  @Test func `31: an old Podman is refused`() {
    let host = SimulatedHost(user: 0, podmanVersion: "5.3.2")
    host.write("/srv/app/web.container", web())
    #expect(host.leger("install -y /srv/app") == .environment)
    #expect(host.messages.contains("podman 5.3.2 is too old"), "\(host.messages)")
  }

  /// Row 32: what another tool has written about its files can name files that are not its own.
  @Test(arguments: ["adopt web -y", "remove web -y", "list", "status"])
  func `32: the marks of podman quadlet are not obeyed`(_ line: String) {
    let host = SimulatedHost()
    host.register("example.org/web:1", RegistryImage(id: String(repeating: "a", count: 64)))
    host.write("/etc/containers/systemd/web.container", web())
    host.write("/etc/containers/systemd/.web.app", "web.container\n../../victim\n../../../etc/victim\n")
    host.write("/etc/containers/systemd/.web.container.asset", "../../../srv/victim\n")
    for place in ["/etc/containers/victim", "/etc/victim", "/srv/victim"] { host.write(place, "precious") }
    _ = host.leger(line)
    _ = host.leger("remove web -y")
    for place in ["/etc/containers/victim", "/etc/victim", "/srv/victim"] {
      #expect(host.text(of: place) == "precious")
    }
    #expect(!host.log.contains { $0.contains("podman quadlet") }, "\(host.log)")
    #expect(host.text(of: "/etc/containers/systemd/.web.app") != nil)
  }

  @Test func `before a file has changed, the way back only starts what was stopped`() {
    let host = installed(["web.container": web(), "gate.container": gate])
    host.write("/srv/app/web.container", web("example.org/web:2"))
    let whole = host.copy()
    _ = whole.leger("update app -y --settle 1")
    let stop = whole.log.firstIndex { $0.contains(" stop ") } ?? 0
    host.inject(SimulatedFault(call: stop + 1, kind: .tookTooLong(hasEffect: true)))
    #expect(host.leger("update app -y --settle 1") == .failed, "\(host.messages)")
    #expect(isUp(host, "web.service") && isUp(host, "gate.service"))
    #expect(host.log.filter { $0.contains(" stop ") }.count == 1 && !host.log.contains { $0.contains("daemon-reload") })
  }

  @Test(arguments: [
    (["8080", "8081"], true), (["8080"], false), (["127.0.0.2:8081"], false), (["9000", "0.0.0.0:8081"], true),
    (["[::1]:8081"], false),
    (["[::1]:8082", "127.0.0.1:8082"], true), (["127.0.0.1:8083"], true), (["[::1]:8084"], false), (["8085"], false),
  ])
  func `a port on which another program listens is refused before anything stops`(_ ports: [String], _ isRefused: Bool)
  {
    let host = host(["web.container": web("example.org/web:1", ports.map { "PublishPort=\($0):80\n" }.joined())])
    host.write(
      "/proc/net/tcp",
      "  sl  local_address rem_address   st\n   0: 0100007F:1F91 00000000:0000 0A x\n   1: 0100007F:1F90 00000000:0000 01 x\n"
        + "   2: 00000000:1F94 00000000:0000 0A x\n"
    )
    host.write(
      "/proc/net/tcp6",
      "  sl\n   0: 00000000000000000000000001000000:1F92 0:0 0A x\n   1: 00000000000000000000000000000000:1F93 0:0 0A x\n"
    )
    host.write("/proc/net/udp", "  sl\n   0: 00000000:1F95 0:0 07 x\n")
    #expect(host.leger("install -y --settle 1 /srv/app") == (isRefused ? .refused : .clean), "\(host.messages)")
    if isRefused { #expect(host.messages.contains("/tcp is in use by another program"), "\(host.messages)") }
  }

  private func hostWithPodman(_ version: String, _ units: [String: String]) -> SimulatedHost {
    let host = SimulatedHost(podmanVersion: version)
    host.register("example.org/web:1", RegistryImage(id: String(repeating: "a", count: 64)))
    for (name, text) in units { host.write("/srv/app/\(name)", text) }
    return host
  }

  @Test func `podman installs what it installs without loss, and what has landed is compared`() {
    let units = ["web.container": web(), "web.container.d/a.conf": "[Container]\nUser=1\n"]
    let host = hostWithPodman("6.0.0", units)
    let before = host.observation()
    #expect(host.leger("install -y --installer native --dry-run /srv/app") == .clean, "\(host.messages)")
    #expect(host.observation() == before)
    host.change { $0.installCorrupts = true }
    #expect(host.leger("install -y --settle 1 --installer native /srv/app") == .failed)
    #expect(host.messages.contains("podman quadlet install has made another file of it"), "\(host.messages)")
    #expect(host.observation().difference(to: before, ignoring: [.images]) == "")
    host.change { $0.installCorrupts = false }
    #expect(host.leger("install -y --settle 1 --installer native /srv/app") == .clean, "\(host.messages)")
    #expect(host.log.contains { $0.contains("podman quadlet install") }, "\(host.log)")
    #expect(isUp(host, "web.service"))
    #expect(host.text(of: "/etc/containers/systemd/app/web.container.d/a.conf") == units["web.container.d/a.conf"])
    host.write("/srv/app/web.container", web() + "# two\n")
    #expect(host.leger("update app -y --settle 1") == .clean, "\(host.messages)")
    #expect(host.leger("remove app -y") == .clean)
    #expect(host.text(of: "/etc/containers/systemd/app/web.container") == nil)
  }

  @Test func `podman does not install where it would lose something`() {
    for version in ["5.4.2", "5.8.6"] {
      let host = hostWithPodman(version, ["web.container": web()])
      let before = host.observation()
      #expect(host.leger("install -y --installer native /srv/app") == .environment)
      #expect(host.messages.contains("--installer native needs Podman 6.0"), "\(host.messages)")
      #expect(host.observation() == before)
      #expect(host.leger("install -y --settle 1 --installer direct /srv/app") == .clean, "\(host.messages)")
    }
    let host = hostWithPodman("6.0.0", ["web.container": web("example.org/web:1", "Volume=./run.sh:/run.sh\n")])
    host.write("/srv/app/run.sh", "#!/bin/sh\n", mode: 0o755)
    #expect(host.leger("install -y --installer native /srv/app") == .refused)
    #expect(host.messages.contains("would make the mode of run.sh 644 instead of 755"), "\(host.messages)")
  }

  // MARK: What a second hostile reading found

  @Test func `a restart that dies or fails anywhere leaves no service stopped`() {
    let base = installed(["web.container": web(), "gate.container": gate])
    let whole = base.copy()
    #expect(whole.leger("restart web.container --settle 1") == .clean, "\(whole.messages)")
    for call in 1...whole.callCount {
      let kinds: [SimulatedFault.Kind] = [
        .dies(hasEffect: false), .dies(hasEffect: true), .fails(error: 5), .tookTooLong(hasEffect: true),
      ]
      for kind in kinds {
        let host = base.copy()
        host.inject(SimulatedFault(call: call, kind: kind))
        _ = host.leger("restart web.container --settle 1")
        host.revive()
        #expect(host.leger("recover") == .clean, "\(kind) at \(call): \(host.messages)")
        host.sleep(for: .seconds(3))
        #expect(isUp(host, "web.service") && isUp(host, "gate.service"), "\(kind) at \(call): \(host.log)")
        #expect(host.text(of: "/var/lib/leger/history/app/1/generation.json") != nil)
      }
    }
  }

  @Test func `a service that failed before starts with the change that repairs it`() throws {
    let host = host(["web.container": web("example.org/bad:1"), "job.container": web()])
    host.register(
      "example.org/bad:1",
      RegistryImage(id: String(repeating: "d", count: 64), behaviour: .exits(1, after: .seconds(1)))
    )
    #expect(host.leger("install -y --no-start /srv/app") == .clean, "\(host.messages)")
    try systemctl(host, "start --no-block -- web.service")
    host.write("/srv/app/web.container", web())
    #expect(host.leger("update app -y --settle 1") == .clean, "\(host.messages)")
    #expect(isUp(host, "web.service"))
    #expect(!isUp(host, "job.service"), "what was stopped stays so")
  }

  @Test func `what loops is accused, and not what it takes down`() {
    let host = installed(["web.container": web(), "gate.container": gate])
    host.register(
      "example.org/bad:1",
      RegistryImage(id: String(repeating: "d", count: 64), behaviour: .exits(3, after: .seconds(1)))
    )
    host.write("/srv/app/web.container", web("example.org/bad:1", "[Service]\nRestart=always\n"))
    #expect(host.leger("update app -y --settle 3") == .failed)
    #expect(host.messages.contains("leger: web.service"), "\(host.messages)")
  }

  @Test func `what a project says of itself is part of an update`() {
    let host = host(["web.container": web(), ".leger.yaml": "version: 1.0.0\n"])
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    let run = host.machine.units["web.service"]?.invocation
    host.write("/srv/app/.leger.yaml", "version: 1.1.0\n")
    #expect(host.leger("update app -y --settle 1") == .clean, "\(host.messages)")
    #expect(host.leger("list") == .clean)
    #expect(host.output.contains("1.1.0"), "\(host.output)")
    #expect(host.machine.units["web.service"]?.invocation == run)
  }

  @Test func `a oneshot that is to stay active and is not has not worked`() {
    let oneshot =
      "[Unit]\nRequires=bad.container\nAfter=bad.container\n"
      + web()
      .replacing("[Install]", with: "[Service]\nType=oneshot\nRemainAfterExit=yes\n[Install]")
    let host = host(["one.container": oneshot, "bad.container": web("example.org/bad:1")])
    host.register(
      "example.org/bad:1",
      RegistryImage(id: String(repeating: "d", count: 64), behaviour: .exits(1, after: .zero))
    )
    #expect(host.leger("install -y --settle 1 /srv/app") == .failed, "\(host.messages)\(host.output)")
  }

  @Test func `a running unit that a start would stop is not stopped`() throws {
    let host = installed(["web.container": web()])
    host.write("/srv/two/two.container", "[Unit]\nConflicts=web.service\n" + web())
    let before = host.observation()
    #expect(host.leger("install -y /srv/two") == .refused)
    #expect(host.messages.contains("two.container conflicts with web.service, which runs"), "\(host.messages)")
    #expect(host.observation() == before)
  }

  @Test func `a unit that systemd does not know and that is required is found before anything stops`() {
    let host = installed(["web.container": web()])
    let before = host.observation()
    host.write("/srv/app/web.container", "[Unit]\nRequires=nothing.service\n" + web())
    #expect(host.leger("update app -y") == .refused)
    #expect(host.messages.contains("web.container requires nothing.service"), "\(host.messages)")
    #expect(host.observation() == before)
  }

  @Test func `podman that does not tell the health is not taken for good health`() {
    let health = "HealthCmd=false\nHealthInterval=1s\nHealthRetries=1\n"
    let base = host(["web.container": web("example.org/web:1", health)])
    #expect(base.leger("install -y --settle 1 --health-timeout 20 /srv/app") == .failed)
  }

  @Test(arguments: ["tp@.x", "tp@..", "tp@one"])
  func `an instance is watched and removed whatever its name is`(_ name: String) {
    let host = host(["tp@.container": web()])
    #expect(host.leger("install -y /srv/app") == .clean, "\(host.messages)")
    #expect(host.leger("start \(name) --settle 1") == .clean, "\(host.messages)")
    #expect(isUp(host, "\(name).service"), "\(host.machine.units.keys)")
    #expect(host.leger("remove app -y") == .clean, "\(host.messages)")
    #expect(host.machine.containers.isEmpty)
  }

  @Test(arguments: [("example.org/web", false), ("example.org/web:latest", false), ("example.org/web:1", true)])
  func `a reference without a tag is that of latest`(_ image: String, _ isPulled: Bool) throws {
    let host = host(["web.container": web(image)])
    host.register("example.org/web:latest", RegistryImage(id: String(repeating: "e", count: 64)))
    let pull = ["pull", "--", "example.org/web:latest"].map { Array($0.utf8) }
    _ = try host.run(Spawn(program: Array("/usr/bin/podman".utf8), arguments: pull))
    #expect(host.leger("install --dry-run /srv/app") == .clean, "\(host.messages)")
    #expect(host.output.contains("pull ") == isPulled, "\(host.output)")
  }

  @Test(arguments: [SimulatedFault.Kind.dies(hasEffect: true), .interrupts])
  func `a first installation that died leaves no name on an image`(_ kind: SimulatedFault.Kind) {
    let base = host(["web.container": web()])
    let whole = base.copy()
    #expect(whole.leger("install -y --settle 1 /srv/app") == .clean, "\(whole.messages)")
    for call in 1...whole.callCount {
      let host = base.copy()
      host.inject(SimulatedFault(call: call, kind: kind))
      _ = host.leger("install -y --settle 1 /srv/app")
      host.revive()
      #expect(host.leger("recover") == .clean, "\(host.messages)")
      if host.text(of: "/etc/containers/systemd/app/web.container") != nil { continue }
      let names = host.machine.images.flatMap(\.names).filter { $0.contains("leger/keep") }
      #expect(names == [], "at \(call): \(whole.log[call - 1])")
    }
  }

  @Test func `the default instance of a template is started with it`() {
    let host = host(["tp@.container": web().replacing("[Install]", with: "[Install]\nDefaultInstance=one")])
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    #expect(isUp(host, "tp@one.service"))
    #expect(host.leger("stop app") == .clean && !isUp(host, "tp@one.service"))
    #expect(host.leger("start app --settle 1") == .clean, "\(host.messages)")
    #expect(isUp(host, "tp@one.service"))
  }

  @Test func `the plan names the source, warnings, and units of others that would be refused`() {
    let host = host(["web.container": web("example.org/web:1", "ReadOnly=enabled\n"), "app.network": "[Network]\n"])
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    #expect(host.output.contains("from    /srv/app"), "\(host.output)")
    #expect(
      host.messages.contains("warning: web.container:4:") && host.messages.contains("[boolean-mistake]"),
      "\(host.messages)"
    )
    host.write("/srv/two/two.container", web("example.org/web:1", "Network=app.network\n"))
    #expect(host.leger("install -y --settle 1 /srv/two") == .clean, "\(host.messages)")
    #expect(host.leger("remove app --dry-run") == .clean, "\(host.messages)")
    #expect(
      host.output.contains("two.container\" needs its units, and Podman refuses it without them"),
      "\(host.output)"
    )
  }

  @Test func `what it requires must be installed, and stays as long as it is required`() {
    let host = host(["web.container": web(), ".leger.yaml": "requires: [db]\n"])
    #expect(host.leger("install -y /srv/app") == .refused)
    #expect(host.messages.contains("db"), "\(host.messages)")
    host.write("/srv/db/db.container", web())
    #expect(host.leger("install -y --settle 1 /srv/db") == .clean, "\(host.messages)")
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    #expect(host.leger("remove db -y") == .refused)
    #expect(host.messages.contains("app requires db"), "\(host.messages)")
    #expect(host.leger("remove app -y") == .clean && host.leger("remove db -y") == .clean)
  }

  @Test func `nobody there to answer, and an unknown deployment`() {
    let host = host(["web.container": web()])
    let before = host.observation()
    #expect(host.leger("install /srv/app") == .cancelled)
    #expect(host.observation() == before)
    for command in [
      "apply", "remove", "rollback", "history", "status", "start", "stop", "restart", "logs", "stage", "discard",
      "diff",
    ] {
      #expect(host.leger("\(command) nothing") == .usage, "\(command)")
    }
  }

  @Test func `what leger stored is compared with what it wrote`() {
    let host = installed(["web.container": web()])
    host.write("/srv/app/web.container", web("example.org/web:2"))
    #expect(host.leger("update app -y --settle 1") == .clean)
    host.write("/var/lib/leger/history/app/1/files/web.container", "[Container]\nImage=evil\n")
    #expect(host.leger("rollback app -y") == .integrity, "\(host.messages)")
    host.write("/var/lib/leger/history/app/1/generation.json", "{}")
    #expect(host.leger("history app") == .integrity)
    host.write("/var/lib/leger/journal/transaction.json", "{\"schema\":1")
    #expect(host.leger("recover") == .integrity)
    #expect(isUp(host, "web.service"))
  }

  @Test func `a secret of another deployment must be allowed`() {
    let host = host(["web.container": web("example.org/web:1", "Secret=db-password\n")])
    #expect(host.leger("install -y /srv/app") == .refused)
    #expect(host.messages.contains("--allow-secret db-password"), "\(host.messages)")
    #expect(host.leger("install -y --allow-secret db-password /srv/app") == .refused)
    #expect(host.messages.contains("podman secret create db-password -"), "\(host.messages)")
  }

  @Test(
    arguments: [
      ("app", true), ("app-key", true), ("app_key", true), ("app.key", true), ("apple", false), ("ap", false),
      ("app-%i", false), ("other", false),
    ]
  )
  func `a deployment's own secrets are those whose names begin with its name`(_ secret: String, _ isOwn: Bool) {
    let host = host(["web.container": web("example.org/web:1", "Secret=\(secret)\n")])
    host.change { $0.secrets = ["app", "app-key", "app_key", "app.key", "apple", "ap", "app-%i", "other"] }
    #expect(host.leger("install -y --settle 1 /srv/app") == (isOwn ? .clean : .refused), "\(host.messages)")
    if isOwn || secret.contains("%") { return }
    #expect(host.messages.contains("--allow-secret \(secret)"), "\(host.messages)")
    #expect(host.leger("install -y --settle 1 --allow-secret x,\(secret) /srv/app") == .clean, "\(host.messages)")
    // What was allowed once stays allowed.
    host.write("/srv/app/web.container", web("example.org/web:2", "Secret=\(secret)\n"))
    #expect(host.leger("update app -y --settle 1") == .clean, "\(host.messages)")
  }

  @Test(arguments: ["container", "pod"]) func `what is mounted must exist, unless it is made or forced`(_ kind: String)
  {
    let pod = "[Pod]\nVolume=/nope:/x\n"
    let host = host(kind == "pod" ? ["all.pod": pod] : ["web.container": web("example.org/web:1", "Volume=/nope:/x\n")])
    #expect(host.leger("install -y /srv/app") == .refused)
    #expect(
      host.messages.contains("\(kind == "pod" ? "all.pod" : "web.container") mounts \"/nope\""),
      "\(host.messages)"
    )
    host.write("/nope/file", "")
    #expect(host.leger("install -y --no-start --dry-run /srv/app") == .clean, "\(host.messages)")
  }

  @Test func `a unit name that is already installed is refused, whatever --force says`() {
    let host = installed(["web.container": web()])
    host.write("/srv/other/web.container", web())
    let before = host.observation()
    #expect(host.leger("install -y --force /srv/other") == .refused)
    #expect(host.observation() == before)
  }

  // MARK: What a hostile reading found

  private func systemctl(_ host: SimulatedHost, _ words: String) throws {
    let spawn = Spawn(
      program: Array("/usr/bin/systemctl".utf8),
      arguments: words.split(separator: " ").map { Array($0.utf8) }
    )
    _ = try host.run(spawn)
    host.sleep(for: .seconds(2))
  }

  @Test(arguments: [true, false])
  func `a service of someone else is neither stopped nor replaced`(_ isRunning: Bool) throws {
    let host = host([
      "web.container": web(), "other.container": "[Container]\nImage=example.org/web:1\nServiceName=foreign\n",
    ])
    host.write("/etc/containers/systemd/foreign.container", web())
    try systemctl(host, "daemon-reload")
    if isRunning { try systemctl(host, "start --no-block -- foreign.service") }
    let before = host.observation()
    #expect(host.leger("install -y /srv/app") == .refused, "\(host.messages)")
    #expect(host.observation().difference(to: before, ignoring: [.images]) == "")
  }

  @Test(arguments: ["w*b", "v?ctim", "a[b]c"])
  func `a service whose name is a pattern is refused`(_ name: String) {
    let host = host(["web.container": "[Container]\nImage=example.org/web:1\nServiceName=\(name)\n"])
    #expect(host.leger("install -y /srv/app") == .refused)
    #expect(host.messages.contains("takes for a pattern"), "\(host.messages)")
  }

  @Test(arguments: ["update app -y --settle 1", "remove app -y"], ["web", "gate"])
  func `a unit that was broken by hand does not hide what runs`(_ command: String, _ broken: String) throws {
    let host = installed(["web.container": web(), "gate.container": gate])
    host.write("/etc/containers/systemd/app/\(broken).container", "garbage\n")
    host.write("/srv/app/web.container", web("example.org/web:2"))
    #expect(host.leger(command) == .clean, "\(host.messages)")
    let web = host.machine.containers.first { $0.name == "systemd-web" }
    if command.hasPrefix("remove") {
      #expect(host.machine.containers.isEmpty)
    } else {
      #expect(web?.imageID == String(repeating: "b", count: 64))
    }
  }

  @Test func `a volume is removed only once nothing leads back`() {
    let units = ["web.container": web("example.org/web:1", "Volume=data.volume:/data\n"), "data.volume": "[Volume]\n"]
    let base = installed(units)
    let whole = base.copy()
    #expect(whole.leger("remove app -y --remove-volumes") == .clean, "\(whole.messages)")
    #expect(whole.machine.volumes.isEmpty)
    for call in 1...whole.callCount {
      for kind in [SimulatedFault.Kind.dies(hasEffect: false), .dies(hasEffect: true), .fails(error: 5)] {
        let host = base.copy()
        host.inject(SimulatedFault(call: call, kind: kind))
        _ = host.leger("remove app -y --remove-volumes")
        host.revive()
        #expect(host.leger("recover") == .clean, "\(host.messages)")
        let isInstalled = host.text(of: "/etc/containers/systemd/app/web.container") != nil
        if isInstalled { #expect(!host.machine.volumes.isEmpty, "\(kind) at \(call): \(whole.log[call - 1])") }
      }
    }
  }

  @Test func `a file that was changed without a reload comes back, and its service runs again`() {
    let host = installed(["web.container": web()])
    host.write("/etc/containers/systemd/app/web.container", web("example.org/web:1", "Environment=BY=hand\n"))
    host.register(
      "example.org/bad:1",
      RegistryImage(id: String(repeating: "d", count: 64), behaviour: .exits(1, after: .seconds(1)))
    )
    host.write("/srv/app/web.container", web("example.org/bad:1"))
    #expect(host.leger("update app -y --settle 3") == .failed, "\(host.messages)")
    #expect(isUp(host, "web.service"))
    #expect(host.text(of: "/etc/containers/systemd/app/web.container")?.contains("BY=hand") == true)
  }

  @Test func `the way back asks for no more than was so before`() {
    let sick = "HealthCmd=false\nHealthInterval=1s\nHealthRetries=1\n"
    let host = host(["web.container": web("example.org/web:1", sick)])
    #expect(host.leger("install -y --no-start /srv/app") == .clean, "\(host.messages)")
    try? systemctl(host, "start --no-block -- web.service")
    host.sleep(for: .seconds(10))
    host.write("/srv/app/web.container", web("example.org/web:2", sick))
    #expect(host.leger("update app -y --settle 1 --health-timeout 5") == .failed, "\(host.messages)")
    #expect(isUp(host, "web.service"))
    #expect(host.leger("recover") == .clean && host.output.hasSuffix("nothing to recover\n"))
  }

  @Test func `the image that ran comes back, although its tag has moved`() {
    let host = installed(["web.container": web("example.org/web:1")])
    host.change {
      $0.registry["example.org/web:1"] = RegistryImage(
        id: String(repeating: "d", count: 64),
        behaviour: .exits(1, after: .seconds(1))
      )
    }
    let spawn = Spawn(
      program: Array("/usr/bin/podman".utf8),
      arguments: ["pull", "--", "example.org/web:1"].map { Array($0.utf8) }
    )
    _ = try? host.run(spawn)
    host.write("/srv/app/web.container", web("example.org/web:1", "Environment=A=1\n"))
    #expect(host.leger("update app -y --settle 3") == .failed, "\(host.messages)")
    #expect(isUp(host, "web.service"))
    #expect(host.machine.containers.first { $0.name == "systemd-web" }?.imageID == String(repeating: "a", count: 64))
  }

  @Test func `an update that is left alone because it was interrupted or had no space is tried again`() {
    let host = installed(["web.container": web()])
    host.write("/srv/app/web.container", web("example.org/web:2"))
    let whole = host.copy()
    _ = whole.leger("update app -y --settle 1")
    let reload = whole.log.firstIndex { $0.contains("daemon-reload") } ?? 0
    host.inject(SimulatedFault(call: reload + 1, kind: .fails(error: 28)))
    #expect(host.leger("update app -y --settle 1") == .failed)
    host.revive()
    #expect(host.leger("update app --unattended --settle 1") == .clean, "\(host.messages)")
    #expect(host.machine.containers.first { $0.name == "systemd-web" }?.imageID == String(repeating: "b", count: 64))
  }

  @Test func `what was rolled back is not brought again by a timer`() {
    let host = installed(["web.container": web()])
    host.write("/srv/app/web.container", web("example.org/web:2"))
    #expect(host.leger("update app -y --settle 1") == .clean)
    #expect(host.leger("rollback app -y --settle 1") == .clean, "\(host.messages)")
    #expect(host.leger("update app --unattended") == .clean)
    #expect(host.output.contains("skipped"), "\(host.output)")
  }

  @Test func `a lost record does not take the history with it`() {
    let host = installed(["web.container": web()])
    host.change { $0.files.removeAll("/var/lib/leger/deployments/app.json") }
    #expect(host.leger("recover") == .clean)
    #expect(host.text(of: "/var/lib/leger/history/app/1/generation.json") != nil)
  }

  @Test func `files of the source are not writable by others`() {
    let host = host(["web.container": web("example.org/web:1", "EnvironmentFile=./e\n")])
    host.write("/srv/app/e", "A=1\n", mode: 0o666)
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    let status = try? host.status(Array("/etc/containers/systemd/app/e".utf8), followingLinks: false)
    #expect(status?.mode == 0o644)
  }

  @Test(arguments: ["all", "users", "web.container", "x.d"])
  func `a name that means something else is refused`(_ name: String) {
    let host = host(["web.container": web()])
    #expect(host.leger("install -y --name \(name) /srv/app") == .usage)
  }

  @Test func `recover --as-is forgets a journal that is damaged`() {
    let host = installed(["web.container": web()])
    host.write("/var/lib/leger/journal/transaction.json", "")
    #expect(host.leger("remove app -y") == .integrity)
    #expect(host.messages.contains("leger recover --as-is"), "\(host.messages)")
    #expect(host.leger("recover --as-is") == .clean)
    #expect(host.leger("remove app -y") == .clean)
  }

  @Test func `a path that does not exist is found before anything stops`() {
    let host = installed(["web.container": web()])
    let before = host.observation()
    host.write("/srv/app/web.container", web("example.org/web:1", "Volume=/nope:/x\n"))
    #expect(host.leger("update app -y") == .refused)
    #expect(host.messages.contains("help: sudo mkdir -p \"/nope\""), "\(host.messages)")
    #expect(host.observation() == before)
  }
}
