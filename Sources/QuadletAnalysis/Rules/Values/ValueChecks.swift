import QuadletSyntax

/// Checks the value of one assignment.
extension Linter {
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
      if comment == nil, !lintSeveralValues(entry, treatment.grammar) { check(entry, range, treatment.grammar) }
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
        .emptyValue(of: entry.name)
      )
    )
  }

  /// Checks a whole value, or one word of a list.
  mutating func check(_ entry: Entry, _ range: Range<Int>, _ grammar: Grammar) {
    if range.isEmpty { return }
    guard
      let problem = ValueGrammar.problem(in: entry.text.span.extracting(range), as: grammar, isPlain: entry.isPlain)
    else { return }
    let place = range.lowerBound + problem.range.lowerBound..<range.lowerBound + problem.range.upperBound
    reportInvalid(entry, entry.source(place), problem, grammar)
  }

  /// Reports several values, each of them valid, on a line that takes one; returns whether it did.
  private mutating func lintSeveralValues(_ entry: Entry, _ grammar: Grammar) -> Bool {
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
        .severalValues(parts.count, of: entry.name),
        fix: Fix(isSafe: false, edits: gaps.map { TextEdit($0, replacement: "\n\(entry.name)=") })
      )
    )
    return true
  }

  /// Reports an invalid value; `message` replaces what its grammar says.
  mutating func reportInvalid(
    _ entry: Entry,
    _ place: Range<Int>,
    _ problem: ValueProblem,
    _ grammar: Grammar,
    _ message: Message? = nil
  ) {
    // A refusal by the generator has been reported at the place.
    if errors.overlap(place, in: entry.file) { return }
    report(
      Finding(
        file: entry.file,
        range: place,
        rule: grammar == .boolean ? .booleanMistake : .invalidValue,
        message ?? .invalidValue(problem),
        fix: problem.replacement.map { Fix(isSafe: false, edits: [TextEdit(place, replacement: $0)]) }
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
    // Before Podman 6.0, the generator overwrites the Restart= of a pod with on-failure.
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
    let message = Message.invalidSystemdValue(problem, shown, of: entry.name)
    reportInvalid(entry, entry.source(culprit), problem, grammar, message)
  }
}
