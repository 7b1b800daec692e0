import QuadletAnalysis

/// Which rules are run, which findings are shown, and which make the command fail.
struct FindingFilter {
  /// The lowest severity that is shown.
  let level: Severity
  /// The lowest severity that makes the command fail; nil when none does.
  let failLevel: Severity?
  /// The names of the rules that are run; all when empty.
  let selected: [String]
  /// The names of the rules that are not run.
  let ignored: [String]

  /// The rules that are not run because the settings of the project say so; nil when there are none.
  let hidden: Hidden?

  /// What settings say about rules.
  struct Hidden {
    let selected: [String]
    let ignored: [String]
  }

  /// Whether every rule is run.
  var runsAll: Bool { selected.isEmpty && ignored.isEmpty }

  /// Whether a rule is run.
  func runs(_ rule: Rule) -> Bool {
    if runsAll { return true }
    let name = rule.name
    return (selected.isEmpty || selected.contains(name)) && !ignored.contains(name)
  }

  /// The filter that runs what the settings hide from this one, to count errors; nil when they hide nothing.
  var ofHidden: FindingFilter? {
    guard let hidden else { return nil }
    let names = Rule.all.map(\.name).filter { name in
      // What an option hides as well is not asked for.
      if selected != hidden.selected, !selected.isEmpty, !selected.contains(name) { return false }
      if ignored != hidden.ignored, ignored.contains(name) { return false }
      return hidden.ignored.contains(name) || !hidden.selected.isEmpty && !hidden.selected.contains(name)
    }
    if names.isEmpty { return nil }
    return FindingFilter(level: .error, failLevel: nil, selected: names, ignored: [], hidden: nil)
  }

  /// Whether notes are shown, or make the command fail.
  var wantsNotes: Bool { level == .note || failLevel == .note }

  func shows(_ severity: Severity) -> Bool { severity >= level }

  func fails(_ severity: Severity) -> Bool { failLevel.map { severity >= $0 } ?? false }
}
