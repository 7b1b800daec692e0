import QuadletSyntax

/// The generated service under construction: sections with their lines, each line with its origin.
///
/// Lines copied from the unit remain ranges of its text; text that the generator adds lies in `pool`. Reusable without
/// allocation.
struct ServiceBuilder {
  /// A range of text, in a document of the unit or in the pool.
  struct Text {
    /// The ordinal of the document, or -1 for the pool.
    let document: Int32
    let range: Range<Int32>

    static let empty = Text(document: -1, range: 0..<0)
  }

  /// The assignment that a line or word comes from.
  struct Origin: Hashable {
    let document: Int32
    let line: UInt32

    /// Created by the generator itself.
    static let generator = Origin(document: -1, line: 0)

    init(document: Int32, line: UInt32) {
      self.document = document
      self.line = line
    }

    init(_ assignment: UnitView.Assignment) {
      self.init(document: Int32(truncatingIfNeeded: assignment.document), line: assignment.line)
    }
  }

  struct Line {
    var section: Int32
    let isComment: Bool
    /// Whether this is a comment before the section's header.
    let isBeforeHeader: Bool
    let key: Text
    var value: Text
    var origin: Origin
    var words: Range<Int32>
    var isRemoved = false
  }

  /// A word of a command line.
  struct Word {
    let text: Range<Int32>
    let origin: Origin
  }

  struct Section {
    var name: Text
    var isRemoved = false
  }

  private(set) var pool: [UInt8] = []
  private(set) var sections: [Section] = []
  private(set) var lines: [Line] = []
  private(set) var words: [Word] = []
  /// Lines that go before all others of their section, last one first.
  private(set) var prepended: [Line] = []
  private var texts: [[UInt8]] = []
  private var pending: [Text] = []
  private var commandStart = 0
  /// Filled only for a unit with more than a few sections, where a linear search would be slow.
  private var sectionOfName: [[UInt8]: Int32] = [:]
  private static let fewSections = 16

  // MARK: What the unit says

  /// Starts from the unit as it is, like Podman's `Dup`, including comments and unknown sections.
  mutating func begin(_ view: UnitView) {
    pool.removeAll(keepingCapacity: true)
    sections.removeAll(keepingCapacity: true)
    lines.removeAll(keepingCapacity: true)
    words.removeAll(keepingCapacity: true)
    prepended.removeAll(keepingCapacity: true)
    if !sectionOfName.isEmpty { sectionOfName = [:] }
    texts = view.texts
    for (ordinal, document) in view.documents.enumerated() { copy(document, Int32(truncatingIfNeeded: ordinal)) }
  }

  private mutating func copy(_ document: Document, _ ordinal: Int32) {
    pending.removeAll(keepingCapacity: true)
    var current: Int32?
    let first = Int(document.firstLine)
    for index in first..<first + Int(document.lineTotal) {
      let record = document.source.lines[index]
      let value = Text(document: ordinal, range: Int32(record.valueStart)..<Int32(record.valueEnd))
      switch record.kind {
      case .blank, .comment:
        pending.append(value)
      case .header:
        let section = section(Text(document: ordinal, range: Int32(record.keyStart)..<Int32(record.keyEnd)))
        current = section
        // One empty line between sections is added back when they are written.
        flush(pending.first?.range.isEmpty == true ? 1 : 0, to: section, beforeHeader: true)
      case .entry:
        // Only a file whose entries all follow a header is loaded.
        let section = current ?? section(.empty)
        flush(0, to: section, beforeHeader: false)
        let key = Text(document: ordinal, range: Int32(record.keyStart)..<Int32(record.keyEnd))
        let origin = Origin(document: ordinal, line: UInt32(index - first))
        add(
          Line(
            section: section,
            isComment: false,
            isBeforeHeader: false,
            key: key,
            value: value,
            origin: origin,
            words: 0..<0
          )
        )
      default: break
      }
    }
    if document.lineTotal == 0 { pending.append(.empty) }
    flush(0, to: current ?? section(.empty), beforeHeader: false)
  }

