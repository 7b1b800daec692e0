import QuadletAnalysis
import QuadletSyntax
import TestSupport
import Testing

/// How many disagreements there are between a `.leger.yaml` and the units beside it; their words are not looked at.
@Suite struct SettingsComparisonTests {
  private static let web = "[Container]\nImage=a/b:1\n"

  private func count(_ settings: String, _ files: [(String, String)]) throws -> Int {
    let files = files.map { ($0.0, Array($0.1.utf8)) }
    let read = ProjectSettings.read(try YAMLTree.documents(Array(settings.utf8)).get())
    return SettingsCheck(read.settings, InMemoryProject.make(files), host: InMemoryProject.host(files)).findings.count
  }

  @Test(arguments: [
    ("PublishPort=127.0.0.1:8080:80", "ports: ['127.0.0.2:8080:80']", 1),
    ("PublishPort=8080:80", "ports: ['0.0.0.0:8080:80']", 0),
    ("PublishPort=8080:80", "ports: ['127.0.0.1:8080:80']", 1),
    ("PublishPort=0.0.0.0:8080:80", "ports: ['127.0.0.1:8080:80']", 1),
    ("PublishPort=8080:80/udp", "ports: ['8080:80/udp']", 0),
    ("PublishPort=8080:80/udp", "ports: ['8080:80/tcp']", 1),
    ("PublishPort=8080-8085:80-85", "ports: ['8082:82']", 0),
    ("PublishPort=8080-8085:80-85", "ports: ['8082:83']", 1),
    ("PublishPort=8080-8085:80-85", "ports: ['8086:86']", 2),
    ("PublishPort=8080:80", "ports: [http, 9090]", 2), ("PublishPort=8080:80", "name:\nports: [9090]", 2),
    ("PublishPort=8080:%i", "ports: ['8080:99']", 0),
    ("PublishPort=%i:8080:80", "ports: [9090]", 0),
    ("PodmanArgs=-p 8080:80", "ports: [9090]", 2), ("PodmanArgs=--publish 8080:80", "ports: ['8080:80']", 0),
    ("PodmanArgs=--quiet", "ports: [9090]", 1),
    ("Volume=%i:/x", "volumes: [other]", 0), ("Volume=./x:/x", "volumes: [other]", 1),
    ("Mount=type=volume,source=a,destination=/x", "volumes: [a]", 0),
    ("Mount=type=volume,source=a,destination=/x", "volumes: []", 1),
    ("Mount=type=volume,source=%i,destination=/x", "volumes: [other]", 0),
    ("Mount=type=bind,source=/a,destination=/x", "volumes: []", 0),
    ("Mount=type=bind,source=a,destination=/x", "volumes: []", 0),
    ("Volume=a:/x\nVolume=a:/y", "volumes: []", 1), ("Volume=a:/x\nVolume=b:/y", "volumes: []", 2),
    ("PodmanArgs=-v a:/x", "volumes: [other]", 2), ("PodmanArgs=--volume a:/x", "volumes: [a]", 0),
  ])
  func `a container and its settings`(_ line: String, _ settings: String, _ expected: Int) throws {
    #expect(try count(settings, [("web.container", Self.web + line + "\n")]) == expected)
  }

  @Test func `a volume that is listed under one name needs no second one`() throws {
    let files = [
      ("data.volume", "[Volume]\n"), ("web.container", Self.web + "Volume=systemd-data:/x\n"),
      ("b.container", Self.web + "Volume=z:/z\n"),
    ]
    #expect(try count("volumes: [data]", files) == 1)
    #expect(try count("volumes: [data, z]", files) == 0)
  }

  @Test func `what nobody can read may have any port and volume`() throws {
    let settings = "ports: [9090]\nvolumes: [other]"
    #expect(try count(settings, [("a.kube", "[Kube]\nYaml=nowhere.yaml\n")]) == 0)
    let onHost = "kind: Pod\nmetadata: {name: p}\nspec: {hostNetwork: true, containers: [{name: c, image: a/b:1}]}\n"
    #expect(try count(settings, [("a.kube", "[Kube]\nYaml=a.yaml\n"), ("a.yaml", onHost)]) == 1)
    #expect(try count(settings, [("web.container", Self.web)]) == 2)
  }

  @Test func `secrets that are no list say nothing`() throws {
    let read = ProjectSettings.read(try YAMLTree.documents(Array("secrets: key\n".utf8)).get())
    #expect(read.settings.secrets == nil)
    #expect(read.mistakes.count == 1)
  }
}
