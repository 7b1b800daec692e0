import QuadletAnalysis
import QuadletSyntax

/// Writes SARIF 2.1.0 within the limits of GitHub code scanning.
struct SARIFReport: Sendable {
  /// The number of results that GitHub accepts in a run.
  static let resultLimit = 25_000
  /// The length limit of a message in bytes, since a value that it quotes can be as long as a file.
  static let messageLimit = 4_000
  /// The page about the file format that leger checks.
  static let informationURI = "https://docs.podman.io/en/latest/markdown/podman-systemd.unit.5.html"

  private let findings: [Located]
  private let total: Int
  private let version: String
  private let rules: [Rule]
  private let ruleIndexes: [String: Int]

  /// Creates a report that describes the given rules, and any others that the findings refer to.
  init(report: Report, version: String, rules: [Rule] = Rule.all) {
    total = report.findings.count
    self.version = version
    if total > Self.resultLimit {
      let worstFirst = Severity.allCases.reversed().flatMap { severity in
        report.findings.filter { $0.severity == severity }
      }
      findings = Array(worstFirst.prefix(Self.resultLimit))
    } else {
      findings = report.findings
    }
    var rules = rules
    var indexes = Dictionary(rules.enumerated().map { ($0.element.name, $0.offset) }) { first, _ in first }
    for finding in findings where indexes[finding.rule.name] == nil {
      indexes[finding.rule.name] = rules.count
      rules.append(finding.rule)
    }
    self.rules = rules
    ruleIndexes = indexes
  }

  /// Appends the log to a buffer.
  func write(to bytes: inout [UInt8]) {
    JSONWriter.append(to: &bytes) { json in
      json.object { json in
        json.field("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
        json.field("version", "2.1.0")
        json.array("runs") { json in json.object(nil, writeRun) }
      }
    }
  }

  private func writeRun(_ json: inout JSONWriter) {
    json.object("tool") { json in
      json.object("driver") { json in
        json.field("name", "leger")
        json.field("version", version)
        json.field("informationUri", Self.informationURI)
        json.array("rules", onLines: true) { json in
          for rule in rules { write(rule, to: &json) }
        }
      }
    }
    json.array("invocations") { json in
      json.object { json in
        json.field("executionSuccessful", true)
        if total > findings.count {
          json.array("toolExecutionNotifications") { json in
            json.object { json in
              json.field("level", "warning")
              let text = "\(total) findings; only the worst \(findings.count) are listed."
              json.object("message") { json in json.field("text", text) }
            }
          }
        }
      }
    }
    json.field("columnKind", "unicodeCodePoints")
    var fingerprints = Fingerprint()
    let marks = findings.map { fingerprints.next(for: $0) }
    let columns = CodePointColumns(findings)
    json.lines("results", count: findings.count) { index, json in
      write(findings[index], fingerprint: marks[index], columns.of(findings[index]), to: &json)
    }
  }

  private func write(_ finding: Located, fingerprint: String, _ columns: CodePointColumns, to json: inout JSONWriter) {
    json.object { json in
      json.field("ruleId", finding.rule.id)
      if let index = ruleIndexes[finding.rule.name] { json.field("ruleIndex", index) }
      json.field("level", finding.severity.word)
      json.object("message") { json in json.field("text", Self.message(of: finding)) }
      json.array("locations") { json in
        json.object { json in
          json.object("physicalLocation") { json in
            SARIFLocation.writeArtifact(finding, to: &json)
            let start = Position(line: finding.line, column: finding.column)
            let end = Position(line: finding.endLine, column: finding.endColumn)
            SARIFLocation.writeRegion("region", start, end, in: finding.document, columns, to: &json)
          }
        }
      }
      json.object("partialFingerprints") { json in json.field("legerFinding/v1", fingerprint) }
      writeFix(of: finding, columns, to: &json)
      if finding.preventsStart || finding.podman != nil {
        json.object("properties") { json in
          if finding.preventsStart { json.field("preventsStart", true) }
          if let podman = finding.podman { json.field("podman", podman) }
        }
      }
    }
  }

  private func writeFix(of finding: Located, _ columns: CodePointColumns, to json: inout JSONWriter) {
    guard let fix = finding.fix, let document = finding.document, let phrase = FixPhrase(finding) else { return }
    var description: [UInt8] = []
    phrase.write(to: &description)
    json.array("fixes") { json in
      json.object { json in
        json.object("description") { json in json.field("text", bytes: description) }
        json.array("artifactChanges") { json in
          json.object { json in
            SARIFLocation.writeArtifact(finding, to: &json)
            json.array("replacements") { json in
              for edit in fix.edits {
                json.object { json in
                  let start = document.position(at: edit.range.lowerBound)
                  let end = document.position(at: edit.range.upperBound)
                  SARIFLocation.writeRegion("deletedRegion", start, end, in: document, columns, to: &json)
                  json.object("insertedContent") { json in json.field("text", bytes: edit.replacement) }
                }
              }
            }
          }
        }
      }
    }
  }

  private static func message(of finding: Located) -> String {
    let text = finding.help.map { "\(finding.message)\n\($0)" } ?? finding.message
    guard text.utf8.count > messageLimit else { return text }
    return String(decoding: text.utf8.prefix(messageLimit), as: UTF8.self) + "…"
  }
}
