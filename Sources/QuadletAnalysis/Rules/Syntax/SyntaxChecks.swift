import QuadletSyntax

/// What can be seen line by line.
extension Linter {
  /// Looks at the lines of one file.
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
          reportBeforeSection(document.line(index), file)
          continue
        }
        if record.flags.has(.joined) { lintPieces(document.line(index), file, table) }
        if !record.flags.isDisjoint(with: .unusual) { lintBytes(document.line(index), file) }
        guard let table else { continue }
        entry.line = index
        entry.record = record
        entry.role = role
        entry.table = table
        entry.treatment = schema.row(record.name, in: table).map { schema.treatment($0, in: table) }
        EntryCheck.runAll(&self, entry)
      case .malformed, .malformedHeader, .malformedKey:
        if !followsAnother(document.line(index), file) { reportMalformed(document.line(index), file) }
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

  // MARK: Lines that Podman rejects

  private mutating func reportBeforeSection(_ line: Line, _ file: Int) {
    report(
      Finding(
        file: file,
        range: line.document.sourceRange(of: line.nameRange, inLine: line.index),
        rule: .assignmentBeforeSection,
        "\"\(line.nameText)=\" stands before the first section",
        podman: "key file does not start with a group",
        help: "put a section such as [Container] before it"
      )
    )
  }

  private mutating func reportMalformed(_ line: Line, _ file: Int) {
    let text = line.valueText
    let range = line.trimmedRange
    let podman = Podman.LoadError(line.document).flatMap { $0.line == line.index ? $0.message : nil }
    if line.kind == .malformedHeader {
      report(
        Finding(
          file: file,
          range: range,
          rule: .malformedHeader,
          "\"\(line.nameText)\" cannot be the name of a section",
          podman: podman,
          help: "write [Container], [Unit], [Service] or [Install]"
        )
      )
    } else if line.kind == .malformedKey {
      report(
        Finding(
          file: file,
          range: range,
          rule: .malformedLine,
          "nothing stands before the \"=\"",
          podman: podman,
          help: "write Key=Value"
        )
      )
    } else if text.utf8.starts(with: [0xEF, 0xBB, 0xBF]) {
      let mark = range.lowerBound..<range.lowerBound + 3
      report(
        Finding(
          file: file,
          range: mark,
          rule: .byteOrderMark,
          "the file begins with a byte order mark, which Podman takes for text",
          podman: podman,
          help: "save the file as UTF-8 without byte order mark",
          fix: Fix(isSafe: true, edits: [TextEdit(mark, replacement: "")])
        )
      )
    } else if let header = line.headerWithTextBehind {
      report(
        Finding(
          file: file,
          range: range,
          rule: .malformedHeader,
          "a section header stands alone on its line, without a comment behind it",
          podman: podman,
          help: "write \(header)",
          fix: fixForHeader(line, header.utf8.count)
        )
      )
    } else {
      let more = countFollowing(line, file)
      let others = more == 0 ? "" : more == 1 ? ", nor is the one that follows" : ", nor are the \(more) that follow"
      report(
        Finding(
          file: file,
          range: range,
          rule: .malformedLine,
          "\"\(text.shortened)\" is neither a section, nor Key=Value, nor a comment" + others,
          podman: podman,
          help: adviceForMalformed(line, text),
          fix: fixForMalformed(line, text, file)
        )
      )
    }
  }

  /// A comment behind a header goes to a line of its own before it; what is no comment goes away, if somebody wants that.
  private func fixForHeader(_ line: Line, _ count: Int) -> Fix? {
    let whole = line.trimmedRange
    guard !line.isJoined, count < whole.count else { return nil }
    let end = whole.lowerBound + count
    let text = line.document.bytes.dropFirst(end).prefix(whole.upperBound - end)
    let behind = text.drop(while: WhiteSpace.isASCII)
    let removal = TextEdit(end..<whole.upperBound, replacement: "")
    guard behind.first == UInt8(ascii: "#") || behind.first == project.target.dialect.commentMark else {
      return Fix(isSafe: false, edits: [removal])
    }
    let start = whole.lowerBound..<whole.lowerBound
    return Fix(isSafe: true, edits: [TextEdit(start, replacement: Array(behind) + [UInt8(ascii: "\n")]), removal])
  }

  /// A switch without value is turned on; what is no key at all becomes a comment, with the lines that follow it.
  private func fixForMalformed(_ line: Line, _ text: String, _ file: Int) -> Fix? {
    if line.isJoined { return nil }
    let id = schema.names.id(of: text)
    if id != 0 {
      let isSwitch = SectionTable.allCases.contains { schema.directive(id, in: $0)?.reader == .boolean }
      let end = line.trimmedRange.upperBound
      return isSwitch ? Fix(isSafe: false, edits: [TextEdit(end..<end, replacement: "=true")]) : nil
    }
    var edits: [TextEdit] = []
    var current: Line? = line
    while let next = current {
      if next.isJoined || next.endsInBackslash { return nil }
      let start = next.trimmedRange.lowerBound
      edits.append(TextEdit(start..<start, replacement: "# "))
      current = neighbour(of: next, by: 1).flatMap { isPartOfBlock($0, file) ? $0 : nil }
    }
    return Fix(isSafe: false, edits: edits)
  }

  /// Whether the line before is malformed too: a pasted block is one mistake, not one a line. In a template each line
  /// counts, since some are only tags.
  private func followsAnother(_ line: Line, _ file: Int) -> Bool {
    guard isPartOfBlock(line, file), let before = neighbour(of: line, by: -1) else { return false }
    return isPartOfBlock(before, file)
  }

  private func countFollowing(_ line: Line, _ file: Int) -> Int {
    var count = 0
    var current = line
    while let next = neighbour(of: current, by: 1), isPartOfBlock(next, file) {
      count += 1
      current = next
    }
    return count
  }

  private func isPartOfBlock(_ line: Line, _ file: Int) -> Bool {
    line.kind == .malformed && line.intendedSection == nil && !project.inventory.files[file].isTemplateSource
  }

  /// The nearest line before or behind that is not blank, a comment or a piece of another.
  private func neighbour(of line: Line, by step: Int) -> Line? {
    var index = line.index + step
    while index >= 0, index < line.document.lineCount {
      let candidate = line.document.line(index)
      switch candidate.kind {
      case .blank, .comment, .continuation, .skipped: index += step
      default: return candidate
      }
    }
    return nil
  }

  private func adviceForMalformed(_ line: Line, _ text: String) -> String {
    let id = schema.names.id(of: text)
    if id != 0 { return "give \(text) a value: \(text)=…" }
    let isIndented = line.trimmedRange.lowerBound > line.range.lowerBound
    if isIndented, line.index > 0, [.entry, .continuation].contains(line.document.line(line.index - 1).kind) {
      return "to continue the line before, end that one with a backslash"
    }
    if text.first == "[" { return "close the section's name with ]" }
    return "write Key=Value, or begin the line with #"
  }

  // MARK: Continuations

  private mutating func reportLost(_ line: Line, _ file: Int) {
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
        "\"\(text.trimmed.shortened)\" is lost: the line goes on with a backslash, and nothing but comments follows",
        help: "remove the backslash",
        fix: Fix(isSafe: false, edits: [TextEdit(backslash, replacement: "")])
      )
    )
  }

  /// Looks at the further pieces of a continued line for what was not meant to be one.
  private mutating func lintPieces(_ head: Line, _ file: Int, _ table: SectionTable?) {
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
            "\"\(name)\" is part of the value of \"\(head.nameText)\", since line \(previous.index + 1) ends in a backslash",
            help: "remove the backslash",
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
              "\"\(name)=\" is part of the value of \"\(head.nameText)\", since line \(previous.index + 1) ends in a backslash",
              help: "remove the backslash",
              fix: Fix(isSafe: false, edits: [TextEdit(backslash, replacement: "")])
            )
          )
        }
      }
    }
  }

  /// Before Podman 5.4 the parser stays on such a line for ever.
  private mutating func reportEndless(_ backslash: Range<Int>, _ file: Int) {
    report(
      Finding(
        file: file,
        range: backslash,
        rule: .endlessContinuation,
        "an empty line follows this backslash; the generator of Podman \(project.target.version) never ends over it",
        help: "remove the backslash",
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

  // MARK: Bytes

  private mutating func lintBytes(_ line: Line, _ file: Int) {
    let document = line.document
    for index in line.index..<line.endIndex {
      let physical = document.line(index)
      let range = physical.trimmedRange
      let bytes = document.bytes.dropFirst(range.lowerBound).prefix(range.count)
      if physical.hasControl, let nul = bytes.firstIndex(of: 0) {
        let at = range.lowerBound + nul - bytes.startIndex
        report(
          Finding(
            file: file,
            range: at..<at + 1,
            rule: .nulByte,
            "a NUL byte ends the value here; what follows is lost",
            help: "remove the byte"
          )
        )
      }
      if physical.hasNonASCII, String(validating: bytes, as: UTF8.self) == nil {
        let at = range.lowerBound + UTF8Check.firstInvalid(bytes)
        report(
          Finding(
            file: file,
            range: at..<at + 1,
            rule: .invalidUTF8,
            "this is not UTF-8; systemd will ignore the lines of the service that it gets into",
            help: "save the file as UTF-8"
          )
        )
      }
    }
  }

  // MARK: Sections

  private mutating func lintUnknownSection(_ line: Line, _ file: Int, _ kind: UnitKind) {
    let name = line.nameText
    if name.hasPrefix("X-") || isExcused(line) { return }
    let document = line.document
    let range = document.sourceRange(of: line.nameRange, inLine: line.index)
    if let foreign = schema.sections.table(of: line.name) {
      report(
        Finding(
          file: file,
          range: range,
          rule: .misplacedSection,
          "[\(name)] has no effect in a .\(kind.word); it belongs into a .\(foreign.section.lowercased())",
          help: "put its keys into a .\(foreign.section.lowercased()) file of their own"
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
        "unknown section \"\(name)\"" + (near.map { "; did you mean \"\($0)\"?" } ?? "; Podman and systemd ignore it"),
        help: near == nil ? "sections for own use begin with X-" : nil,
        fix: near.map { Fix(isSafe: false, edits: [TextEdit(range, replacement: $0)]) }
      )
    )
  }
}

extension Line {
  /// The section that a malformed line was meant to begin, without byte order mark and comment.
  var intendedSection: String? {
    guard kind == .malformed || kind == .malformedHeader else { return nil }
    var text = Array(document.source.text[valueRange])[...]
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
    guard text.first == UInt8(ascii: "["), let close = text.firstIndex(of: UInt8(ascii: "]")) else { return nil }
    return String(decoding: text[(text.startIndex + 1)..<close], as: UTF8.self).trimmed
  }
}

extension Line {
  /// `[Name]`, when that is what a malformed line begins with; nil when the name is not UTF-8.
  fileprivate var headerWithTextBehind: String? {
    let text = document.source.text[valueRange]
    guard text.first == UInt8(ascii: "["), let close = text.firstIndex(of: UInt8(ascii: "]")) else { return nil }
    return String(validating: text[...close], as: UTF8.self)
  }
}

extension Document {
  /// Whether a line was meant to begin a section and does not.
  var hasMalformedHeader: Bool {
    Podman.LoadError(self) != nil && lines.contains { $0.intendedSection != nil }
  }
}

/// Finds where a text stops being UTF-8.
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

extension String {
  /// At most 60 characters, for messages.
  var shortened: String {
    utf8.count <= 60 ? self : String(prefix(57)) + "…"
  }
}
