import Testing

@testable import leger

/// What a plan leaves alone, and what it refuses: the services, networks, volumes and files of others.
@Suite struct PlannerCaseTests {
  private static let root = SampleProject.root
  private func web(_ image: String = "example.org/web:1", _ more: String = "") -> String {
    SampleProject.web(image, more)
  }

  private func installed(_ files: [String: String]) -> SimulatedHost {
    let host = SampleProject.host(files)
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    return host
  }

  // MARK: Services of others

  @Test(arguments: ["a.container", "tp@.container"])
  func `a service that someone else has is refused, whatever comes before it`(_ other: String) throws {
    let host = SampleProject.host([other: web(), "web.container": web()])
    host.write("/etc/systemd/system/web.service", "[Service]\nExecStart=/usr/bin/sleep 9\n")
    try host.type("systemctl daemon-reload")
    #expect(host.leger("install -y /srv/app") == .refused, "\(host.output)")
    #expect(host.messages.contains("web.service already exists: /etc/systemd/system/web.service"), "\(host.messages)")
  }

  @Test func `a service that is masked is refused before it is installed`() throws {
    let host = SampleProject.host(["a.container": web(), "web.container": web()])
    host.write("/etc/systemd/system/web.service", "")
    try host.type("systemctl daemon-reload")
    #expect(host.leger("install -y /srv/app") == .refused)
    #expect(host.messages.contains("web.service is masked\nhelp: systemctl unmask web.service"), "\(host.messages)")
  }

  @Test func `a service that got another name by hand is stopped`() throws {
    let host = installed(["web.container": web()])
    host.write("\(Self.root)/app/web.container", web("example.org/web:1", "ServiceName=other\n"))
    try host.type("systemctl daemon-reload")
    try host.type("systemctl start --no-block -- other.service")
    #expect(host.isUp("other.service"))
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    #expect(!host.isUp("other.service") && host.isUp("web.service"))
  }

  @Test func `what a rollback moves to another image is its own services, and only those that ran it`() throws {
    let host = installed(["web.container": web(), "two.container": web("example.org/web:2")])
    let third = String(repeating: "c", count: 64)
    host.register("example.org/web:1", RegistryImage(id: third))
    try host.type("podman pull -- example.org/web:1")
    host.write("\(Self.root)/foreign.container", "[Unit]\nRequires=two.service\nAfter=two.service\n" + web())
    try host.type("systemctl daemon-reload")
    try host.type("systemctl start --no-block -- foreign.service")
    host.write("/srv/app/web.container", web("example.org/web:1", "Environment=A=1\n"))
    #expect(host.leger("update app -y --settle 1") == .clean, "\(host.messages)")
    #expect(host.image() == third && host.image(of: "systemd-foreign") == third)
    host.write("/srv/app/web.container", web() + "# a comment\n")
    let runs = ["foreign.service", "two.service"].map { host.machine.units[$0]?.invocation }
    #expect(host.leger("rollback app -y --settle 1") == .clean, "\(host.messages)")
    #expect(host.image() == SampleProject.first)
    #expect(["foreign.service", "two.service"].map { host.machine.units[$0]?.invocation } == runs)
  }

  @Test func `units that systemd has lost are loaded again`() throws {
    let host = installed(["web.container": web()])
    host.change { $0.generatorComplaint = "no space left on device" }
    try host.type("systemctl daemon-reload")
    host.change { $0.generatorComplaint = nil }
    #expect(host.machine.units["web.service"]?.load != "loaded")
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    #expect(host.machine.units["web.service"]?.load == "loaded", "\(host.output)")
  }

  @Test func `what is meant to run is started, also when it is not part of a boot, and a job only then`() {
    let job = "[Container]\nImage=example.org/web:1\nExec=true\n[Service]\nType=oneshot\n"
    let host = installed([
      "web.container": web().replacing("WantedBy=default.target", with: ""), "job.container": job,
      "boot.container": job + "[Install]\nWantedBy=default.target\n",
    ])
    #expect(host.isUp("web.service"))
    let starts = host.log.filter { $0.contains(" start --no-block ") }.joined()
    #expect(starts.contains("boot.service") && !starts.contains("job.service"), "\(starts)")
  }

  // MARK: Networks and volumes

