import QuadletAnalysis

extension RuleWriter {
  /// Returns the reference page of rules: a table of contents by theme, then a section for each rule.
  static func markdown(_ themes: [(title: StaticString, rules: [Rule])] = Rule.themes) -> String {
    var text = """
      # Rules

      An **error** is something that Podman's generator refuses or does not read. A **warning** is something that it
      accepts, but that fails later or does not mean what was written. A **note** is advice. The comment
      `# leger: allow RULE -- reason` silences a rule for the next line, `# leger: allow-file RULE` for the whole file.

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

  /// Returns the page of one rule.
  static func markdown(_ rule: Rule) -> String {
    "# \(rule.name)\n\n*\(rule.severity.word)*\n\n\(markdownBody(rule))"
  }

  /// Returns the summary, the reason and the examples of one rule.
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
