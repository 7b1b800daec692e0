import QuadletSyntax

/// What can be seen of one assignment.
extension Linter {
  /// An assignment, and where it stands.
  struct Entry {
    let document: Document
    let text: [UInt8]
    let file: Int
    let kind: UnitKind
    var line = 0
    var record = LineRecord()
    var role = SectionRole.other
    var table = SectionTable.unit
    /// How values of the key are read and what they look like; nil when the section does not have the key.
    var treatment: Treatment?

    init(_ document: Document, file: Int, kind: UnitKind) {
      self.document = document
      text = document.source.text
      self.file = file
      self.kind = kind
    }

    var valueRange: Range<Int> { Int(record.valueStart)..<Int(record.valueEnd) }
    var name: String { document.line(line).nameText }
    /// Whether the value is one word as it stands, with nothing in it that would have to be taken apart.
    var isPlain: Bool { record.flags.has(.plainValue) }

    /// Where a part of the value stands in the file.
    func source(_ range: Range<Int>) -> Range<Int> { document.sourceRange(of: range, inLine: line) }
    /// Where the key stands in the file.
    var keySource: Range<Int> { source(Int(record.keyStart)..<Int(record.keyEnd)) }
  }

  // MARK: Keys

  /// A key that systemd does not know; what Podman does not know keeps the unit from being read.
  mutating func lintUnknownKey(_ entry: Entry) {
    guard entry.treatment == nil, entry.role != .own, entry.role != .quadlet else { return }
    let name = entry.name
    if name.hasPrefix("X-") { return }
    let advice = KeyAdvice(name, in: entry.table, kind: entry.kind)
    let range = entry.keySource
    report(
      Finding(
        file: entry.file,
        range: range,
        rule: advice.isMisplaced ? .misplacedKey : .unknownKey,
        severity: .warning,
        advice.text(ignoredBy: "systemd"),
        help: advice.help,
        fix: advice.replacement.map { Fix(isSafe: false, edits: [TextEdit(range, replacement: $0)]) }
          ?? (advice.isMisplaced
            ? moveHome(entry.record.name, from: entry.table, line: entry.line, of: entry.document) : nil)
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
        "\"\(entry.name)\" is deprecated",
        help: "write \(better) instead"
      )
    )
  }

  // MARK: Values

  mutating func lintValue(_ entry: Entry) {
    guard let treatment = entry.treatment else { return }
    guard entry.role == .own || entry.role == .quadlet else { return lintSystemdValue(entry, treatment.grammar) }
    let range = entry.valueRange
    if range.isEmpty {
      lintEmptyValue(entry, treatment)
      return
    }
    let comment = entry.isPlain ? nil : commentStart(entry)
    if let comment { reportInlineComment(entry, comment) }
    switch treatment.reader {
    case .last, .boolean:
      let assignment = UnitView.Assignment(entry.record, line: entry.line, section: entry.role)
      let value = ValueReader(target: project.target).range(of: assignment, text: entry.text)
      if comment == nil { check(entry, value, treatment.grammar) }
    case .all:
      if comment == nil, !lintTwoValues(entry, treatment.grammar) { check(entry, range, treatment.grammar) }
      lintReference(entry, range, treatment.grammar)
    case .strv: lintWords(entry, treatment, .plain, comment)
    case .args, .keyValue, .lastArgs: lintWords(entry, treatment, .command, comment)
    }
    if treatment.grammar == .imageOrUnit { lintReference(entry, range, treatment.grammar) }
  }

  private mutating func lintEmptyValue(_ entry: Entry, _ treatment: Treatment) {
    guard treatment.empty == .actsOnEmpty, treatment.grammar != .entrypoint else { return }
    let end = entry.source(entry.valueRange)
    report(
      Finding(
        file: entry.file,
        range: entry.keySource.lowerBound..<max(entry.keySource.upperBound, end.lowerBound),
        rule: .invalidValue,
        "\"\(entry.name)=\" without a value is not the same as no \(entry.name)=: Podman passes on the empty text",
        help: "remove the line, or give it a value"
      )
    )
  }

  /// Checks a value that is taken as a whole, or one word of a list.
  mutating func check(_ entry: Entry, _ range: Range<Int>, _ grammar: Grammar) {
    if range.isEmpty { return }
    guard
      let problem = ValueGrammar.problem(in: entry.text.span.extracting(range), as: grammar, isPlain: entry.isPlain)
    else { return }
    let place = range.lowerBound + problem.range.lowerBound..<range.lowerBound + problem.range.upperBound
    reportInvalid(entry, entry.source(place), problem, grammar)
  }

  /// Several values in a line that takes one; each of them would be right.
  private mutating func lintTwoValues(_ entry: Entry, _ grammar: Grammar) -> Bool {
    if grammar == .text || isSingleWord(entry) { return false }
    guard ValueGrammar.problem(in: entry.text.span.extracting(entry.valueRange), as: grammar) != nil else {
      return false
    }
    words.removeAll()
    words.append(entry.text.span, entry.valueRange, style: .plain)
    let parts = words.words.map(\.source)
    guard parts.count > 1, !entry.document.line(entry.line).isJoined,
      parts.allSatisfy({ ValueGrammar.problem(in: entry.text.span.extracting($0), as: grammar) == nil })
    else { return false }
    let gaps = zip(parts, parts.dropFirst()).map { entry.source($0.upperBound..<$1.lowerBound) }
    report(
      Finding(
        file: entry.file,
        range: entry.source(entry.valueRange),
        rule: .invalidValue,
        "\(entry.name)= takes one value a line, and these \(parts.count) are read as one",
        help: "write each on a line of its own",
        fix: Fix(isSafe: false, edits: gaps.map { TextEdit($0, replacement: "\n\(entry.name)=") })
      )
    )
    return true
  }

