import QuadletAnalysis

/// Writes a Code Quality report, which GitLab shows in merge requests.
enum GitLabReport {
  /// Appends a report to a buffer.
  static func write(_ report: Report, to bytes: inout [UInt8]) {
    var fingerprints = Fingerprint()
    JSONWriter.append(to: &bytes) { json in
      json.array(onLines: true) { json in
        for finding in report.findings {
          json.object { json in
            json.field("description", finding.message)
            json.field("check_name", finding.rule.id)
            json.field("fingerprint", fingerprints.next(for: finding))
            json.field("severity", finding.severity.codeQualityWord)
            json.object("location") { json in
              json.field("path", bytes: Array(finding.repositoryPath))
              json.object("lines") { json in json.field("begin", finding.line) }
            }
          }
        }
      }
    }
  }
}

extension Severity {
  fileprivate var codeQualityWord: String {
    switch self {
    case .error: "critical"
    case .warning: "major"
    case .note: "info"
    }
  }
}
