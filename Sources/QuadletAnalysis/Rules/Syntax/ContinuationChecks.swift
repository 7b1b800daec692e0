import QuadletSyntax

/// Checks lines that end in a backslash.
extension Linter {
  mutating func reportLost(_ line: Line, _ file: Int) {
    let document = line.document
    let last = document.line(line.endIndex - 1)
    let backslash = last.trimmedRange.upperBound - 1..<last.trimmedRange.upperBound
    let text = String(
      decoding: document.bytes.dropFirst(line.trimmedRange.lowerBound).prefix { $0 != UInt8(ascii: "=") },
      as: UTF8.self
    )
    report(
      Finding(
        file: file,
        range: line.trimmedRange,
        rule: .lostContinuation,
        .lostContinuation(text.trimmed),
        fix: Fix(isSafe: false, edits: [TextEdit(backslash, replacement: "")])
      )
    )
  }

  /// Looks for headers and keys that a backslash turned into the continuation of a value.
  mutating func lintContinuations(_ head: Line, _ file: Int, _ table: SectionTable?) {
    let document = head.document
    var previous = head
    for index in head.index + 1..<head.endIndex {
      let piece = document.line(index)
      guard piece.kind == .continuation else { continue }
      defer { previous = piece }
      let range = piece.trimmedRange
      let text = document.bytes.dropFirst(range.lowerBound).prefix(range.count)
      let backslash = previous.trimmedRange.upperBound - 1..<previous.trimmedRange.upperBound
      if range.isEmpty, !project.target.dialect.skipsCommentsInContinuation,
        piece.range.upperBound < document.byteCount
      {
        reportEndless(backslash, file)
      }
      if text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]"), isSectionName(text.dropFirst().dropLast()) {
        let name = String(decoding: text, as: UTF8.self)
        report(
          Finding(
            file: file,
            range: range,
            rule: .swallowedSection,
            .swallowed(name, by: head.nameText, backslashInLine: previous.index + 1),
            fix: Fix(isSafe: false, edits: [TextEdit(backslash, replacement: "")])
          )
        )
      } else if range.lowerBound == piece.range.lowerBound, let table,
        let equals = text.firstIndex(of: UInt8(ascii: "="))
      {
        let key = Array(text[..<equals])
        let id = schema.names.id(of: key.span)
        if id != 0, schema.row(id, in: table) != nil, !takesAssignments(head.name, table) {
          let name = String(decoding: key, as: UTF8.self)
          report(
            Finding(
              file: file,
              range: range.lowerBound..<range.lowerBound + key.count,
              rule: .swallowedKey,
              .swallowed(name + "=", by: head.nameText, backslashInLine: previous.index + 1),
              fix: Fix(isSafe: false, edits: [TextEdit(backslash, replacement: "")])
            )
          )
        }
      }
    }
  }

  /// Before Podman 5.4, the parser loops forever on such a line.
  private mutating func reportEndless(_ backslash: Range<Int>, _ file: Int) {
    report(
      Finding(
        file: file,
        range: backslash,
        rule: .endlessContinuation,
        .endlessContinuation(project.target.version),
        fix: Fix(isSafe: false, edits: [TextEdit(backslash, replacement: "")])
      )
    )
  }

  private func isSectionName(_ name: ArraySlice<UInt8>) -> Bool {
    guard let first = name.first, first >= UInt8(ascii: "A"), first <= UInt8(ascii: "Z") else { return false }
    return name.allSatisfy {
      ($0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z")) || $0 == UInt8(ascii: "-")
    }
  }

  private func takesAssignments(_ name: UInt16, _ table: SectionTable) -> Bool {
    schema.directive(name, in: table)?.reader == .keyValue
  }
}
