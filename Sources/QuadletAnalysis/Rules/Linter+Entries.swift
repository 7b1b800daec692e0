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

  mutating func lintEntry(_ entry: Entry) {
    guard let row = schema.row(entry.record.name, in: entry.table) else {
      if entry.role != .own, entry.role != .quadlet { reportUnknownSystemdKey(entry) }
      return
    }
    let treatment = schema.treatment(row, in: entry.table)
    if treatment.isDeprecated, let better = entry.table.directives[row].insteadOf {
      reportDeprecated(entry, "\(better)")
    }
    if entry.role == .own || entry.role == .quadlet {
      lintValue(entry, treatment)
    } else {
      lintSystemdValue(entry, treatment.grammar)
    }
  }

  // MARK: Keys

  private mutating func reportUnknownSystemdKey(_ entry: Entry) {
    let name = entry.name
    if name.hasPrefix("X-") { return }
    let advice = KeyAdvice(name, in: entry.table, kind: entry.kind)
    let range = entry.keySource
    report(
      Finding(
        file: entry.file,
        range: range,
        rule: advice.rule,
        severity: .warning,
        advice.message(ignoredBy: "systemd"),
        help: advice.help,
        fix: advice.replacement.map { Fix(isSafe: false, edits: [TextEdit(range, replacement: $0)]) }
          ?? (advice.rule.isSame(as: .misplacedKey)
            ? moveHome(entry.record.name, from: entry.table, line: entry.line, of: entry.document) : nil)
      )
    )
  }

  private mutating func reportDeprecated(_ entry: Entry, _ better: String) {
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

  private mutating func lintValue(_ entry: Entry, _ treatment: Treatment) {
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
  private mutating func check(_ entry: Entry, _ range: Range<Int>, _ grammar: Grammar) {
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

  private mutating func reportInvalid(_ entry: Entry, _ place: Range<Int>, _ problem: ValueProblem, _ grammar: Grammar)
  {
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

  // MARK: Words

  private mutating func lintWords(_ entry: Entry, _ treatment: Treatment, _ style: Words.Style, _ comment: Int?) {
    let mayBeSecret =
      tellsNotes && (entry.record.name == schema.keys.environment || entry.record.name == schema.keys.buildArg)
    if comment == nil, isSingleWord(entry) {
      check(entry, entry.valueRange, treatment.grammar)
      if mayBeSecret { lintCredential(entry) }
      return
    }
    let needsGrammar = treatment.grammar != .arguments && treatment.grammar != .text
    if !needsGrammar, !mayBeSecret, treatment.reader != .keyValue, !hasQuoteOrEscape(entry) { return }
    words.removeAll()
    let outcome = words.append(entry.text.span, entry.valueRange, style: style)
    if outcome != .complete { reportOutcome(entry, outcome, style) }
    if outcome.dropsValue(style) { return }
    if treatment.reader == .keyValue { lintAssignments(entry, comment) }
    if mayBeSecret { lintCredentialWords(entry) }
    guard needsGrammar else { return }
    for word in words.words where comment.map({ word.source.upperBound <= $0 }) ?? true {
      guard let problem = ValueGrammar.problem(in: words.bytes.span.extracting(word.text), as: treatment.grammar) else {
        continue
      }
      // A word without quotes and escapes has its text where it was written.
      let isPlain = word.text.count == word.source.count
      let place =
        isPlain
        ? word.source.lowerBound + problem.range.lowerBound..<word.source.lowerBound + problem.range.upperBound
        : word.source
      let exact = isPlain ? problem : ValueProblem(range: problem.range, message: problem.message)
      reportInvalid(entry, entry.source(place), exact, treatment.grammar)
    }
  }

  /// Whether the value is one word that is written as it is read; most are, and need not be taken apart.
  private func isSingleWord(_ entry: Entry) -> Bool {
    if entry.isPlain { return true }
    var index = entry.valueRange.lowerBound
    while index < entry.valueRange.upperBound {
      let byte = entry.text[index]
      if byte <= 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\") {
        return false
      }
      index += 1
    }
    return true
  }

  /// Whether words cannot be told apart by white space alone.
  private func hasQuoteOrEscape(_ entry: Entry) -> Bool {
    entry.text.span.first(in: entry.valueRange) {
      $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\\") || $0 == 0
    } != nil
  }

  private mutating func reportOutcome(_ entry: Entry, _ outcome: Words.Outcome, _ style: Words.Style) {
    let end = entry.valueRange.upperBound
    switch outcome {
    case .complete, .endedByNul: return
    case .badEscape(let at):
      let culprit = at..<min(at + 2, end)
      let text = String(decoding: entry.text[culprit], as: UTF8.self)
      let range = entry.source(culprit)
      report(
        Finding(
          file: entry.file,
          range: range,
          rule: .badEscape,
          "\"\(text)\" is no escape, so Podman drops the whole \(entry.name)=; write two backslashes for one",
          fix: Fix(isSafe: false, edits: [TextEdit(range.lowerBound..<range.lowerBound, replacement: "\\")])
        )
      )
    case .openQuote(let at):
      // What follows is no assignment then, and is reported as that.
      let line = entry.document.line(entry.line)
      if line.endIndex < entry.document.lineCount, entry.document.line(line.endIndex).kind == .malformed { return }
      let quote = String(decoding: entry.text[at...at], as: UTF8.self)
      report(
        Finding(
          file: entry.file,
          range: entry.source(at..<end),
          rule: .openQuote,
          style == .plain
            ? "the quote \(quote) is not closed, so Podman drops the whole \(entry.name)="
            : "the quote \(quote) is not closed; everything up to the end is one word",
          help: "close the quote, or put a backslash before it"
        )
      )
    case .endedByEmptyWord(let at):
      let rest = words(from: at, end, entry.text)
      if rest.upperBound >= end { return }  // nothing follows that could be lost
      report(
        Finding(
          file: entry.file,
          range: entry.source(rest),
          rule: .emptyWord,
          "an empty word ends the list for Podman; \"\(String(decoding: entry.text[rest.upperBound..<end], as: UTF8.self).trimmed.shortened)\" is lost",
          help: "leave the empty word out, or give it a text"
        )
      )
    }
  }

  /// The empty word that stands at an offset.
  private func words(from start: Int, _ end: Int, _ text: [UInt8]) -> Range<Int> {
    var stop = start
    while stop < end, !WhiteSpace.isASCII(text[stop]) { stop += 1 }
    return start..<stop
  }

  /// `KEY=My Value` without quotes makes two words.
  private mutating func lintAssignments(_ entry: Entry, _ comment: Int?) {
    let equals = UInt8(ascii: "=")
    var previous: Words.Word?
    for word in words.words where comment.map({ word.source.upperBound <= $0 }) ?? true {
      defer { previous = word }
      let text = words.text(word)
      guard let before = previous, !text.contains(equals), words.text(before).contains(equals) else { continue }
      if isVariableName(text) || isKnownLater(text) || wasQuoted(before, entry.text) { continue }
      if JinjaTag.occurs(in: entry.text[entry.valueRange]) { return }
      let whole = entry.source(before.source.lowerBound..<entry.valueRange.upperBound)
      let key = String(decoding: words.text(before).prefix { $0 != equals }, as: UTF8.self)
      let limit = comment ?? entry.valueRange.upperBound
      let more = words.words.filter { other in
        other.source.lowerBound > word.source.lowerBound && other.source.upperBound <= limit
          && !words.text(other).contains(equals)
      }.count
      let noun = entry.name == "Environment" || entry.name == "BuildArg" ? "variable" : entry.name.lowercased()
      let single = previous.map { first in words.words.first.map { $0.source == first.source } ?? false } ?? false
      let value = entry.text[before.source.lowerBound..<entry.valueRange.upperBound]
      let canQuote =
        single && !value.contains(UInt8(ascii: "\"")) && !entry.document.line(entry.line).isJoined
        && !words.words.dropFirst().contains { words.text($0).contains(equals) }
      report(
        Finding(
          file: entry.file,
          range: entry.source(word.source),
          rule: .splitAssignment,
          "a space ends the value of \"\(key)\"; \"\(String(decoding: text, as: UTF8.self).shortened)\""
            + (more == 0 ? "" : " and \(more) more")
            + " \(more == 0 ? "becomes a" : "become") \(noun)\(more == 0 ? "" : "s") of \(more == 0 ? "its" : "their") own",
          help: "put the whole of KEY=VALUE into double quotes",
          fix: canQuote
            ? Fix(
              isSafe: false,
              edits: [
                TextEdit(whole.lowerBound..<whole.lowerBound, replacement: "\""),
                TextEdit(whole.upperBound..<whole.upperBound, replacement: "\""),
              ]
            ) : nil
        )
      )
      return
    }
  }

  private func isVariableName(_ text: ArraySlice<UInt8>) -> Bool {
    guard let first = text.first, first == UInt8(ascii: "_") || (first >= 0x41 && first <= 0x5A) else { return false }
    return text.count > 1
      && text.allSatisfy {
        $0 == UInt8(ascii: "_") || ($0 >= 0x41 && $0 <= 0x5A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == UInt8(ascii: "*")
      }
  }

  private func isKnownLater(_ text: ArraySlice<UInt8>) -> Bool {
    text.contains(UInt8(ascii: "%")) || text.contains(UInt8(ascii: "$")) || JinjaTag.occurs(in: text)
  }

  private func wasQuoted(_ word: Words.Word, _ text: [UInt8]) -> Bool {
    let last = text[word.source.upperBound - 1]
    return last == UInt8(ascii: "\"") || last == UInt8(ascii: "'")
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
