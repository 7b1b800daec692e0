import QuadletAnalysis
import Testing

@testable import leger

/// Sources as users name them, and what is read of them.
@Suite struct SourceTests {
  private func source(_ text: String, ref: String? = nil, subpath: String? = nil, on host: any Host = RecordingHost())
    throws -> SourceRecord
  {
    let folders = try HostSettings(.system, on: host)
    return try Source(Array(text.utf8), ref: ref, subpath: subpath, folders, on: host).record
  }

  // MARK: Names

  @Test(arguments: [
    (SourceRecord.Kind.git, "name: web", "web", true), (.git, "name: web", "https://example.org/units", false),
    (.git, "version: 1", "https://example.org/units", true), (.folder, "name: web", "./units", true),
  ]) func `a name that a repository has chosen for itself is not trusted`(
    _ kind: SourceRecord.Kind,
    _ settings: String,
    _ operand: String,
    _ isTrusted: Bool
  ) throws {
    let content = Source.Content(
      record: SourceRecord(kind: kind, location: "x"),
      files: [],
      settings: ProjectSettings.read(try YAMLReader.documents(Array(settings.utf8))).settings
    )
    let name = try #require(DeploymentName("web"))
    #expect(content.isNameTrusted(name, operand: Array(operand.utf8)) == isTrusted)
  }

  // MARK: URLs

  @Test(
    arguments: [
      ("https://example.org/units", nil, nil, nil, nil), ("https://example.org/units", "v1", "web", "v1", "web"),
      ("https://github.com/a/units/tree/main/web", nil, nil, "main/web", nil),
      ("https://github.com/a/units/tree/main", nil, "web", "main/web", nil),
    ] as [(String, String?, String?, String?, String?)]
  )
  func `a revision and a folder come from the URL or from options`(
    _ url: String,
    _ ref: String?,
    _ subpath: String?,
    _ expectedRef: String?,
    _ expectedSubpath: String?
  ) throws {
    let record = try source(url, ref: ref, subpath: subpath)
    #expect(record.kind == .git && record.ref == expectedRef && record.subpath == expectedSubpath)
  }

  @Test func `a URL that names a revision is not given another one`() {
    let failure = #expect(throws: HostFailure.self) { try source("https://github.com/a/units/tree/main", ref: "v1") }
    #expect(failure?.message.contains("names a revision already") == true)
  }

  @Test(
    arguments: [
      ("https://example.org/units", nil, "stable"), ("https://example.org/units", "v1", "v1"),
      ("https://github.com/a/units/tree/main/web", nil, "main/web"),
    ] as [(String, String?, String)]
  )
  func `the branch of the settings counts unless another revision is named`(
    _ location: String,
    _ ref: String?,
    _ expected: String
  ) throws {
    let host = RecordingHost(files: ["/etc/leger/config.yaml": "default-repo: \(location)\nbranch: stable\n"])
    let settings = try HostSettings(.system, on: host)
    #expect(try Source.ofDefaultRepository(settings, ref: ref, on: host)?.record.ref == expected)
  }

  // MARK: Folders and bundles

  private let host = SampleProject.host([
    "web.container": SampleProject.web(), "a.container.d/x.conf": "[Container]\nUser=1\n",
    "lib/lib.container": SampleProject.web(), "lib/more.volume": "[Volume]\n", "README.md": "1",
  ])

  @Test func `the folders that a source offers are listed with the numbers of their units`() throws {
    let folders = try DeploymentFolders(.system, on: host)
    let record = try source("/srv/app", on: host)
    let offers = try Source(record, on: host).offers(folders)
    #expect(offers.map(\.subpath) == ["", "lib"] && offers.map(\.units) == [1, 2])
    #expect(offers.map(\.name?.description) == ["app", "lib"])
    host.write("/srv/app/.leger.yaml", "name: web\n")
    #expect(host.leger("install -y --settle 1 --name web /srv/app/lib") == .clean, "\(host.messages)")
    #expect(host.leger("list --available /srv/app") == .clean)
    #expect(host.output.contains("web   1      yes        the source itself"), "\(host.output)")
    #expect(host.output.contains("lib   2      no         --subpath lib"), "\(host.output)")
  }

  @Test(
    arguments: [
      ("/srv/app/README.md", nil, nil), ("/srv/app", "v1", nil), ("/srv/b.quadlets", nil, "x"), ("", nil, nil),
    ]
      as [(String, String?, String?)]
  )
  func `what is no source, or has no revisions or folders, is refused`(
    _ path: String,
    _ ref: String?,
    _ subpath: String?
  ) {
    host.write("/srv/b.quadlets", "# FileName=a\n[Volume]\n")
    let failure = #expect(throws: HostFailure.self) { try source(path, ref: ref, subpath: subpath, on: host) }
    #expect(failure?.kind == .usage)
  }

