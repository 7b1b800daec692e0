import QuadletAnalysis

/// Writes JUnit XML: a suite for each file with findings, where errors and warnings are failures.
enum JUnitReport {
  /// Appends a report to a buffer; without findings, one test passes, since many readers treat no tests as an error.
  static func write(_ report: Report, to bytes: inout [UInt8]) {
    let findings = report.findings
    let failures = findings.count { $0.severity >= .warning }
    bytes.append(text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    open("testsuites", path: Array("leger".utf8), tests: max(findings.count, 1), failures: failures, to: &bytes)
    if findings.isEmpty {
      open("testsuite", path: Array("leger".utf8), tests: 1, failures: 0, to: &bytes)
      bytes.append(text: "<testcase classname=\"leger\" name=\"\(report.summaryLine)\"/>\n</testsuite>\n")
    }
    var start = 0
    while start < findings.count {
      let path = findings[start].path
      let end = findings[start...].firstIndex { $0.path != path } ?? findings.count
      let failures = findings[start..<end].count { $0.severity >= .warning }
      open("testsuite", path: path, tests: end - start, failures: failures, to: &bytes)
      for finding in findings[start..<end] { write(finding, to: &bytes) }
      bytes.append(text: "</testsuite>\n")
      start = end
    }
    bytes.append(text: "</testsuites>\n")
  }

  private static func open(_ tag: String, path: [UInt8], tests: Int, failures: Int, to bytes: inout [UInt8]) {
    bytes.append(text: "<\(tag)")
    add("name", path.span, to: &bytes)
    bytes.append(text: " tests=\"\(tests)\" failures=\"\(failures)\" errors=\"0\">\n")
  }

  private static func write(_ finding: Located, to bytes: inout [UInt8]) {
    let path = finding.path
    bytes.append(text: "<testcase")
    add("classname", path.span, to: &bytes)
    add("name", "\(finding.rule.name) at \(finding.line):\(finding.column)".utf8.span, to: &bytes)
    add("file", path.span, to: &bytes)
    bytes.append(text: " line=\"\(finding.line)\">")
    if finding.severity >= .warning {
      bytes.append(text: "<failure")
      add("message", finding.message.utf8.span, to: &bytes)
      add("type", finding.rule.name.utf8.span, to: &bytes)
      bytes.append(text: ">")
    } else {
      bytes.append(text: "<system-out>")
    }
    var body: [UInt8] = finding.path
    body.append(text: ":\(finding.line):\(finding.column): \(finding.severity.word): \(finding.message)")
    if let help = finding.help { body.append(text: "\n\(help)") }
    if let podman = finding.podman { body.append(text: "\npodman: \(podman)") }
    TextEscape.xml.append(body.span, to: &bytes)
    bytes.append(text: finding.severity >= .warning ? "</failure>" : "</system-out>")
    bytes.append(text: "</testcase>\n")
  }

  private static func add(_ name: String, _ value: Span<UInt8>, to bytes: inout [UInt8]) {
    bytes.append(text: " \(name)=\"")
    TextEscape.xml.append(value, to: &bytes)
    bytes.append(text: "\"")
  }
}
