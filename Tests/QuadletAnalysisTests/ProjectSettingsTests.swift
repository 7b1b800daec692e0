import QuadletAnalysis
import TestSupport
import Testing

/// What a `.leger.yaml` says, what is wrong in it, and how it compares with the units.
struct ProjectSettingsTests {
  private func read(_ text: String) throws -> (settings: ProjectSettings, findings: [SettingsFinding]) {
    let (settings, mistakes) = ProjectSettings.read(try YAMLTree.documents(Array(text.utf8)).get())
    return (settings, mistakes.map(SettingsFinding.init))
  }

  @Test func `every key is read`() throws {
    let (settings, findings) = try read(
      """
      name: shop
      description: Sells things
      version: 1.0
      scope: user
      podman: 5.4
      requires: [redis, db-1]
      secrets:
        - {name: vault/key, podman-secret: key, env: KEY}
        - {name: cert, target: /cert.pem, type: mount}
      ports: [8080, "53:53/udp"]
      volumes:
        - data:/data
      lint:
        select: [unknown-key, inline-comment]
        ignore: open-quote
        fail-on: never
      """
    )
    #expect(findings.map(\.message) == [])
    #expect(settings.name?.text == "shop")
    #expect(settings.description == "Sells things")
    #expect(settings.version == "1.0")
    #expect(settings.scope == .user)
    #expect(settings.podman == PodmanVersion("5.4"))
    #expect(settings.requires.map(\.text) == ["redis", "db-1"])
    #expect(settings.secrets?.map(\.podmanSecret.text) == ["key", "cert"])
    #expect(settings.secrets?.map(\.variable) == ["KEY", nil])
    #expect(settings.secrets?.map(\.type) == [nil, .mount])
    #expect(settings.ports?.elements.map(\.text) == ["8080", "53:53/udp"])
    #expect(settings.volumes?.elements.map(\.text) == ["data:/data"])
    #expect(settings.lint.selectedRules == ["unknown-key", "inline-comment"])
    #expect(settings.lint.ignoredRules == ["open-quote"])
    #expect(settings.lint.failOn == "never")
  }

  @Test(arguments: ["", "# nothing\n", "name:\nports: ~\nlint:\n  select:\n"])
  func `what has no value says nothing`(_ text: String) throws {
    let (settings, findings) = try read(text)
    #expect(settings == ProjectSettings())
    #expect(findings.map(\.message) == [])
  }

  @Test(arguments: [
    (
      "probe: http://example.org/\n",
      "1:8 \"http://example.org/\" is not an HTTP address of this host; write http://localhost:PORT/PATH"
    ),
    (
      "probe: http://localhost.example.org/\n",
      "1:8 \"http://localhost.example.org/\" is not an HTTP address of this host; write http://localhost:PORT/PATH"
    ),
    (
      "probe: http://localhost@example.org/\n",
      "1:8 \"http://localhost@example.org/\" is not an HTTP address of this host; write http://localhost:PORT/PATH"
    ),
    (
      "probe: file://localhost/etc/passwd\n",
      "1:8 \"file://localhost/etc/passwd\" is not an HTTP address of this host; write http://localhost:PORT/PATH"
    ),
    ("port: [80]\n", "1:1 unknown key \"port\"; did you mean \"ports\"?"),
    ("lint: {igore: x}\n", "1:8 unknown key \"igore\" in lint; did you mean \"ignore\"?"),
    ("lint: {fail-on: errors}\n", "1:17 \"errors\" is not a severity; use error, warning, note or never"),
    ("scope: root\n", "1:8 \"root\" is not a scope; use user or system"),
    ("podman: 3.0\n", "1:9 \"3.0\" is not a version of Podman from 4.4 to \(PodmanVersion.newest)"),
    ("name: [a]\n", "1:7 name must be a string"),
    ("ports: 80\n", "1:8 ports must be a list"),
    ("ports: [[80]]\n", "1:9 each element of ports must be a string"),
    ("secrets: [key]\n", "1:11 a secret must be a mapping of keys to values"),
    ("secrets: [{env: A}]\n", "1:11 a secret needs name: or podman-secret:"),
    ("secrets: [{name: a, env: A, target: /a}]\n", "1:26 env and target cannot be used together"),
    ("secrets: [{name: a, type: file}]\n", "1:27 \"file\" is not a secret type; use mount or env"),
    ("- name: a\n", "1:1 .leger.yaml must be a mapping of keys to values"),
    ("name: a\n---\nname: b\n", "3:1 .leger.yaml must contain only one document"),
  ])
  func `a mistake is told with its place`(_ text: String, _ expected: String) throws {
    let found = try read(text).findings.map { "\($0.place.line):\($0.place.column) \($0.message)" }
    #expect(found == [expected])
  }

  @Test(arguments: [
    ("a", true), ("7z.x_y-z", true), ("", false), ("A", false), ("-a", false), ("a.d", false), ("a b", false),
    (String(repeating: "a", count: 63), true), (String(repeating: "a", count: 64), false),
  ])
  func `a name is one that a project can be installed under`(_ name: String, _ isValid: Bool) {
    #expect(DeploymentName.isValid(name) == isValid)
  }

  // MARK: Compared with units

