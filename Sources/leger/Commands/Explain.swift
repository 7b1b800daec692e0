import QuadletAnalysis

extension Command {
  /// `leger explain`: what a rule reports and why.
  static let explain = Command(
    name: "explain",
    group: "Language",
    summary: "Explains a rule, or lists them all.",
    operands: [Operand("RULE", .optional, .text, help: "the name of a rule, as findings show it in brackets")],
    options: [
      Option("all", help: "explain every rule"),
      Option(
        "format",
        .choice("FORMAT", ["text", "markdown", "json"]),
        help: "how the result is printed",
        defaultValue: "text"
      ),
      .json,
    ],
    examples: [("leger explain inline-comment", "Explains the rule, with an example.")],
    action: runExplain
  )

  private static func runExplain(_ invocation: Invocation) throws(UsageError) -> ExitStatus {
    var rules = Rule.all
    var explainsAll = invocation.flag("all")
    if let name = invocation.operandTexts.first {
      if explainsAll { throw UsageError("name a rule or use --all, not both") }
      guard let rule = Rule.named(name) else {
        throw UsageError(UsageError.unknownRule(name))
      }
      rules = [rule]
      explainsAll = true
    }
    switch invocation.value("format") {
    case "json":
      var output: [UInt8] = []
      RuleWriter.json(rules, to: &output)
      invocation.console.standardOutput(output)
    case "markdown":
      let single = invocation.operandTexts.isEmpty ? nil : rules.first
      invocation.print(single.map { RuleWriter.markdown($0) } ?? RuleWriter.markdown())
    default:
      let terminal = invocation.console.terminal
      invocation.print(
        explainsAll
          ? rules.map { RuleWriter.text($0, terminal: terminal) }.joined(separator: "\n")
          : RuleWriter.list(rules, terminal: terminal)
      )
    }
    return .clean
  }
}

extension UsageError {
  /// The message for a rule that does not exist.
  static func unknownRule(_ name: String) -> String {
    // The JSON of check-conflicts says only the kind of a conflict.
    let kind = Conflict.Kind(rawValue: name)
    let near = Nearest.match(name, among: Rule.all.map(\.name)) ?? kind.map { Rule.conflict($0).name }
    return "unknown rule \(quote(Array(name.utf8)))"
      + (near.map { "; did you mean \"\($0)\"?" } ?? "; `leger explain` lists them")
  }
}
