import QuadletAnalysis

/// Writes leger's own JSON, one finding per line.
enum JSONReport {
  /// Appends a report to a buffer.
  static func write(_ report: Report, to bytes: inout [UInt8]) {
    JSONWriter.append(to: &bytes) { json in
      json.object { json in
        json.field("schema", 1)
        let findings = report.findings
        json.lines("findings", count: findings.count) { index, json in write(findings[index], to: &json) }
        writeSummary(of: report, to: &json)
      }
    }
  }

  /// Writes the totals.
  static func writeSummary(of report: Report, to json: inout JSONWriter) {
    json.object("summary") { json in
      json.field("files", report.fileCount)
      json.field("errors", report.count(.error))
      json.field("warnings", report.count(.warning))
      json.field("notes", report.count(.note))
    }
  }

  private static func write(_ finding: Located, to json: inout JSONWriter) {
    json.object { json in
      json.field("path", bytes: finding.path)
      json.field("line", finding.line)
      json.field("column", finding.column)
      json.field("end_line", finding.endLine)
      json.field("end_column", finding.endColumn)
      json.field("severity", finding.severity.word)
      json.field("rule", finding.rule.id)
      json.field("message", finding.message)
      if let help = finding.help { json.field("help", help) }
      if let podman = finding.podman { json.field("podman", podman) }
      if finding.preventsStart { json.field("prevents_start", true) }
      if let fix = finding.fix { write(fix, to: &json) }
    }
  }

  private static func write(_ fix: Fix, to json: inout JSONWriter) {
    json.object("fix") { json in
      json.field("safe", fix.isSafe)
      json.array("edits") { json in
        for edit in fix.edits {
          json.object { json in
            json.field("start", edit.range.lowerBound)
            json.field("end", edit.range.upperBound)
            json.field("text", bytes: edit.replacement)
          }
        }
      }
    }
  }
}
