import Testing

@testable import leger

struct ProgramTests {
  private let colourful = Terminal(isTerminal: true, width: 80, colour: true)

  @Test func runsTheAction() {
    let recorder = Recorder()
    #expect(recorder.run("validate a b") == .findings)
    #expect(recorder.output == "a\nb\n")
    #expect(recorder.error.isEmpty)
  }

  @Test func actionsSeeOptions() {
    #expect(Recorder().run("logs web -f") == .cancelled)
    #expect(Recorder().run("logs web") == .clean)
  }

  @Test func printsItsVersion() {
    let recorder = Recorder()
    #expect(recorder.run("--version") == .clean)
    #expect(recorder.output == "leger 0.1.0\n")
  }

  @Test func usageErrorsGoToStandardError() {
    let recorder = Recorder()
    #expect(recorder.run("validate --formt=json") == .usage)
    #expect(recorder.output.isEmpty)
    #expect(
      recorder.error == """
        leger: unknown option "--formt"; did you mean "--format"?
        Usage: leger validate [options] [PATH|NAME]...
        Help:  leger validate --help

        """
    )
  }

  @Test func actionsCanThrowUsageErrors() {
    let recorder = Recorder()
    #expect(recorder.run("rm web") == .usage)
    #expect(
      recorder.error == """
        leger: no deployment "web"
        Usage: leger remove [options] NAME
        Help:  leger remove --help

        """
    )
  }

  @Test func unknownCommandsShowTheUsageOfTheProgram() {
    let recorder = Recorder()
    #expect(recorder.run("validat") == .usage)
    #expect(recorder.error.hasSuffix("Usage: leger COMMAND [options] [operands]\nHelp:  leger --help\n"))
  }

  @Test(arguments: [("", "--help"), ("deploy", "deploy --help")])
  func withoutACommandHelpGoesToStandardError(_ line: String, _ help: String) {
    let recorder = Recorder()
    let asked = Recorder()
    #expect(recorder.run(line) == .usage)
    #expect(asked.run(help) == .clean)
    #expect(recorder.output.isEmpty)
    #expect(recorder.error == asked.output)
  }

  @Test(arguments: [
    ("help", "--help"), ("help validate", "validate -h"), ("help rm", "remove --help"),
    ("help backup create", "backup create --help"),
  ])
  func helpIsACommandAndAnOption(_ command: String, _ option: String) {
    let first = Recorder()
    let second = Recorder()
    #expect(first.run(command) == .clean)
    #expect(second.run(option) == .clean)
    #expect(first.output == second.output)
    #expect(!first.output.isEmpty)
  }

  @Test(arguments: [
    ("help validate logs", ["validate", "logs"]), ("help backup create rm", ["backup create", "remove"]),
  ])
  func helpForSeveralCommandsIsAPageForEach(_ line: String, _ commands: [String]) {
    let recorder = Recorder()
    #expect(recorder.run(line) == .clean)
    let pages = commands.map { command in
      let page = Recorder()
      _ = page.run("\(command) --help")
      return page.output
    }
    #expect(recorder.output == pages.joined(separator: "\n"))
  }

  @Test(arguments: [
    ("help validat", #"leger: unknown command "validat"; did you mean "validate"?"#),
    ("help validate web", #"leger: unknown command "web""#),
    ("help backup creat", #"leger: unknown command "creat""#),
    ("help -- --version", #"leger: unknown command "--version""#),
  ])
  func helpForAnUnknownCommandIsAUsageError(_ line: String, _ message: String) {
    let recorder = Recorder()
    #expect(recorder.run(line) == .usage)
    #expect(recorder.error.split(separator: "\n").first.map(String.init) == message)
  }

  @Test func colourIsUsedAndCanBeTurnedOff() {
    let colour = Recorder()
    #expect(colour.run("--help", terminal: colourful) == .clean)
    #expect(colour.output.contains("\u{1B}[1mUsage:\u{1B}[0m leger COMMAND"))
    let plain = Recorder()
    #expect(plain.run("validate --help --no-color", terminal: colourful) == .clean)
    #expect(!plain.output.contains("\u{1B}"))
  }

  @Test func errorsFollowTheColourOfStandardError() {
    let colour = Recorder()
    #expect(colour.run("x", errorTerminal: colourful) == .usage)
    #expect(colour.error.hasPrefix("leger: \u{1B}[31munknown command \"x\"\u{1B}[0m\n"))
    let plain = Recorder()
    #expect(plain.run("x --no-color", errorTerminal: colourful) == .usage)
    #expect(!plain.error.contains("\u{1B}"))
  }

  @Test func exitStatusesAreTheContract() {
    #expect(ExitStatus.allCases.map(\.rawValue) == Array(0...9))
    #expect(ExitStatus.allCases.allSatisfy { $0.meaning.hasSuffix(".") })
  }
}