  mutating func reportInvalid(_ entry: Entry, _ place: Range<Int>, _ problem: ValueProblem, _ grammar: Grammar) {
    if isRefused(place, entry.file) { return }
    report(
      Finding(
        file: entry.file,
        range: place,
        rule: grammar == .boolean ? .booleanMistake : .invalidValue,
        problem.message,
        fix: problem.replacement.map { Fix(isSafe: false, edits: [TextEdit(place, replacement: $0)]) }
      )
    )
  }

  /// Whether the generator's refusal of the same place is reported already.
  private func isRefused(_ place: Range<Int>, _ file: Int) -> Bool {
    findings.reversed().prefix { $0.file == file }.contains { $0.severity == .error && $0.range.overlaps(place) }
  }

  // MARK: Comments

  /// Where an inline comment begins: a `#` behind white space, outside quotes.
  private func commentStart(_ entry: Entry) -> Int? {
    let range = entry.valueRange
    guard entry.text.span.extracting(range).contains(byte: UInt8(ascii: "#")) else { return nil }
    var quote: UInt8 = 0
    var previous = UInt8(ascii: "=")
    for index in range {
      let byte = entry.text[index]
      if quote != 0 {
        if byte == quote { quote = 0 }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: "#"), previous == 0x20 || previous == 0x09 || index == range.lowerBound {
        let next = index + 1 < range.upperBound ? entry.text[index + 1] : 0x20
        if next == 0x20 || next == 0x09 || next == UInt8(ascii: "#") || (index > range.lowerBound && isLetter(next)) {
          return index
        }
      }
      previous = byte
    }
    return nil
  }

  private func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x80 }

  private mutating func reportInlineComment(_ entry: Entry, _ start: Int) {
    let range = entry.source(start..<entry.valueRange.upperBound)
    let line = entry.document.line(entry.line)
    let text = String(decoding: entry.text[start..<entry.valueRange.upperBound], as: UTF8.self)
    let splitsWords = schema.directive(entry.record.name, in: entry.table)?.reader.splitsWords ?? false
    var fix: Fix?
    if !line.isJoined {
      var end = start
      while end > entry.valueRange.lowerBound, WhiteSpace.isASCII(entry.text[end - 1]) { end -= 1 }
      let comment = String(decoding: entry.text[start..<entry.valueRange.upperBound], as: UTF8.self)
      fix = Fix(
        isSafe: false,
        edits: [
          TextEdit(line.trimmedRange.lowerBound..<line.trimmedRange.lowerBound, replacement: comment + "\n"),
          TextEdit(entry.source(end..<end).lowerBound..<range.upperBound, replacement: ""),
        ]
      )
    }
    report(
      Finding(
        file: entry.file,
        range: range,
        rule: .inlineComment,
        splitsWords
          ? "a comment behind a value is read as further words of \(entry.name)=: \"\(text.shortened)\""
          : "a comment behind a value is part of it: \(entry.name)= gets \"\(text.shortened)\" too",
        help: "put the comment on a line of its own",
        fix: fix
      )
    )
  }

  // MARK: systemd

  private mutating func lintSystemdValue(_ entry: Entry, _ grammar: Grammar) {
    let range = entry.valueRange
    if tellsNotes, entry.role == .service, entry.record.name == schema.keys.environment {
      words.removeAll()
      words.append(entry.text.span, range, style: .command)
      lintCredentialWords(entry)
    }
    if range.isEmpty || grammar == .text { return }
    // Before Podman 6.0 the generator writes Restart=on-failure over what a pod has.
    if grammar == .restart, entry.kind == .pod, !project.target.has(.keepsPodRestart) { return }
    if !entry.isPlain, let comment = commentStart(entry) {
      reportInlineComment(entry, comment)
      return
    }
    if grammar == .unitNames || grammar == .systemdUnitNames { return }
    let value = entry.isPlain ? range : range.lowerBound..<WhiteSpace.trimmedEnd(entry.text.span, range)
    guard
      let problem = ValueGrammar.problem(in: entry.text.span.extracting(value), as: grammar, isPlain: entry.isPlain)
    else { return }
    let culprit = value.lowerBound + problem.range.lowerBound..<value.lowerBound + problem.range.upperBound
    let shown = String(decoding: entry.text[culprit], as: UTF8.self)
    let message =
      problem.replacement.map {
        "\"\(shown)\" is not what \(entry.name)= takes, so systemd ignores the line; write \"\($0)\""
      } ?? problem.message + "; systemd ignores the line"
    let adapted = ValueProblem(range: problem.range, message: message, replacement: problem.replacement)
    reportInvalid(entry, entry.source(culprit), adapted, grammar)
  }
}
