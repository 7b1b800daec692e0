import QuadletAnalysis

extension RuleWriter {
  /// Returns a reference page of rules: a table of contents by theme, then a section for each.
  static func markdown(_ themes: [(title: StaticString, rules: [Rule])] = Rule.themes) -> String {
    var text = """
      # Rules

      An **error** is what Podman's generator refuses or does not read, a **warning** what it takes for something that
      fails or is not what was written, a **note** advice. A comment `# leger: allow RULE -- reason` silences a rule for
      the line that follows, `# leger: allow-file RULE` for the file.

      """
    for theme in themes {
      text += "\n**\(theme.title)**\n\n| Rule | Severity | Fix | What it reports |\n| --- | --- | --- | --- |\n"
      for rule in theme.rules { text += row(rule) }
    }
    for theme in themes {
      text += "\n## \(theme.title)\n"
      for rule in theme.rules { text += "\n##" + markdown(rule) }
    }
    return text
  }

  /// Returns a page of one rule.
  static func markdown(_ rule: Rule) -> String {
    "# \(rule.name)\n\n*\(rule.severity.word)*\n\n\(markdownBody(rule))"
  }

  /// Returns summary, reason and examples of one rule.
  static func markdownBody(_ rule: Rule) -> String {
    var text = "\(rule.summary)\n\n\(rule.why)\n"
    let reader = rule.podman.map { " for Podman \($0)" } ?? ""
    if let bad = RuleExample(rule.bad) { text += "\nWrong\(reader):\n\n```ini\n\(bad.marked)```\n" }
    if let good = RuleExample(rule.good) { text += "\nRight:\n\n```ini\n\(good.plain)```\n" }
    if let fix = fixPhrase(rule) { text += "\n**Fix.** \(fix)\n" }
    return text
  }

  private static func row(_ rule: Rule) -> String {
    let name = rule.name
    let fix =
      switch rule.fixSafety {
      case .none: ""
      case .safe: "safe"
      case .unsafe: "unsafe"
      case .depends: "safe or unsafe"
      }
    let summary = "\(rule.summary)".split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    return "| [`\(name)`](#\(name)) | \(rule.severity.word) | \(fix) | \(summary) |\n"
  }
}
