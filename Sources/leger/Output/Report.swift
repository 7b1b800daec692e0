import QuadletAnalysis

/// The result of a validation: the findings in the order in which they are shown, and the number of files read.
struct Report: Sendable {
  /// Project by project; within a project by path, then position, then rule.
  var findings: [Located]
  var fileCount: Int
  /// How many errors the settings of a project hide, and which file they are in.
  var hidden: [(count: Int, path: [UInt8])] = []
  /// A last line for people: what can be done about the findings.
  var hint: String?

  /// Creates a report from the findings of one project: sorts them and drops duplicates.
  init(findings: [Located] = [], fileCount: Int = 0) {
    self.findings = Self.ordered(findings)
    self.fileCount = fileCount
  }

  /// Adds the findings of another project after the earlier ones; `others` are about files that are not
  /// units.
  mutating func add(_ found: [Finding], in project: Project, _ others: [Located] = []) {
    var located: [Located] = []
    located.reserveCapacity(found.count + others.count)
    var last: (file: Int, path: [UInt8]) = (-1, [])
    // The files of a project are almost in the order of their paths.
    let order = found.indices.map { (file: found[$0].file, index: $0) }.sorted { $0 < $1 }
    for place in order {
      let finding = found[place.index]
      if finding.file != last.file { last = (finding.file, project.inventory.path(of: finding.file)) }
      located.append(Located(finding: finding, in: project, path: last.path))
    }
    located.append(contentsOf: others)
    findings.append(contentsOf: Self.ordered(located))
  }

  /// Returns the number of findings with a severity.
  func count(_ severity: Severity) -> Int {
    findings.count { $0.severity == severity }
  }

  /// The totals in words: `3 errors, 2 warnings in 12 files`.
  var summaryLine: String {
    let files = Self.counted(fileCount, "file")
    let totals = Severity.allCases.reversed().compactMap { severity in
      let count = count(severity)
      return count > 0 ? Self.counted(count, severity.word) : nil
    }
    return (totals.isEmpty ? "no findings" : totals.joined(separator: ", ")) + " in " + files
  }

  /// The totals, and how many findings are only the consequence of another file in the same folder.
  var causeLine: String {
    let followers = findings.count { $0.isRejectedFolder }
    if followers == 0 { return summaryLine }
    let isOne = followers == 1
    return "\(summaryLine); \(Self.counted(followers, "unit")) "
      + (isOne ? "fails" : "fail") + " only because another file in the same folder does not load"
  }

  /// What the settings hide, in words; nil when they hide no errors.
  var hiddenLine: String? {
    if hidden.isEmpty { return nil }
    let parts = hidden.map { "\(Self.counted($0.count, "error")) hidden by \(VisibleText.string($0.path))" }
    return parts.joined(separator: ", ")
  }

  /// Returns a number with its noun, such as `2 files`.
  static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  private static func ordered(_ findings: [Located]) -> [Located] {
    if findings.count < 2 { return findings }
    let ranks = pathRanks(of: findings)
    let keys = findings.indices.map { index in
      let finding = findings[index]
      return SortKey(path: ranks[index], line: finding.line, column: finding.column, index: index)
    }
    let sorted = keys.sorted { left, right in
      if (left.path, left.line, left.column) != (right.path, right.line, right.column) {
        return (left.path, left.line, left.column) < (right.path, right.line, right.column)
      }
      let first = findings[left.index]
      let second = findings[right.index]
      if first.rule != second.rule, first.rule.name != second.rule.name {
        return first.rule.name < second.rule.name
      }
      if first.range != second.range { return first.range.upperBound < second.range.upperBound }
      return first.message != second.message ? first.message < second.message : left.index < right.index
    }
    var result: [Located] = []
    result.reserveCapacity(findings.count)
    for key in sorted where result.last.map({ !$0.isEqual(to: findings[key.index]) }) ?? true {
      result.append(findings[key.index])
    }
    return result
  }

  /// Returns the rank of each finding's path in bytewise order; adjacent findings of one file are compared only once.
  private static func pathRanks(of findings: [Located]) -> [Int] {
    var starts: [Int] = []
    for index in findings.indices where index == 0 || findings[index].path != findings[index - 1].path {
      starts.append(index)
    }
    var order = Array(starts.indices)
    let isOrdered = zip(starts, starts.dropFirst()).allSatisfy { left, right in
      !findings[right].path.lexicographicallyPrecedes(findings[left].path)
    }
    if !isOrdered {
      order.sort { findings[starts[$0]].path.lexicographicallyPrecedes(findings[starts[$1]].path) }
    }
    var ranks = [Int](repeating: 0, count: findings.count)
    var rank = 0
    var previous = order.first.map { findings[starts[$0]].path } ?? []
    for run in order {
      let path = findings[starts[run]].path
      if path != previous { rank += 1 }
      previous = path
      for index in starts[run]..<(run + 1 < starts.count ? starts[run + 1] : findings.count) { ranks[index] = rank }
    }
    return ranks
  }

  private struct SortKey {
    let path: Int
    let line: Int
    let column: Int
    let index: Int
  }
}

extension Located {
  /// Whether it reports that Podman ignores the unit because of another file in its folder.
  var isRejectedFolder: Bool { rule.name == "rejected-folder" }

  fileprivate func isEqual(to other: Located) -> Bool {
    range == other.range && line == other.line && column == other.column && severity == other.severity
      && path == other.path && rule.name == other.rule.name && message == other.message
  }
}
