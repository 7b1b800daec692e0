/// The formats in which findings can be written.
enum OutputFormat: String, Sendable, CaseIterable {
  /// For people.
  case text
  /// One line per finding.
  case concise
  case json
  /// SARIF 2.1.0, for code scanning.
  case sarif
  /// Workflow commands of GitHub Actions.
  case github
  /// A Code Quality report of GitLab.
  case gitlab
  case junit
}

/// Writes reports in every format.
struct ReportWriter {
  /// Appends a report to a buffer; returns what is for standard error, without a newline, when the format omits it.
  @discardableResult
  static func write(
    _ report: Report,
    as format: OutputFormat,
    terminal: Terminal,
    version: String,
    to bytes: inout [UInt8]
  ) -> String? {
    switch format {
    case .text:
      TextReport(report: report, terminal: terminal).write(to: &bytes)
      return nil
    case .concise:
      TextReport(report: report, terminal: terminal).writeConcisely(to: &bytes)
      return report.causeLine + (report.hiddenLine.map { "\n" + $0 } ?? "")
    case .json: JSONReport.write(report, to: &bytes)
    case .sarif: SARIFReport(report: report, version: version).write(to: &bytes)
    case .github: GitHubReport.write(report, to: &bytes)
    case .gitlab: GitLabReport.write(report, to: &bytes)
    case .junit: JUnitReport.write(report, to: &bytes)
    }
    return report.hiddenLine
  }
}
