import QuadletAnalysis
import Testing

@testable import leger

/// The values that deployments are made of: plans, records, paths, folders, ports.
@Suite struct DeploymentValueTests {
  @Test func `what a user did not choose is not done`() {
    let options = Planner.Options()
    #expect(options.startsNew && options.isNameTrusted)
    #expect(!options.canBeForced && !options.installsNatively)
  }

  @Test func `a plan builds images when a step makes one`() {
    let build = Plan.Step.makeImage(service: "a-build.service", command: ["build"], folder: "/x")
    #expect(Plan([.reload, build]).builds && !Plan([.reload, .pull(reference: "a", isForced: true)]).builds)
  }

  @Test func `what comes before the first stop or file needs no way back`() {
    let pull = Plan.Step.pull(reference: "a", isForced: false)
    let change = Plan.FileChange(path: "a", old: nil, new: DeployedFile(path: "a", digest: "", mode: 0o644))
    let plan = Plan([pull, .keep(images: [], references: ["a"]), .stop(["a.service"]), .files([change]), .reload])
    #expect(plan.firstChange == 2 && plan.firstLastingChange == 3 && plan.fileChanges == [change])
    #expect(Plan([pull]).firstChange == 1 && Plan([pull]).firstLastingChange == 1)
    #expect(Plan([.stop([]), .watch([], probe: nil), .verify([])]).isEmpty && !Plan([.watch([], probe: "x")]).isEmpty)
  }

  @Test(arguments: ["", "/a", "a/", "a//b", "a/./b", "..", "a/..", "a\0b"])
  func `a path with a detour is none`(_ text: String) { #expect(!DeploymentFile.isPath(text)) }

  @Test(arguments: ["a", "a/b.c", "a b", "..a", "ü"])
  func `a path below a folder is one`(_ text: String) { #expect(DeploymentFile.isPath(text)) }

  @Test func `a name means an instance when it has one, in letters that a unit can have`() {
    let template = DeployedService(
      name: "tp@.service",
      unit: "tp@.container",
      kind: "container",
      resource: "",
      isTemplate: true,
      isOneshot: false
    )
    for text in ["tp@one", "tp@one.container", "tp@one.service"] {
      #expect(template.instance(text)?.name == "tp@one.service")
      #expect(template.instance(text)?.isTemplate == false)
    }
    for text in ["tp@", "tp@.service", "tp", "other@one", "tp@*", "tp@a b"] { #expect(template.instance(text) == nil) }
    #expect(template.instance("tp@one")?.instance("tp@one") == nil)
  }

  @Test func `two generations have the same content when nothing differs that counts`() {
    let source = SourceRecord(kind: .folder, location: "/srv/app")
    let one = GenerationRecord(number: 1, madeAt: 1, source: source, files: [], services: [], podman: "5")
    var two = one
    (two.number, two.madeAt, two.note) = (2, 2, "x")
    #expect(two.hasSameContent(as: one))
    let changes: [(inout GenerationRecord) -> Void] = [
      { $0.version = "1" }, { $0.probe = "x" }, { $0.requires = ["x"] },
      { $0.files = [DeployedFile(path: "a", digest: "", mode: 0)] },
    ]
    for change in changes {
      var other = one
      change(&other)
      #expect(!other.hasSameContent(as: one))
    }
    var moved = source
    (moved.ref, moved.revision) = ("v1", "1")
    #expect(moved.isSamePlace(as: source))
    for (kind, location, subpath) in [
      (SourceRecord.Kind.git, "/srv/app", nil), (.folder, "/srv/b", nil), (.folder, "/srv/app", "x"),
    ] {
      #expect(!SourceRecord(kind: kind, location: location, subpath: subpath).isSamePlace(as: source))
    }
  }

  // MARK: Folders

  @Test func `a link among leger's own files is removed, and not what it leads to`() throws {
    let host = SampleProject.host([:])
    host.write("/srv/victim/precious", "1")
    host.write("/var/lib/leger/staged/app/files/a", "1")
    try host.link("/var/lib/leger/staged/app/files/link", to: "/srv/victim")
    let folders = try DeploymentFolders(.system, on: host)
    try folders.removeTree(Array("/var/lib/leger/staged/app".utf8))
    #expect(!host.machine.files.exists(Array("/var/lib/leger/staged/app".utf8)))
    #expect(host.text(of: "/srv/victim/precious") == "1")
  }

  @Test func `leger's own folder can be a link to one that is safe`() throws {
    let host = SampleProject.host(["web.container": SampleProject.web()])
    host.change { $0.files.makeFolders("/data/leger") }
    try host.link("/var/lib/leger", to: "/data/leger")
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    #expect(host.text(of: "/data/leger/deployments/app.json") != nil)
    host.change { $0.files.makeFolders("/data/open", mode: 0o777) }
    host.change { $0.files.removeAll("/var/lib/leger") }
    try host.link("/var/lib/leger", to: "/data/open")
    #expect(host.leger("list") == .environment, "\(host.output)")
  }

  // MARK: Ports

  @Test(
    arguments: [
      ("8080", [], 8080), ("8080", [8080], nil), ("8080-8081", [8080], 8081), ("8081-8080", [], nil), ("x", [], nil),
      ("", [], nil), ("8079-8082", [], 8080),
    ] as [(String, Set<Int>, Int?)]
  )
  func `a port that is the deployment's own is free for it`(_ ports: String, _ own: Set<Int>, _ found: Int?) {
    let host = RecordingHost(files: [
      "/proc/net/tcp": "header\nshort line\n"
        + "   1: 00000000:1F91 00000000:0000 0A 0\n   0: 00000000:1F90 00000000:0000 0A 0\n"
    ])
    #expect(ListeningPorts(on: host).first(in: ports, "tcp", nil, except: own) == found)
  }

  @Test(
    arguments: [
      ("127.0.0.1", "0100007F"), ("10.0.0.10", "0A00000A"), ("[::1]", "00000000000000000000000001000000"),
      ("fe80::1", "000080FE000000000000000001000000"),
    ]
  )
  func `an address is compared as the kernel writes it`(_ address: String, _ hexadecimal: String) {
    let line = "   0: \(hexadecimal):1F90 00000000:0000 0A 0\n"
    let host = RecordingHost(files: ["/proc/net/tcp": "header\n\(line)"])
    let ports = ListeningPorts(on: host)
    #expect(ports.first(in: "8080", "tcp", address) == 8080 && ports.first(in: "8080", "tcp", "10.9.9.9") == nil)
  }
}
