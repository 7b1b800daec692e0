import Testing

@testable import leger

/// Changes that a person or a crash interrupts, and what `recover` makes of them.
@Suite struct InterruptedChangeTests {
  private static let journal = "/var/lib/leger/journal/transaction.json"

  /// A host with a service, one that needs it, and an update that waits at the source.
  private func installed() -> SimulatedHost {
    let host = SampleProject.host(["web.container": SampleProject.web(), "gate.container": SampleProject.gate])
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    host.write("/srv/app/web.container", SampleProject.web("example.org/web:2"))
    return host
  }

  /// The calls of a command, and the host after them.
  private func whole(_ line: String, on base: SimulatedHost) -> SimulatedHost {
    let host = base.copy()
    host.inject(nil)
    #expect(host.leger(line) == .clean, "\(host.messages)")
    return host
  }

  /// A host on which a command has died at the first call that contains a text.
  private func died(_ line: String, at call: String, hasEffect: Bool = false, on base: SimulatedHost) throws
    -> SimulatedHost
  {
    let index = try #require(whole(line, on: base).log.firstIndex { $0.contains(call) })
    let host = base.copy()
    host.inject(SimulatedFault(call: index + 1, kind: .dies(hasEffect: hasEffect)))
    _ = host.leger(line)
    host.revive()
    return host
  }

  // MARK: Signals

  @Test(arguments: ["update app -y --settle 2", "restart app --settle 2", "remove app -y"])
  func `a signal at any call leaves the old state or the new one, and nothing to recover`(_ line: String) {
    let base = installed()
    let whole = whole(line, on: base)
    // Programs are what a signal ends; of the changes of files a few are enough.
    for call in 1...whole.callCount where call % 5 == 0 || whole.log[call - 1].hasPrefix("run ") {
      let host = base.copy()
      host.inject(SimulatedFault(call: call, kind: .interrupts))
      let status = host.leger(line)
      #expect(status == .failed || status == .clean, "\(whole.log[call - 1]): \(host.messages)")
      #expect(host.text(of: Self.journal) == nil, "\(whole.log[call - 1]): \(host.messages)")
      host.revive()
      host.sleep(for: .seconds(5))
      let end = status == .clean ? whole : base
      let difference = end.observation().difference(
        to: host.observation(),
        ignoring: [.identities, .results, .images]
      )
      #expect(difference == "", "\(whole.log[call - 1]): \(host.messages)")
    }
  }

  @Test func `a signal ends a watch at once, and is no reason to skip the update later`() throws {
    let base = installed()
    let line = "update app -y --settle 60"
    let whole = base.copy()
    whole.inject(nil, countingQuestions: true)
    #expect(whole.leger(line) == .clean)
    let start = try #require(whole.log.lastIndex { $0.contains(" start --no-block") })
    let host = base.copy()
    host.inject(SimulatedFault(call: start + 20, kind: .interrupts), countingQuestions: true)
    let before = host.monotonicClock
    #expect(host.leger(line) == .failed)
    #expect(host.monotonicClock - before < .seconds(20))
    #expect(host.image() == SampleProject.first)
    host.revive()
    #expect(host.leger("update app --unattended --settle 1") == .clean)
    #expect(host.image() == SampleProject.second, "\(host.output)")
  }

  // MARK: Recovery

  @Test func `what would be recovered is shown, and nothing is done`() throws {
    let line = "update app -y --settle 1"
    let base = installed()
    #expect(base.leger("recover --dry-run") == .clean)
    #expect(base.output.hasSuffix("nothing to recover\n"))
    let host = try died(line, at: " start --no-block", on: base)
    let before = host.observation()
    #expect(host.leger("recover --dry-run") == .clean)
    #expect(host.output.contains("would take back \"leger update app\"\n  stop"), "\(host.output)")
    #expect(host.leger("recover --dry-run --as-is") == .clean)
    #expect(host.output.hasSuffix("would forget \"leger update app\"\n"), "\(host.output)")
    #expect(host.leger("update app --dry-run") == .refused)
    #expect(host.observation() == before && host.text(of: Self.journal) != nil)
  }

  @Test func `a restart and a change that is healthy are finished, and not taken back`() throws {
    let base = installed()
    let restart = try died("restart app --settle 1", at: " start --no-block", on: base)
    #expect(restart.leger("recover --dry-run") == .clean)
    #expect(restart.output.contains("would finish \"leger restart app\"\n  start"), "\(restart.output)")
    #expect(restart.leger("recover") == .clean)
    restart.sleep(for: .seconds(2))
    #expect(restart.isUp("web.service") && restart.isUp("gate.service"))
    let healthy = try died("update app -y --settle 1", at: "/deployments/app.json", on: base)
    #expect(healthy.leger("recover --dry-run") == .clean)
    #expect(healthy.output.hasSuffix("would finish \"leger update app\"\n"), "\(healthy.output)")
    #expect(healthy.leger("recover") == .clean)
    #expect(healthy.image() == SampleProject.second)
    #expect(healthy.leger("status app") == .clean && healthy.output.contains("app: up, generation 2"))
  }

