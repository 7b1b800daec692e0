import Testing

@testable import leger

struct UsageErrorTests {
  private func error(_ arguments: [[UInt8]]) -> UsageError? {
    do throws(UsageError) {
      _ = try ArgumentParser.parse(arguments, for: .fake, on: RecordingHost())
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    ("validate --formt json", #"unknown option "--formt"; did you mean "--format"?"#),
    ("validate --formt=json", #"unknown option "--formt"; did you mean "--format"?"#),
    ("validate -json", #"unknown option "-json"; did you mean "--json"?"#),
    ("validate --quux", #"unknown option "--quux""#),
    ("validate --trac", #"unknown option "--trac""#),
    ("validate -x", #"unknown option "-x""#),
    ("logs -fx web", #"unknown option "-fx""#),
    ("validate --version", #"unknown option "--version""#),
    ("--json validate", #"unknown option "--json"; a command's options come after its name"#),
    ("--versoin", #"unknown option "--versoin"; did you mean "--version"?"#),
    ("backup --reason x list", #"unknown option "--reason""#),
    ("validate --format", #"option "--format" needs a value: --format FORMAT"#),
    ("validate --format --json", #"option "--format" needs a value: --format FORMAT"#),
    ("logs web -n", #"option "-n" needs a value: -n N"#),
    ("validate --select=,", #"option "--select" needs a value: --select RULE"#),
    ("validate --user=no", #"option "--user" takes no value"#),
    ("validate --json=yes", #"option "--json" takes no value"#),
    ("validate --system --user", #"options "--user" and "--system" cannot be used together"#),
    ("logs web -n three", #"option "--lines" needs a whole number from 1 to 9999, not "three""#),
    ("logs web -n -3", #"option "--lines" needs a whole number from 1 to 9999, not "-3""#),
    ("logs web -n 0", #"option "--lines" needs a whole number from 1 to 9999, not "0""#),
    ("logs web -n 10000", #"option "--lines" needs a whole number from 1 to 9999, not "10000""#),
    (
      "logs web -n 99999999999999999999",
      #"option "--lines" needs a whole number from 1 to 9999, not "99999999999999999999""#
    ),
    ("logs web --lines=", #"option "--lines" needs a whole number from 1 to 9999, not """#),
    (
      "validate --format jsn",
      #"unknown value "jsn" for "--format"; did you mean "json"? Choose from text, concise, json"#
    ),
    ("validate --format xml", #"unknown value "xml" for "--format"; choose from text, concise, json"#),
    ("completions fihs", #"unknown SHELL "fihs"; did you mean "fish"? Choose from bash, zsh, fish"#),
    ("logs", "missing operand NAME"),
    ("logs web a b", #"unexpected operand "b""#),
    ("completions bash zsh", #"unexpected operand "zsh""#),
    ("backup creat web", #"unexpected operand "web"; did you mean "backup create"?"#),
    ("validat", #"unknown command "validat"; did you mean "validate"?"#),
    ("VALIDATE", #"unknown command "VALIDATE"; did you mean "validate"?"#),
    ("comp", #"unknown command "comp"; did you mean "completions"?"#),
    ("deplyo", #"unknown command "deplyo""#),
    ("frobnicate", #"unknown command "frobnicate""#),
    ("deploy remov x", #"unknown command "deploy remov"; did you mean "deploy remove"?"#),
  ])
  func reportsWhatIsWrong(_ line: String, _ message: String) {
    #expect(error(arguments(line))?.message == message)
  }

  @Test func namesTheCommandItIsAbout() {
    #expect(error(arguments("backup create --quux"))?.path == ["backup", "create"])
    #expect(error(arguments("rm"))?.path == ["remove"])
    #expect(error(arguments("nothing"))?.path == [])
  }

  @Test func textMustBeValidUTF8() {
    let odd: [UInt8] = [0x61, 0xFF]
    let problem = error(arguments("logs web --since") + [odd])
    #expect(problem?.message == #"the value of "--since" is not valid UTF-8: "a\xFF""#)
    #expect(error([odd])?.message == #"unknown command "a\xFF""#)
  }

  @Test(arguments: [
    ("größe", "\"größe\""), ("a\u{1B}[1m", #""a\x1B[1m""#), ("tab\t", #""tab\x09""#), ("", "\"\""),
  ])
  func quotesWithoutControlCharacters(_ text: String, _ quoted: String) {
    #expect(UsageError.quote(Array(text.utf8)) == quoted)
  }
}
