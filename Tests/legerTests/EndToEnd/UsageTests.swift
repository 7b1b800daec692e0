import TestSupport
import Testing

@testable import leger

/// What is typed wrongly: exit status 2, the reason on standard error, nothing on standard output.
@Suite(.enabled(if: BuiltProgram.isThere, "\(BuiltProgram.absence)"))
struct UsageTests {
  @Test(arguments: [
    ("valdate", "unknown command \"valdate\"; did you mean \"validate\"?"),
    ("frobnicate", "unknown command \"frobnicate\""),
    ("help valdate", "unknown command \"valdate\"; did you mean \"validate\"?"),
    ("validate --podman-versio 5.4", "unknown option \"--podman-versio\"; did you mean \"--podman-version\"?"),
    ("validate --podman-version", "option \"--podman-version\" needs a value: --podman-version X.Y[.Z]"),
    ("validate --podman-version 3.0", "\"3.0\" is not a version of Podman from 4.4 to 6.1"),
    ("generate --podman-version 6.2", "\"6.2\" is not a version of Podman from 4.4 to 6.1"),
    (
      "validate --format xml",
      "unknown value \"xml\" for \"--format\"; choose from text, concise, json, sarif, github, gitlab, junit"
    ),
    ("validate --user --system", "options \"--user\" and \"--system\" cannot be used together"),
    ("validate --select inline-coment", "unknown rule \"inline-coment\"; did you mean \"inline-comment\"?"),
    ("explain inline-coment", "unknown rule \"inline-coment\"; did you mean \"inline-comment\"?"),
    ("explain port", "unknown rule \"port\"; did you mean \"port-conflict\"?"),
    ("explain inline-comment open-quote", "unexpected operand \"open-quote\""),
    ("validate -", "- needs --stdin-filename, the name of the unit that is read from standard input"),
    ("validate missing", "\"missing\": no such file or folder"),
    ("validate missing/web.container", "\"missing/web.container\": no such file or folder"),
    ("generate missing", "\"missing\": no such file or folder"),
    ("check .", "unknown command \"check\"; did you mean \"validate\"?"),
    ("fix .", "unknown command \"fix\"; did you mean \"validate --fix\"?"),
    ("lint .", "unknown command \"lint\"; did you mean \"validate\"?"),
    ("version", "unknown command \"version\"; did you mean \"--version\"?"),
    ("explain --all inline-comment", "name a rule or use --all, not both"),
    ("validate --unsafe-fixes", "--unsafe-fixes needs --fix or --diff"),
    ("validate --diff --json", "--diff prints a patch and cannot be combined with --format json"),
    ("validate --diff --statistics", "options \"--statistics\" and \"--diff\" cannot be used together"),
    ("validate --stdin-filename a.container", "--stdin-filename needs the operand -, which reads standard input"),
    ("diff --stat --json . .", "options \"--stat\" and \"--format\" cannot be used together"),
  ])
  func isRefused(_ line: String, _ message: String) throws {
    let scratch = try ScratchFolder()
    let run = try BuiltProgram.run(line.split(separator: " ").map(String.init), in: scratch.path)
    #expect(run.status == 2)
    #expect(run.text == "")
    let lines = run.messageText.split(separator: "\n")
    #expect(lines.first.map(String.init) == "leger: \(message)")
    #expect(lines.dropFirst().first?.hasPrefix("Usage: leger ") == true)
  }

  @Test func noCommandPrintsTheHelp() throws {
    let scratch = try ScratchFolder()
    let run = try BuiltProgram.run([], in: scratch.path)
    #expect(run.status == 2)
    #expect(run.text == "")
    #expect(run.messageText.contains("Usage: leger COMMAND"))
  }

  @Test func version() throws {
    let scratch = try ScratchFolder()
    let run = try BuiltProgram.run(["--version"], in: scratch.path)
    #expect(run.status == 0)
    #expect(run.text == "leger \(Leger.version)\n")
  }
}

/// The program's own command table.
struct CommandTableTests {
  @Test func isSound() {
    #expect(problems(in: Leger.program) == [])
  }

  @Test func `a NAME is explained wherever one can be given`() {
    let operands = Leger.program.commands.flatMap(\.operands).filter { $0.label.contains("PATH|NAME") }
    #expect(operands.count == 4)
    #expect(operands.allSatisfy { $0.help.contains("such as web or web.service") })
  }

  @Test(
    .enabled(if: BuiltProgram.isThere, "\(BuiltProgram.absence)"),
    arguments: ["help", "validate --help", "generate --help", "explain --help"]
  )
  func help(_ line: String) throws {
    let scratch = try ScratchFolder()
    let run = try BuiltProgram.run(line.split(separator: " ").map(String.init), in: scratch.path)
    #expect(run.status == 0)
    #expect(run.messageText == "")
    let name = line.split(separator: " ").first.map(String.init) ?? line
    expectGolden(run.text, Corpus.folder("help").appending(path: "\(name).expected"))
  }

  @Test(
    .enabled(if: BuiltProgram.isThere, "\(BuiltProgram.absence)"),
    arguments: ["validate", "generate", "explain"]
  )
  func helpCanBeAskedForInTwoWays(_ command: String) throws {
    let scratch = try ScratchFolder()
    let first = try BuiltProgram.run(["help", command], in: scratch.path)
    let second = try BuiltProgram.run([command, "--help"], in: scratch.path)
    #expect(first.output == second.output)
  }
}