  @Test func `recover --as-is keeps the generation that is installed`() throws {
    let base = installed()
    let generation = { (number: Int) in "/var/lib/leger/history/app/\(number)/generation.json" }
    let restart = try died("restart app --settle 1", at: " start --no-block", on: base)
    #expect(restart.leger("recover --as-is") == .clean, "\(restart.messages)")
    #expect(restart.output.hasSuffix("forgotten; the units and services are as they are now\n"))
    #expect(restart.text(of: generation(1)) != nil)
    #expect(restart.leger("start app --settle 1") == .clean, "\(restart.messages)")
    let healthy = try died("update app -y --settle 1", at: "/deployments/app.json", hasEffect: true, on: base)
    #expect(healthy.leger("recover --as-is") == .clean)
    #expect(healthy.text(of: generation(2)) != nil)
    #expect(healthy.leger("status app") == .clean, "\(healthy.messages)")
    // A generation that was not finished is none to roll back to.
    let running = try died("update app -y --settle 1", at: " start --no-block", on: base)
    #expect(running.leger("recover --as-is") == .clean)
    #expect(running.text(of: generation(2)) == nil && running.text(of: generation(1)) != nil)
    #expect(running.leger("recover --as-is") == .clean)
    #expect(running.output.hasSuffix("nothing to forget\n"))
  }

  @Test func `a first installation that died or failed anywhere leaves no history`() {
    let base = SampleProject.host(["web.container": SampleProject.web()])
    let line = "install -y --settle 1 /srv/app"
    let whole = whole(line, on: base)
    for call in 1...whole.callCount {
      for kind in [SimulatedFault.Kind.dies(hasEffect: true), .fails(error: 5)] {
        let host = base.copy()
        host.inject(SimulatedFault(call: call, kind: kind))
        _ = host.leger(line)
        host.revive()
        #expect(host.leger("recover") == .clean, "\(host.messages)")
        let isInstalled = host.text(of: "\(SampleProject.root)/app/web.container") != nil
        for folder in ["/var/lib/leger/history/app", "\(SampleProject.root)/app"] {
          #expect(
            host.machine.files.exists(Array(folder.utf8)) == isInstalled,
            "\(folder) after \(kind) at \(whole.log[call - 1])"
          )
        }
        #expect(host.image() == (isInstalled ? SampleProject.first : nil))
      }
    }
  }

  @Test func `a tag that was pulled anew goes back when a later image cannot be pulled`() throws {
    let host = SampleProject.host(["web.container": SampleProject.web("example.org/web:1", "Pull=newer\n")])
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    host.register("example.org/web:1", RegistryImage(id: SampleProject.second))
    host.write("/srv/app/web.container", SampleProject.web("example.org/web:1", "Pull=newer\nEnvironment=A=1\n"))
    host.write("/srv/app/zoo.container", SampleProject.web("example.org/missing:1"))
    let run = host.machine.units["web.service"]?.invocation
    #expect(host.leger("update app -y --settle 1") == .failed)
    #expect(!host.messages.contains("rolling back"), "\(host.messages)")
    #expect(host.machine.image("example.org/web:1")?.id == SampleProject.first)
    #expect(host.machine.units["web.service"]?.invocation == run)
  }

  @Test func `a signal before anything changes ends the command at that call`() {
    let base = installed()
    let whole = base.copy()
    whole.inject(nil, countingQuestions: true)
    #expect(whole.leger("update app -y --settle 1") == .clean)
    let first = whole.log.firstIndex { $0.contains("makeFolder /etc/containers/.leger-stage-app") } ?? 0
    let calls = (0..<first).filter { whole.log[$0].hasPrefix("run ") }
    #expect(calls.count > 5)
    for call in calls {
      let host = base.copy()
      host.inject(SimulatedFault(call: call + 1, kind: .interrupts), countingQuestions: true)
      #expect(host.leger("update app -y --settle 1") != .clean)
      #expect(host.callCount == call + 1, "\(whole.log[call]): \(host.log.dropFirst(call))")
    }
  }

  @Test func `after a change that needs a person, or a signal, the other deployments are left alone`() {
    let host = installed()
    host.write("/srv/b/b.container", SampleProject.web())
    #expect(host.leger("install -y --settle 1 /srv/b") == .clean, "\(host.messages)")
    host.write("/srv/b/b.container", SampleProject.web("example.org/web:2"))
    host.register(
      "example.org/bad:1",
      RegistryImage(id: String(repeating: "d", count: 64), behaviour: .exits(1, after: .seconds(1)))
    )
    host.write("/srv/app/web.container", SampleProject.web("example.org/bad:1"))
    let line = "update all -y --settle 3"
    let whole = host.copy()
    whole.inject(nil)
    #expect(whole.leger(line) == .failed)
    #expect(whole.image(of: "systemd-b") == SampleProject.second)
    let start = whole.log.firstIndex { $0.contains(" start ") } ?? 0
    var status = ExitStatus.clean
    for call in start + 2...whole.callCount where status != .needsPerson {
      let copy = host.copy()
      copy.inject(SimulatedFault(call: call, kind: .fails(error: 5)))
      status = copy.leger(line)
      if status == .needsPerson { #expect(copy.image(of: "systemd-b") == SampleProject.first, "\(copy.messages)") }
    }
    #expect(status == .needsPerson)
    let copy = host.copy()
    copy.inject(SimulatedFault(call: start, kind: .interrupts))
    #expect(copy.leger(line) == .failed)
    copy.revive()
    #expect(copy.image(of: "systemd-b") == SampleProject.first, "\(copy.messages)")
  }
}
