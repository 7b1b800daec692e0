import Testing

@testable import leger

struct TableValidationTests {
  private func found(_ commands: Command...) -> [String] {
    problems(
      in: Program(
        name: "p",
        version: "1",
        summary: "a program",
        entries: commands.map { command in CommandEntry(command.name) { command } }
      )
    )
  }

  private func command(_ options: leger.Option..., operands: [Operand] = []) -> Command {
    Command(name: "c", group: "G", summary: "Works.", operands: operands, options: options, action: { _ in .clean })
  }

  @Test func theFakeTableIsSound() {
    #expect(problems(in: .fake) == [])
  }

  @Test func commandsAreChecked() {
    #expect(found(command(), command()) == ["p: two commands answer to \"c\""])
    let bad = Command(name: "Bad", summary: "does. Two things")
    #expect(
      found(bad) == [
        "p: \"Bad\" is not in kebab case", "p Bad: no group", "p Bad: the summary is not one sentence",
        "p Bad: neither an action nor subcommands",
      ]
    )
  }

  @Test(arguments: [
    (Option("x", help: ""), "p c --x: no help"),
    (Option("x", help: "does."), "p c --x: the help ends with a period"),
    (Option("X", help: "does"), "p c --X: not in kebab case"),
    (Option("x", short: "-", help: "does"), "p c --x: -- is not a letter or digit"),
    (Option("x", .value(""), help: "does"), "p c --x: no label"),
    (Option("x", .choice("W", []), help: "does"), "p c --x: no choices"),
    (Option("x", .choice("W", ["a", "a"]), help: "does"), "p c --x: two choices \"a\""),
    (Option("x", help: "does", excludes: ["y"]), "p c --x: excludes --y, which does not exist"),
    (Option.alias("x", for: "y"), "p c --x: stands for --y, which does not exist"),
    (Option("no-color", help: "does"), "p c --no-color: clashes with the global option --no-color"),
    (Option("host", short: "h", help: "does"), "p c --host: clashes with the global option --help"),
    (
      Option("x", .number("N", from: 1, through: 9), help: "does", defaultValue: "a"),
      "p c --x: the default is refused: option \"--x\" needs a whole number from 1 to 9, not \"a\""
    ),
  ])
  func optionsAreChecked(_ option: leger.Option, _ problem: String) {
    #expect(found(command(option)) == [problem])
  }

  @Test func optionsAreCheckedTogether() {
    let first = Option("a", short: "x", help: "does")
    #expect(found(command(first, Option("b", short: "x", help: "does"))) == ["p c: two options -x"])
    #expect(found(command(first, Option("a", help: "does"))) == ["p c: two options --a"])
    let format = Option("format", .choice("F", ["text"]), help: "how")
    #expect(
      found(command(format, .json)) == [
        "p c --json: the value is refused: unknown value \"json\" for \"--format\"; choose from text"
      ]
    )
    #expect(
      found(command(format, .alias("x", for: "format"))) == [
        "p c --x: stands for --format, but a value is missing or superfluous"
      ]
    )
  }

  @Test func operandsAndExamplesAreChecked() {
    let many = Operand("A", .many, help: "some")
    let one = Operand("B", .one, help: "one")
    #expect(
      found(command(operands: [many, one])) == [
        "p c A: takes all arguments but is not last", "p c B: required after an optional one",
      ]
    )
    let bad = Command(
      name: "c",
      group: "G",
      summary: "Works.",
      examples: [("p c --nope", "Works."), ("q c", "Works.")],
      action: { _ in .clean }
    )
    #expect(
      found(bad) == [
        "p c: the example \"p c --nope\" is refused: unknown option \"--nope\"",
        "p c: an example does not start with p",
      ]
    )
  }
}