  private func check(_ text: String, _ files: [(path: String, text: String)]) throws -> SettingsCheck {
    let files = files.map { ($0.path, Array($0.text.utf8)) }
    return SettingsCheck(
      try read(text).settings,
      InMemoryProject.make(files),
      host: InMemoryProject.host(files)
    )
  }

  private static let web = "[Container]\nImage=a/b:1\n"

  @Test(arguments: [
    ("8080:80", "ports: [8080]", []),
    ("8080:80", "ports: ['8080:80']", []),
    ("8080:80", "ports: [8080:80/tcp]", []),
    ("127.0.0.1:8080:80", "ports: [8080]", []),
    ("127.0.0.1:8080:80", "ports: ['127.0.0.1:8080:80']", []),
    ("8000-8010:8000-8010", "ports: [8003]", []),
    ("80", "ports: []", []),
    ("8080:80", "ports: []", ["web.container publishes \"8080:80\", which is not listed"]),
    ("8080:80", "ports: [8080:81]", ["web.container publishes \"8080:80\", not \"8080:81\""]),
    ("8080:80", "ports: [8080/udp]", ["web.container publishes \"8080:80\", not \"8080/udp\""]),
    (
      "8080:80", "ports: [9090]",
      ["no unit publishes \"9090\"", "web.container publishes \"8080:80\", which is not listed"]
    ),
    ("%i:80", "ports: [9090]", []),
    ("8080:80", "ports: [http]", ["\"http\" is not a valid port; write 8080, or 8080:80 as in PublishPort="]),
    ("8080:80", "name: a", []),
  ])
  func `ports are those that units publish`(_ port: String, _ settings: String, _ expected: [String]) throws {
    let check = try check(settings, [("web.container", Self.web + "PublishPort=\(port)\n")])
    #expect(check.findings.map(\.message) == expected)
  }

  @Test func `with the network of the host any port may be taken`() throws {
    #expect(try check("ports: [80]", [("web.container", Self.web + "Network=host\n")]).findings.isEmpty)
  }

  @Test(arguments: [
    ("volumes: [data, cache]", []),
    ("volumes: [systemd-data, cache:/cache, /srv:/srv]", []),
    ("volumes: [data.volume, cache]", []),
    ("volumes: [data]", ["web.container has volume \"cache\", which is not listed"]),
    ("volumes: [data, cache, dat]", ["no unit has a volume named \"dat\"; did you mean \"data\"?"]),
  ])
  func `volumes are those of the units, in any spelling`(_ settings: String, _ expected: [String]) throws {
    let check = try check(
      settings,
      [
        ("data.volume", "[Volume]\n"),
        ("web.container", Self.web + "Volume=data.volume:/d\nVolume=cache:/c\nVolume=/srv:/s\nVolume=./x:/x\n"),
      ]
    )
    #expect(check.findings.map(\.message) == expected)
  }

  @Test func `rules that do not exist are reported`() throws {
    #expect(
      try check("lint: {ignore: unknown-kye}\n", []).findings.map {
        "\($0.place.line):\($0.place.column) \($0.message)"
      }
        == ["1:16 unknown rule \"unknown-kye\"; did you mean \"unknown-key\"?"]
    )
    #expect(try read("lint: {ignore: unknown-kye}\n").settings.lint.ignoredRules == [])
  }

  @Test func `secrets of units are mapped`() throws {
    let unit = ("web.container", Self.web + "Secret=key,type=env\nSecret=cert\n")
    let some = try check("secrets: [{name: x, podman-secret: key}, {name: old}]", [unit])
    #expect(some.unitFindings.map(\.message) == ["secret \"cert\" is not listed in .leger.yaml"])
    #expect(some.findings.map(\.message) == ["no unit uses secret \"old\""])
    #expect(some.findings.map(\.severity) == [.note])
    #expect(try check("name: a", [unit]).unitFindings.isEmpty)
    #expect(try check("secrets: []", [unit]).unitFindings.count == 2)
  }

  @Test func `what a .kube plays counts too`() throws {
    let pod = """
      kind: Pod
      metadata: {name: p}
      spec:
        volumes: [{name: v, persistentVolumeClaim: {claimName: data}}, {name: s, secret: {secretName: key}}]
        containers: [{name: c, image: a/b:1, ports: [{containerPort: 80, hostPort: 8080}]}]
      """
    let files = [("p.kube", "[Kube]\nYaml=p.yaml\n"), ("p.yaml", pod)]
    #expect(try check("ports: [8080:80]\nvolumes: [data]\nsecrets: [{name: key}]", files).findings.isEmpty)
    #expect(
      try check("ports: []\nvolumes: []", files).findings.map(\.message) == [
        "p.kube publishes \"8080:80\", which is not listed", "p.kube has volume \"data\", which is not listed",
      ]
    )
    #expect(
      try check("secrets: []", files).unitFindings.map(\.message) == [
        "secret \"key\" is not listed in .leger.yaml"
      ]
    )
  }

  @Test(arguments: ["http://localhost:8080/health", "https://127.0.0.1", "http://[::1]:80/"])
  func `an address of this host can be probed`(_ url: String) throws {
    let (settings, mistakes) = ProjectSettings.read(try YAMLTree.documents(Array("probe: \(url)\n".utf8)).get())
    #expect(settings.probe?.text == url)
    #expect(mistakes.isEmpty)
  }
}
