import Foundation
import Glibc
import Testing

/// Files and folders that are not what they should be: the program says so, at once, and goes on.
@Suite(.enabled(if: BuiltProgram.isThere, "\(BuiltProgram.absence)"))
struct BadInputTests {
  private let scratch: ScratchFolder
  private let good = "[Container]\nImage=localhost/app:1\n"
  private let bad = "[Container]\nImag=x\nImage=localhost/app:1\n"

  init() throws { scratch = try ScratchFolder() }

  private func run(_ arguments: String..., limit: Double = 10) throws -> ProgramRun {
    try BuiltProgram.run(arguments, in: scratch.path, limit: limit)
  }

  @Test func folderWithoutUnits() throws {
    try scratch.makeFolder("empty")
    let validate = try run("validate", "empty")
    #expect(validate.status == 0)
    #expect(validate.messageText == "leger: no units found\n")
    let generate = try run("generate", "empty")
    #expect(generate.status == 0)
    #expect(generate.text == "")
    #expect(generate.messageText == "No files parsed from [\(scratch.path)/empty]\n")
  }

  @Test func notAUnit() throws {
    try scratch.write("notes.txt", "hello\n")
    let run = try run("validate", "notes.txt")
    #expect(run.status == 2)
    #expect(run.messageText.hasPrefix("leger: \"notes.txt\" is not a unit; units end in .container, "))
  }

