import QuadletSyntax

extension Converter {
  /// Refuses keys that the unit's own section or [Quadlet] does not have in the target release.
  mutating func checkKeys() {
    let table = SectionTable(view.kind)
    for section in [SectionRole.own, .quadlet] {
      if section == .quadlet, !target.has(.checksQuadletSection) { return }
      let table = section == .own ? table : .quadlet
      for assignment in view.assignments where assignment.section == section {
        guard let row = schema.row(assignment.name, in: table) else {
          refuseUnknownKey(assignment, table)
          continue
        }
        let directive = table.directives[row]
        if directive.since > target.version { refuseNewKey(assignment, table, directive) }
      }
    }
  }

  private mutating func refuseNewKey(_ assignment: UnitView.Assignment, _ table: SectionTable, _ directive: Directive) {
    refuse(
      .keyTooNew, .key(assignment), podman: unsupported("\(directive.name)", table),
      "\"\(directive.name)\" needs Podman \(directive.since); the target is \(target.version)",
      help: "raise --podman-version, or do without the key")
  }

  private mutating func refuseUnknownKey(_ assignment: UnitView.Assignment, _ table: SectionTable) {
    let key = view.documents[Int(assignment.document)].line(Int(assignment.line)).nameText
    let advice = KeyAdvice(key, in: table, kind: view.kind)
    refuse(
      advice.rule, .key(assignment), podman: unsupported(key, table), advice.message, help: advice.help,
      fix: advice.replacement.map { name in
        let range = view.documents[Int(assignment.document)].line(Int(assignment.line)).nameRange
        return Refusal.Replacement(value: Value(assignment: assignment, range: range), text: name)
      })
  }

  private func unsupported(_ key: String, _ table: SectionTable) -> String {
    let path = project.inventory.path(of: project.units[unit].file, resolved: true)
    return "unsupported key '\(key)' in group '\(table.section)' in \(String(decoding: path, as: UTF8.self))"
  }
}
