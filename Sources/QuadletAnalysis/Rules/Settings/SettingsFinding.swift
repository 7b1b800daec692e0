/// Something that leger has to say about a place in a `.leger.yaml`.
public struct SettingsFinding: Sendable {
  /// What kind of thing it is.
  public let rule: Rule
  /// How bad it is here.
  public let severity: Severity
  /// What is wrong, and what would be right.
  public let message: String
  /// What to do about it.
  public let help: String?
  /// Where.
  public let place: YAMLPlace

  /// Reports a mistake of reading.
  public init(_ mistake: SettingsMistake) {
    self.init(.mistakenSetting, mistake.message.text, help: mistake.message.help, at: mistake.place)
  }

  /// Reports text that is not YAML; everything in it is ignored.
  public init(_ problem: YAMLProblem) {
    self.init(
      .mistakenSetting,
      problem.message,
      help: "leger ignores the file until it is valid YAML",
      at: problem.place
    )
  }

  init(_ rule: Rule, severity: Severity? = nil, _ message: String, help: String? = nil, at place: YAMLPlace) {
    self.rule = rule
    self.severity = severity ?? rule.severity
    self.message = message
    self.help = help
    self.place = place
  }
}

extension ProjectSettings.Lint {
  /// The names of the rules that are reported only.
  public var selectedRules: [String] { selected.map(\.text).filter { Rule.named($0) != nil } }
  /// The names of the rules that are not reported.
  public var ignoredRules: [String] { ignored.map(\.text).filter { Rule.named($0) != nil } }
}
