import Testing

/// `leger inspect`, and findings in environment files, on folders of all kinds.
@Suite(.enabled(if: BuiltProgram.isThere, "\(BuiltProgram.absence)"))
struct InspectTests {
  private let scratch: ScratchFolder
  private let container = "[Container]\nImage=localhost/app:1\n"

  init() throws { scratch = try ScratchFolder() }

  private func run(_ arguments: String...) throws -> ProgramRun {
    try BuiltProgram.run(arguments, in: scratch.path, limit: 10)
  }

  @Test func `a folder without units is no failure`() throws {
    let run = try run("inspect")
    #expect(run.status == 0)
    #expect(run.text == "")
    #expect(run.messageText == "leger: no units found\n")
  }

  @Test func `a folder that Podman rejects is told as such`() throws {
    try scratch.write("web.container", container)
    try scratch.write("bad.container", "oops\n")
    let run = try run("inspect", ".")
    #expect(run.status == 1)
    #expect(run.messageText.hasPrefix("leger: \".\": Podman cannot load \"bad.container\", so it leaves out "))
    #expect(run.text.hasPrefix(".: no units that Podman reads\n2 files ignored by Podman"))
  }

  @Test func `a bundle that cannot be taken apart gives a document for scripts and names what is hidden in it`() throws
  {
    try scratch.write("app.quadlets", "# FileName=a\n[Container]\n---\n# FileName=b/\u{FEFF}\n[Volume]\n")
    let run = try run("inspect", "--json", "app.quadlets")
    #expect(run.status == 1)
    #expect(run.text.hasPrefix("{\"schema\":1,"))
    #expect(run.messageText.contains("b/<U+FEFF>"))
  }

  @Test func `a unit by its name is looked at alone`() throws {
    try scratch.write("web.container", container + "PublishPort=80:80\n")
    try scratch.write("db.container", container + "PublishPort=5432:5432\n")
    let run = try run("inspect", "db")
    #expect(run.text.hasPrefix("db: 1 unit, none started at boot\n"))
    #expect(!run.text.contains("web"))
  }

  @Test func `lines of a bundle are counted in the bundle`() throws {
    try scratch.write(
      "app.quadlets",
      "# FileName=a\n[Volume]\n---\n# FileName=web\n" + container + "PublishPort=80:80\n"
    )
    let run = try run("inspect", "--json", "app.quadlets")
    #expect(run.text.contains("\"unit\":\"web.container\",\"path\":\"app.quadlets\",\"line\":7}"))
  }

  @Test func `control characters do not reach the terminal`() throws {
    try scratch.write("web.container", container + "Volume=/a\u{1B}[31m:/b\n")
    let run = try run("inspect")
    #expect(!run.text.contains("\u{1B}"))
  }

  @Test func `a missing name is a usage error`() throws {
    #expect(try run("inspect", "nope").status == 2)
    #expect(try run("inspect", "a", "b").status == 2)
  }

  @Test func `environment files beside the unit are read with their mode`() throws {
    try scratch.write("web.container", container + "EnvironmentFile=web.env\n")
    try scratch.write("web.env", "API_TOKEN=\"abc\"\n")
    try scratch.setMode("web.env", 0o640)
    let open = try run("validate", "--format", "concise", "--level", "note")
    #expect(open.text.contains("[mistaken-environment-line]"))
    #expect(open.text.contains("[readable-secret-file]"))
    #expect(!open.text.contains("abc"))
    try scratch.setMode("web.env", 0o600)
    #expect(!(try run("validate", "--format", "concise", "--level", "note")).text.contains("[readable-secret-file]"))
  }

  @Test func `a pipe in place of an environment file is not waited for`() throws {
    try scratch.write("web.container", container + "EnvironmentFile=web.env\n")
    try scratch.makePipe("web.env")
    #expect(try run("validate").status == 0)
    #expect(try run("inspect").status == 0)
  }
}
