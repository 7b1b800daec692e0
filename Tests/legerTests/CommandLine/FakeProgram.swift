@testable import leger

extension Program {
  /// A small command table with one of everything.
  static let fake = Program(
    name: "leger",
    version: "0.1.0",
    summary: "a toolkit for Podman Quadlet files",
    entries: [fakeValidate, fakeRemove, fakeLogs, fakeBackup, fakeDeploy, .help, .completions, .manualPage].map {
      command in
      CommandEntry(command.name) { command }
    }
  )

  private static let fakeValidate = Command(
    name: "validate",
    group: "Language",
    summary: "Checks units as Podman reads them.",
    discussion: """
      Reads every unit below a folder, including drop-ins, and reports what Podman refuses, what fails later and
      what could be better.

        # leger: ignore=RULE

      A comment like this silences a rule.
      """,
    operands: [Operand("PATH|NAME", .many, help: "a file, a folder or a deployment")],
    options: [
      Option("format", .choice("FORMAT", ["text", "concise", "json"]), help: "how to print", defaultValue: "text"),
      .json,
      Option("select", .list("RULE"), help: "report these rules only"),
      Option("output", .path("DIR"), help: "write there"),
      Option("user", help: "units of a user", excludes: ["system"]),
      Option("system", help: "units of the system"),
      Option("trace", help: "print what is read", isHidden: true),
    ],
    examples: [("leger validate --json web.container", "Checks one unit and prints the findings as JSON.")],
    action: { invocation in
      invocation.print(invocation.operandTexts.map { $0 + "\n" }.joined())
      return .findings
    }
  )

  private static let fakeRemove = Command(
    name: "remove",
    aliases: ["rm"],
    group: "Deployments",
    summary: "Removes a deployment.",
    operands: [Operand("NAME", .one, .text, help: "the deployment")],
    options: [Option("yes", short: "y", help: "answer prompts with yes")],
    action: { invocation throws(UsageError) in throw UsageError("no deployment \"\(invocation.operandTexts[0])\"") }
  )

  private static let fakeLogs = Command(
    name: "logs",
    group: "Deployments",
    summary: "Shows the journal of a deployment.",
    operands: [
      Operand("NAME", .one, .text, help: "the deployment"),
      Operand("UNIT", .optional, .text, help: "one of its units"),
    ],
    options: [
      Option("follow", short: "f", help: "keep printing"),
      Option("lines", short: "n", .number("N", from: 1, through: 9999), help: "how many lines", defaultValue: "100"),
      Option("since", .value("T"), help: "from this time on"),
    ],
    action: { $0.flag("follow") ? .cancelled : .clean }
  )

  private static let fakeCreate = Command(
    name: "create",
    summary: "Makes a backup.",
    operands: [Operand("NAME", .optional, .text, help: "the deployment")],
    options: [Option("reason", .value("TEXT"), help: "why")],
    action: { _ in .clean }
  )

  private static let fakeList = Command(name: "list", summary: "Lists backups.", action: { _ in .clean })

  private static let fakeBackup = Command(
    name: "backup",
    group: "Deployments",
    summary: "Makes, lists and checks backups.",
    operands: fakeCreate.operands,
    options: fakeCreate.options,
    subcommands: [fakeCreate, fakeList],
    action: { _ in .clean }
  )

  private static let fakeDeploy = Command(
    name: "deploy",
    summary: "Groups the commands that deploy.",
    subcommands: [fakeRemove, fakeList.named("show")],
    isHidden: true
  )
}

/// Splits a command line into arguments.
func arguments(_ line: String) -> [[UInt8]] {
  line.split(separator: " ").map { Array($0.utf8) }
}