  @Test(.enabled(if: geteuid() != 0, "skipped: root can read every file"))
  func unreadableFile() throws {
    try scratch.write("units/a.container", good)
    try scratch.write("units/b.container", good)
    try scratch.setMode("units/a.container", 0)
    let run = try run("validate", "units")
    #expect(run.status == 3)
    #expect(
      run.findings == [
        "units/a.container:1:1: error: cannot be read: permission denied [unreadable-file]",
        "units/b.container:1:1: error: Podman cannot load \"a.container\", so it leaves out every unit in the folder "
          + "[rejected-folder]",
      ]
    )
    #expect(run.messageText.contains("units/a.container"))
    for command in ["check-conflicts", "graph", "inspect"] {
      let run = try self.run(command, "units")
      #expect(run.status == 3)
      #expect(run.text == "")
      #expect(
        run.messageText == "leger: \"units/a.container\": permission denied\nleger: \"units\": Podman cannot load "
          + "\"a.container\", so it leaves out every unit in the folder; run \"leger validate\" to see why\n"
      )
    }
  }

  @Test func fileThatIsTooLarge() throws {
    try scratch.makeSparse("units/a.container", size: 64 << 20 + 1)
    let start = ContinuousClock.now
    for operand in ["units", "units/a.container"] {
      let run = try run("validate", operand)
      #expect(run.status == 1)
      #expect(run.findings.count == 1)
      #expect(run.text.contains("[file-too-large]"))
    }
    #expect(try run("generate", "units").status == 1)
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  @Test func pipeAsOperand() throws {
    try scratch.makePipe("a.container")
    let run = try run("validate", "a.container")
    #expect(run.status == 3)
    #expect(run.messageText == "leger: \"a.container\": not a regular file\n")
  }

  @Test func pipeInAFolder() throws {
    try scratch.makeFolder("units")
    try scratch.makePipe("units/a.container")
    try scratch.makeFolder("units/b.container.d")
    try scratch.write("units/b.container", good)
    try scratch.makePipe("units/b.container.d/10.conf")
    let validate = try run("validate", "units")
    #expect(validate.status == 3)
    #expect(
      validate.findings.first == "units/a.container:1:1: error: cannot be read: not a regular file [unreadable-file]"
    )
    #expect(try run("generate", "units").status == 1)
  }

  @Test(arguments: ["loop", "loop.container"])
  func linkInACircle(_ name: String) throws {
    try scratch.makeLink(name, to: name)
    let run = try run("validate", name)
    #expect(run.status == 3)
    #expect(run.messageText == "leger: \"\(name)\": too many levels of symbolic links\n")
  }

  @Test func linksInCirclesInAFolder() throws {
    try scratch.write("units/web.container", bad)
    try scratch.makeLink("units/a", to: "b")
    try scratch.makeLink("units/b", to: "a")
    try scratch.makeLink("units/self", to: ".")
    let validate = try run("validate", "units")
    #expect(validate.status == 1)
    #expect(validate.findings.count == 1)
    #expect(try run("generate", "units").status == 1)
    try scratch.makeLink("units/c.container", to: "c.container")
    #expect(try run("validate", "units").text.contains("units/c.container:1:1: error: cannot be read: too many levels"))
  }

  @Test(arguments: ["text", "concise", "github"])
  func newlineInAPath(_ format: String) throws {
    try scratch.write("new\nline/a\nb.container", bad)
    let run = try run("validate", "new\nline", "--format", format)
    #expect(run.status == 1)
    #expect(!run.text.contains("new\nline"))
    #expect(!run.text.contains("a\nb.container"))
    #expect(run.text.contains("unknown key \"Imag\" in [Container]"))
  }

  @Test func newlineInAPathThatIsMissing() throws {
    let run = try run("validate", "new\nline")
    #expect(run.status == 2)
    #expect(run.messageText.hasPrefix("leger: \"new\\x0Aline\": no such file or folder\n"))
  }

  @Test(arguments: ["text", "concise", "json", "sarif", "github", "gitlab", "junit"])
  func pathThatIsNotUTF8(_ format: String) throws {
    let path = Array("units/".utf8) + [0xFF] + Array(".container".utf8)
    try scratch.write(bytes: path, Array(bad.utf8))
    for operand in [Array("units".utf8), path] {
      let run = try BuiltProgram.run(
        bytes: ["validate", "--format", format].map { Array($0.utf8) } + [operand],
        in: scratch.path,
        limit: 10
      )
      #expect(run.status == 1)
      #expect(String(validating: run.output, as: UTF8.self) != nil)
      #expect(run.text.contains("unknown key"))
    }
  }

  @Test func missingPathThatIsNotUTF8() throws {
    let run = try BuiltProgram.run(bytes: [Array("validate".utf8), [0x61, 0xFE]], in: scratch.path, limit: 10)
    #expect(run.status == 2)
    #expect(run.messageText.hasPrefix("leger: \"a\\xFE\": no such file or folder\n"))
  }

  @Test func `cat says why it has nothing to show`() throws {
    try scratch.write("a.container", "[Container\n")
    let malformed = try run("cat", "a.container")
    #expect(malformed.status == 1)
    #expect(malformed.messageText == "leger: \"a.container\": Podman cannot read line 1; see leger validate\n")
    #expect(try run("cat", "--json", "a.container").text.filter { !$0.isWhitespace } == #"{"schema":1,"sections":[]}"#)
    try scratch.write("b.container", good + "Exec=x" + String(repeating: " \\\ny", count: 30_000) + "\n")
    let large = try run("cat", "b.container")
    #expect(large.status == 1)
    #expect(large.messageText.hasPrefix("leger: \"b.container\": "))
    #expect(large.messageText.hasSuffix(" for a unit\n"))
    // What another file holds does not hide this one.
    try scratch.write("c.container", good)
    #expect(try run("cat", "c.container").text.contains("Image=localhost/app:1"))
    let input = try run("cat", "-")
    #expect(input.status == 2)
    #expect(input.messageText.hasPrefix("leger: leger cat does not read standard input; name a file or a folder\n"))
  }

  @Test func `a section name without its end is closed`() throws {
    try scratch.write("a.container", "[Container\nImage=localhost/app:1\n")
    _ = try run("validate", "--fix", "--unsafe-fixes", ".")
    #expect(try scratch.text(of: "a.container") == "[Container]\nImage=localhost/app:1\n")
  }

  @Test func `a list of rules that repeats one without end costs as much as it is long`() throws {
    let units = String(repeating: "User=1 # x\n", count: 20_000)
    try scratch.write("a.container", good + units)
    let rules = Array(repeating: "inline-comment", count: 60_000).joined(separator: ",")
    try scratch.write(".leger.yaml", "lint:\n  ignore: [\(rules)]\n")
    #expect(try run("validate", ".").status == 0)
  }
}
