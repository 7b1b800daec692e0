import QuadletAnalysis
import TestSupport
import Testing

@Suite struct OverviewTests {
  private let image = "[Container]\nImage=localhost/app:1\n"

  private func project(_ files: [(String, String)], _ target: Target = Target()) -> Project {
    InMemoryProject.make(files.map { ($0.0, Array($0.1.utf8)) }, target: target)
  }

  private func names(_ units: [Int], _ project: Project) -> [String] {
    units.map { String(decoding: project.name(of: $0), as: UTF8.self) }
  }

  @Test func `references become what they stand for`() {
    let project = project([
      (
        "web.container",
        "[Container]\nImage=web.image\nVolume=data.volume:/data:ro\nNetwork=front.network\nMount=type=bind,src=/srv,dst=/srv\n"
      ),
      ("web.image", "[Image]\nImage=quay.io/a/b:1\n"), ("data.volume", "[Volume]\n"),
      ("front.network", "[Network]\nNetworkName=front\n"),
    ])
    let overview = ProjectOverview(project)
    #expect(overview.images.map(\.name) == ["quay.io/a/b:1"])
    #expect(overview.images.map { names($0.users, project) } == [["web.container"]])
    #expect(overview.images.map { names($0.providers, project) } == [["web.image"]])
    #expect(overview.storage.map(\.source) == ["systemd-data", "/srv"])
    #expect(overview.storage.map(\.kind) == [.volume, .bind])
    #expect(overview.storage.first?.mounts.first?.isReadOnly == true)
    #expect(overview.storage.first?.mounts.first?.place?.line == 3)
    #expect(overview.networks.map(\.name) == ["front"])
    #expect(overview.networks.map { names($0.users, project) } == [["web.container"]])
  }

  @Test(arguments: [
    ("PublishPort=8080:80\n", nil, "8080", "80", "tcp"), ("PublishPort=80\n", nil, nil, "80", "tcp"),
    ("PublishPort=127.0.0.1:53:53/udp\n", "127.0.0.1", "53", "53", "udp"),
    ("PublishPort=[::1]:8080-8085:80-85\n", "[::1]", "8080-8085", "80-85", "tcp"),
    ("PodmanArgs=-p 8080:80\n", nil, "8080", "80", "tcp"), ("PodmanArgs=--publish=8080:80\n", nil, "8080", "80", "tcp"),
  ])
  func `ports are told however they are written`(
    _ line: String,
    _ address: String?,
    _ host: String?,
    _ container: String?,
    _ transport: String?
  ) throws {
    let ports = ProjectOverview(project([("web.container", image + line)])).ports
    let port = try #require(ports.first)
    #expect(ports.count == 1)
    #expect(port.address == address)
    #expect(port.hostPorts == host)
    #expect(port.containerPorts == container)
    #expect(port.transport == transport)
  }

  @Test func `options of the container's own command are none of podman's`() {
    let overview = ProjectOverview(project([("web.container", image + "Exec=ssh -p 22 -v /a:/b\n")]))
    #expect(overview.ports.isEmpty)
    #expect(overview.storage.isEmpty)
  }

  @Test func `a variable and a folder specifier are paths, a name with a specifier is a volume`() {
    let text = image + "Volume=${DATA}:/a\nVolume=%h/b:/b\nVolume=data-%i:/c\nVolume=/d\n"
    let overview = ProjectOverview(project([("web.container", text)]))
    #expect(overview.storage.map(\.source) == ["data-%i", "${DATA}", "%h/b"])
    #expect(overview.storage.map(\.kind) == [.volume, .bind, .bind])
  }

  @Test func `a refused unit is told with the reason, and takes no part in the rest`() {
    let overview = ProjectOverview(
      project([("bad.container", "[Container]\nPublishPort=80:80\n"), ("web.container", image)])
    )
    #expect(overview.units.map { $0.refusal == nil } == [false, true])
    #expect(overview.ports.isEmpty)
  }

  @Test func `some units of a project can be looked at`() throws {
    let project = project([("a.container", image + "PublishPort=1:1\n"), ("b.container", image + "PublishPort=2:2\n")])
    let name = Array("b.container".utf8)
    let found = project.unit(named: name.span)
    let unit = try #require(found)
    #expect(ProjectOverview(project, units: [unit]).ports.map(\.text) == ["2:2"])
  }

  // MARK: The oldest Podman

  @Test(arguments: [
    ("web.container", "[Container]\nImage=localhost/app:1\n", PodmanVersion(4, 4), nil, nil),
    ("web.container", "[Container]\nImage=localhost/app:1\nMemory=1g\n", PodmanVersion(5, 5), 3, "Memory="),
    ("web.pod", "[Pod]\n", PodmanVersion(5, 0), 1, nil),
    ("web.container", "[Container]\nImage=a.b/c:1\nExec=x \\\n# c\n y\n", PodmanVersion(5, 4), 5, nil),
    ("web.container", "[Container]\nImage=a.b/c:1\nPublishPort=http:80\n", PodmanVersion(5, 3), 3, "PublishPort="),
    ("web.container", "[Container]\nImage=a.b/c:1\nMount=type=volume,dst=/x\n", PodmanVersion(4, 4), nil, nil),
  ])
  func `the oldest Podman is reported with the line that needs it`(
    _ name: String,
    _ text: String,
    _ version: PodmanVersion,
    _ line: Int?,
    _ key: String?
  ) {
    let lowest = LowestRelease(project([(name, text)]))
    #expect(lowest.version == version)
    if let line { #expect(lowest.reason?.line == line) }
    #expect(lowest.reason?.text == key)
  }

  @Test func `what the target refuses as well does not count`() {
    let lowest = LowestRelease(project([("bad.container", "[Container]\nNope=1\n"), ("web.container", image)]))
    #expect(lowest.version == PodmanVersion(4, 4))
    #expect(lowest.reason == nil)
  }

  @Test func `no release newer than the target is looked at`() {
    let target = Target(version: PodmanVersion(5, 2, 5))
    #expect(LowestRelease(project([("web.container", image)], target)).version == PodmanVersion(4, 4))
  }
}
