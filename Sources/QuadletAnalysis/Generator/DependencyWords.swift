import QuadletSyntax

/// The names of systemd units in [Unit] and [Install], split once for all that look at them.
///
/// Reusable: `load` forgets what was there and keeps the memory.
struct DependencyWords {
  /// One name.
  struct Word {
    /// Where it was written, quotes included.
    let value: Value
    /// Where its text lies in `text`.
    let name: Range<Int>
    /// What its ending says about what it names.
    let suffix: UnitSuffix
    /// Whether it stands in [Install].
    let isLink: Bool
    /// Whether it has a slash; Podman makes no link for it then.
    let hasSlash: Bool
    /// Whether systemd or a template completes it.
    let isFilledInLater: Bool

    /// The key that it was written behind.
    var key: UInt16 { value.assignment.name }
  }

  /// The text of the names.
  private(set) var text: [UInt8] = []
  /// The names of [Unit], then those of [Install], key by key.
  private(set) var words: [Word] = []
  /// Whether any name of [Unit] can be the file name of a unit; most are those of services and targets.
  private(set) var mayNameUnits = false
  private var quoted = Words()

  /// The text of a name.
  func name(_ word: Word) -> ArraySlice<UInt8> { text[word.name] }

  /// Splits what counts of the keys of a unit.
  mutating func load(_ view: borrowing UnitView, _ keys: borrowing Keys) {
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
      if !addPlain(assignment, source.span) { addQuoted(assignment, source.span) }
    }
  }

  /// Adds the words of a value in which nothing is quoted; answers whether it is one.
  private mutating func addPlain(_ assignment: UnitView.Assignment, _ source: Span<UInt8>) -> Bool {
    let value = source.extracting(assignment.valueRange)
    let (firstWord, base) = (words.count, text.count)
    text.append(value)
    var position = 0
    while true {
      while position < value.count, Self.isSeparator(value[position]) { position += 1 }
      guard position < value.count else { return true }
      let start = position
      var (hasSlash, isFilledInLater) = (false, false)
      word: while position < value.count {
        let byte = value[position]
        if !byte.isLower {
          switch byte {
          case UInt8(ascii: " "), 0x09, 0x0A, 0x0D: break word
          case UInt8(ascii: "\""), UInt8(ascii: "'"), 0:
            words.removeSubrange(firstWord...)
            text.removeSubrange(base...)
            return false
          case UInt8(ascii: "%"), UInt8(ascii: "$"), UInt8(ascii: "{"): isFilledInLater = true
          case GoPath.slash: hasSlash = true
          default: break
          }
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
    // An extension alone is no unit's to systemd, but it can be the name of a file.
    if !isLink, suffix == .quadlet || suffix == .unknown { mayNameUnits = true }
    words.append(
      Word(
        value: value,
        name: name,
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
