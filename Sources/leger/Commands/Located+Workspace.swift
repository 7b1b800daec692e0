import QuadletAnalysis

extension Located {
  /// Locates a finding of the settings.
  convenience init(_ finding: SettingsFinding, in file: SettingsFile) {
    self.init(
      path: file.path,
      document: file.document,
      range: finding.place.range,
      rule: finding.rule,
      severity: finding.severity,
      message: finding.message,
      help: finding.help
    )
  }

  /// Locates what is wrong with a bundle as a whole.
  convenience init(_ failure: LoadedProject.BundleFailure) {
    self.init(
      path: failure.path,
      document: failure.document,
      range: failure.cause.range,
      rule: .malformedBundle,
      message: failure.cause.message,
      help: "separate units by a line ---, and begin each with # FileName=NAME"
    )
  }
}
