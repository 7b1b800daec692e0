/// What leger reports about one place in a `.leger.yaml`.
public struct SettingsFinding: Sendable {
  /// The rule that it breaks.
  public let rule: Rule
  /// The severity here, at most that of the rule.
  public let severity: Severity
  /// What is wrong, and what would be right.
  public let message: String
  /// One thing to do about it.
  public let help: String?
  /// Where.
  public let place: YAMLPlace

  /// Reports a mistake that was found while reading.
  public init(_ mistake: SettingsMistake) {
    self.init(.mistakenSetting, mistake.message, at: mistake.place)
  }

  /// Reports text that is not YAML; everything in it is ignored.
  public init(_ problem: YAMLProblem) {
    self.init(.mistakenSetting, .invalidSettings(problem), at: problem.place)
  }

  init(_ rule: Rule, severity: Severity? = nil, _ message: Message, at place: YAMLPlace) {
    self.rule = rule
    self.severity = severity ?? rule.severity
    self.message = message.text
    help = message.help
    self.place = place
  }
}

extension ProjectSettings.Lint {
  /// The names of the only rules that are reported; all when empty.
  public var selectedRules: [String] { Self.rules(selected.map(\.text)) }
  /// The names of the rules that are not reported.
  public var ignoredRules: [String] { Self.rules(ignored.map(\.text)) }

  /// The names that are those of rules, each once: a list can repeat one without end.
  private static func rules(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted && Rule.named($0) != nil }
  }
}
