import Testing

/// What can be named: folders, files, drop-ins, bundles, templates, standard input.
@Suite(.enabled(if: BuiltProgram.isThere, "\(BuiltProgram.absence)"))
struct OperandTests {
  private let scratch: ScratchFolder
  private let good = "[Container]\nImage=localhost/app:1\n"
  private let bad = "[Container]\nImag=x\nImage=localhost/app:1\n"

  init() throws { scratch = try ScratchFolder() }

  private func run(_ arguments: String..., input: String? = nil) throws -> ProgramRun {
    try BuiltProgram.run(arguments, in: scratch.path, input: input, limit: 10)
  }

  @Test func onlyTheFindingsOfAFileAreShown() throws {
    try scratch.write("a.container", bad)
    try scratch.write("b.container", good + "Network=b.network\nVolume=c.volume:/c\n")
    try scratch.write("c.volume", "[Volume]\n")
    let run = try run("validate", "b.container", "--format", "concise")
    #expect(run.status == 1)
    #expect(run.findings == ["b.container:3:9: error: unit \"b.network\" not found [missing-unit]"])
    #expect(try self.run("validate", "c.volume").status == 0)
  }

  @Test func pathsAreShownAsTheyWereTyped() throws {
    try scratch.write("units/a.container", bad)
    for operand in ["units", "./units", "\(scratch.path)/units", "units/a.container", "./units/a.container"] {
      let run = try run("validate", operand, "--format", "concise")
      let path = operand.hasSuffix(".container") ? operand : operand + "/a.container"
      #expect(run.findings.first?.hasPrefix("\(path):2:1: error: ") == true)
    }
  }

  @Test func severalFilesOfOneFolder() throws {
    try scratch.write("a.container", bad)
    try scratch.write("b.container", bad)
    try scratch.write("c.container", bad)
    let run = try run("validate", "c.container", "a.container", "a.container", "--format", "concise")
    #expect(run.findings.count == 2)
    #expect(run.messageText == "2 errors in 2 files\n")
  }

  @Test(arguments: [
    ("web", "web.container"), ("web.service", "web.container"), ("data", "data.volume"),
    ("data-volume.service", "data.volume"), ("data-volume", nil), ("other/web", nil),
  ])
  func `a name means the unit of that name or of that service`(_ name: String, _ unit: String?) throws {
    try scratch.write("web.container", bad)
    try scratch.write("data.volume", "[Volume]\nLable=a\n")
    let run = try run("validate", name, "--format", "concise")
    #expect(run.status == (unit == nil ? 2 : 1))
    #expect(run.findings.map { String($0.prefix { $0 != ":" }) } == (unit.map { [$0] } ?? []))
  }

  @Test func dropIn() throws {
    try scratch.write("a.container", bad)
    try scratch.write("a.container.d/10-more.conf", "[Container]\nUser=1 # nobody\n")
    let run = try run("validate", "a.container.d/10-more.conf", "--format", "concise")
    #expect(run.status == 1)
    #expect(run.findings.count == 1)
    #expect(run.findings.first?.hasPrefix("a.container.d/10-more.conf:2:8: warning: ") == true)
  }

  @Test func bundle() throws {
    let text = """
      # FileName=web
      [Container]
      Image=localhost/web:1
      ---
      # FileName=data
      [Volume]
      Lable=a

      """
    try scratch.write("app.quadlets", text)
    let validate = try run("validate", "app.quadlets", "--format", "concise")
    #expect(validate.status == 1)
    #expect(
      validate.findings == [
        "app.quadlets:7:1: error: unknown key \"Lable\" in [Volume]; did you mean \"Label\"? [unknown-key]"
      ]
    )
    let generate = try run("generate", "app.quadlets")
    #expect(generate.status == 1)
    #expect(generate.text.hasPrefix("---web.service---\n"))
    // In a folder a bundle is left alone.
    #expect(try run("generate", ".").text == "")
    #expect(try run("validate", ".").status == 0)
  }

  @Test func template() throws {
    let text = """
      {% if enabled %}
      [Container]
      Image={{ image }}
      {% endif %}
      PublishPorts=8080:80
      Pull={{ pull }}

      """
    try scratch.write("web.container.j2", text)
    for operand in ["web.container.j2", "."] {
      let run = try run("validate", operand, "--format", "concise")
      #expect(run.status == 1)
      #expect(run.findings.count == 1)
      #expect(run.findings.first?.contains("web.container.j2:5:1: error: unknown key \"PublishPorts\"") == true)
    }
    #expect(try run("generate", ".").text == "")
    // Podman itself would never read it.
    #expect(try !run("validate", ".").text.contains("podman:"))
  }

  @Test func standardInput() throws {
    try scratch.write("data.volume", "[Volume]\n")
    try scratch.write("web.container", good)
    let input = good + "Volume=data.volume:/data\nVolume=other.volume:/other\n"
    for name in ["new.container", "web.container"] {
      let run = try run("validate", "-", "--stdin-filename", name, "--format", "concise", input: input)
      #expect(run.status == 1)
      #expect(run.findings == ["\(name):4:8: error: unit \"other.volume\" not found [missing-unit]"])
    }
  }

  @Test func standardInputForADropIn() throws {
    try scratch.write("web.container", good)
    try scratch.write("web.container.d/10.conf", "")
    let run = try run(
      "validate",
      "-",
      "--stdin-filename",
      "web.container.d/10.conf",
      "--format",
      "concise",
      input: "[Container]\nUser=1 # nobody\n"
    )
    #expect(run.findings.first?.hasPrefix("web.container.d/10.conf:2:8: warning: ") == true)
  }

  @Test func standardInputWithANameThatIsNotAUnit() throws {
    let run = try run("validate", "-", "--stdin-filename", "web.txt", input: good)
    #expect(run.status == 2)
    #expect(run.messageText.hasPrefix("leger: \"web.txt\" is not a unit; "))
  }

  @Test func generateIntoAFolder() throws {
    try scratch.write("units/web.container", good + "[Install]\nWantedBy=default.target\n")
    let run = try run("generate", "--output", "made", "units")
    #expect(run.status == 0)
    #expect(run.text == "")
    #expect(try BuiltProgram.run(["generate", "units"], in: scratch.path).text.contains("[X-Container]"))
  }

  @Test func failOnAndLevel() throws {
    try scratch.write("a.container", good + "User=1 # nobody\n")
    #expect(try run("validate", "a.container").status == 1)
    #expect(try run("validate", "a.container", "--fail-on", "error").status == 0)
    #expect(try run("validate", "a.container", "--fail-on", "never").status == 0)
    let hidden = try run("validate", "a.container", "--level", "error", "--format", "concise")
    #expect(hidden.status == 1)
    #expect(hidden.findings == [])
    #expect(try run("validate", "a.container", "--ignore", "inline-comment").status == 0)
    #expect(try run("validate", "a.container", "--select", "open-quote").status == 0)
  }

  @Test func olderPodman() throws {
    try scratch.write("a.container", good + "Memory=1g\n")
    #expect(try run("validate", "a.container").status == 0)
    let older = try run("validate", "a.container", "--podman-version", "5.4", "--format", "concise")
    #expect(older.status == 1)
    #expect(older.findings.first?.hasPrefix("a.container:3:1: error: ") == true)
    #expect(older.findings.first?.hasSuffix(" [key-too-new]") == true)
  }
}