  private mutating func flush(_ skipped: Int, to section: Int32, beforeHeader: Bool) {
    for text in pending.dropFirst(skipped) {
      add(
        Line(
          section: section,
          isComment: true,
          isBeforeHeader: beforeHeader,
          key: .empty,
          value: text,
          origin: .generator,
          words: 0..<0
        )
      )
    }
    pending.removeAll(keepingCapacity: true)
  }

  private mutating func add(_ line: Line) { lines.append(line) }

  // MARK: Sections

  /// The section with a name, appended when it does not exist; used while copying, before any section has been renamed.
  private mutating func section(_ name: Text) -> Int32 {
    if sections.count < Self.fewSections {
      for (index, section) in sections.enumerated() where equal(section.name, name) {
        return Int32(truncatingIfNeeded: index)
      }
    } else {
      if sectionOfName.isEmpty {
        for (index, section) in sections.enumerated() { sectionOfName[Array(bytes(section.name))] = Int32(index) }
      }
      if let known = sectionOfName[Array(bytes(name))] { return known }
      sectionOfName[Array(bytes(name))] = Int32(truncatingIfNeeded: sections.count)
    }
    sections.append(Section(name: name))
    return Int32(truncatingIfNeeded: sections.count - 1)
  }

  private func existing(_ name: StaticString) -> Int32? {
    for (index, section) in sections.enumerated() where !section.isRemoved && equal(section.name, name) {
      return Int32(truncatingIfNeeded: index)
    }
    return nil
  }

  private mutating func section(_ name: StaticString) -> Int32 {
    if let found = existing(name) { return found }
    sections.append(Section(name: text(name)))
    return Int32(truncatingIfNeeded: sections.count - 1)
  }

  /// Renames a section; when one with the new name already exists, moves the lines to its end.
  mutating func rename(_ old: StaticString, to new: StaticString) {
    guard let section = existing(old) else { return }
    if let other = existing(new) {
      // Lines of the renamed section come after those that the other already has.
      let moved = lines.filter { $0.section == section }
      lines.removeAll { $0.section == section }
      lines += moved.map { line in
        var line = line
        line.section = other
        return line
      }
      sections[Int(section)].isRemoved = true
    } else {
      sections[Int(section)].name = text(new)
    }
  }

  // MARK: Lines

  mutating func add(_ section: StaticString, _ key: StaticString, _ value: Text, _ origin: Origin) {
    let section = self.section(section)
    add(
      Line(
        section: section,
        isComment: false,
        isBeforeHeader: false,
        key: text(key),
        value: value,
        origin: origin,
        words: 0..<0
      )
    )
  }

  mutating func prepend(_ section: StaticString, _ key: StaticString, _ value: Text) {
    let section = self.section(section)
    prepended.append(
      Line(
        section: section,
        isComment: false,
        isBeforeHeader: false,
        key: text(key),
        value: value,
        origin: .generator,
        words: 0..<0
      )
    )
  }

  /// Replaces the value of a key's last line, or adds a line.
  mutating func set(_ section: StaticString, _ key: StaticString, _ value: Text) {
    let target = self.section(section)
    if let index = lines.lastIndex(where: {
      $0.section == target && !$0.isComment && !$0.isRemoved && equal($0.key, key)
    }) {
      lines[index].value = value
      lines[index].origin = .generator
      return
    }
    add(section, key, value, .generator)
  }

  /// Replaces all lines of a key in a section with one line at the end of the section.
  mutating func replace(_ section: StaticString, _ key: String, _ value: [UInt8]) {
    let target = self.section(section)
    var origin = Origin.generator
    for index in lines.indices where lines[index].section == target && !lines[index].isComment {
      if bytes(lines[index].key).elementsEqual(key.utf8) {
        lines[index].isRemoved = true
        origin = lines[index].origin
      }
    }
    let line = Line(
      section: target,
      isComment: false,
      isBeforeHeader: false,
      key: text(key.utf8),
      value: text(value),
      origin: origin,
      words: 0..<0
    )
    lines.append(line)
  }

  // MARK: Commands

  mutating func beginCommand() { commandStart = words.count }

