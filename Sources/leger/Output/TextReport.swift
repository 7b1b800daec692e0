import QuadletAnalysis

/// Writes findings for people: the place, the line with the culprit marked, and what to do.
struct TextReport: Sendable {
  /// How many findings with the same rule and message are shown; the rest are only counted.
  static let repetitions = 20

  private let report: Report
  private let style: Style
  private let width: Int

  init(report: Report, terminal: Terminal) {
    self.report = report
    style = terminal.style
    width = terminal.isTerminal ? terminal.width : 120
  }

  /// Appends one line per finding.
  func writeConcisely(to bytes: inout [UInt8]) {
    for finding in report.findings { writeHead(finding, to: &bytes) }
  }

  /// Appends all findings and the totals; findings with the same cause as an earlier one are counted, not shown again.
  func write(to bytes: inout [UInt8]) {
    let entries = entries()
    let pieces = WorkerPool.map(entries.count, piece: 500, atLeast: 1000) { piece in
      var bytes: [UInt8] = []
      for entry in entries[piece] { write(entry, to: &bytes) }
      return bytes
    }
    for piece in pieces { bytes += piece }
    bytes.append(text: report.summaryLine)
    bytes.append(UInt8(ascii: "\n"))
    if let line = report.hiddenLine { bytes.append(text: line + "\n") }
    if let hint = report.hint { bytes.append(text: hint + "\n") }
  }

  /// What is shown, from top to bottom.
  private enum Entry {
    /// A finding, and how many more units in its folder Podman ignores for the same reason.
    case finding(Located, others: Int)
    /// Findings of one file that are only counted.
    case tally(Tally)
  }

  private func entries() -> [Entry] {
    if report.findings.isEmpty { return [] }
    var rejected: [Cause: Int] = [:]
    for finding in report.findings where finding.isRejectedFolder {
      rejected[Cause(folderOf: finding), default: 0] += 1
    }
    var entries: [Entry] = []
    entries.reserveCapacity(report.findings.count)
    var seen: [Cause: Int] = [:]
    seen.reserveCapacity(report.findings.count)
    var rest = Tally()
    var previous: [UInt8]?
    for finding in report.findings {
      if previous != finding.path {
        if !rest.counts.isEmpty { entries.append(.tally(rest)) }
        rest = Tally()
        previous = finding.path
      }
      if finding.isRejectedFolder {
        if let count = rejected.removeValue(forKey: Cause(folderOf: finding)) {
          entries.append(.finding(finding, others: count - 1))
        }
        continue
      }
      let cause = Cause(finding)
      if Self.countUp(&seen[cause, default: 0]) <= Self.repetitions {
        entries.append(.finding(finding, others: 0))
      } else {
        rest.add(finding, cause)
      }
    }
    if !rest.counts.isEmpty { entries.append(.tally(rest)) }
    return entries
  }

  private static func countUp(_ count: inout Int) -> Int {
    count += 1
    return count
  }

  private func write(_ entry: Entry, to bytes: inout [UInt8]) {
    switch entry {
    case .finding(let finding, let others):
      write(finding, to: &bytes)
      if others > 0 { bytes.append(text: "      and \(Report.counted(others, "more unit")) in this folder\n") }
      bytes.append(UInt8(ascii: "\n"))
    case .tally(let tally): write(tally, to: &bytes)
    }
  }

  private func write(_ finding: Located, to bytes: inout [UInt8]) {
    writeHead(finding, to: &bytes)
    SourceExcerpt(finding, width: width)?.write(colour: style.colour(of: finding.severity), style: style, to: &bytes)
    if let help = finding.help { writeDetail("help", help, to: &bytes) }
    if let podman = finding.podman { writeDetail("podman", podman, to: &bytes) }
    if let fix = FixPhrase(finding) {
      bytes.append(text: "      = fix: ")
      fix.write(to: &bytes)
      bytes.append(UInt8(ascii: "\n"))
    }
  }

  private func writeHead(_ finding: Located, to bytes: inout [UInt8]) {
    let path = finding.path
    bytes.append(text: style.bold)
    VisibleText.appendFirst(path, to: &bytes)
    bytes.append(text: style.reset)
    bytes.append(UInt8(ascii: ":"))
    bytes.append(decimal: finding.line)
    bytes.append(UInt8(ascii: ":"))
    bytes.append(decimal: finding.column)
    bytes.append(text: ": ")
    bytes.append(text: style.colour(of: finding.severity))
    bytes.append(text: finding.severity.word)
    bytes.append(text: style.reset)
    bytes.append(text: ": ")
    writeMessage(finding, to: &bytes)
  }

  private func writeMessage(_ finding: Located, to bytes: inout [UInt8]) {
    VisibleText.append(finding.message.utf8.span, to: &bytes)
    bytes.append(text: " [")
    bytes.append(text: finding.rule.id)
    bytes.append(text: "]\n")
  }

  private func writeDetail(_ name: String, _ text: String, to bytes: inout [UInt8]) {
    bytes.append(text: "      = \(name): ")
    VisibleText.append(text.utf8.span, to: &bytes)
    bytes.append(UInt8(ascii: "\n"))
  }

  private func write(_ tally: Tally, to bytes: inout [UInt8]) {
    for (finding, count) in tally.counts {
      let path = finding.path
      bytes.append(text: style.bold)
      VisibleText.appendFirst(path, to: &bytes)
      bytes.append(text: style.reset)
      bytes.append(text: ": and \(count) more like this: ")
      writeMessage(finding, to: &bytes)
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  /// What findings have in common when they need not all be shown.
  private struct Cause: Hashable {
    let rule: String
    let message: String
    let folder: [UInt8]

    init(_ finding: Located) {
      rule = finding.rule.name
      message = finding.message
      folder = []
    }

    init(folderOf finding: Located) {
      rule = finding.rule.name
      message = ""
      folder = finding.path.lastIndex(of: UInt8(ascii: "/")).map { Array(finding.path[..<$0]) } ?? []
    }
  }

  /// Findings of one file that are only counted.
  private struct Tally {
    private(set) var counts: [(finding: Located, count: Int)] = []
    private var places: [Cause: Int] = [:]

    mutating func add(_ finding: Located, _ cause: Cause) {
      if let place = places[cause] {
        counts[place].count += 1
      } else {
        places[cause] = counts.count
        counts.append((finding, 1))
      }
    }
  }
}

extension Style {
  /// The colour of a severity.
  func colour(of severity: Severity) -> String {
    switch severity {
    case .error: red
    case .warning: yellow
    case .note: blue
    }
  }
}
