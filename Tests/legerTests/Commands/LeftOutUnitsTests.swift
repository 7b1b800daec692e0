import Testing

@testable import leger

/// Commands that ask what units mean say which units they have not looked at, and do not call the rest the whole.
struct LeftOutUnitsTests {
  private static let good = "[Container]\nImage=localhost/app:1\n"
  private static let hint = "; run \"leger validate\" to see why\n"
  private static let broken =
    "Podman cannot load \"b.container\", so it leaves out every unit in the folder\(hint)"

  struct Case: Sendable {
    let files: [String: String]
    var messages = ""
    var status = leger.ExitStatus.findings
  }

  private static let cases: [Case] = [
    Case(files: ["p/notes.txt": "web"], messages: "leger: no units found\n", status: .clean),
    Case(files: ["p/a.container": good, "p/b.container": "[Container"], messages: "leger: \"p\": \(broken)"),
    Case(
      files: ["p/b.container": "[Container"],
      messages: "leger: \"p\": Podman cannot load \"b.container\"\(hint)"
    ),
    Case(files: ["p/a.container": good, "p/b.container/x": ""], messages: "leger: \"p\": \(broken)"),
    Case(
      files: ["p/c.container": good, "p/sub/a.container": good, "p/sub/b.container": "x"],
      messages: "leger: \"p/sub\": \(broken)"
    ),
    Case(files: ["p/c.container": good, "p/sub/c.container": good], status: .clean),
    Case(files: ["p/c.container": good, "p/c.container.j2": good], status: .clean),
  ]

  @Test(arguments: ["check-conflicts", "check-conflicts --port 80", "graph", "inspect"], cases)
  func `what was not looked at is reported, and so is why`(_ command: String, _ expected: Case) {
    for format in ["text", "json"] {
      let host = RecordingHost(files: expected.files)
      #expect(host.leger("\(command) --format \(format) p") == expected.status)
      #expect(host.messages == expected.messages)
    }
  }

  @Test(arguments: ["check-conflicts", "graph", "inspect"])
  func `a kind of unit that an older Podman does not know is left out`(_ command: String) {
    let host = RecordingHost(files: ["a.artifact": "[Artifact]\nArtifact=quay.io/podman/hello:v1\n"])
    #expect(host.leger("\(command) --podman-version 5.4") == .findings)
    #expect(host.messages == "leger: \".\": Podman does not read 1 unit here\(Self.hint)")
  }

  @Test(arguments: ["check-conflicts", "graph", "inspect"])
  func `a bundle that cannot be taken apart is reported`(_ command: String) {
    let host = RecordingHost(files: ["app.quadlets": Self.good])
    #expect(host.leger("\(command) app.quadlets") == .findings)
    #expect(host.messages.hasPrefix("leger: \"app.quadlets\": line 1: "))
    #expect(host.output == "")
  }

  @Test(arguments: [
    ("check-conflicts units", ""), ("check-conflicts --port 80 units", ""),
    ("check-conflicts units more", "no conflicts among the units that Podman reads\n"),
    ("check-conflicts --port 80 units more", "no unit that Podman reads uses host port 80\n"),
    ("check-conflicts more", "no conflicts\n"), ("graph units", ""),
  ])
  func `nothing is called free of conflicts that was not looked at`(_ line: String, _ output: String) {
    let host = RecordingHost(files: [
      "units/a.container": Self.good, "units/b.container": "x", "more/a.container": Self.good,
    ])
    #expect(host.leger(line) == (line.hasSuffix(" more") && !line.contains("units") ? .clean : .findings))
    #expect(host.output == output)
  }

  @Test func `a folder with the name of a unit is called the same, named or found`() {
    let files = ["x.container/notes.txt": "web"]
    for operand in ["", "x.container"] {
      let host = RecordingHost(files: files)
      #expect(host.leger("validate --format concise \(operand)") == .findings)
      #expect(host.output == "x.container:1:1: error: cannot be read: is a directory [unreadable-file]\n")
    }
    // It can still be a folder of units, and a slash at the end says that it is one.
    let folder = RecordingHost(files: ["x.container/web.container": Self.good])
    #expect(folder.leger("graph x.container") == .clean)
    #expect(folder.output.hasPrefix("web.service"))
    let empty = RecordingHost(files: files)
    #expect(empty.leger("validate x.container/") == .clean)
    #expect(empty.messages == "leger: no units found\n")
  }

  @Test func `format says which unit it cannot read`() {
    let host = RecordingHost(files: ["a.container": Self.good, "x.container/notes.txt": "web"])
    #expect(host.leger("format") == .clean)
    #expect(
      host.messages == """
        leger: "x.container": is a directory, so it is left unchanged; see leger validate
        2 files left unchanged

        """
    )
  }

  @Test(arguments: [
    "validate", "format", "cat", "graph", "inspect", "check-conflicts", "generate", "diff b.container",
  ])
  func `a link whose target does not exist is a path that does not exist`(_ command: String) {
    let host = RecordingHost(links: ["b.container": "nowhere"])
    #expect(host.leger("\(command) b.container") == .usage)
    #expect(host.messages.hasPrefix("leger: \"b.container\": a symbolic link whose target does not exist\nUsage: "))
    #expect(host.output == "")
  }

  @Test func `check-conflicts can be told not to fail`() {
    let files = ["units/a.container": Self.good, "units/b.container": "x"]
    #expect(RecordingHost(files: files).leger("check-conflicts --fail-on error units") == .findings)
    #expect(RecordingHost(files: files).leger("check-conflicts --fail-on never units") == .clean)
  }

  @Test func `the graph names a unit that the generator refuses`() {
    let host = RecordingHost(files: ["a.container": "[Container]\n", "b.container": Self.good])
    #expect(host.leger("graph") == .findings)
    #expect(
      host.messages == "leger: Podman refuses \"a.container\", so the graph does not show it\(Self.hint)"
    )
    let more = RecordingHost(files: ["a.container": "[Container]\n", "b.container": "[Container]\n"])
    #expect(more.leger("graph") == .findings)
    #expect(more.messages == "leger: Podman refuses 2 units, so the graph does not show them\(Self.hint)")
  }

  @Test func `two units that make one service are not refused`() {
    let host = RecordingHost(files: [
      "a.container": Self.good + "ServiceName=one\n", "b.container": Self.good + "ServiceName=one\n",
    ])
    #expect(host.leger("graph") == .clean)
    #expect(host.messages == "")
  }
}
