import Testing

@testable import leger

/// Single steps of a plan, done again after they have been done in part.
@Suite struct StepRunnerTests {
  private let host = SampleProject.host(["web.container": SampleProject.web()])
  private static let root = SampleProject.root

  private func runner() throws -> StepRunner {
    StepRunner(
      name: try #require(DeploymentName("app")),
      folders: try DeploymentFolders(.system, on: host),
      systemd: try Systemd(.system, on: host),
      podman: try PodmanClient(on: host),
      limits: HealthWatch.Limits()
    )
  }

  private func file(_ path: String, _ text: String) -> DeployedFile {
    DeploymentFile(path: Array(path.utf8), bytes: Array(text.utf8), mode: 0o644).record
  }

  @Test func `on the way back a network that someone uses stays, and the others go`() throws {
    host.write("\(Self.root)/a.network", "[Network]\n")
    host.write("\(Self.root)/b.network", "[Network]\n")
    host.write("\(Self.root)/user.container", SampleProject.web("example.org/web:1", "Network=a.network\n"))
    try host.type("systemctl daemon-reload")
    try host.type("systemctl start --no-block -- user.service b-network.service")
    let names = { host.machine.networks.map(\.name).filter { $0 != "podman" } }
    #expect(Set(names()) == ["systemd-a", "systemd-b"])
    let step = Plan.Step.removeNetworks(["systemd-gone", "systemd-a", "systemd-b"])
    #expect(throws: HostFailure.self) { try runner().perform(step, from: .new) }
    try runner().perform(step, from: .old)
    #expect(names() == ["systemd-a"])
  }

  @Test func `a tag that is right already does not keep the next one from moving`() throws {
    for image in ["example.org/web:1", "example.org/web:2"] { try host.type("podman pull -- \(image)") }
    let tags = [
      Plan.ImageTag(id: SampleProject.first, reference: "example.org/web:1"),
      Plan.ImageTag(id: SampleProject.first, reference: "example.org/web:2"),
    ]
    try runner().perform(.tag(tags), from: .old)
    #expect(host.machine.image("example.org/web:2")?.id == SampleProject.first)
  }

  @Test func `images are kept under a name of their own, which is given only once`() throws {
    for image in ["example.org/web:1", "example.org/web:2"] { try host.type("podman pull -- \(image)") }
    let gone = Plan.ImageTag(id: String(repeating: "e", count: 64), reference: "example.org/gone:1")
    let step = Plan.Step.keep(
      images: [gone, Plan.ImageTag(id: SampleProject.first, reference: "example.org/web:1")],
      references: ["example.org/web:2"]
    )
    for count in [2, 0] {
      host.inject(nil)
      try runner().perform(step, from: .new)
      #expect(host.log.count == count, "\(host.log)")
    }
    let kept = host.machine.images.flatMap(\.names).filter { $0.hasPrefix("localhost/leger/keep:app-") }
    #expect(Set(kept) == ["localhost/leger/keep:app-aaaaaaaaaaaa", "localhost/leger/keep:app-bbbbbbbbbbbb"])
  }

  @Test func `files that are in their place already do not keep the others from theirs`() throws {
    let stage = "/etc/containers/.leger-stage-app/new"
    host.write("\(Self.root)/app/old/gone", "1")
    host.write("\(Self.root)/app/a", "1")
    host.write("\(stage)/b", "2")
    let changes = [
      Plan.FileChange(path: "old/gone", old: file("old/gone", "1"), new: nil),
      Plan.FileChange(path: "old/never", old: file("old/never", "1"), new: nil),
      Plan.FileChange(path: "a", old: nil, new: file("a", "1")),
      Plan.FileChange(path: "b", old: nil, new: file("b", "2")),
    ]
    for _ in 1...2 {
      try runner().perform(.files(changes), from: .new)
      #expect(host.text(of: "\(Self.root)/app/b") == "2" && host.text(of: "\(Self.root)/app/a") == "1")
      #expect(!host.machine.files.exists(Array("\(Self.root)/app/old".utf8)))
    }
    let lost = Plan.FileChange(path: "c", old: nil, new: file("c", "3"))
    #expect(throws: HostFailure.self) { try runner().perform(.files([lost]), from: .new) }
  }

  @Test func `what has moved already does not keep the rest from moving, and nothing is overwritten`() throws {
    host.write("\(Self.root)/app/a.container", "a")
    host.write("\(Self.root)/b.container", "b")
    let moves = ["a", "b"].map { Plan.Move(from: "\($0).container", to: "app/\($0).container") }
    for _ in 1...2 { try runner().perform(.move(moves), from: .new) }
    #expect(host.text(of: "\(Self.root)/app/b.container") == "b" && host.text(of: "\(Self.root)/b.container") == nil)
    host.write("\(Self.root)/b.container", "other")
    #expect(throws: HostFailure.self) { try runner().perform(.move(moves), from: .new) }
    #expect(host.text(of: "\(Self.root)/app/b.container") == "b")
  }

  @Test func `what is loaded is compared, with its source and its text`() throws {
    host.write("\(Self.root)/web.container", SampleProject.web())
    try host.type("systemctl daemon-reload")
    let state = try #require(try runner().systemd.states(of: ["web.service"])["web.service"])
    let right = try #require(HostSnapshot.loaded([state], on: host).first)
    try runner().perform(.verify([right]), from: .new)
    for wrong in [
      Plan.LoadedService(name: "web.service", sourcePath: "/elsewhere", digest: right.digest),
      Plan.LoadedService(name: "web.service", sourcePath: right.sourcePath, digest: "0"),
      Plan.LoadedService(name: "gone.service", sourcePath: right.sourcePath, digest: right.digest),
    ] {
      #expect(throws: HostFailure.self) { try runner().perform(.verify([right, wrong]), from: .new) }
    }
  }

  @Test func `one service that cannot start on the way back does not keep the others down`() throws {
    host.write("\(Self.root)/web.container", SampleProject.web())
    try host.type("systemctl daemon-reload")
    let step = Plan.Step.start(["gone.service", "web.service"])
    #expect(throws: HostFailure.self) { try runner().perform(step, from: .old) }
    host.sleep(for: .seconds(2))
    #expect(host.isUp("web.service"))
  }

  @Test func `a service that is not loaded does not keep the others from being stopped`() throws {
    host.write("\(Self.root)/web.container", SampleProject.web())
    try host.type("systemctl daemon-reload")
    try host.type("systemctl start --no-block -- web.service")
    try runner().perform(.stop(["gone.service", "web.service"]), from: .new)
    #expect(!host.isUp("web.service") && host.machine.containers.isEmpty)
  }

  @Test func `what someone has started meanwhile is started anew, and on the way back left as it is`() throws {
    host.write("\(Self.root)/web.container", SampleProject.web())
    try host.type("systemctl daemon-reload")
    try host.type("systemctl start --no-block -- web.service")
    let run = host.machine.units["web.service"]?.invocation
    try runner().perform(.start(["web.service"]), from: .old)
    host.sleep(for: .seconds(2))
    #expect(host.machine.units["web.service"]?.invocation == run)
    try runner().perform(.start(["web.service"]), from: .new)
    host.sleep(for: .seconds(2))
    #expect(host.isUp("web.service") && host.machine.units["web.service"]?.invocation != run)
  }
}