  @Test func `a bundle and a folder below a source are sources`() throws {
    host.write("/srv/b.quadlets", "# FileName=a\n[Volume]\n")
    #expect(try source("/srv/b.quadlets", on: host).kind == .bundle)
    #expect(try source("/srv/app", subpath: "lib", on: host).location == "/srv/app/lib")
  }

  @Test func `a folder that is gone is an environment that lacks something`() {
    #expect(host.leger("install -y --settle 1 /srv/app/lib") == .clean, "\(host.messages)")
    host.change { $0.files.removeAll("/srv/app") }
    #expect(host.leger("update lib -y") == .environment)
    #expect(host.messages.contains("\"/srv/app/lib\": no such file or folder"), "\(host.messages)")
  }

  @Test func `a file that the disk does not give is the fault of the machine, not of the units`() {
    host.write("/srv/one/web.container", SampleProject.web("example.org/web:1", "EnvironmentFile=./env\n"))
    host.write("/srv/one/env", "A=b\n")
    host.change { $0.files.unreadable = [Array("/srv/one/env".utf8)] }
    #expect(host.leger("install -y /srv/one") == .environment, "\(host.messages)")
    #expect(host.messages.contains("/srv/one/env"), "\(host.messages)")
  }

  // MARK: Files

  private func installed(_ files: [String: String], links: [String: String] = [:]) -> SimulatedHost {
    let host = SampleProject.host(files)
    for (path, target) in links { try? host.link("/srv/app/\(path)", to: target) }
    _ = host.leger("install -y --settle 1 /srv/app")
    return host
  }

  @Test func `links within a source are read under their own names`() throws {
    let unit = SampleProject.web("example.org/web:1", "EnvironmentFile=./e\nVolume=./conf:/conf:ro\n")
    let host = installed(
      ["lib/real.txt": unit, "lib/e": "A=1\n", "conf/a b": "1", "conf/real": "2"],
      links: ["web.container": "lib/real.txt", "e": "lib/e"]
    )
    let root = "\(SampleProject.root)/app"
    #expect(host.text(of: "\(root)/web.container") == unit, "\(host.messages)")
    #expect(host.text(of: "\(root)/e") == "A=1\n" && host.text(of: "\(root)/conf/a b") == "1")
    #expect(try host.status(Array("\(root)/e".utf8), followingLinks: false).mode == 0o644)
  }

  @Test func `a name with a line break, and folders without end, are refused`() {
    let unit = SampleProject.web("example.org/web:1", "Volume=./conf:/conf:ro\n")
    let broken = installed(["web.container": unit, "conf/a\nb": "1"])
    #expect(broken.messages.contains("has a name that is not text"), "\(broken.messages)")
    let deep = installed(["web.container": unit, "conf/" + String(repeating: "d/", count: 40) + "x": "1"])
    #expect(deep.messages.contains("is more than 32 folders deep"), "\(deep.messages)")
    let allowed = installed(["web.container": unit, "conf/" + String(repeating: "d/", count: 20) + "x": "1"])
    #expect(allowed.isUp("web.service"), "\(allowed.messages)")
  }

  @Test func `a pointer of Git LFS is refused, and it is not the machine that is at fault`() {
    let unit = SampleProject.web("example.org/web:1", "EnvironmentFile=./big\n")
    let host = SampleProject.host(["web.container": unit, "big": "version https://git-lfs.github.com/spec/v1\n"])
    #expect(host.leger("install -y /srv/app") == .refused)
    #expect(host.messages.contains("is a pointer of Git LFS"), "\(host.messages)")
  }

  @Test func `settings of a folder below end a project`() {
    let host = installed([
      "web.container": SampleProject.web(), "two/.leger.yaml": "name: two\n", "two/two.container": SampleProject.web(),
    ])
    #expect(host.isUp("web.service") && !host.isUp("two.service"), "\(host.messages)")
  }

  @Test(
    arguments: [
      ("# FileName=a\n[Volume]\n---\n[Volume]\n", "line 4:"),
      ("# FileName=a\n[Volume]\n---\n# FileName=a\n[Volume]\n", "two units of one name"),
    ]
  )
  func `what is wrong in a bundle is told with its line`(_ text: String, _ message: String) {
    host.write("/srv/b.quadlets", text)
    #expect(host.leger("install -y /srv/b.quadlets") == .refused)
    #expect(host.messages.contains(message), "\(host.messages)")
  }
}
