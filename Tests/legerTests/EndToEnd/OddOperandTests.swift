import Glibc
import Testing

/// Odd operands and odd machines: each gets a clear answer and the right exit status.
@Suite(.enabled(if: BuiltProgram.isThere, "\(BuiltProgram.absence)"))
struct OddOperandTests {
  private let scratch: ScratchFolder
  private let good = "[Container]\nImage=localhost/app:1\n"
  private let bad = "[Container]\nImag=x\nImage=localhost/app:1\n"

  init() throws { scratch = try ScratchFolder() }

  private func run(_ arguments: String..., input: String? = nil) throws -> ProgramRun {
    try BuiltProgram.run(arguments, in: scratch.path, input: input, limit: 10)
  }

  @Test func generateWithAFileAsOperand() throws {
    try scratch.write("web.container", good)
    let run = try run("generate", "web.container")
    #expect(run.status == 2)
  }

  @Test func generateWithALinkInACircle() throws {
    try scratch.makeLink("loop", to: "loop")
    let run = try run("generate", "loop")
    #expect(run.status == 3)
  }

  @Test func aFileAndItsFolder() throws {
    try scratch.write("web.container", bad)
    let run = try run("validate", ".", "web.container", "--format", "concise")
    #expect(run.findings.count == 1)
  }

  @Test func emptyOperand() throws {
    let run = try run("validate", "")
    #expect(run.status == 2)
  }

  @Test(arguments: [["/"], ["--per-folder", "//"], ["..", "/../"]])
  func `the whole machine is no project`(operands: [String]) throws {
    let run = try BuiltProgram.run(["validate"] + operands, in: "/usr", limit: 10)
    #expect(run.status == 3)
    #expect(run.messageText.contains("the whole machine is no project; name the folder with the units"))
  }

  @Test func `a link to the whole machine is not followed`() throws {
    try scratch.write("units/web.container", bad)
    try scratch.makeLink("units/root", to: "/")
    let run = try run("validate", "units", "--format", "concise")
    #expect(run.status == 3)
    #expect(run.findings.count == 1)
    #expect(run.messageText.hasPrefix("leger: \"units/root\": the whole machine is no project; "))
  }

  @Test func `a unit in the root has no neighbours but those beside it`() throws {
    let run = try run("validate", "-", "--stdin-filename", "/web.container", "--format", "concise", input: bad)
    #expect(run.status == 1)
    #expect(run.findings.count == 1)
    #expect(run.messageText == "1 error in 1 file\n")
  }

  @Test func `folders in folders are walked down to the longest path`() throws {
    let depth = (4095 - scratch.path.utf8.count) / 2
    var folder = scratch.path
    for _ in 0..<depth {
      folder += "/d"
      if mkdir(folder, 0o755) != 0 { break }
    }
    let run = try run("format", "--check", ".")
    #expect(run.status == 0)
    #expect(run.messageText == "leger: no units found\n")
  }

  @Test(arguments: [([], 0), (["a"], 2), (["a", "b"], 4)])
  func `the graphs of all projects are one document`(folders: [String], nodes: Int) throws {
    try scratch.makeFolder("none.d")
    for folder in folders { try scratch.write("\(folder)/\(folder).container", good) }
    let run = try BuiltProgram.run(["graph", "--json"] + (folders.isEmpty ? ["none.d"] : folders), in: scratch.path)
    #expect(run.status == 0)
    #expect(run.text.split(separator: "\"schema\"").count == 2)
    #expect(run.text.split(separator: "\"id\"").count == nodes + 1)
  }

  @Test(arguments: [
    "units/new.container", "units/web.container.d/new.conf", "none/new.container", "units/new.container.j2",
  ])
  func `a buffer for a file that is not there comes back, wherever the project begins`(path: String) throws {
    try scratch.write(".leger.yaml", "name: app\n")
    try scratch.write("units/web.container", good)
    let run = try run("format", "-", "--stdin-filename", path, input: "[Container]\nImage = localhost/app:1\n")
    #expect(run.status == 0)
    #expect(run.text == "[Container]\nImage=localhost/app:1\n" || path.hasSuffix(".j2"))
    #expect(!run.text.isEmpty)
    let checked = try self.run("validate", "-", "--stdin-filename", path, "--format", "concise", input: bad)
    #expect(checked.findings.first?.hasPrefix("\(path):2:1: ") == true)
  }

  @Test func `an empty template is a unit without a section`() throws {
    try scratch.write("web.container.j2", "")
    let run = try run("validate", "--format", "concise", ".")
    #expect(run.status == 1)
    #expect(run.text.contains("missing-section"))
  }

  @Test func `a file that would never end is no file`() throws {
    try scratch.makeLink("pods.yaml", to: "/proc/kmsg")
    try scratch.write("web.kube", "[Kube]\nYaml=pods.yaml\n")
    #expect(try run("validate", ".").status == 0)
  }

  @Test func `many lines that move to one section move at once`() throws {
    let lines = (0..<200).map { "Label=a\($0)=b\n" }.joined()
    try scratch.write("web.container", good + "[Service]\nRestart=no\n" + lines)
    let run = try run("validate", "--fix", "--unsafe-fixes", "--format", "concise", ".")
    #expect(try scratch.text(of: "web.container") == good + lines + "[Service]\nRestart=no\n")
    #expect(run.messageText.contains("fixed 200 findings in 1 file"))
  }

  @Test func standardInputTwice() throws {
    let run = try run("validate", "-", "-", "--stdin-filename", "web.container", input: good)
    #expect(run.status == 2)
  }

  @Test(arguments: [[".", "-"], ["-", "web.container"]])
  func `a unit on standard input is read alone`(operands: [String]) throws {
    try scratch.write("web.container", good)
    for command in ["format", "validate"] {
      let arguments = [command] + operands + ["--stdin-filename", "web.container"]
      let run = try BuiltProgram.run(arguments, in: scratch.path, input: bad)
      #expect(run.status == 2)
      #expect(run.messageText.hasPrefix("leger: - reads one unit from standard input; name no other operand\n"))
    }
  }

  @Test func standardInputForADropInThatIsNotThere() throws {
    try scratch.write("web.container", good)
    let run = try run(
      "validate",
      "-",
      "--stdin-filename",
      "web.container.d/10.conf",
      input: "[Container]\nUser=1 # nobody\n"
    )
    #expect(run.status == 1)
  }

  @Test func malformedBundle() throws {
    try scratch.write("app.quadlets", good)
    let run = try run("validate", "app.quadlets", "--format", "json")
    #expect(run.status == 1)
    #expect(run.text.contains("app.quadlets"))
  }

  @Test func nothingIsCleanThatWasNotRead() throws {
    try scratch.makePipe("web.container")
    let run = try run("validate", "web.container")
    #expect(run.text == "")
  }

  @Test(.enabled(if: geteuid() != 0, "skipped: root can read every folder"))
  func unreadableFolder() throws {
    try scratch.write("units/below/web.container", good)
    try scratch.setMode("units/below", 0)
    let runs = [try run("validate", "units"), try run("validate", "units/below")]
    try scratch.setMode("units/below", 0o755)
    #expect(runs.map(\.status) == [3, 3])
  }

  @Test func controlCharactersForGitHub() throws {
    try scratch.write("a.container", good + "Ex\u{1B}[31mec=1\n")
    let run = try run("validate", "--format", "github")
    #expect(!run.text.contains("\u{1B}"))
  }

  @Test func fullDisk() throws {
    try scratch.write("web.container", good)
    let run = try BuiltProgram.run(["validate"], in: scratch.path, output: .fullDisk)
    #expect(run.status == 3)
  }
}
