import QuadletAnalysis

extension FindingFilter {
  /// Reads the options; the settings of a project count where no option is given.
  init(_ invocation: Invocation, isForPeople: Bool, settings: ProjectSettings.Lint? = nil) throws(UsageError) {
    let failOn = invocation.isGiven("fail-on") ? nil : settings?.failOn
    let isHidden = (selected: !invocation.isGiven("select"), ignored: !invocation.isGiven("ignore"))
    let hidden = Hidden(
      selected: isHidden.selected ? settings?.selectedRules ?? [] : [],
      ignored: isHidden.ignored ? settings?.ignoredRules ?? [] : []
    )
    let selected = isHidden.selected ? hidden.selected : invocation.values("select")
    let ignored = isHidden.ignored ? hidden.ignored : invocation.values("ignore")
    for name in selected + ignored where Rule.named(name) == nil {
      throw UsageError(UsageError.unknownRule(name))
    }
    self.init(
      level: invocation.value("level").flatMap(Severity.init(word:)) ?? (isForPeople ? .warning : .note),
      failLevel: (failOn ?? invocation.value("fail-on")).flatMap(Severity.init(word:)),
      selected: selected,
      ignored: ignored,
      hidden: hidden.selected.isEmpty && hidden.ignored.isEmpty ? nil : hidden
    )
  }
}

extension Severity {
  /// The severity of a word; nil for `never`.
  fileprivate init?(word: String) {
    switch word {
    case Severity.error.word: self = .error
    case Severity.warning.word: self = .warning
    case Severity.note.word: self = .note
    default: return nil
    }
  }
}
