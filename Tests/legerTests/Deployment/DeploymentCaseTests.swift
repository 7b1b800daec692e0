import Testing

@testable import leger

/// Single cases of deployments on a simulated host, each named after what holds.
@Suite struct DeploymentCaseTests {
  private static let root = "/etc/containers/systemd"
  private static let (first, second) = (String(repeating: "a", count: 64), String(repeating: "b", count: 64))

  private func web(_ image: String = "example.org/web:1", _ more: String = "") -> String {
    "[Container]\nImage=\(image)\nExec=sh -c \"trap 'exit 0' TERM; sleep infinity & wait\"\n\(more)"
      + "[Install]\nWantedBy=default.target\n"
  }

  private func host(_ files: [String: String], user: UInt32 = 0) -> SimulatedHost {
    let host = SimulatedHost(user: user)
    host.register("example.org/web:1", RegistryImage(id: Self.first))
    host.register("example.org/web:2", RegistryImage(id: Self.second))
    for (name, text) in files { host.write("/srv/app/\(name)", text) }
    return host
  }

  private func installed(_ files: [String: String], user: UInt32 = 0) -> SimulatedHost {
    let host = host(files, user: user)
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    return host
  }

  private func run(_ host: SimulatedHost, _ line: String) throws {
    let words = line.split(separator: " ").map { Array($0.utf8) }
    _ = try host.run(Spawn(program: Array("/usr/bin/".utf8) + words[0], arguments: Array(words[1...])))
    host.sleep(for: .seconds(2))
  }

  private func isUp(_ host: SimulatedHost, _ service: String) -> Bool {
    host.machine.units[service]?.activity.state == "active"
  }

  private func image(_ host: SimulatedHost) -> String? {
    host.machine.containers.first { $0.name == "systemd-web" }?.imageID
  }

  // MARK: Images

  @Test func `a tag that a pull has moved moves back when a later pull fails`() {
    let host = installed(["web.container": web("example.org/web:1", "Pull=always\n")])
    host.register("example.org/web:1", RegistryImage(id: Self.second))
    host.write("/srv/app/web.container", web("example.org/web:1", "Pull=always\nEnvironment=A=1\n"))
    host.write("/srv/app/zed.container", web("example.org/zz-missing:1"))
    #expect(host.leger("update app -y --settle 1") == .failed, "\(host.messages)")
    let named = host.machine.images.first { $0.names.contains("example.org/web:1") }
    #expect(named?.id == Self.first)
    #expect(image(host) == Self.first)
  }

  // MARK: Files

  @Test func `a file that is there already with the same content is no obstacle, another one is`() {
    let host = host(["web.container": web()])
    host.write("\(Self.root)/app/web.container", web())
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    let other = self.host(["web.container": web("example.org/web:1", "EnvironmentFile=./e\n"), "e": "A=1\n"])
    other.write("\(Self.root)/app/e", "B=1\n")
    #expect(other.leger("install -y --settle 1 /srv/app") == .refused)
    #expect(other.messages.contains("leger did not write: e"), "\(other.messages)")
    #expect(other.text(of: "\(Self.root)/app/e") == "B=1\n")
  }

  @Test func `what a container has changed in its data is data`() {
    let files = ["web.container": web("example.org/web:1", "Volume=./data:/data\n"), "data/seed": "one\n"]
    let host = installed(files)
    host.write("\(Self.root)/app/data/seed", "changed by the container\n")
    host.write("\(Self.root)/app/data/more", "made by the container\n")
    host.write("/srv/app/web.container", web("example.org/web:2", "Volume=./data:/data\n"))
    #expect(host.leger("update app -y --settle 1") == .clean, "\(host.messages)")
    #expect(host.text(of: "\(Self.root)/app/data/seed") == "changed by the container\n")
    #expect(host.leger("remove app -y") == .clean, "\(host.messages)")
    #expect(host.text(of: "\(Self.root)/app/data/seed") == "changed by the container\n")
    #expect(host.text(of: "\(Self.root)/app/data/more") != nil)
    #expect(host.text(of: "\(Self.root)/app/web.container") == nil)
  }

