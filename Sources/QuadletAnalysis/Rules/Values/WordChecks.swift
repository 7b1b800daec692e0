import QuadletSyntax

/// Checks the words of one assignment.
extension Linter {
  mutating func lintWords(_ entry: Entry, _ treatment: Treatment, _ style: Words.Style, _ comment: Int?) {
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
      // Offsets in a word are offsets in the file only if the word has no quotes or escapes.
      let isPlain = word.text.count == word.source.count
      let place =
        isPlain
        ? word.source.lowerBound + problem.range.lowerBound..<word.source.lowerBound + problem.range.upperBound
        : word.source
      let exact = isPlain ? problem : ValueProblem(range: problem.range, message: problem.message)
      reportInvalid(entry, entry.source(place), exact, treatment.grammar)
    }
  }

  /// Whether the value is a single word without quotes or escapes. Most are, and then need no splitting.
  func isSingleWord(_ entry: Entry) -> Bool {
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

  /// Whether white space alone does not separate the words.
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
          .badEscape(text, in: entry.name),
          fix: Fix(isSafe: false, edits: [TextEdit(range.lowerBound..<range.lowerBound, replacement: "\\")])
        )
      )
    case .openQuote(let at):
      // The next line is not an assignment, and is reported as such.
      let line = entry.document.line(entry.line)
      if line.endIndex < entry.document.lineCount, entry.document.line(line.endIndex).kind == .malformed { return }
      let quote = String(decoding: entry.text[at...at], as: UTF8.self)
      report(
        Finding(
          file: entry.file,
          range: entry.source(at..<end),
          rule: .openQuote,
          style == .plain ? .openQuote(quote, dropping: entry.name) : .openQuote(quote)
        )
      )
    case .endedByEmptyWord(let at):
      let word = word(at: at, end, entry.text)
      if word.upperBound >= end { return }  // nothing that could be lost follows
      report(
        Finding(
          file: entry.file,
          range: entry.source(word),
          rule: .emptyWord,
          .emptyWord(losing: String(decoding: entry.text[word.upperBound..<end], as: UTF8.self).trimmed)
        )
      )
    }
  }

  /// The word at an offset, as written.
  private func word(at start: Int, _ end: Int, _ text: [UInt8]) -> Range<Int> {
    var stop = start
    while stop < end, !WhiteSpace.isASCII(text[stop]) { stop += 1 }
    return start..<stop
  }

  /// Reports `KEY=My Value` without quotes, which is two words.
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
          .splitAssignment(of: key, at: String(decoding: text, as: UTF8.self), more: more, noun: noun),
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
}
