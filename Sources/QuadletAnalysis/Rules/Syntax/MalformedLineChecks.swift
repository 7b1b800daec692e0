import QuadletSyntax

/// Reports lines that make Podman reject the file.
extension Linter {
  mutating func reportBeforeSection(_ line: Line, _ file: Int, _ kind: UnitKind) {
    report(
      Finding(
        file: file,
        range: line.document.sourceRange(of: line.nameRange, inLine: line.index),
        rule: .assignmentBeforeSection,
        .assignmentBeforeSection(line.nameText, in: kind),
        podman: "key file does not start with a group"
      )
    )
  }

  mutating func reportMalformed(_ line: Line, _ file: Int, _ kind: UnitKind) {
    let podman = Podman.LoadError(line.document).flatMap { $0.line == line.index ? $0.message : nil }
    func report(_ rule: Rule, _ message: Message, at range: Range<Int>? = nil, fix: Fix? = nil) {
      self.report(
        Finding(file: file, range: range ?? line.trimmedRange, rule: rule, message, podman: podman, fix: fix)
      )
    }
    let text = line.valueText
    if line.kind == .malformedHeader {
      report(.malformedHeader, .invalidSectionName(line.nameText, in: kind))
    } else if line.kind == .malformedKey {
      report(.malformedLine, .emptyKey)
    } else if text.utf8.starts(with: [0xEF, 0xBB, 0xBF]) {
      let mark = line.trimmedRange.lowerBound..<line.trimmedRange.lowerBound + 3
      let fix = Fix(isSafe: true, edits: [TextEdit(mark, replacement: "")])
      report(.byteOrderMark, .byteOrderMark, at: mark, fix: fix)
    } else if let header = line.headerBeforeText {
      report(.malformedHeader, .textAfterHeader(header), fix: fixForHeader(line, header.utf8.count))
    } else {
      let message = Message.malformedLine(text, following: countFollowing(line, file), meantAs: intent(line, text))
      report(.malformedLine, message, fix: fixForMalformed(line, text, file))
    }
  }

  /// Moves a comment after a header to its own line before it, which is safe; removes other text, which is not.
  private func fixForHeader(_ line: Line, _ count: Int) -> Fix? {
    let whole = line.trimmedRange
    guard !line.isJoined, count < whole.count else { return nil }
    let end = whole.lowerBound + count
    let text = line.document.bytes.dropFirst(end).prefix(whole.upperBound - end)
    let trailing = text.drop(while: WhiteSpace.isASCII)
    let removal = TextEdit(end..<whole.upperBound, replacement: "")
    guard trailing.first == UInt8(ascii: "#") || trailing.first == project.target.dialect.commentMark else {
      return Fix(isSafe: false, edits: [removal])
    }
    let start = whole.lowerBound..<whole.lowerBound
    return Fix(isSafe: true, edits: [TextEdit(start, replacement: Array(trailing) + [UInt8(ascii: "\n")]), removal])
  }

  /// Turns on a Boolean key without a value; closes the name of a section; turns anything else but a key into a comment, with
  /// the malformed lines after it.
  private func fixForMalformed(_ line: Line, _ text: String, _ file: Int) -> Fix? {
    if line.isJoined { return nil }
    let id = schema.names.id(of: text)
    if id != 0 {
      let isSwitch = SectionTable.allCases.contains { schema.directive(id, in: $0)?.reader == .boolean }
      let end = line.trimmedRange.upperBound
      return isSwitch ? Fix(isSafe: false, edits: [TextEdit(end..<end, replacement: "=true")]) : nil
    }
    if text.first == "[", text.dropFirst().utf8.allSatisfy({ $0 == UInt8(ascii: "-") || $0 | 0x20 >= 0x61 }) {
      let end = line.trimmedRange.upperBound
      return line.endsInBackslash ? nil : Fix(isSafe: false, edits: [TextEdit(end..<end, replacement: "]")])
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

  /// Whether the previous line is malformed too: a pasted block is one mistake, not one per line. In a template each
  /// line counts, because some are only tags.
  func followsAnother(_ line: Line, _ file: Int) -> Bool {
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

  /// The nearest line before or after this one that is not blank, a comment or the continuation of another.
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

  private func intent(_ line: Line, _ text: String) -> Message.MalformedLineIntent {
    if schema.names.id(of: text) != 0 { return .key }
    let isIndented = line.trimmedRange.lowerBound > line.range.lowerBound
    if isIndented, line.index > 0, [.entry, .continuation].contains(line.document.line(line.index - 1).kind) {
      return .continuation
    }
    return text.first == "[" ? .header : .unclear
  }
}

extension Line {
  /// The section that a malformed line was meant to begin, without a byte order mark or a comment.
  var intendedSection: String? {
    guard kind == .malformed || kind == .malformedHeader else { return nil }
    var text = Array(document.source.text[valueRange])[...]
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
    guard text.first == UInt8(ascii: "["), let close = text.firstIndex(of: UInt8(ascii: "]")) else { return nil }
    return String(decoding: text[(text.startIndex + 1)..<close], as: UTF8.self).trimmed
  }
}

extension Line {
  /// `[Name]`, if a malformed line starts with it; nil if the name is not UTF-8.
  fileprivate var headerBeforeText: String? {
    let text = document.source.text[valueRange]
    guard text.first == UInt8(ascii: "["), let close = text.firstIndex(of: UInt8(ascii: "]")) else { return nil }
    return String(validating: text[...close], as: UTF8.self)
  }
}

extension Document {
  /// Whether a line was meant to begin a section but does not.
  var hasMalformedHeader: Bool {
    Podman.LoadError(self) != nil && lines.contains { $0.intendedSection != nil }
  }
}
