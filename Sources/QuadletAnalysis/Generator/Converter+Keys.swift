import QuadletSyntax

extension Converter {
  /// Refuses keys that the unit's own section or [Quadlet] does not have in the target release.
  mutating func checkKeys() {
    checkKeys(of: .own, SectionTable(view.kind))
    if target.has(.checksQuadletSection) { checkKeys(of: .quadlet, .quadlet) }
  }

  private mutating func checkKeys(of section: SectionRole, _ table: SectionTable) {
    for index in view.assignments.indices where view.assignments[index].section == section {
      let name = view.assignments[index].name
      if schema.isKnown(name, in: table, since: target.version) { continue }
      let assignment = view.assignments[index]
      if let directive = schema.directive(name, in: table) {
        refuseNewKey(assignment, table, directive)
      } else {
        refuseUnknownKey(assignment, table)
      }
    }
  }

  private mutating func refuseNewKey(_ assignment: UnitView.Assignment, _ table: SectionTable, _ directive: Directive) {
    refuse(
      .keyTooNew(directive),
      .key(assignment),
      podman: unsupported("\(directive.name)", table)
    )
  }

  private mutating func refuseUnknownKey(_ assignment: UnitView.Assignment, _ table: SectionTable) {
    let key = view.documents[Int(assignment.document)].line(Int(assignment.line)).nameText
    refuse(.unknownKey(key, table: table), .key(assignment), podman: unsupported(key, table))
  }

  private func unsupported(_ key: String, _ table: SectionTable) -> String {
    let path = project.inventory.path(of: project.units[unit].file, resolved: true)
    return "unsupported key '\(key)' in group '\(table.section)' in \(String(decoding: path, as: UTF8.self))"
  }
}