  /// Appends a word to the command.
  mutating func word(_ text: Range<Int32>, _ origin: Origin) {
    words.append(Word(text: text, origin: origin))
  }

  mutating func word(_ literal: StaticString, _ origin: Origin) {
    word(text(literal).range, origin)
  }

  /// Writes the words since `beginCommand` as the value of a key, with the quotes and escapes that systemd needs.
  mutating func endCommand(_ section: StaticString, _ key: StaticString, escapesSpaces: Bool) {
    let start = pool.count
    for index in commandStart..<words.count {
      if index > commandStart { pool.append(UInt8(ascii: " ")) }
      let range = words[index].text
      let word = Array(pool[Int(range.lowerBound)..<Int(range.upperBound)])
      CommandEscape.append(word, to: &pool, escapesSpaces: escapesSpaces)
    }
    let value = Text(document: -1, range: Int32(start)..<Int32(pool.count))
    let section = self.section(section)
    add(
      Line(
        section: section,
        isComment: false,
        isBeforeHeader: false,
        key: text(key),
        value: value,
        origin: .generator,
        words: Int32(commandStart)..<Int32(words.count)
      )
    )
  }

  // MARK: Text

  /// Appends text to the pool.
  mutating func text(_ literal: StaticString) -> Text {
    literal.withUTF8Buffer { text($0) }
  }

  mutating func text(_ bytes: some Collection<UInt8>) -> Text {
    let start = Int32(truncatingIfNeeded: pool.count)
    pool.append(contentsOf: bytes)
    return Text(document: -1, range: start..<Int32(truncatingIfNeeded: pool.count))
  }

  /// The bytes of a text.
  func bytes(_ text: Text) -> ArraySlice<UInt8> {
    let range = Int(text.range.lowerBound)..<Int(text.range.upperBound)
    return text.document < 0 ? pool[range] : texts[Int(text.document)][range]
  }

  private func equal(_ left: Text, _ right: Text) -> Bool { bytes(left) == bytes(right) }

  private func equal(_ left: Text, _ right: StaticString) -> Bool {
    left.range.count == right.utf8CodeUnitCount && right.withUTF8Buffer { bytes(left).elementsEqual($0) }
  }

  // MARK: Writing

  /// Appends the unit file as Podman writes it.
  func write(to output: inout [UInt8]) {
    var isFirst = true
    let (order, starts) = linesBySection()
    for (index, section) in sections.enumerated() where !section.isRemoved {
      if !isFirst { output.append(UInt8(ascii: "\n")) }
      isFirst = false
      let isNamed = !section.name.range.isEmpty
      let own = order[Int(starts[index])..<Int(starts[index + 1])]
      for line in own where lines[Int(line)].isBeforeHeader { write(lines[Int(line)], to: &output) }
      guard isNamed else { continue }
      output.append(UInt8(ascii: "["))
      output += bytes(section.name)
      output += [UInt8(ascii: "]"), UInt8(ascii: "\n")]
      for line in prepended.reversed() where Int(line.section) == index { write(line, to: &output) }
      for line in own where !lines[Int(line)].isBeforeHeader && !lines[Int(line)].isRemoved {
        write(lines[Int(line)], to: &output)
      }
    }
  }

  /// The indices of the lines, grouped by section, and where each group starts.
  private func linesBySection() -> (order: [Int32], starts: [Int32]) {
    var starts = [Int32](repeating: 0, count: sections.count + 1)
    for line in lines { starts[Int(line.section) + 1] += 1 }
    for index in sections.indices { starts[index + 1] += starts[index] }
    var next = starts
    var order = [Int32](repeating: 0, count: lines.count)
    for (index, line) in lines.enumerated() {
      order[Int(next[Int(line.section)])] = Int32(truncatingIfNeeded: index)
      next[Int(line.section)] += 1
    }
    return (order, starts)
  }

  private func write(_ line: Line, to output: inout [UInt8]) {
    if !line.isComment {
      output += bytes(line.key)
      output.append(UInt8(ascii: "="))
    }
    output += bytes(line.value)
    output.append(UInt8(ascii: "\n"))
  }
}
