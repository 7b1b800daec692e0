import QuadletAnalysis
import TestSupport
import Testing

/// Units whose text is the same in both projects, most of which are passed over without a closer look.
@Suite struct ProjectChangesEqualTests {
  private let unit = "[Container]\nImage=localhost/app:1\nNetwork=a.network\n"

  private func changes(
    _ old: [(String, String)],
    _ new: [(String, String)],
    newHost: HostFacts = HostFacts(),
    workers: some Workers = CallingThread()
  ) -> [ServiceChange] {
    ProjectChanges(
      from: InMemoryProject.make(old.map { ($0.0, Array($0.1.utf8)) }),
      to: InMemoryProject.make(new.map { ($0.0, Array($0.1.utf8)) }),
      newHost: newHost,
      workers: workers
    ).services
  }

  @Test func `a unit changes with the name of what it uses`() {
    let found = changes(
      [("a.container", unit), ("a.network", "[Network]\n")],
      [("a.container", unit), ("a.network", "[Network]\nNetworkName=other\n")]
    )
    let change = found.first { $0.service == "a.service" }
    #expect(found.count == 2 && change?.level == .recreate)
    #expect(change?.reasons.first?.oldValues == ["systemd-a"])
  }

  @Test func `a unit is refused when what it uses is gone`() {
    let found = changes([("a.container", unit), ("a.network", "[Network]\n")], [("a.container", unit)])
    #expect(found.first { $0.service == "a.service" }?.level == .refused)
  }

  @Test func `a unit changes when its volume is refused for what that uses, and only then`() {
    let unit = "[Container]\nImage=localhost/app:1\nVolume=a.volume:/data\n"
    let volume = "[Volume]\nDriver=image\nImage=b.image\n"
    let image = "[Image]\nImage=localhost/data:1\n"
    let all = [("a.container", unit), ("a.volume", volume), ("b.image", image)]
    #expect(Set(changes(all, [all[0], all[1]]).map(\.service)).isSuperset(of: ["a.service", "a-volume.service"]))
    let renamed = changes(all, [all[0], all[1], ("b.image", "[Image]\nImage=localhost/data:2\n")])
    #expect(Set(renamed.map(\.service)) == ["a-volume.service", "b-image.service"])
  }

  @Test func `a unit changes with the service of one that it waits for`() {
    let unit = "[Unit]\nAfter=b.container\n[Container]\nImage=localhost/app:1\n"
    let other = "[Container]\nImage=localhost/app:1\n"
    let renamed = changes(
      [("a.container", unit), ("b.container", other)],
      [("a.container", unit), ("b.container", other + "ServiceName=c\n")]
    )
    #expect(renamed.contains { $0.service == "a.service" })
  }

  @Test func `a pod changes with its members`() {
    let pod = "[Pod]\n"
    let member = "[Container]\nImage=localhost/app:1\nPod=a.pod\n"
    let found = changes(
      [("a.pod", pod), ("b.container", member)],
      [("a.pod", pod), ("b.container", member), ("c.container", member)]
    )
    #expect(found.contains { $0.service == "a-pod.service" })
  }

  @Test func `a unit changes with what the host has`() {
    let device = "[Container]\nImage=localhost/app:1\nAddDevice=-/dev/kvm\n"
    let host = HostFacts(pathExists: { _ in true })
    let found = changes([("a.container", device)], [("a.container", device)], newHost: host)
    #expect(found.map(\.level) == [.recreate])
  }

  @Test func `an unchanged unit stops with one that has changed`() {
    let follower = "[Unit]\nPartOf=a.service\n[Container]\nImage=localhost/app:1\n"
    let found = changes(
      [("a.container", unit), ("a.network", "[Network]\n"), ("b.container", follower)],
      [("a.container", unit + "Exec=b\n"), ("a.network", "[Network]\n"), ("b.container", follower)]
    )
    #expect(found.map(\.service) == ["a.service"])
    #expect(found.first?.alsoStops == ["b.service"])
  }

  @Test func `threads find the same`() {
    let old = (0..<9).map { ("\($0).container", "[Container]\nImage=localhost/app:\($0)\n") }
    let new = (3..<12).map { ("\($0).container", "[Container]\nImage=localhost/app:\($0 / 2)\n") }
    let one = changes(old, new)
    let many = changes(old, new, workers: PairByPair())
    #expect(one.count == 12)
    #expect(many.map(\.service) == one.map(\.service) && many.map(\.level) == one.map(\.level))
  }
}

/// Does each piece of work with a state of its own, as threads would.
private struct PairByPair: Workers {
  func threads(for count: Int, atLeast: Int) -> Int { count }

  func map<State, Result: Sendable>(
    _ count: Int,
    piece: Int,
    atLeast: Int,
    state: @escaping @Sendable () -> State,
    _ work: @escaping @Sendable (inout State, Range<Int>) -> Result
  ) -> [Result] {
    (0..<count).map { index in
      var state = state()
      return work(&state, index..<index + 1)
    }
  }
}
