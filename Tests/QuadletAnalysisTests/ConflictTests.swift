import QuadletAnalysis
import TestSupport
import Testing

@Suite struct ConflictTests {
  private let image = "[Container]\nImage=localhost/app:1\n"

  private func conflicts(_ files: [(String, String)]) -> [(kind: Conflict.Kind, key: String, units: [String])] {
    let project = InMemoryProject.make(files.map { ($0.0, Array($0.1.utf8)) })
    return ProjectConflicts(project).all.map { conflict in
      (conflict.kind, conflict.key, conflict.claims.map { String(decoding: project.name(of: $0.unit), as: UTF8.self) })
    }
  }

  @Test func `one host port of two units is one conflict, told for both families at once`() {
    let found = conflicts([("a.container", image + "PublishPort=80:80\n"), ("b.pod", "[Pod]\nPublishPort=80:81\n")])
    #expect(found.map(\.key) == ["0.0.0.0:80/tcp"])
    #expect(found.map(\.units) == [["a.container", "b.pod"]])
  }

  @Test func `different addresses, protocols and unknown ports are none`() {
    #expect(
      conflicts([
        ("a.container", image + "PublishPort=127.0.0.1:80:80\nPublishPort=53:53/udp\nPublishPort=90\n"),
        ("b.container", image + "PublishPort=127.0.0.2:80:80\nPublishPort=53:53/tcp\nPublishPort=${PORT}:1\n"),
      ]).isEmpty
    )
  }

  @Test func `an address meets the wildcard where their ranges overlap`() {
    let found = conflicts([
      ("a.container", image + "PublishPort=8080-8085:80-85\n"),
      ("b.container", image + "PublishPort=127.0.0.1:8084-8090:1-7\n"),
    ])
    #expect(found.map(\.key) == ["127.0.0.1:8084-8085/tcp"])
  }

  @Test func `a pod and a container can become one service`() {
    let found = conflicts([("a.pod", "[Pod]\n"), ("a-pod.container", image)])
    #expect(found.map(\.kind) == [.serviceName])
    #expect(found.map(\.key) == ["a-pod.service"])
  }

  @Test func `names count as podman will see them`() {
    let found = conflicts([("web.container", image), ("other.container", image + "ContainerName=systemd-web\n")])
    #expect(found.map(\.kind) == [.containerName])
    #expect(conflicts([("t@.container", image), ("u@.container", image + "ContainerName=x-%i\n")]).isEmpty)
  }

  @Test func `a subnet within another is a conflict`() {
    let found = conflicts([
      ("a.network", "[Network]\nSubnet=10.89.0.0/16\n"), ("b.network", "[Network]\nSubnet=10.89.7.0/24\n"),
      ("c.network", "[Network]\nSubnet=10.90.0.0/24\n"),
    ])
    #expect(found.map(\.key) == ["10.89.7.0/24"])
  }

  @Test(arguments: [
    ("10.89.7.9/24", "10.89.7.0/24"), ("10.89.7.9/32", "10.89.7.9/32"), ("200.1.2.3/1", "128.0.0.0/1"),
    ("10.0.0.1/0", "0.0.0.0/0"), ("fd00:1:2:3:4:5:6:7/128", "fd00:1:2:3:4:5:6:7/128"),
    ("fd00::ffff:ffff:ffff:ffff/65", "fd00::8000:0:0:0/65"), ("fd00:1:2:3:4:5:6:7/64", "fd00:1:2:3::/64"),
    ("fd00:1:2:3:4:5:6:7/63", "fd00:1:2:2::/63"), ("ffff::1/1", "8000::/1"), ("fd00::1/0", "::/0"),
  ])
  func `a conflict names a subnet without the bits of a host`(_ subnet: String, _ key: String) {
    let unit = "[Network]\nSubnet=\(subnet)\n"
    #expect(conflicts([("a.network", unit), ("b.network", unit)]).map(\.key) == [key])
  }

  @Test func `a mount for one container alone fights with others of the same path, or below it`() {
    let found = conflicts([
      ("a.container", image + "Volume=/srv/web:/data:Z\n"), ("b.container", image + "Volume=/srv/web/x:/data:ro\n"),
      ("c.container", image + "Volume=/srv/webs:/data\n"),
    ])
    #expect(found.map(\.kind) == [.mount])
    #expect(found.map(\.key) == ["/srv/web/x"])
    #expect(found.map(\.units) == [["a.container", "b.container"]])
  }

  @Test func `paths that are others in each unit, and members of one pod, do not fight`() {
    #expect(
      conflicts([
        ("a.container", image + "Volume=${FOLDER}/x:/x:Z\nVolume=/srv/%N:/y:Z\nVolume=/srv/p:/p:Z\nPod=p.pod\n"),
        ("b.container", image + "Volume=${FOLDER}/x:/x:Z\nVolume=/srv/%N:/y:Z\nVolume=/srv/p:/p:Z\nPod=p.pod\n"),
        ("p.pod", "[Pod]\n"),
      ]).isEmpty
    )
  }

  @Test func `two databases on one volume are a conflict, one that only reads is none`() {
    let database = "[Container]\nImage=docker.io/library/postgres:17\nVolume=data.volume:/data"
    let volume = ("data.volume", "[Volume]\n")
    let found = conflicts([("a.container", database + "\n"), ("b.container", database + "\n"), volume])
    #expect(found.map(\.key) == ["systemd-data"])
    #expect(conflicts([("a.container", database + "\n"), ("b.container", database + ":ro\n"), volume]).isEmpty)
  }
}
