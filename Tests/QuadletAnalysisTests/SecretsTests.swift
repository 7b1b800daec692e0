import QuadletAnalysis
import TestSupport
import Testing

@Suite struct SecretsTests {
  private func uses(_ files: [(String, String)]) -> [SecretUse] {
    ProjectSecrets(InMemoryProject.make(files.map { ($0.0, Array($0.1.utf8)) })).uses
  }

  private let image = "[Container]\nImage=localhost/app:1\n"

  @Test(arguments: [
    ("Secret=db", "db", SecretUse.Kind.mount, "/run/secrets/db"),
    ("Secret=db,type=env", "db", .environment, "db"),
    ("Secret=db,type=env,target=PASSWORD", "db", .environment, "PASSWORD"),
    ("Secret=db,target=/etc/key,mode=0400", "db", .mount, "/etc/key"),
    ("Secret=source=db,target=key", "db", .mount, "/run/secrets/key"),
    ("PodmanArgs=--quiet --secret db,type=env", "db", .environment, "db"),
    ("PodmanArgs=--secret=db", "db", .mount, "/run/secrets/db"),
  ])
  func `each spelling tells name, way and destination`(
    _ line: String,
    _ name: String,
    _ kind: SecretUse.Kind,
    _ destination: String
  ) throws {
    let use = try #require(uses([("web.container", image + line + "\n")]).first)
    #expect(use.name == name)
    #expect(use.kind == kind)
    #expect(use.destination == destination)
    #expect(use.spelling == (line.hasPrefix("Secret") ? .key : .podmanArgs))
  }

  @Test func `several words of one line are several secrets, each with its place`() {
    let found = uses([("web.container", image + "Secret=one two,uid=5,gid=6,mode=0400\n")])
    #expect(found.map(\.name) == ["one", "two"])
    #expect(found.map(\.range) == [41..<44, 45..<70])
    #expect(found.last?.uid == 5)
    #expect(found.last?.gid == 6)
    #expect(found.last?.mode == 0o400)
  }

  @Test func `an empty assignment in a drop-in takes back those of the unit`() {
    let found = uses([
      ("web.container", image + "Secret=one\n"), ("web.container.d/10.conf", "[Container]\nSecret=\nSecret=two\n"),
    ])
    #expect(found.map(\.name) == ["two"])
    #expect(found.map(\.file) == [1])
  }

  @Test func `what podman refuses and what a build is offered are no secrets of Podman`() {
    #expect(uses([("web.container", image + "Secret=db,type=file\n")]).isEmpty)
    #expect(uses([("app.build", "[Build]\nImageTag=localhost/app\nSecret=id=key,src=/etc/key\n")]).isEmpty)
  }
}
