import QuadletSyntax

/// Places findings about a merged unit in its files, and makes fixes for them.
extension Linter {
  /// The place of a part of an assignment's value.
  func place(_ assignment: UnitView.Assignment, _ range: Range<Int>) -> (file: Int, range: Range<Int>) {
    let document = converter.view.documents[Int(assignment.document)]
    return (
      converter.view.files[Int(assignment.document)],
      document.sourceRange(of: range, inLine: Int(assignment.line))
    )
  }

  /// Reports a value, or a part of one.
  mutating func report(
    _ rule: Rule,
    value: Value,
    severity: Severity? = nil,
    _ message: Message,
    fix: Fix? = nil,
    preventsStart: Bool = false
  ) {
    let place = place(value.assignment, value.range)
    report(
      Finding(
        file: place.file,
        range: place.range,
        rule: rule,
        severity: severity,
        message,
        fix: fix,
        preventsStart: preventsStart
      )
    )
  }

  /// Reports the key of an assignment; `podman` are Podman's own words.
  mutating func report(
    _ rule: Rule,
    _ assignment: UnitView.Assignment,
    severity: Severity? = nil,
    _ message: Message,
    podman: String? = nil,
    fix: Fix? = nil,
    preventsStart: Bool = false
  ) {
    let document = converter.view.documents[Int(assignment.document)]
    let line = document.line(Int(assignment.line))
    report(
      Finding(
        file: converter.view.files[Int(assignment.document)],
        range: document.sourceRange(of: line.nameRange, inLine: line.index),
        rule: rule,
        severity: severity,
        message,
        podman: podman,
        fix: fix,
        preventsStart: preventsStart
      )
    )
  }

  /// Reports a fact about the current unit: at the key that states it, or at the option among the arguments.
  mutating func report(
    _ rule: Rule,
    _ fact: UnitFacts.Fact,
    _ message: Message,
    fix: Fix? = nil,
    preventsStart: Bool = false
  ) {
    if fact.source == .key {
      report(rule, fact.place.assignment, message, fix: fix, preventsStart: preventsStart)
    } else {
      report(rule, value: fact.place, message, fix: fix, preventsStart: preventsStart)
    }
  }

  /// What the current unit uses.
  var uses: ContiguousArray<UnitFacts.Fact> { converter.out.facts.all }

  /// Removes the assignment that states a fact; nil for an option, which is one of several.
  func removal(of fact: UnitFacts.Fact) -> Fix? {
    fact.source == .key ? removal(of: fact.place.assignment) : nil
  }

  /// Removes the lines of an assignment.
  func removal(of assignment: UnitView.Assignment) -> Fix {
    let range = lines(of: assignment)
    return Fix(isSafe: false, edits: [TextEdit(range, replacement: "")])
  }

  /// The lines of an assignment, including the last newline.
  func lines(of assignment: UnitView.Assignment) -> Range<Int> {
    let document = converter.view.documents[Int(assignment.document)]
    let line = document.line(Int(assignment.line))
    return line.range.lowerBound..<document.line(line.endIndex - 1).range.upperBound
  }

  /// Moves a line to a section of the same file, which is added if it does not exist.
  mutating func move(
    line index: Int,
    of document: Document,
    _ file: Int,
    toSection name: String,
    as text: String? = nil
  ) -> Fix {
    let line = document.line(index)
    let range = line.range.lowerBound..<document.line(line.endIndex - 1).range.upperBound
    var moved = text.map { Array($0.utf8) } ?? Array(document.bytes.dropFirst(range.lowerBound).prefix(range.count))
    if moved.last != UInt8(ascii: "\n") { moved.append(UInt8(ascii: "\n")) }
    if sectionEnds?.belong(to: file) != true { sectionEnds = SectionEnds(of: document, file: file) }
    let end = sectionEnds?[name]
    let place = end ?? document.bytes.count
    if place > 0, document.bytes[document.bytes.startIndex + place - 1] != UInt8(ascii: "\n") {
      moved.insert(UInt8(ascii: "\n"), at: 0)
    }
    if end == nil { moved = Array("\n[\(name)]\n".utf8) + moved }
    return Fix(
      isSafe: false,
      edits: [TextEdit(range, replacement: ""), TextEdit(place..<place, replacement: moved)]
    )
  }

  /// Moves a key to the section that has it; nil if a unit of this kind has no such section.
  mutating func moveHome(
    _ key: UInt16,
    from table: SectionTable,
    line: Int,
    of document: Document,
    _ file: Int
  ) -> Fix? {
    let tables: [SectionTable] = [SectionTable(converter.view.kind), .unit, .service, .install, .quadlet]
    guard let home = tables.first(where: { $0 != table && schema.row(key, in: $0) != nil }) else { return nil }
    return move(line: line, of: document, file, toSection: home.section)
  }

  /// Replaces a value; nil if the value extends over several lines.
  func replacement(of value: Value, by text: String) -> Fix? {
    let (_, range) = place(value.assignment, value.range)
    guard range.count == value.range.count else { return nil }
    return Fix(isSafe: false, edits: [TextEdit(range, replacement: text)])
  }

  /// The file name of a unit, for messages.
  func shownName(_ unit: Int) -> String { String(decoding: project.name(of: unit), as: UTF8.self) }
}
