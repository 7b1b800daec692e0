import QuadletAnalysis
import TestSupport
import Testing

/// Services that come, go, get other names, and take others with them.
@Suite struct ProjectChangesPairTests {
  private let image = "[Container]\nImage=localhost/app:1\n"

  private func changes(
    _ old: [(String, String)],
    _ new: [(String, String)],
    oldHost: HostFacts = HostFacts(),
    comparingFiles compare: @escaping ProjectChanges.Compare = { _, _ in [] }
  ) -> [ServiceChange] {
    ProjectChanges(
      from: InMemoryProject.make(old.map { ($0.0, Array($0.1.utf8)) }),
      to: InMemoryProject.make(new.map { ($0.0, Array($0.1.utf8)) }),
      oldHost: oldHost,
      comparingFiles: compare
    ).services
  }

  @Test func `units come and go, those that need most first`() {
    let found = changes(
      [("a.container", image), ("same.container", image)],
      [("b.container", image + "Exec=b\n"), ("same.container", image)]
    )
    #expect(found.map(\.service) == ["a.service", "b.service"])
    #expect(found.map(\.level) == [.removed, .added])
  }

  @Test func `a removed volume keeps its data, and says so`() {
    let found = changes([("a.volume", "[Volume]\n")], [])
    #expect(
      found.first?.reasons.first?.notes.first
        == "podman keeps the volume systemd-a and its data; no remaining unit uses it"
    )
  }

  @Test func `a unit that is refused now is told with the reason`() {
    let found = changes([("a.container", image)], [("a.container", image + "Network=b.network\n")])
    #expect(found.map(\.level) == [.refused])
    #expect(found.first?.reasons.first?.notes.first?.hasPrefix("unit \"b.network\" not found") == true)
    #expect(found.first?.reasons.first?.newPlace?.line == 3)
    #expect(
      changes([("a.container", image + "Network=b.network\n")], [("a.container", image)]).map(\.level) == [.added]
    )
  }

  @Test func `a file that does not parse takes the units beside it along`() {
    let found = changes(
      [("a.container", image), ("b.container", image)],
      [("a.container", "x"), ("b.container", image)]
    )
    #expect(found.map(\.level) == [.refused, .refused])
  }

  @Test func `a renamed file is one unit when its content is nobody else's`() {
    let found = changes([("a.container", image)], [("b.container", image)])
    #expect(found.map(\.level) == [.recreate])
    #expect(found.first?.oldUnit == "a.container")
    #expect(found.first?.oldService == "a.service")
    let twins = changes(
      [("a.container", image), ("b.container", image)],
      [("c.container", image), ("d.container", image)]
    )
    #expect(twins.map(\.level) == [.removed, .removed, .added, .added])
  }

  @Test func `a renamed volume is another volume unless it says its name`() {
    let mount = image + "Volume=a.volume:/data\n"
    let other = image + "Volume=b.volume:/data\n"
    let lost = changes(
      [("a.volume", "[Volume]\nLabel=x=y\n"), ("web.container", mount)],
      [("b.volume", "[Volume]\nLabel=x=y\n"), ("web.container", other)]
    )
    #expect(lost.map(\.level) == [.dataAtRisk, .dataAtRisk])
    let kept = changes(
      [("a.volume", "[Volume]\nVolumeName=x\n"), ("web.container", mount)],
      [("b.volume", "[Volume]\nVolumeName=x\n"), ("web.container", other)]
    )
    #expect(kept.map(\.level) == [.recreate, .reload])
  }

  @Test func `what a reference resolves to counts, not how it is written`() {
    let found = changes(
      [("a.network", "[Network]\n"), ("web.container", image + "Network=a.network\n")],
      [("a.network", "[Network]\nNetworkName=front\n"), ("web.container", image + "Network=a.network\n")]
    )
    let web = found.first { $0.service == "web.service" }
    #expect(web?.level == .recreate)
    #expect(web?.reasons.first?.key == "Network")
    #expect(web?.reasons.first?.old == "systemd-a")
    #expect(web?.reasons.first?.new == "front")
  }

  @Test func `another kind of unit under the same service name is one service`() {
    let found = changes([("web.container", image)], [("web.kube", "[Kube]\nYaml=/a.yaml\n")])
    #expect(found.map(\.service) == ["web.service"])
    #expect(found.first?.level == .recreate)
    #expect(found.first?.oldUnit == "web.container")
  }

  @Test func `members of a pod and what requires a service stop with it`() {
    let rest = [
      ("app.container", image + "Pod=a.pod\n"), ("db.container", image + "Pod=a.pod\n"),
      ("web.container", "[Unit]\nRequires=app.container\n" + image),
      ("after.container", "[Unit]\nAfter=a-pod.service\n" + image),
    ]
    let found = changes([("a.pod", "[Pod]\n")] + rest, [("a.pod", "[Pod]\nPublishPort=80:80\n")] + rest)
    #expect(found.map(\.service) == ["a-pod.service"])
    #expect(found.first?.alsoStops == ["app.service", "db.service", "web.service"])
  }

  @Test func `a member that comes to a pod needs no restart of the pod`() {
    let found = changes(
      [("a.pod", "[Pod]\n")],
      [("a.pod", "[Pod]\n"), ("app.container", image + "Pod=a.pod\n")]
    )
    #expect(found.map(\.level) == [.reload, .added])
    #expect(found.first?.reasons.map(\.new) == ["app.service"])
  }

  @Test func `a drop-in counts with its own place`() {
    let found = changes(
      [("web.container", image)],
      [("web.container", image), ("web.container.d/10.conf", "[Container]\nMemory=1g\n")]
    )
    #expect(found.map(\.level) == [.recreate])
    #expect(found.first?.reasons.first?.newPlace?.line == 2)
    #expect(found.first?.reasons.first?.newPlace?.file != found.first?.newFile)
  }

  @Test(arguments: [
    ("EnvironmentFile=./app.env\n", "app.env", ChangeLevel.restart),
    ("Volume=./app.conf:/etc/app.conf\n", "app.conf", .restart),
    ("Mount=type=bind,source=./app.conf,target=/a\n", "app.conf", .restart),
  ])
  func `other content of a file that a unit names`(_ line: String, _ path: String, _ level: ChangeLevel) {
    let units = [("web.container", image + line)]
    let found = changes(units, units) { asked, _ in
      asked.elementsEqual(path.utf8) ? [ProjectChanges.File(path: asked, change: .changed)] : []
    }
    #expect(found.map(\.level) == [level])
    #expect(found.first?.reasons.first?.notes.first == "\(path) has changed")
    #expect(changes(units, units).isEmpty)
  }

  @Test func `a file of the project that is mounted is no data`() {
    let host = HostFacts(file: { $0.elementsEqual("/units/motd".utf8) ? .init(bytes: [], mode: 0o644) : nil })
    let old = [("web.container", image + "Volume=./motd:/etc/motd\n")]
    #expect(changes(old, [("web.container", image)], oldHost: host).map(\.level) == [.recreate])
    #expect(changes(old, [("web.container", image)]).map(\.level) == [.dataAtRisk])
  }
}
