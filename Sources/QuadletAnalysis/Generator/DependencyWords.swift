import QuadletSyntax

/// The names of systemd units in [Unit] and [Install], split once for everyone who needs them.
///
/// Reusable: `load` discards the previous names and keeps the memory.
struct DependencyWords {
  /// A unit name.
  struct Word {
    let assignment: UnitView.Assignment
    fileprivate let start: UInt32
    fileprivate let end: UInt32
    fileprivate let nameStart: UInt32
    fileprivate let nameEnd: UInt32
    /// The kind of unit that its suffix stands for.
    let suffix: UnitSuffix
    /// Whether it is in [Install].
    let isLink: Bool
    /// Whether it contains a slash, in which case Podman creates no link for it.
    let hasSlash: Bool
    /// Whether systemd or a template completes it.
    let isFilledInLater: Bool

    /// The key to which it is assigned.
    var key: UInt16 { assignment.name }
    /// Where it was written, including quotes.
    var value: Value { Value(assignment: assignment, range: Int(start)..<Int(end)) }
    /// The range of its text in `text`.
    var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }
  }

  /// The text of the names.
  private(set) var text: [UInt8] = []
  /// The names in [Unit], then those in [Install], key by key.
  private(set) var words: [Word] = []
  /// Whether any name in [Unit] can be the file name of a Quadlet unit; most are those of services and targets.
  private(set) var mayNameUnits = false
  private var quoted = Words()

  /// The text of a name.
  func name(_ word: Word) -> ArraySlice<UInt8> { text[word.name] }

  /// Splits the assignments of a unit that are in effect.
  mutating func load(_ view: borrowing UnitView, _ keys: Keys) {
    text.removeAll(keepingCapacity: true)
    words.removeAll(keepingCapacity: true)
    mayNameUnits = false
    for key in keys.dependencies where view.has(key, in: .unit) { add(key, .unit, view) }
    if view.has(keys.wantedBy, in: .install) { add(keys.wantedBy, .install, view) }
    if view.has(keys.requiredBy, in: .install) { add(keys.requiredBy, .install, view) }
    if view.has(keys.upheldBy, in: .install) { add(keys.upheldBy, .install, view) }
  }

  private mutating func add(_ key: UInt16, _ section: SectionRole, _ view: borrowing UnitView) {
    for assignment in view.list(key, in: section) {
      let source = view.texts[Int(assignment.document)]
      if assignment.isPlain, !assignment.isEmpty {
        addSingle(assignment, source.span)
      } else if !addUnquoted(assignment, source.span) {
        addQuoted(assignment, source.span)
      }
    }
  }

  /// Adds the only word of a value that the lexer has found to be plain.
  private mutating func addSingle(_ assignment: UnitView.Assignment, _ source: Span<UInt8>) {
    let name = source.extracting(assignment.valueRange)
    let base = text.count
    text.append(name)
    append(
      Value(assignment: assignment, range: assignment.valueRange),
      base..<text.count,
      hasSlash: name.contains(byte: GoPath.slash),
      isFilledInLater: false
    )
  }

  /// Adds the words of a value in which nothing is quoted; returns whether it is such a value.
  private mutating func addUnquoted(_ assignment: UnitView.Assignment, _ source: Span<UInt8>) -> Bool {
    let value = source.extracting(assignment.valueRange)
    let (firstWord, base) = (words.count, text.count)
    text.append(value)
    var position = 0
    while true {
      while position < value.count, Self.isSeparator(value[position]) { position += 1 }
      guard position < value.count else { return true }
      let start = position
      var (hasSlash, isFilledInLater) = (false, false)
      word: while true {
        position = value.firstMark(from: position)
        guard position < value.count else { break }
        switch value[position] {
        case UInt8(ascii: " "), 0x09, 0x0A, 0x0D: break word
        case UInt8(ascii: "\""), UInt8(ascii: "'"), 0:
          words.removeSubrange(firstWord...)
          text.removeSubrange(base...)
          return false
        case UInt8(ascii: "%"), UInt8(ascii: "$"), UInt8(ascii: "{"): isFilledInLater = true
        case GoPath.slash: hasSlash = true
        default: break
        }
        position += 1
      }
      let offset = Int(assignment.valueStart)
      append(
        Value(assignment: assignment, range: offset + start..<offset + position),
        base + start..<base + position,
        hasSlash: hasSlash,
        isFilledInLater: isFilledInLater
      )
    }
  }

  private mutating func addQuoted(_ assignment: UnitView.Assignment, _ source: Span<UInt8>) {
    quoted.removeAll()
    quoted.append(source, assignment.valueRange, style: .plain)
    let base = text.count
    text += quoted.bytes
    for word in quoted.words {
      append(
        Value(assignment: assignment, range: word.source),
        base + word.text.lowerBound..<base + word.text.upperBound,
        hasSlash: quoted.text(word).contains(GoPath.slash),
        isFilledInLater: quoted.text(word).contains {
          $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "{")
        }
      )
    }
  }

  private mutating func append(_ value: Value, _ name: Range<Int>, hasSlash: Bool, isFilledInLater: Bool) {
    let suffix = UnitSuffix(text.span.extracting(name))
    let isLink = value.assignment.section == .install
    // systemd accepts no bare extension as a unit name, but it can be the name of a file.
    if !isLink, suffix == .quadlet || suffix == .unknown { mayNameUnits = true }
    words.append(
      Word(
        assignment: value.assignment,
        start: UInt32(truncatingIfNeeded: value.range.lowerBound),
        end: UInt32(truncatingIfNeeded: value.range.upperBound),
        nameStart: UInt32(truncatingIfNeeded: name.lowerBound),
        nameEnd: UInt32(truncatingIfNeeded: name.upperBound),
        suffix: suffix,
        isLink: isLink,
        hasSlash: hasSlash,
        isFilledInLater: isFilledInLater
      )
    )
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }
}

extension Span<UInt8> {
  /// The first byte that is not a letter, digit, dot, dash or another byte that only stands for itself in names; checks
  /// eight bytes at a time.
  fileprivate func firstMark(from start: Int) -> Int {
    var index = start
    while index < count {
      let word = wordOrLess(at: index)
      let marks =
        ByteWord.below(UInt8(ascii: "-"), word) | ByteWord.zeros(word ^ ByteWord.repeating(GoPath.slash))
        | ByteWord.zeros(word ^ ByteWord.repeating(UInt8(ascii: "{")))
      if marks != 0 { return min(count, index + ByteWord.offset(marks)) }
      index += 8
    }
    return count
  }
}
