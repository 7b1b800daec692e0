import Testing

/// `.leger.yaml`: where projects end, what options outweigh, what is found in the file itself.
@Suite(.enabled(if: BuiltProgram.isThere, "\(BuiltProgram.absence)"))
struct SettingsTests {
  private let scratch: ScratchFolder
  private static let head = "[Container]\nImage=quay.io/a/b:1\n"
  private static let foot = "[Install]\nWantedBy=default.target\n"
  private let good = head + foot
  private let bad = head + "Bogus=1\n" + foot

  init() throws { scratch = try ScratchFolder() }

  private func run(_ arguments: String..., in folder: String = "", input: String? = nil) throws -> ProgramRun {
    try BuiltProgram.run(arguments, in: scratch.path + "/" + folder, input: input)
  }

  private func concise(_ arguments: String..., in folder: String = "") throws -> [String] {
    try BuiltProgram.run(["validate", "--format", "concise"] + arguments, in: scratch.path + "/" + folder).findings
      .map { String($0.split(separator: " ").first ?? "") + " " + ($0.split(separator: "[").last ?? "") }
  }

  // MARK: Borders

  @Test func `a folder with settings below another one is a project of its own`() throws {
    try scratch.write("app/web.container", Self.head + "PublishPort=8080:80\n" + Self.foot)
    try scratch.write("app/sub/other.container", Self.head + "PublishPort=8080:80\n" + Self.foot)
    #expect(try run("check-conflicts", "app").status == 1)
    #expect(try concise("app").count == 2)
    try scratch.write("app/sub/.leger.yaml", "name: sub\n")
    #expect(try run("check-conflicts", "app").status == 0)
    #expect(try concise("app").isEmpty)
    let names = try run("graph", "app", "--format", "dot").text
    #expect(names.contains("web.service") && names.contains("other.service"))
  }

  @Test func `a reference does not lead over a border`() throws {
    try scratch.write("app/web.container", Self.head + "Network=front.network\n" + Self.foot)
    try scratch.write("app/sub/front.network", "[Network]\n")
    #expect(try concise("app").isEmpty)
    try scratch.write("app/sub/.leger.yaml", "")
    #expect(try concise("app") == ["app/web.container:3:9: missing-unit]"])
    #expect(try concise("app/web.container") == ["app/web.container:3:9: missing-unit]"])
    #expect(try run("generate", "app").status == 0)
  }

  @Test func `a file belongs to the nearest folder above it with settings`() throws {
    try scratch.write("app/.leger.yaml", "name: app\n")
    try scratch.write("app/front.network", "[Network]\n")
    try scratch.write("app/units/web.container", Self.head + "Network=front.network\nBogus=1\n" + Self.foot)
    try scratch.write("app/units/web.container.d/10.conf", "[Container]\nBogus=2\n")
    try scratch.write("app/bad.container", bad)
    let found = ["web.container:4:1: unknown-key]"]
    #expect(try concise("app/units/web.container") == ["app/units/" + found[0]])
    #expect(try concise("units/web.container", in: "app") == ["units/" + found[0]])
    #expect(try concise("web.container", in: "app/units") == found)
    #expect(try concise("./web.container", in: "app/units") == ["./" + found[0]])
    #expect(try concise("../units/web.container", in: "app/units") == ["../units/" + found[0]])
    let drop = try concise("web.container.d/10.conf", in: "app/units")
    #expect(drop == ["web.container.d/10.conf:2:1: unknown-key]"])
    let absolute = scratch.path + "/app/units/web.container"
    #expect(try concise(absolute) == [scratch.path + "/app/units/" + found[0]])
    try scratch.makeLink("link", to: "app/units")
    #expect(try concise("link/web.container") == ["link/" + found[0]])
  }

  @Test func `a file and the folder around it are told once`() throws {
    try scratch.write(".leger.yaml", "name: all\n")
    try scratch.write("app/web.container", bad)
    #expect(try concise("app", "app/web.container").count == 1)
    #expect(try concise("app/web.container", "app/web.container").count == 1)
  }