  @Test func `a network that a unit of others declares, too, stays`() throws {
    let units = ["app.network": "[Network]\n", "web.container": web("example.org/web:1", "Network=app.network\n")]
    let host = installed(units)
    host.write("\(Self.root)/other/mine.network", "[Network]\nNetworkName=systemd-app\n")
    host.write("\(Self.root)/other/yours.network", "[Network]\nNetworkName=systemd-yours\n")
    try host.type("systemctl daemon-reload")
    host.write("/srv/app/app.network", "[Network]\nInternal=true\n")
    #expect(host.leger("update app -y") == .refused)
    #expect(host.messages.contains("must be made anew, and another unit uses it"), "\(host.messages)")
    #expect(host.leger("remove app -y") == .clean, "\(host.messages)")
    #expect(host.output.contains("the network systemd-app stays, since another unit uses it"), "\(host.output)")
    #expect(host.machine.networks.contains { $0.name == "systemd-app" })
  }

  @Test func `a volume of others does not keep a network of the same name`() throws {
    let volume = "[Volume]\nVolumeName=systemd-app\n"
    let host = installed([
      "app.network": "[Network]\n", "app.volume": volume,
      "web.container": web("example.org/web:1", "Network=app.network\n"),
    ])
    host.write("\(Self.root)/other/mine.volume", volume)
    try host.type("systemctl daemon-reload")
    #expect(host.leger("remove app -y") == .clean, "\(host.messages)")
    #expect(!host.machine.networks.contains { $0.name == "systemd-app" }, "\(host.output)")
  }

  @Test func `a volume that a container of others uses is not removed, whichever it is`() throws {
    let host = installed([
      "a.volume": "[Volume]\n", "b.volume": "[Volume]\n",
      "web.container": web("example.org/web:1", "Volume=a.volume:/a\nVolume=b.volume:/b\n"),
    ])
    host.write("/srv/two/two.container", web("example.org/web:1", "Volume=systemd-b:/b\n"))
    #expect(host.leger("install -y --settle 1 /srv/two") == .clean, "\(host.messages)")
    let before = host.observation()
    #expect(host.leger("remove app -y --remove-volumes") == .refused)
    #expect(host.messages.contains("the container systemd-two uses the volume systemd-b"), "\(host.messages)")
    #expect(host.observation() == before)
    #expect(host.leger("remove two -y") == .clean)
    #expect(host.leger("remove app -y --remove-volumes") == .clean, "\(host.messages)")
    #expect(host.machine.volumes.isEmpty)
  }

  @Test func `what was refused already is not told of a removal`() {
    let host = installed(["web.container": web(), "app.network": "[Network]\n"])
    host.write("\(Self.root)/broken.container", "[Container]\nImagee=x\n")
    host.write("\(Self.root)/needs.container", web("example.org/web:1", "Network=app.network\n"))
    #expect(host.leger("remove app --dry-run") == .clean, "\(host.messages)")
    #expect(host.output.contains("needs.container\" needs its units"), "\(host.output)")
    #expect(!host.output.contains("broken.container"), "\(host.output)")
  }

  // MARK: Files

  @Test func `a file that is mounted by itself is leger's, and what is beside data is, too`() {
    let units = [
      "web.container": web(
        "example.org/web:1",
        "EnvironmentFile=./e\nVolume=./conf.ini:/conf.ini\nVolume=./data:/data\n"
      ),
      "e": "A=1\n", "conf.ini": "one\n", "data/seed": "1\n",
    ]
    let host = installed(units)
    for name in ["e", "conf.ini", "data/seed"] { host.write("\(Self.root)/app/\(name)", "by hand\n") }
    for name in ["e", "conf.ini", "data/seed"] { host.write("/srv/app/\(name)", "two\n") }
    #expect(host.leger("update app -y --settle 1") == .clean, "\(host.messages)")
    let texts = ["e", "conf.ini", "data/seed"].map { host.text(of: "\(Self.root)/app/\($0)") }
    #expect(texts == ["two\n", "two\n", "by hand\n"])
    #expect(host.leger("remove app -y") == .clean, "\(host.messages)")
    #expect(["e", "conf.ini", "data/seed"].map { host.text(of: "\(Self.root)/app/\($0)") } == [nil, nil, "by hand\n"])
  }