  @Test func `what was changed by hand is put right by the same content`() {
    let host = installed(["web.container": web()])
    host.write("\(Self.root)/app/web.container", web() + "# by hand\n")
    #expect(host.leger("update app --unattended") == .refused)
    #expect(host.messages.contains("changed by hand: web.container"), "\(host.messages)")
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    #expect(host.text(of: "\(Self.root)/app/web.container") == web())
    host.change { $0.files.removeAll("/etc/containers/systemd/app/web.container") }
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    #expect(host.text(of: "\(Self.root)/app/web.container") == web())
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean)
    #expect(host.output.hasSuffix("nothing to do\n"), "\(host.output)")
  }

  @Test(arguments: [(0, 0o755), (1000, 0o555)] as [(UInt32, UInt16)])
  func `a folder of units that the user cannot write to is found before anything happens`(
    _ owner: UInt32,
    _ mode: UInt16
  ) {
    let host = host(["web.container": web()], user: 1000)
    host.change { machine in
      machine.files.removeAll("/home/tester/.config/containers/systemd")
      machine.files.makeFolders("/home/tester/.config/containers/systemd", owner: owner, mode: mode)
    }
    let before = host.observation()
    #expect(host.leger("install -y /srv/app") == .environment)
    #expect(host.messages.contains("you cannot write to it"), "\(host.messages)")
    #expect(host.observation().difference(to: before, ignoring: [.images]) == "")
  }

  // MARK: Services

  @Test func `a masked service is not stopped, since it could not be started again`() throws {
    let host = installed(["web.container": web()])
    try host.makeLink(
      Array("/etc/systemd/system/web.service".utf8),
      within: Array("/etc/systemd".utf8),
      to: Array("/dev/null".utf8)
    )
    host.change { $0.files.write("/dev/null", []) }
    try run(host, "systemctl daemon-reload")
    host.write("/srv/app/web.container", web("example.org/web:2"))
    #expect(host.leger("update app -y") == .refused, "\(host.messages)")
    #expect(host.messages.contains("help: systemctl unmask web.service"), "\(host.messages)")
    #expect(host.leger("status app") == .clean)
    #expect(host.output.contains("degraded") && host.output.contains("web.service is masked"), "\(host.output)")
  }

  @Test func `an update says nothing of an option that it does not have`() {
    let host = installed(["web.container": web()])
    host.write("/srv/app/web.container", "[Unit]\nAfter=b.container\nRequires=b.container\n" + web())
    host.write("/srv/app/b.container", "[Unit]\nAfter=web.container\nRequires=web.container\n" + web())
    #expect(host.leger("update app -y") == .refused, "\(host.messages)")
    #expect(!host.messages.contains("--force"), "\(host.messages)")
    host.write("/srv/two/web2.container", "[Unit]\nAfter=b2.container\nRequires=b2.container\n" + web())
    host.write("/srv/two/b2.container", "[Unit]\nAfter=web2.container\nRequires=web2.container\n" + web())
    #expect(host.leger("install -y /srv/two") == .refused)
    #expect(host.messages.contains("add --force"), "\(host.messages)")
  }

  @Test func `what this host lacks for an update is told when it is staged, and refused when it is applied`() {
    let host = installed(["web.container": web()])
    host.write("/srv/app/web.container", web("example.org/web:1", "Secret=app-key\n"))
    #expect(host.leger("stage app") == .clean, "\(host.messages)")
    #expect(host.messages.contains("apply would refuse it: podman has no secret \"app-key\""), "\(host.messages)")
    #expect(host.leger("apply app -y") == .refused)
    host.change { $0.secrets = ["app-key"] }
    let start = host.messages.count
    #expect(host.leger("stage app") == .clean)
    #expect(!host.messages.dropFirst(start).contains("would refuse"))
  }

  @Test func `a folder has no revisions`() {
    let host = installed(["web.container": web()])
    for option in ["--ref v1", "--subpath x"] {
      #expect(host.leger("stage app \(option)") == .usage)
      #expect(host.messages.contains("are for repositories"), "\(host.messages)")
    }
    #expect(host.leger("stage app") == .clean)
  }

  // MARK: Images and networks

  @Test func `a rollback runs the image that its generation ran, although the tag has moved`() throws {
    let host = installed(["web.container": web()])
    host.change { $0.registry["example.org/web:1"] = RegistryImage(id: String(repeating: "c", count: 64)) }
    try run(host, "podman pull -- example.org/web:1")
    #expect(host.leger("status app") == .clean)
    #expect(host.output.contains("web.service runs an image whose tag has moved"), "\(host.output)")
    host.write("/srv/app/web.container", web("example.org/web:1", "Environment=A=1\n"))
    #expect(host.leger("update app -y --settle 1") == .clean, "\(host.messages)")
    #expect(image(host) == String(repeating: "c", count: 64))
    #expect(host.leger("rollback app -y --settle 1") == .clean, "\(host.messages)")
    #expect(image(host) == Self.first)
    #expect(host.leger("rollback app 9 -y") == .usage)
    #expect(host.leger("rollback app 3 -y") == .usage, "the current generation is no earlier one")
  }

  @Test func `a rollback leaves what is staged`() {
    let host = installed(["web.container": web()])
    host.write("/srv/app/web.container", web("example.org/web:2"))
    #expect(host.leger("update app -y --settle 1") == .clean, "\(host.messages)")
    host.write("/srv/app/web.container", web("example.org/web:2", "Environment=A=1\n"))
    #expect(host.leger("stage app") == .clean)
    #expect(host.leger("rollback app -y --settle 1") == .clean, "\(host.messages)")
    #expect(host.leger("staged") == .clean)
    #expect(host.output.hasSuffix("/srv/app\n"), "\(host.output)")
    #expect(host.leger("apply app -y --settle 1") == .clean, "\(host.messages)")
    #expect(image(host) == Self.second)
    let start = host.messages.count
    #expect(host.leger("staged") == .clean)
    #expect(host.messages.dropFirst(start).contains("nothing is staged"))
  }

  @Test func `a network stays as long as someone else uses it`() {
    let host = installed([
      "app.network": "[Network]\n", "web.container": web("example.org/web:1", "Network=app.network\n"),
    ])
    host.write("/srv/two/two.container", web("example.org/web:1", "Network=systemd-app\n"))
    #expect(host.leger("install -y --settle 1 /srv/two") == .clean, "\(host.messages)")
    #expect(host.leger("remove app -y") == .clean, "\(host.messages)")
    #expect(host.output.contains("the network systemd-app stays"), "\(host.output)")
    #expect(host.machine.networks.contains { $0.name == "systemd-app" })
    let alone = installed([
      "app.network": "[Network]\n", "web.container": web("example.org/web:1", "Network=app.network\n"),
    ])
    #expect(alone.leger("remove app -y") == .clean, "\(alone.messages)")
    #expect(!alone.machine.networks.contains { $0.name == "systemd-app" })
  }

  @Test func `an image that must not be pulled must be there`() throws {
    let host = host(["web.container": web("example.org/web:1", "Pull=never\n")])
    #expect(host.leger("install -y /srv/app") == .refused)
    #expect(host.messages.contains("forbids pulling it (Pull=never)"), "\(host.messages)")
    try run(host, "podman pull -- example.org/web:1")
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
  }

  // MARK: Names, records and limits

  @Test func `a deployment of one scope is not installed into the other`() {
    let host = host(["web.container": web(), ".leger.yaml": "scope: user\n"])
    #expect(host.leger("install -y /srv/app") == .refused)
    #expect(host.messages.contains("for the user scope"), "\(host.messages)")
    host.write("/srv/app/.leger.yaml", "scope: system\n")
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
  }

  @Test func `another source does not take the name of what is installed`() {
    let host = installed(["web.container": web()])
    host.write("/srv/other/web.container", web("example.org/web:2"))
    #expect(host.leger("install -y --name app /srv/other") == .refused)
    #expect(host.messages.contains("app is already installed, from /srv/app"), "\(host.messages)")
    #expect(host.leger("stage /srv/other --name app") == .clean, "\(host.messages)")
    #expect(host.leger("apply app -y --settle 1") == .clean, "\(host.messages)")
    #expect(image(host) == Self.second)
    #expect(host.leger("install -y --name app /srv/app") == .refused)
  }

  @Test func `all deployments have their turn, and the first failure is the exit status`() {
    let host = host(["a.container": web()])
    for name in ["b", "c"] { host.write("/srv/\(name)/\(name).container", web()) }
    for place in ["app", "b", "c"] {
      #expect(host.leger("install -y --settle 1 /srv/\(place)") == .clean, "\(host.messages)")
    }
    #expect(host.leger("update all -y") == .clean)
    host.write("/srv/app/a.container", web("example.org/zz-missing:1"))
    host.write("/srv/b/b.container", web().replacing("Image=", with: "Imagee="))
    host.write("/srv/c/c.container", web("example.org/web:2"))
    #expect(host.leger("update all -y --settle 1") == .failed, "\(host.messages)")
    #expect(host.messages.contains("leger: app: ") && host.messages.contains("leger: b: "), "\(host.messages)")
    let c = host.machine.containers.first { $0.name == "systemd-c" }
    #expect(c?.imageID == Self.second)
  }

  @Test func `ten generations are kept, and each has a number of its own`() {
    let host = installed(["web.container": web()])
    let run = host.machine.units["web.service"]?.invocation
    for number in 2...13 {
      host.write("/srv/app/web.container", web() + "# \(number)\n")
      #expect(host.leger("update app -y --settle 0") == .clean, "\(host.messages)")
    }
    let numbers = (1...13).filter { host.text(of: "/var/lib/leger/history/app/\($0)/generation.json") != nil }
    #expect(numbers == Array(4...13))
    #expect(host.machine.units["web.service"]?.invocation == run, "a comment restarts nothing")
    for word in ["0", "x", "-1", "13", "99"] { #expect(host.leger("rollback app -y -- \(word)") == .usage, "\(word)") }
    #expect(host.leger("rollback app 5 -y --settle 0") == .clean, "\(host.messages)")
    #expect(host.text(of: "\(Self.root)/app/web.container") == web() + "# 5\n")
  }

  @Test(arguments: [(1000, 0o755), (0, 0o757)] as [(UInt32, UInt16)], ["/var/lib/leger", "/etc/containers/systemd"])
  func `a folder that strangers can change is not used`(_ owned: (UInt32, UInt16), _ folder: String) {
    let host = host(["web.container": web()])
    host.change { machine in
      machine.files.removeAll(folder)
      machine.files.makeFolders(folder, owner: owned.0, mode: owned.1)
    }
    #expect(host.leger("install -y /srv/app") == .environment)
    #expect(host.messages.contains("belongs to another user"), "\(host.messages)")
  }

  @Test func `a link in the place of a file is reported and not followed`() throws {
    let host = installed(["web.container": web("example.org/web:1", "EnvironmentFile=./a\n"), "a": "A=1\n"])
    host.change { $0.files.removeAll("/etc/containers/systemd/app/a") }
    try host.makeLink(
      Array("\(Self.root)/app/a".utf8),
      within: Array(Self.root.utf8),
      to: Array("/etc/shadow".utf8)
    )
    host.write("\(Self.root)/app/web.container", web() + "# by hand\n")
    #expect(host.leger("status app") == .clean)
    #expect(host.output.contains("a was changed by hand") && host.output.contains("web.container was changed by hand"))
    #expect(host.leger("update app -y") == .refused)
    #expect(host.messages.contains("is not the file that leger wrote there"), "\(host.messages)")
  }

  @Test func `what is required is not removed, whatever else is installed`() {
    let host = host(["web.container": web()])
    host.write("/srv/a/a.container", web())
    host.write("/srv/z/z.container", web())
    host.write("/srv/z/.leger.yaml", "requires: [app, a]\n")
    for place in ["app", "a", "z"] {
      #expect(host.leger("install -y --settle 1 /srv/\(place)") == .clean, "\(host.messages)")
    }
    #expect(host.leger("remove a -y") == .refused)
    #expect(host.leger("remove app -y") == .refused)
    #expect(host.leger("remove z -y") == .clean)
    #expect(host.leger("remove a -y") == .clean)
  }

  @Test func `an address that cannot be asked does not answer`() {
    let host = installed(["web.container": web(), ".leger.yaml": "version: 1\n"])
    host.write("/srv/app/.leger.yaml", "probe: http://localhost:8080/\n")
    host.write("/srv/app/web.container", web("example.org/web:2"))
    #expect(host.leger("update app -y --settle 1 --health-timeout 5") == .failed)
    #expect(host.messages.contains("curl is not installed"), "\(host.messages)")
    #expect(image(host) == Self.first)
    #expect(host.leger("update app -y") == .clean)
    #expect(host.output.contains("skipped"), "\(host.output)")
    host.write("/srv/app/.leger.yaml", "version: 2\n")
    #expect(host.leger("update app -y --settle 1") == .clean, "without the probe it is another revision")
    #expect(image(host) == Self.second, "\(host.output)")
  }

  @Test func `the line of a mistake in a bundle is named`() {
    let host = SimulatedHost()
    host.write("/srv/two.quadlets", "# FileName=a\n[Volume]\n---\n[Volume]\n")
    #expect(host.leger("install -y /srv/two.quadlets") == .refused)
    #expect(host.messages.contains("line 4:") || host.messages.contains("line 3:"), "\(host.messages)")
  }
}
