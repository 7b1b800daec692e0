import Testing

@testable import leger

struct ArgumentParserTests {
  private func invocation(_ line: String) throws -> Invocation {
    try invocation(arguments(line))
  }

  private func invocation(_ arguments: [[UInt8]]) throws -> Invocation {
    guard case .run(let invocation) = try ArgumentParser.parse(arguments, for: .fake, on: RecordingHost()) else {
      throw UsageError("not a command to run")
    }
    return invocation
  }

  @Test(arguments: [
    "logs -fn3 web", "logs -fn 3 web", "logs -f -n=3 web", "logs --follow --lines 3 web", "logs web --lines=3 --follow",
    "logs -n 7 -fn3 -- web", "--no-color logs web -n3 -f",
  ])
  func optionsCanBeSpelledInSeveralWays(_ line: String) throws {
    let invocation = try invocation(line)
    #expect(invocation.path == ["logs"])
    #expect(invocation.flag("follow"))
    #expect(invocation.number("lines") == 3)
    #expect(invocation.operandTexts == ["web"])
  }

  @Test func absentOptionsYieldTheirDefaults() throws {
    let invocation = try invocation("logs web")
    #expect(!invocation.isGiven("lines"))
    #expect(invocation.number("lines") == 100)
    #expect(invocation.value("since") == nil)
    #expect(invocation.bytes("since") == nil)
    #expect(!invocation.flag("follow"))
  }

  @Test(arguments: ["validate --json", "validate --format json", "validate --format=text --json"])
  func anAliasSetsTheOtherOption(_ line: String) throws {
    let invocation = try invocation(line)
    #expect(invocation.value("format") == "json")
    #expect(!invocation.isGiven("json"))
  }

  @Test func theLastValueWins() throws {
    #expect(try invocation("validate --json --format text").value("format") == "text")
  }

  @Test func listsAddUp() throws {
    let spaced = [Array("--select=c d,,e".utf8)]
    let invocation = try invocation(arguments("validate --select a,b") + spaced)
    #expect(invocation.values("select") == ["a", "b", "c", "d", "e"])
    #expect(invocation.operands.isEmpty)
  }

  @Test func operandsAndPathsKeepTheirBytes() throws {
    let odd: [UInt8] = [0x77, 0xFF]
    let invocation = try invocation(arguments("validate --output") + [odd, odd] + arguments("-- --json"))
    #expect(invocation.operands == [odd, Array("--json".utf8)])
    #expect(invocation.operandTexts.first == "w\u{FFFD}")
    #expect(invocation.bytes("output") == odd)
    #expect(!invocation.isGiven("format"))
  }

  @Test func aLoneDashIsAnOperand() throws {
    #expect(try invocation("validate - --json").operandTexts == ["-"])
  }

  @Test(arguments: ["logs web --since -1h", "logs web --since=-1h"])
  func aValueCanStartWithOneDash(_ line: String) throws {
    #expect(try invocation(line).value("since") == "-1h")
  }

  @Test func emptyTextIsAValue() throws {
    #expect(try invocation("logs web --since=").value("since") == "")
  }

  @Test(arguments: [
    ("backup create web", ["backup", "create"], ["web"]),
    ("backup web", ["backup"], ["web"]),
    ("backup", ["backup"], []),
    ("backup -- create", ["backup"], ["create"]),
    ("backup --reason=x create", ["backup", "create"], []),
    ("deploy rm web", ["deploy", "remove"], ["web"]),
    ("deploy -- show", ["deploy", "show"], []),
    ("-- validate", ["validate"], []),
  ])
  func findsCommandsOfTwoWords(_ line: String, _ path: [String], _ operands: [String]) throws {
    let invocation = try invocation(line)
    #expect(invocation.path == path)
    #expect(invocation.operandTexts == operands)
  }

  @Test(arguments: [
    ("--help", []), ("-h", []), ("validate --help", ["validate"]), ("--help rm", ["remove"]),
    ("backup --help create", ["backup", "create"]), ("logs -fh", ["logs"]), ("deploy -h", ["deploy"]),
  ])
  func helpIsUnderstoodEverywhere(_ line: String, _ expected: [String]) throws {
    guard case .help(let path) = try ArgumentParser.parse(arguments(line), for: .fake, on: RecordingHost()) else {
      Issue.record("not a request for help")
      return
    }
    #expect(path == expected)
  }

  @Test(arguments: [("", []), ("--no-color", []), ("deploy", ["deploy"])])
  func groupsAloneLackACommand(_ line: String, _ expected: [String]) throws {
    guard case .missingCommand(let path) = try ArgumentParser.parse(arguments(line), for: .fake, on: RecordingHost())
    else {
      Issue.record("something was found to run")
      return
    }
    #expect(path == expected)
  }
}