  @Test func `the folder of all units stays when the last one goes, and that of the deployment does not`() {
    let host = installed(["web.container": web("example.org/web:1", "Volume=./conf:/conf:ro\n"), "conf/a/b": "1"])
    #expect(host.text(of: "\(Self.root)/app/conf/a/b") == "1")
    #expect(host.leger("remove app -y") == .clean, "\(host.messages)")
    #expect(host.machine.files.exists(Array(Self.root.utf8)))
    #expect(!host.machine.files.exists(Array("\(Self.root)/app".utf8)))
  }

  @Test func `files that are gone and files that differ are both told`() {
    let host = installed([
      "web.container": web("example.org/web:1", "EnvironmentFile=./a\nEnvironmentFile=./b\n"), "a": "1", "b": "1",
    ])
    host.change { $0.files.removeAll("/etc/containers/systemd/app/a") }
    host.write("\(Self.root)/app/b", "2")
    #expect(host.leger("status app") == .clean)
    #expect(
      host.output.contains("a was removed by hand") && host.output.contains("b was changed by hand"),
      "\(host.output)"
    )
  }

  // MARK: Images

  @Test func `an image is pulled also after one that is built`() {
    let host = SampleProject.host([
      "own.build": "[Build]\nImageTag=aaa.example.org/own:1\nSetWorkingDirectory=unit\n",
      "Containerfile": "FROM scratch\n",
      "a.container": web("own.build"), "web.container": web(),
    ])
    #expect(host.leger("install --dry-run /srv/app") == .clean, "\(host.messages)")
    #expect(host.output.contains("the image of own-build.service") && host.output.contains("pull    example.org/web:1"))
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    #expect(host.machine.image("aaa.example.org/own:1") != nil && host.isUp("a.service") && host.isUp("web.service"))
  }

  // MARK: Names

  @Test func `a service name of others is refused, whatever conflicts there are besides`() {
    let host = SampleProject.host(["web.container": web("example.org/web:1", "ServiceName=zoo\n")])
    for name in ["one", "two"] {
      host.write("\(Self.root)/\(name).container", web("example.org/web:1", "ServiceName=bar\n"))
    }
    host.write("\(Self.root)/three.container", web("example.org/web:1", "ServiceName=zoo\n"))
    #expect(host.leger("install -y --force /srv/app") == .refused)
    #expect(host.messages.contains("must be fixed first") && host.messages.contains("zoo"), "\(host.messages)")
  }

  @Test func `a unit name that is installed elsewhere is told with its place`() {
    let host = installed(["web.container": web()])
    host.write("/srv/other/web.container", web())
    #expect(host.leger("install -y --force /srv/other") == .refused)
    let path = "\(Self.root)/app/web.container"
    #expect(host.messages.contains("a unit of that name is already installed: \(path)"), "\(host.messages)")
  }

  @Test func `a name that is no deployment is told with one that is, or with all`() {
    let host = installed(["web.container": web()])
    #expect(host.leger("update ap -y") == .usage)
    #expect(host.messages.contains("did you mean \"app\"?") && !host.messages.contains("help: installed"))
    #expect(host.leger("update zoo-zoo -y") == .usage)
    #expect(host.messages.contains("help: installed: app"), "\(host.messages)")
  }

  @Test func `an update may use new secrets of its own name`() {
    let host = installed(["web.container": web()])
    host.change { $0.secrets = ["app-key"] }
    host.write("/srv/app/web.container", web("example.org/web:1", "Secret=app-key\n"))
    #expect(host.leger("update app -y --settle 1") == .clean, "\(host.messages)")
  }

  @Test func `the image that runs is kept while it is replaced, also one that leger has not started`() throws {
    let host = installed(["web.container": web()])
    let third = String(repeating: "c", count: 64)
    host.register("example.org/web:1", RegistryImage(id: third))
    try host.type("podman pull -- example.org/web:1")
    try host.type("systemctl restart --no-block -- web.service")
    #expect(host.image() == third)
    host.write("/srv/app/web.container", web("example.org/web:2"))
    host.inject(nil)
    #expect(host.leger("update app -y --settle 1") == .clean, "\(host.messages)")
    let tag = "localhost/leger/keep:app-\(third.prefix(12))"
    #expect(host.log.contains { $0.hasPrefix("run podman tag") && $0.contains(tag) }, "\(host.log)")
    // No generation ran it, so it is not kept for ever.
    #expect(!host.machine.images.contains { $0.names.contains(tag) })
  }

  @Test func `a generation has the images of its own services`() throws {
    let host = SampleProject.host(["web.container": web()])
    host.write("\(Self.root)/foreign.container", web("example.org/web:2"))
    try host.type("systemctl daemon-reload")
    try host.type("systemctl start --no-block -- foreign.service")
    #expect(host.image(of: "systemd-foreign") == SampleProject.second)
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    let record = host.text(of: "/var/lib/leger/history/app/1/generation.json") ?? ""
    #expect(record.contains(SampleProject.first) && !record.contains(SampleProject.second), "\(record)")
  }

  @Test func `a seed of data goes with neither an update nor its source`() {
    let unit = web("example.org/web:1", "Volume=./data:/data\n")
    let host = installed(["web.container": unit, "data/a": "one\n", "data/b": "one\n"])
    host.write("/srv/app/data/a", "two\n")
    host.change { $0.files.removeAll("/srv/app/data/b") }
    #expect(host.leger("update app -y --settle 1") == .clean, "\(host.messages)")
    // What no container has changed is still leger's.
    #expect(host.text(of: "\(Self.root)/app/data/a") == "two\n")
    #expect(host.text(of: "\(Self.root)/app/data/b") == "one\n")
  }

  @Test func `a volume whose options change does not keep what comes after it from changing`() {
    let unit = { (image: String) in self.web(image, "Volume=a.volume:/a\n") }
    let host = installed(["a.volume": "[Volume]\n", "web.container": unit("example.org/web:1")])
    host.write("/srv/app/a.volume", "[Volume]\nLabel=a=1\n")
    host.write("/srv/app/web.container", unit("example.org/web:2"))
    #expect(host.leger("update app -y --settle 1") == .clean, "\(host.messages)")
    #expect(host.image() == SampleProject.second)
    #expect(host.output.contains("podman keeps the volume of a.volume as it was made"), "\(host.output)")
  }

  // MARK: Plans as values

  private func plans(_ host: SimulatedHost) throws -> Planner.Plans {
    let deployer = try Deployer(.system, on: host)
    let source = try Source(Array("/srv/app".utf8), ref: nil, subpath: nil, deployer.folders.settings, on: host)
    let content = try deployer.read(source)
    let name = try #require(DeploymentName("app"))
    return try deployer.prepare(name, GenerationRecord(content), content.files).plans
  }

  /// The verb of each step.
  private func words(_ plan: Plan) -> [String] {
    plan.steps.map { step in String(step.progress.prefix { $0 != " " }) }
  }

  @Test func `the way back has the steps of the way there, and compares what was loaded`() throws {
    let host = installed(["web.container": web(), "two.container": web()])
    host.write("/srv/app/web.container", web("example.org/web:2"))
    host.write("/srv/app/new.container", web())
    host.write("/srv/app/new.network", "[Network]\n")
    host.write("/srv/app/new.volume", "[Volume]\n")
    let plans = try plans(host)
    #expect(
      words(plans.forward)
        == ["pulling", "keeping", "stopping", "writing", "reloading", "comparing", "starting", "watching"]
    )
    #expect(
      words(plans.back) == [
        "stopping", "writing", "reloading", "comparing", "removing", "checking", "starting", "watching",
      ]
    )
    for step in plans.back.steps {
      switch step {
      case .stop(let names):
        #expect(Set(names) == ["web.service", "new.service", "new-network.service", "new-volume.service"])
      case .start(let names), .watch(let names, _): #expect(names == ["web.service"])
      case .verify(let services): #expect(services.map(\.name).sorted() == ["two.service", "web.service"])
      case .tag(let tags): #expect(tags == [Plan.ImageTag(id: SampleProject.first, reference: "example.org/web:1")])
      case .files(let changes):
        #expect(changes.map(\.path) == ["new.container", "new.network", "new.volume", "web.container"])
      case .removeNetworks(let names): #expect(names == ["systemd-new"])
      default: break
      }
    }
  }
}