  @Test func `each folder has its own settings with --per-folder`() throws {
    try scratch.write("a/.leger.yaml", "lint: {ignore: unknown-key}\n")
    try scratch.write("a/web.container", bad)
    try scratch.write("b/web.container", bad)
    try scratch.write("a/sub/web.container", bad)
    #expect(
      try concise("--per-folder") == ["a/sub/web.container:3:1: unknown-key]", "b/web.container:3:1: unknown-key]"]
    )
  }

  // MARK: Options

  @Test func `options outweigh settings`() throws {
    try scratch.write(".leger.yaml", "podman: 5.4\nlint:\n  ignore: [unknown-key]\n  fail-on: error\n")
    try scratch.write("web.container", Self.head + "Memory=1g\nUser=1 # x\nBogus=1\n" + Self.foot)
    let own = try run("validate", "--format", "concise")
    #expect(own.findings.count == 2)
    #expect(own.text.contains("Memory") && own.text.contains("[inline-comment]"))
    #expect(own.status == 1)
    #expect(try concise("--ignore", "inline-comment").contains { $0.contains("unknown-key") })
    #expect(try concise("--podman-version", "5.8") == ["web.container:4:8: inline-comment]"])
    #expect(try run("validate", "--podman-version", "5.8").status == 0)
    #expect(try run("validate", "--podman-version", "5.8", "--fail-on", "warning").status == 1)
    #expect(try concise("--select", "unknown-key", "--ignore", "open-quote").count == 1)
  }

  @Test func `the Podman of the settings is that of every command but generate`() throws {
    try scratch.write(".leger.yaml", "podman: 5.4\n")
    try scratch.write("web.container", Self.head + "Memory=1g\n" + Self.foot)
    #expect(try run("validate").status == 1)
    #expect(try run("generate").status == 0)
  }

  // MARK: The file itself

  @Test func `mistakes stand in the file, and it can be named`() throws {
    try scratch.write("app/web.container", bad)
    try scratch.write("app/.leger.yaml", "nmae: app\nports: [80]\n")
    let found = [
      "app/.leger.yaml:1:1: mistaken-setting]", "app/.leger.yaml:2:9: settings-disagree-with-units]",
    ]
    #expect(try concise("app") == found + ["app/web.container:3:1: unknown-key]"])
    #expect(try concise("app/.leger.yaml") == found)
    #expect(try concise("app/web.container") == ["app/web.container:3:1: unknown-key]"])
    #expect(try concise("app", "--ignore", "mistaken-setting,settings-disagree-with-units,unknown-key").isEmpty)
  }

  @Test func `a file that is no YAML is told and ignored`() throws {
    try scratch.write("web.container", bad)
    try scratch.write(".leger.yaml", "lint:\n  ignore: unknown-key\n\tx: y\n")
    #expect(try concise() == [".leger.yaml:3:1: mistaken-setting]", "web.container:3:1: unknown-key]"])
  }

  @Test func `an editor sends it through standard input`() throws {
    try scratch.write("web.container", good)
    let run = try run(
      "validate",
      "--format",
      "concise",
      "-",
      "--stdin-filename",
      ".leger.yaml",
      input: "ports: [80]\nnmae: x\n"
    )
    #expect(run.findings.count == 2)
    #expect(run.status == 1)
  }

  @Test func `what cannot be mended goes through as it came`() throws {
    for command in [["format"], ["validate", "--fix"]] {
      let run = try BuiltProgram.run(
        command + ["-", "--stdin-filename", ".leger.yaml"],
        in: scratch.path,
        input: "a: [\n"
      )
      #expect(run.text == "a: [\n")
    }
  }

  @Test func `a comment allows what the settings find in a unit`() throws {
    try scratch.write("web.container", Self.head + "# leger: allow unmapped-secret\nSecret=key\n" + Self.foot)
    try scratch.write(".leger.yaml", "secrets: []\n")
    #expect(try concise("--level", "note", "--ignore", "pull-during-start").isEmpty)
  }

  @Test func `a secret that is not mapped is told in the unit`() throws {
    try scratch.write("web.container", Self.head + "Secret=key\n" + Self.foot)
    try scratch.write(".leger.yaml", "secrets: []\n")
    #expect(try concise() == ["web.container:3:8: unmapped-secret]"])
    #expect(try concise(".leger.yaml").isEmpty)
  }

  @Test(arguments: ["json", "sarif", "github", "gitlab", "junit"])
  func `every format knows the file`(_ format: String) throws {
    try scratch.write("web.container", good)
    try scratch.write(".leger.yaml", "nmae: x\n")
    let run = try run("validate", "--format", format)
    #expect(run.status == 1)
    #expect(run.text.contains(".leger.yaml") && run.text.contains("mistaken-setting"))
  }
}
