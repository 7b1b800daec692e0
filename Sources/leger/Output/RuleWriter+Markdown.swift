import QuadletAnalysis

extension RuleWriter {
  /// Returns a reference page of all rules: a table, then a section for each.
  static func markdown(_ rules: [Rule] = Rule.all) -> String {
    var text = "# Rules\n\n| Rule | Severity | Fix | What it reports |\n| --- | --- | --- | --- |\n"
    for rule in rules {
      let name = rule.name
      let fix = rule.isFixable ? "yes" : ""
      let summary = "\(rule.summary)".split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
      text += "| [`\(name)`](#\(name)) | \(rule.severity.word) | \(fix) | \(summary) |\n"
    }
    for rule in rules {
      let fixes = rule.isFixable ? ", leger can fix it" : ""
      text += "\n## \(rule.name)\n\n*\(rule.severity.word)\(fixes)*\n\n\(markdownBody(rule))"
    }
    return text
  }

  /// Returns summary, reason and examples of one rule.
  static func markdownBody(_ rule: Rule) -> String {
    var text = "\(rule.summary)\n\n\(rule.why)\n"
    if let bad = RuleExample(rule.bad) { text += "\nWrong:\n\n```ini\n\(bad.marked)```\n" }
    if let good = RuleExample(rule.good) { text += "\nRight:\n\n```ini\n\(good.plain)```\n" }
    return text
  }
}
