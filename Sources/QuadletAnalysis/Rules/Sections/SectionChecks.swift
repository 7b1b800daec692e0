import QuadletSyntax

/// Checks the sections of a file.
extension Linter {
  mutating func lintUnknownSection(_ line: Line, _ file: Int, _ kind: UnitKind) {
    let name = line.nameText
    if name.hasPrefix("X-") || isExcused(line) { return }
    let document = line.document
    let range = document.sourceRange(of: line.nameRange, inLine: line.index)
    if let foreign = schema.sections.table(of: line.name) {
      let home = foreign.section.lowercased()
      report(
        Finding(
          file: file,
          range: range,
          rule: .misplacedSection,
          .misplacedSection(name, in: kind, belongsIn: home)
        )
      )
      return
    }
    let near = Nearest.match(name.trimmed, among: [kind.section, "Unit", "Service", "Install", "Quadlet"])
    report(
      Finding(
        file: file,
        range: range,
        rule: .unknownSection,
        .unknownSection(name, near: near),
        fix: near.map { Fix(isSafe: false, edits: [TextEdit(range, replacement: $0)]) }
      )
    )
  }
}
