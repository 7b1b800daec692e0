import QuadletSyntax

/// Checks the keys of a file, and of a unit with its drop-ins.
extension Linter {
  /// Reports keys that systemd does not know; Podman itself refuses a unit with a key that it does not know.
  mutating func lintUnknownKey(_ entry: Entry) {
    guard entry.treatment == nil, entry.role != .own, entry.role != .quadlet else { return }
    let name = entry.name
    if name.hasPrefix("X-") { return }
    let advice = keyAdvices.advice(name, in: entry.table, kind: entry.kind)
    let range = entry.keySource
    report(
      Finding(
        file: entry.file,
        range: range,
        rule: advice.isMisplaced ? .misplacedKey : .unknownKey,
        severity: .warning,
        .unknownSystemdKey(advice),
        fix: advice.replacement.map { Fix(isSafe: false, edits: [TextEdit(range, replacement: $0)]) }
          ?? (advice.isMisplaced
            ? moveHome(entry.record.name, from: entry.table, line: entry.line, of: entry.document, entry.file) : nil)
      )
    )
  }

  mutating func lintDeprecatedKey(_ entry: Entry) {
    guard entry.treatment?.isDeprecated == true, let row = schema.row(entry.record.name, in: entry.table),
      let better = entry.table.directives[row].insteadOf
    else { return }
    report(
      Finding(
        file: entry.file,
        range: entry.keySource,
        rule: .deprecatedKey,
        .deprecatedKey(entry.name, insteadWrite: better)
      )
    )
  }

  /// Reports a key that takes one value and is assigned more than once in a file.
  mutating func lintOverriddenKeys() {
    for index in converter.view.assignments.indices {
      let assignment = converter.view.assignments[index]
      guard assignment.next >= 0, assignment.section == .own, !assignment.isEmpty else { continue }
      let view = converter.view
      let table = SectionTable(view.kind)
      let next = view.assignments[Int(assignment.next)]
      guard next.document == assignment.document, !next.isEmpty, let row = schema.row(assignment.name, in: table),
        !table.directives[row].reader.isList
      else { continue }
      let text = view.texts[Int(assignment.document)]
      let isSame = text[assignment.valueRange] == text[next.valueRange]
      report(
        .overriddenKey,
        assignment,
        severity: isSame ? .note : .warning,
        .overriddenKey(table.directives[row].name, inLine: Int(next.line) + 1, bySameValue: isSame)
      )
    }
  }
}
