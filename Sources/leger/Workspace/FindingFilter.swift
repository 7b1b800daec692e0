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

  /// Whether every rule is run.
  var runsAll: Bool { selected.isEmpty && ignored.isEmpty }

  /// Whether a rule is run.
  func runs(_ rule: Rule) -> Bool {
    if runsAll { return true }
    let name = rule.name
    return (selected.isEmpty || selected.contains(name)) && !ignored.contains(name)
  }

  /// Whether notes are shown, or make the command fail.
  var wantsNotes: Bool { level == .note || failLevel == .note }

  func shows(_ severity: Severity) -> Bool { severity >= level }

  func fails(_ severity: Severity) -> Bool { failLevel.map { severity >= $0 } ?? false }
}
