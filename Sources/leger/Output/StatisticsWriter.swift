import QuadletAnalysis

/// Counts findings by rule and severity, the worst first, then the most frequent.
struct StatisticsWriter {
  /// The number of findings of one rule and severity.
  struct Row {
    let rule: Rule
    let severity: Severity
    var count = 0
    /// How many of them have a fix.
    var fixable = 0
  }

  let rows: [Row]
  private let report: Report

  init(_ report: Report) {
    self.report = report
    var rows: [Row] = []
    var places: [Key: Int] = [:]
    for finding in report.findings {
      let key = Key(rule: finding.rule.name, severity: finding.severity)
      let place = places[key, default: rows.count]
      if place == rows.count {
        places[key] = place
        rows.append(Row(rule: finding.rule, severity: finding.severity))
      }
      rows[place].count += 1
      if finding.fix != nil { rows[place].fixable += 1 }
    }
    self.rows = rows.sorted { left, right in
      if left.severity != right.severity { return left.severity > right.severity }
      return left.count != right.count ? left.count > right.count : left.rule.name < right.rule.name
    }
  }

  private struct Key: Hashable {
    let rule: String
    let severity: Severity
  }

  /// Appends the counts and the totals as JSON.
  func writeJSON(to bytes: inout [UInt8]) {
    JSONWriter.append(to: &bytes) { json in
      json.object { json in
        json.field("schema", 1)
        json.array("statistics", onLines: true) { json in
          for row in rows {
            json.object { json in
              json.field("rule", row.rule.name)
              json.field("severity", row.severity.word)
              json.field("count", row.count)
              json.field("fixable", row.fixable)
            }
          }
        }
        JSONReport.writeSummary(of: report, to: &json)
      }
    }
  }

  /// Returns the counts and the totals for people.
  func text(_ terminal: Terminal) -> String {
    let countWidth = rows.map { "\($0.count)".count }.max() ?? 0
    let nameWidth = rows.map(\.rule.name.count).max() ?? 0
    var text = ""
    for row in rows {
      let count = "\(row.count)"
      let fixable = row.fixable == 0 ? "" : row.fixable == row.count ? "fixable" : "\(row.fixable) fixable"
      var line = String(repeating: " ", count: countWidth - count.count) + count
      line += "  " + terminal.style.colour(of: row.severity) + padded(row.severity.word, to: 7) + terminal.style.reset
      line += "  " + (fixable.isEmpty ? row.rule.name : padded(row.rule.name, to: nameWidth) + "  " + fixable)
      text += line + "\n"
    }
    return text + (rows.isEmpty ? "" : "\n") + report.summaryLine + "\n"
  }

  private func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.count, 0))
  }
}
