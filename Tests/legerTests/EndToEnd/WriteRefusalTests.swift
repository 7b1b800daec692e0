import Glibc
import Testing

/// What the commands that write do not write to, and what they leave behind.
@Suite(.enabled(if: BuiltProgram.isThere, "\(BuiltProgram.absence)"))
struct WriteRefusalTests {
  private let scratch: ScratchFolder
  private let untidy = "[Container]\nImage = quay.io/a/b:1\n[Install]\nWantedBy = default.target\n"
  private let fixable = "[Container]\nImage=quay.io/a/b:1 # the image\n[Install]\nWantedBy=default.target\n"

  init() throws {
    scratch = try ScratchFolder()
    try scratch.makeFolder("elsewhere")
    try scratch.makeFolder("repo")
  }

  private func run(_ line: String) throws -> ProgramRun {
    try BuiltProgram.run(line.split(separator: " ").map(String.init), in: scratch.path)
  }

  @Test(arguments: ["format", "validate --fix --unsafe-fixes", "validate --fix --unsafe-fixes --per-folder"])
  func `a linked folder that leads out of the operand is not written to`(command: String) throws {
    try scratch.write("elsewhere/web.container", "[Container]\nImage = quay.io/a/b:1 # the image\n")
    let before = try scratch.text(of: "elsewhere/web.container")
    try scratch.makeLink("repo/sub", to: "../elsewhere")
    for hasSettings in [false, true] {
      // With settings of its own the folder is another project.
      if hasSettings { try scratch.write("elsewhere/.leger.yaml", "name: other\n") }
      let run = try run("\(command) repo")
      #expect(run.messageText.contains("\"repo/sub/web.container\": is reached through a symbolic link"))
      #expect(run.status == (command == "format" ? 0 : 1))
      #expect(try scratch.text(of: "elsewhere/web.container") == before)
    }
    // Whoever names it means it.
    _ = try run("\(command) repo/sub")
    #expect(try scratch.text(of: "elsewhere/web.container") != before)
  }

  @Test func `generated services do not leave their folder through a link`() throws {
    try scratch.write("repo/web.container", fixable)
    try scratch.makeFolder("out")
    try scratch.write("elsewhere/web.service", "mine")
    try scratch.makeLink("out/default.target.wants", to: "../elsewhere")
    let run = try run("generate --output out repo")
    #expect(run.status == 3)
    #expect(run.messageText.contains("symbolic link that leads out of the folder"))
    #expect(try scratch.text(of: "elsewhere/web.service") == "mine")
  }

  @Test func `generated services do not disturb a user's own files`() throws {
    try scratch.write("repo/web.container", fixable)
    try scratch.write("out/web.service.new", "mine")
    try scratch.write("out/.leger-0123456789ABCDEF.new", "left by a run that was killed")
    for folder in ["out", "out/", "./out//"] {
      #expect(try run("generate --output \(folder) repo").status == 0)
    }
    #expect(try scratch.text(of: "out/web.service.new") == "mine")
    #expect(try scratch.names(in: "out") == ["default.target.wants", "web.service", "web.service.new"])
  }

  @Test func `leftovers are removed also when nothing is written`() throws {
    try scratch.write("repo/web.container", fixable)
    for command in ["format", "validate --fix"] {
      try scratch.write("repo/.leger-0123456789ABCDEF.new", "left by a run that was killed")
      _ = try run("\(command) repo")
      #expect(try scratch.names(in: "repo") == ["web.container"])
    }
    try scratch.write("repo/.leger-0123456789ABCDEF.new", "left by a run that was killed")
    _ = try run("format --check repo")
    #expect(try scratch.names(in: "repo").count == 2)
  }

  @Test func `a file with a second name is left alone, and that is said`() throws {
    try scratch.write("repo/web.container", untidy)
    try #require(link(scratch.path + "/repo/web.container", scratch.path + "/elsewhere/other") == 0)
    let run = try run("format repo")
    #expect(run.status == 0)
    #expect(run.messageText.contains("it has 2 names (hard links)"))
    #expect(try scratch.text(of: "repo/web.container") == untidy)
  }

  @Test(.enabled(if: geteuid() == 0, "skipped: only root can mount a file system"))
  func `a full disk leaves the old file and nothing else`() throws {
    let folder = scratch.path + "/repo"
    // In a container without the right to mount, there is nothing to test.
    guard mount("tmpfs", folder, "tmpfs", 0, "size=64k") == 0 else { return }
    defer { umount2(folder, Int32(MNT_DETACH)) }
    let text = "[Container]\nImage = quay.io/a/b:1\n" + String(repeating: "# A comment.\n", count: 3000)
    try scratch.write("repo/web.container", text)
    let run = try run("format repo")
    #expect(run.status == 3)
    #expect(run.messageText.contains("no space left on device"))
    #expect(try scratch.text(of: "repo/web.container") == text)
    #expect(try scratch.names(in: "repo") == ["web.container"])
  }
}
