import QuadletAnalysis

/// Writes workflow commands, which GitHub Actions shows beside the lines of a pull request.
enum GitHubReport {
  /// Appends a report to a buffer.
  static func write(_ report: Report, to bytes: inout [UInt8]) {
    for finding in report.findings {
      bytes.append(text: finding.severity.workflowCommand)
      addVisible(finding.repositoryPath.span, as: .workflowProperty, to: &bytes)
      add(finding.line, as: ",line=", to: &bytes)
      add(finding.endLine, as: ",endLine=", to: &bytes)
      // GitHub accepts columns only within one line.
      if finding.endLine == finding.line {
        add(finding.column, as: ",col=", to: &bytes)
        add(finding.endColumn, as: ",endColumn=", to: &bytes)
      }
      bytes.append(text: ",title=")
      bytes.append(text: finding.rule.id)
      bytes.append(text: "::")
      addText(finding.message, to: &bytes)
      if let help = finding.help {
        bytes.append(text: "%0A")
        addText(help, to: &bytes)
      }
      bytes.append(UInt8(ascii: "\n"))
    }
  }

  private static func add(_ number: Int, as property: String, to bytes: inout [UInt8]) {
    bytes.append(text: property)
    bytes.append(decimal: number)
  }
}

extension GitHubReport {
  /// Appends the text of a command with control characters made visible, since the log acts as a terminal.
  private static func addText(_ text: String, to bytes: inout [UInt8]) {
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if index > 0 { bytes.append(text: "%0A") }
      addVisible(line.utf8.span, as: .workflowMessage, to: &bytes)
    }
  }

  private static func addVisible(_ text: Span<UInt8>, as escape: TextEscape, to bytes: inout [UInt8]) {
    var visible: [UInt8] = []
    VisibleText.append(text, to: &visible)
    escape.append(visible.span, to: &bytes)
  }
}

extension Severity {
  fileprivate var workflowCommand: String {
    switch self {
    case .error: "::error file="
    case .warning: "::warning file="
    case .note: "::notice file="
    }
  }
}
