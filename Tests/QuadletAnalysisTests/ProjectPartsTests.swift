import QuadletAnalysis
import QuadletSyntax
import TestSupport
import Testing

/// Names, folders, bundles and runs in parts: what programs ask a project for.
@Suite struct ProjectPartsTests {
  private let image = "[Container]\nImage=localhost/app:1\n"

  private func project(_ files: [(String, String)], _ target: Target = Target()) -> Project {
    InMemoryProject.make(files.map { ($0.0, Array($0.1.utf8)) }, target: target)
  }

  // MARK: Names

  @Test(arguments: [
    ("a.container", UnitKind.container), (".container", .container), ("a.b.volume", .volume), ("x.network", .network),
    ("x.kube", .kube), ("x.image", .image), ("x.build", .build), ("x.pod", .pod), ("x.artifact", .artifact),
    ("x.Container", nil), ("x.containers", nil), ("x.containe", nil), ("container", nil), ("x.", nil), ("", nil),
    ("x.cube", nil), ("x.pot", nil), ("x.imago", nil), ("x.bvild", nil), ("x.volvme", nil), ("x.netword", nil),
    ("x.artefact", nil), ("x.container.md", nil), ("x.quadlets", nil), ("x.io", nil), ("x.longer-than-any", nil),
  ])
  func `the extension of a file tells its kind`(_ name: String, _ kind: UnitKind?) {
    #expect(UnitKind(fileName: Array(name.utf8)) == kind)
  }

  @Test(arguments: [
    ("a.container", "a", ".container", false, false), ("a@.container", "a@", ".container", true, true),
    ("a@b.volume", "a@b", ".volume", true, false), (".pod", ".pod", ".pod", false, false),
    ("a", "a", "", false, false), ("a.b@", "a", ".b@", true, false), ("@.pod", "@", ".pod", true, true),
  ])
  func `a name is taken apart`(_ name: String, _ stem: String, _ ending: String, _ hasAt: Bool, _ isTemplate: Bool) {
    let unit = UnitName(Array(name.utf8))
    #expect(String(decoding: unit.stem, as: UTF8.self) == stem)
    #expect(String(decoding: unit.fileExtension, as: UTF8.self) == ending)
    #expect(unit.hasAt == hasAt)
    #expect(unit.isTemplate == isTemplate)
  }

  @Test(arguments: [
    ("web.container", PodmanVersion(5, 8), ["web.container.d", "container.d"]),
    ("web.container", PodmanVersion(5, 1), ["web.container.d"]), ("web.container", PodmanVersion(4, 9), []),
    (
      "a-b-c@x.container", PodmanVersion(5, 8),
      [
        "a-b-c@x.container.d", "a-b-c@.container.d", "a-b-@.container.d", "a-b-.container.d", "a-@.container.d",
        "a-.container.d", "container.d",
      ]
    ),
    ("a@.volume", PodmanVersion(5, 8), ["a@.volume.d", "volume.d"]),
    ("a@x-y.volume", PodmanVersion(5, 8), ["a@x-y.volume.d", "a@.volume.d", "volume.d"]),
    ("-.pod", PodmanVersion(5, 8), ["-.pod.d", "-.pod.d", "pod.d"]),
  ])
  func `drop-ins lie in these folders, the most specific first`(
    _ name: String,
    _ version: PodmanVersion,
    _ folders: [String]
  ) {
    let found = UnitName(Array(name.utf8)).dropInFolders(for: Target(version: version))
    #expect(found.map { String(decoding: $0, as: UTF8.self) } == folders)
  }

