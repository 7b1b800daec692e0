import QuadletSyntax

/// Checks the lines of one file, in order.
extension Linter {
  mutating func lint(_ document: Document, file: Int, kind: UnitKind) {
    var entry = Entry(document, file: file, kind: kind)
    let first = Int(document.firstLine)
    var table: SectionTable?
    var role: SectionRole?
    for index in 0..<document.lineCount {
      let record = document.source.lines[first + index]
      switch record.kind {
      case .blank, .comment, .continuation, .skipped: continue
      case .header:
        let new = schema.sections.role(of: record.name, for: kind)
        role = new
        table = sectionTable(new, kind)
        if new == .other { lintUnknownSection(document.line(index), file, kind) }
      case .entry:
        guard let role else {
          reportBeforeSection(document.line(index), file, kind)
          continue
        }
        if record.flags.has(.joined) { lintContinuations(document.line(index), file, table) }
        if !record.flags.isDisjoint(with: .unusual) { lintBytes(document.line(index), file) }
        guard let table else { continue }
        entry.line = index
        entry.record = record
        entry.role = role
        entry.table = table
        entry.treatment = schema.row(record.name, in: table).map { schema.treatment($0, in: table) }
        EntryCheck.runAll(&self, entry)
      case .malformed, .malformedHeader, .malformedKey:
        if !followsAnother(document.line(index), file) { reportMalformed(document.line(index), file, kind) }
        if let name = document.line(index).intendedSection {
          let id = schema.names.id(of: name)
          role = schema.sections.role(of: id, for: kind)
          table = sectionTable(role ?? .other, kind)
        }
      case .lost: reportLost(document.line(index), file)
      }
    }
  }

  private func sectionTable(_ role: SectionRole, _ kind: UnitKind) -> SectionTable? {
    switch role {
    case .own: SectionTable(kind)
    case .unit: .unit
    case .service: .service
    case .install: .install
    case .quadlet: .quadlet
    case .other: nil
    }
  }

  // MARK: Bytes

  private mutating func lintBytes(_ line: Line, _ file: Int) {
    let document = line.document
    for index in line.index..<line.endIndex {
      let physical = document.line(index)
      let range = physical.trimmedRange
      let bytes = document.bytes.dropFirst(range.lowerBound).prefix(range.count)
      if physical.hasControl, let nul = bytes.firstIndex(of: 0) {
        let at = range.lowerBound + nul - bytes.startIndex
        report(Finding(file: file, range: at..<at + 1, rule: .nulByte, .nulByte))
      }
      if physical.hasNonASCII, String(validating: bytes, as: UTF8.self) == nil {
        let at = range.lowerBound + UTF8Check.firstInvalid(bytes)
        report(Finding(file: file, range: at..<at + 1, rule: .invalidUTF8, .invalidUTF8))
      }
    }
  }
}

/// Finds the first byte that is not valid UTF-8.
enum UTF8Check {
  static func firstInvalid(_ bytes: ArraySlice<UInt8>) -> Int {
    var rest = bytes
    while !rest.isEmpty {
      guard let length = (1...4).first(where: { String(validating: rest.prefix($0), as: UTF8.self) != nil }) else {
        break
      }
      rest = rest.dropFirst(length)
    }
    return rest.startIndex - bytes.startIndex
  }
}
