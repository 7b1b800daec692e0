import QuadletAnalysis

/// Writes what `leger explain` shows about rules.
enum RuleWriter {
  /// Returns the page of one rule.
  static func text(_ rule: Rule, terminal: Terminal) -> String {
    let style = terminal.style
    let width = terminal.helpWidth
    var text = "\(style.bold)\(rule.name)\(style.reset) (\(rule.severity.word))\n"
    text += TextLayout.paragraphs("\(rule.summary)", width: width)
    func section(_ title: String, _ lines: [some StringProtocol]) {
      text += "\n\(style.bold)\(title):\(style.reset)\n"
      for line in lines { text += line.isEmpty ? "\n" : "  \(line)\n" }
    }
    section("Why", TextLayout.wrap("\(rule.why)", width: width - 2))
    if let bad = RuleExample(rule.bad) {
      section("Wrong" + (rule.podman.map { " for Podman \($0)" } ?? ""), lines(of: bad.marked))
    }
    if let good = RuleExample(rule.good) { section("Right", lines(of: good.plain)) }
    if let fix = fixPhrase(rule) { section("Fix", TextLayout.wrap(fix, width: width - 2)) }
    return text
  }

  /// Returns the table of rules, with `*` at those that leger can fix.
  static func list(_ rules: [Rule] = Rule.all, terminal: Terminal) -> String {
    let style = terminal.style
    let nameWidth = rules.map(\.name.count).max() ?? 0
    let indent = nameWidth + 13
    var text = ""
    for rule in rules {
      let mark = rule.isFixable ? "*" : " "
      let word = rule.severity.word
      let lines = TextLayout.wrap("\(rule.summary)", width: max(terminal.helpWidth - indent, 20))
      text += "\(style.bold)\(padded(rule.name, to: nameWidth))\(style.reset)  \(padded(word, to: 7)) \(mark)"
      text += "  " + lines.joined(separator: "\n" + String(repeating: " ", count: indent)) + "\n"
    }
    let fixable = rules.count(where: \.isFixable)
    let total = Report.counted(rules.count, "rule")
    return text + "\n\(total); leger can fix those with * (\(fixable)). Run \"leger explain RULE\" for details.\n"
  }

  /// Appends the rules as JSON, one per line.
  static func json(_ rules: [Rule] = Rule.all, to bytes: inout [UInt8]) {
    JSONWriter.append(to: &bytes) { json in
      json.object { json in
        json.field("schema", 1)
        json.array("rules", onLines: true) { json in
          for rule in rules {
            json.object { json in
              json.field("id", rule.name)
              json.field("severity", rule.severity.word)
              json.field("fixable", rule.isFixable)
              json.field("summary", "\(rule.summary)")
              json.field("why", "\(rule.why)")
              if let bad = RuleExample(rule.bad) { json.field("bad", bad.plain) }
              if let good = RuleExample(rule.good) { json.field("good", good.plain) }
            }
          }
        }
      }
    }
  }

  /// Returns a description of a rule's fix, or nil when it has none.
  static func fixPhrase(_ rule: Rule) -> String? {
    switch rule.fixSafety {
    case .none: nil
    case .safe: "Safe: it changes nothing but the mistake."
    case .unsafe: "Unsafe: it is a guess, or it changes what the unit does. Review it first."
    case .depends: "Safe or unsafe, depending on the case; each fix says which."
    }
  }

  private static func lines(of text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
  }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.count, 0))
  }
}