  @Test(arguments: [
    ("5.8", PodmanVersion(5, 8, 6)), ("5.8.0", PodmanVersion(5, 8)), ("v5.4.1", PodmanVersion(5, 4, 1)),
    ("6.0.0-dev", PodmanVersion(6, 0)), ("5.4.2+ds1", PodmanVersion(5, 4, 2)), ("4.4", PodmanVersion(4, 4, 4)),
    ("6.1", PodmanVersion(6, 1)), ("6.1.999", PodmanVersion(6, 1, 999)), ("4.3.9", nil), ("6.2.0", nil), ("5", nil),
    ("5.8.6.1", nil), ("5..8", nil), ("5.8.", nil), ("4.4.0", PodmanVersion(4, 4)), ("5.1000.0", nil), ("5.999", nil),
    ("", nil), ("5.", nil), ("5.x", nil), ("5.٤", nil),
    ("-5.8", nil), ("4.2", nil),
  ])
  func `a version is read`(_ text: String, _ version: PodmanVersion?) { #expect(PodmanVersion(text) == version) }

  @Test func `a version is written and compared`() {
    #expect("\(PodmanVersion(5, 8))" == "5.8")
    #expect("\(PodmanVersion(5, 8, 6))" == "5.8.6")
    #expect(PodmanVersion(5, 8, 6).major == 5)
    #expect(PodmanVersion(5, 8, 6).minor == 8)
    #expect(PodmanVersion(5, 8, 6).patch == 6)
    #expect(!(PodmanVersion(5, 8) < PodmanVersion(5, 8)))
    #expect(PodmanVersion(5, 8) < PodmanVersion(5, 8, 1))
  }

  // MARK: Files

  @Test func `a drop-in is looked at with the units that it is for`() {
    let project = project([
      ("a.container", image), ("b.container", image), ("container.d/10.conf", "[Container]\nMemory=1g\n"),
      ("b.container.d/20.conf", "[Container]\nMemory=1g\n"),
    ])
    let names = project.inventory.files.indices.map { String(decoding: project.inventory.name(of: $0), as: UTF8.self) }
    func linted(_ name: String) -> [String] {
      let marks = project.filesToLint(for: names.indices.filter { names[$0] == name })
      return names.indices.filter { marks[$0] }.map { names[$0] }.sorted()
    }
    #expect(linted("a.container") == ["a.container"])
    #expect(linted("20.conf") == ["20.conf", "b.container"])
    #expect(linted("10.conf") == ["10.conf", "a.container", "b.container"])
    #expect(project.marks(of: [1]) == [false, true, false, false])
  }

  @Test func `what is not there is added in the order of names, drop-ins last`() {
    func names(_ insert: (inout Inventory) -> Void) -> [String] {
      var inventory = Inventory()
      let top = inventory.addFolder([], resolvedPath: Array("/units".utf8))
      inventory.addUnit(Array("b.container".utf8).span, folder: top)
      inventory.addUnit(Array("d.container".utf8).span, folder: top)
      let dropIns = inventory.addDropInFolder(Array("b.container.d".utf8).span, folder: top)
      inventory.addDropIn(Array("1.conf".utf8).span, dropInFolder: dropIns)
      let other = inventory.addFolder(Array("other".utf8), resolvedPath: Array("/units/other".utf8))
      inventory.addUnit(Array("b.container".utf8).span, folder: other)
      insert(&inventory)
      return inventory.files.indices.map { String(decoding: inventory.path(of: $0), as: UTF8.self) }
    }
    let (b, d, dropIn, other) = ("b.container", "d.container", "b.container.d/1.conf", "other/b.container")
    func unit(_ name: String, _ folder: Int, isTemplateSource: Bool = false) -> [String] {
      names { $0.insertUnit(Array(name.utf8), folder: folder, isTemplateSource: isTemplateSource) }
    }
    #expect(unit("c.container", 0) == [b, "c.container", d, dropIn, other])
    #expect(unit("a.volume", 0) == ["a.volume", b, d, dropIn, other])
    #expect(unit("z.pod", 0) == [b, d, "z.pod", dropIn, other])
    #expect(unit("c.container", 0, isTemplateSource: true) == [b, "c.container.j2", d, dropIn, other])
    #expect(unit("a.container", 1) == [b, d, dropIn, "other/a.container", other])
    #expect(unit("c.container", 1) == [b, d, dropIn, other, "other/c.container"])
    #expect(unit("nothing", 0) == [b, d, dropIn, other])
    func added(_ name: String, _ dropIns: String, _ folder: Int) -> [String] {
      names { $0.insertDropIn(Array(name.utf8), inFolder: Array(dropIns.utf8), folder: folder) }
    }
    #expect(added("2.conf", "b.container.d", 0) == [b, d, dropIn, "b.container.d/2.conf", other])
    #expect(added("2.conf", "d.container.d", 0) == [b, d, dropIn, "d.container.d/2.conf", other])
    #expect(added("2.conf", "b.container.d", 1) == [b, d, dropIn, other, "other/b.container.d/2.conf"])
  }

  // MARK: Bundles

  private func parts(_ text: String) throws(UnitBundle.Failure) -> [String] {
    let bytes = Array(text.utf8)
    return try UnitBundle(bytes).parts.map {
      "\(String(decoding: $0.name, as: UTF8.self)): \(String(decoding: bytes[$0.range], as: UTF8.self))"
    }
  }

  @Test func `a bundle is taken apart at its lines of dashes`() throws {
    let web = "# FileName=web\n[Container]\nImage=a"
    let data = "#FileName= data \n[volume]"
    #expect(try parts(web) == ["web.container: \(web)"])
    #expect(try parts("\(web)\n---\n\(data)\n") == ["web.container: \(web)", "data.volume: \(data)"])
    #expect(try parts("---\n---\n\n  --- \n\(web)\n---") == ["web.container: \(web)"])
    #expect(try parts("# FileName=a\nx ---\n[[Pod]]") == ["a.pod: # FileName=a\nx ---\n[[Pod]]"])
  }

  @Test(arguments: [
    ("", 0..<0), ("---\n---\n", 0..<8), ("# FileName=a\n[Unit]\n", 0..<19), ("[Container]\n", 0..<11),
    ("# FileName=\n[Pod]", 0..<17), ("# FileName=a/b\n[Pod]", 0..<20), ("# FileName=a\\b\n[Pod]", 0..<20),
    ("# FileName=a\n[Pod]\n---\n[Pod]", 23..<28), ("# FileName=a\n[Pod", 0..<17), ("# FileName=a\nPod]", 0..<17),
  ])
  func `a bundle that cannot be taken apart says where`(_ text: String, _ range: Range<Int>) {
    #expect { try parts(text) } throws: { ($0 as? UnitBundle.Failure)?.range == range }
  }

  @Test func `parts of two bundles are shown as their own bundle`() {
    let project = project([
      ("a.quadlets", "# FileName=x\n[Container]\nImage=a\n"), ("b.quadlets", "# FileName=y\n[Pod]\n"),
    ])
    let paths = project.inventory.files.indices.map { String(decoding: project.inventory.path(of: $0), as: UTF8.self) }
    #expect(paths == ["a.quadlets", "b.quadlets"])
  }

  // MARK: Generation

  @Test func `a release knows what came with it`() {
    let files = [
      ("web.container", "[Unit]\nAfter=model.artifact\n" + image), ("model.artifact", "[Artifact]\nArtifact=a.b/c:1\n"),
    ]
    var generation = Generation(project(files, Target(version: PodmanVersion(5, 7))))
    var names: [String] = []
    generation.run { names.append(String(decoding: $0.name, as: UTF8.self)) }
    #expect(names == ["model-artifact.service", "web.service"])
    let graph = ServiceGraph(project(files, Target(version: PodmanVersion(5, 7))))
    #expect(graph.edges.contains { graph.name(of: $0.to) == "model-artifact.service" })
  }

  @Test(arguments: [(PodmanVersion(5, 5), true), (PodmanVersion(5, 4, 2), false)])
  func `UpheldBy starts a service from Podman 5 minor 5 on`(version: PodmanVersion, starts: Bool) {
    let unit = ("web.container", image + "[Install]\nUpheldBy=default.target\n")
    let graph = ServiceGraph(project([unit], Target(version: version)))
    #expect(graph.nodes.contains { $0.startsAtBoot } == starts)
  }

  @Test(arguments: [(2, 0), (6, 0), (7, 2), (9, 4)])
  func `a conflict of many units names some of them and counts the rest`(count: Int, more: Int) throws {
    let files = (0..<count).map { ("u\($0).container", image + "PublishPort=80:80\n") }
    let project = project(files)
    let conflict = try #require(ProjectConflicts(project).all.first)
    #expect(conflict.claims.count == count)
    let message = conflict.message(in: project)
    let named = (0..<count).filter { message.contains("u\($0).container") }
    #expect(named == Array(0..<(more == 0 ? count : 5)))
    #expect(message.contains("\(more) more") == (more > 0))
  }

  @Test func `each word of a command knows its line`() throws {
    let project = project([
      ("web.container", image + "Exec=serve --fast\n"),
      ("web.container.d/10.conf", "[Container]\nPublishPort=80:80\n"),
    ])
    var generation = Generation(project)
    var words: [String] = []
    generation.run { service in
      for command in service.commands where command.key == "ExecStart" {
        words += command.words.map {
          "\($0.text) \($0.file.map(String.init) ?? "-"):\($0.line.map(String.init) ?? "-")"
        }
      }
    }
    #expect(words.first == "/usr/bin/podman -:-")
    #expect(words.suffix(5) == ["--publish 1:2", "80:80 1:2", "localhost/app:1 0:2", "serve 0:3", "--fast 0:3"])
  }

  @Test(arguments: [PodmanVersion(5, 8, 6), PodmanVersion(5, 4, 2)])
  func `a run in parts says the same as one run`(version: PodmanVersion) {
    let project = project(
      [
        ("a.container", "[Container]\nNope=1\n"), ("b.container", image), ("c.container", "[Container]\nImage=short\n"),
        ("d.container", "[Container]\n"),
      ],
      Target(version: version)
    )
    var whole = Generation(project)
    whole.run { _ in }
    for middle in project.loaded.indices {
      var first = Generation(project)
      first.begin()
      first.convert(project.loaded.lowerBound..<middle) { _ in }
      var second = Generation(project)
      second.convert(middle..<project.loaded.upperBound) { _ in }
      first.add(second.report)
      first.finish()
      #expect(first.report.messages == whole.report.messages)
      #expect(first.report.hasErrors == whole.report.hasErrors)
    }
    var good = Generation(project)
    good.add(Generation(project).report)
    #expect(!good.report.hasErrors)
  }

  @Test(arguments: [
    ([UInt8]("a".utf8), "a"), ([UInt8]("\"\\".utf8), #"\"\\"#),
    ([0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D], #"\a\b\t\n\v\f\r"#),
    ([0x01, 0x1F, 0x20, 0x7F], #"\x01\x1f \x7f"#), ([UInt8]("é\u{A0}\u{85}\u{200B}".utf8), "é\\u00a0\\u0085\\u200b"),
    ([UInt8]("\u{1F600}\u{E000}\u{10FFFF}".utf8), "\u{1F600}\\ue000\\U0010ffff"), ([0xFF, 0x61, 0xC3], #"\xffa\xc3"#),
    ([0xC3, 0xA9, 0xFF, 0xF0, 0x9F, 0x98, 0x80], "é\\xff\u{1F600}"),
    ([UInt8]("e\u{301}".utf8) + [0xFF], "e\u{301}\\xff"),
  ])
  func `messages quote names as Go does`(_ name: [UInt8], _ shown: String) {
    var inventory = Inventory()
    let top = inventory.addFolder([], resolvedPath: Array("/units".utf8))
    inventory.addUnit((name + Array(".pod".utf8)).span, folder: top)
    let document = Document(Array("[Pod]\nNope=1\n".utf8), names: Schema.shared.names, dialect: Target().dialect)
    var generation = Generation(Project(inventory: inventory, contents: [.document(document)], target: Target()))
    generation.run { _ in }
    #expect(generation.report.messages.contains { $0.hasPrefix("converting \"\(shown).pod\": ") })
  }

  @Test func `what cannot be read or searched is told, and takes its folder along`() {
    func failure(_ operation: String) -> Inventory.Failure {
      Inventory.Failure(operation: operation, message: "permission denied", isEnvironment: true)
    }
    var inventory = Inventory()
    let top = inventory.addFolder([], resolvedPath: Array("/units".utf8))
    inventory.addFolder([], resolvedPath: Array("/loop".utf8), failure: failure("resolving path"))
    inventory.addFolder([], resolvedPath: Array("/dark".utf8), failure: failure("reading"))
    for name in ["a.container", "b.container", "c.container"] { inventory.addUnit(Array(name.utf8).span, folder: top) }
    let document = Document(Array(image.utf8), names: Schema.shared.names, dialect: Target().dialect)
    let contents: [Inventory.Content] = [
      .document(document), .unreadable(failure("open /units/b.container")), .tooLarge(.lines),
    ]
    let project = Project(inventory: inventory, contents: contents, target: Target())
    #expect(project.loaded.isEmpty)
    #expect(
      project.excluded.map(\.why) == [
        .folderRejected(because: 1), .unreadable(failure("open /units/b.container")), .tooLarge(.lines),
      ]
    )
    for isDryRun in [true, false] {
      var generation = Generation(project, isDryRun: isDryRun)
      generation.run { _ in }
      let messages = generation.report.messages
      #expect(messages.contains("Error occurred resolving path \"/loop\": EvalSymlinks: too many links") == isDryRun)
      #expect(messages.contains("Loading source unit file /units/a.container") == isDryRun)
      #expect(messages.contains("No files parsed from [/units /loop /dark]") == isDryRun)
      #expect(messages.contains("error loading \"/units/b.container\", open /units/b.container: permission denied"))
      #expect(messages.contains("error loading \"/units/c.container\", file is too large"))
      #expect(generation.report.hasErrors)
    }
  }

  @Test func `an unknown key counts in the effective unit`() throws {
    let project = project([
      ("a.container", "[Container]\nNope=1\nNope=2\nImage=a\nDNS=1\nDNS=\n[Service]\nUser=a\nUser=b\n")
    ])
    let unit = try #require(project.loaded.first)
    let lines = EffectiveUnit(unit, of: project).sections.flatMap { section in
      section.assignments.map { "\($0.isEffective ? "+" : "-") \($0.key)=\($0.value) \($0.line)" }
    }
    #expect(
      lines == [
        "+ Nope=1 2", "+ Nope=2 3", "+ Image=a 4", "- DNS=1 5", "- DNS= 6", "+ User=a 8", "+ User=b 9",
      ]
    )
  }
}
