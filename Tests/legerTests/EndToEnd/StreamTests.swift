import TestSupport
import Testing

/// Where output goes: files, terminals, pipes that nobody reads.
@Suite(.enabled(if: BuiltProgram.isThere, "\(BuiltProgram.absence)"))
struct StreamTests {
  private let folder = Corpus.folder("projects").path(percentEncoded: false)
  private let escape = "\u{1B}"

  @Test(arguments: ["validate mistakes", "validate mistakes --json", "generate photos", "explain --all", "help"])
  func closedPipe(_ line: String) throws {
    let run = try BuiltProgram.run(
      line.split(separator: " ").map(String.init),
      in: folder,
      output: .closedPipe,
      limit: 10
    )
    // 141 is the end by SIGPIPE, which shells do not mention.
    #expect(run.status == 141)
    #expect(!run.messageText.contains("Fatal error"))
    #expect(!run.messageText.contains("Stack dump"))
  }

  @Test(arguments: ["validate mistakes", "explain inline-comment", "help", "validate --help"])
  func colourOnATerminal(_ line: String) throws {
    let arguments = line.split(separator: " ").map(String.init)
    let terminal = ["TERM": "xterm-256color"]
    #expect(try BuiltProgram.run(arguments, in: folder, environment: terminal, output: .terminal).text.contains(escape))
    let refusals = [terminal.merging(["NO_COLOR": "1"]) { $1 }, ["TERM": "dumb"], [:]]
    for environment in refusals {
      let run = try BuiltProgram.run(arguments, in: folder, environment: environment, output: .terminal)
      #expect(!run.text.contains(escape))
      #expect(run.text != "")
    }
    let option = try BuiltProgram.run(arguments + ["--no-color"], in: folder, environment: terminal, output: .terminal)
    #expect(!option.text.contains(escape))
  }

  @Test(arguments: ["validate mistakes", "explain inline-comment", "help", "valdate"])
  func noColourInAFile(_ line: String) throws {
    let run = try BuiltProgram.run(
      line.split(separator: " ").map(String.init),
      in: folder,
      environment: ["TERM": "xterm-256color"]
    )
    #expect(!run.text.contains(escape))
    #expect(!run.messageText.contains(escape))
  }

  @Test func escapeSequencesInAUnitAreMadeVisible() throws {
    let scratch = try ScratchFolder()
    try scratch.write("a.container", "[Container]\nImage=localhost/app:1\nEx\(escape)[31mec=\(escape)[2J\n")
    for format in ["text", "concise"] {
      let run = try BuiltProgram.run(["validate", "--format", format], in: scratch.path)
      #expect(run.status == 1)
      #expect(!run.text.contains(escape))
    }
  }
}
