import QuadletAnalysis

extension SARIFReport {
  /// Writes what code scanning shows for a rule.
  func write(_ rule: Rule, to json: inout JSONWriter) {
    let summary = "\(rule.summary)"
    let why = "\(rule.why)"
    json.object { json in
      json.field("id", rule.name)
      json.object("shortDescription") { json in json.field("text", summary) }
      json.object("fullDescription") { json in json.field("text", "\(summary) \(why)") }
      json.object("help") { json in
        json.field("text", RuleWriter.text(rule, terminal: .plain))
        json.field("markdown", RuleWriter.markdownBody(rule))
      }
      json.object("defaultConfiguration") { json in json.field("level", rule.severity.word) }
      json.object("properties") { json in
        json.array("tags") { json in
          json.element("podman")
          json.element("quadlet")
        }
        json.field("precision", "very-high")
        json.field("problem.severity", rule.severity.codeScanningWord)
      }
    }
  }
}

extension Severity {
  fileprivate var codeScanningWord: String { self == .note ? "recommendation" : word }
}
