/// Splits a file into line records, in one pass over the bytes and without allocating anything but the records.
struct Lexer {
  /// Appends the records of the file at `range` of `text`; returns the union of the flags of its lines, with
  /// `doubtful`.
  static func appendLines(
    of text: Span<UInt8>,
    range: Range<Int>,
    names: borrowing NameTable,
    dialect: Dialect,
    to lines: inout ContiguousArray<LineRecord>
  ) -> LineFlags {
    // Up to this offset, eight bytes can be read as one word.
    let wordLimit = min(range.upperBound, text.count &- 8)
    // Appending many records at a time is cheaper.
    return withUnsafeTemporaryAllocation(of: LineRecord.self, capacity: 64) { block in
      var all = LineFlags(rawValue: 0)
      var isInSection = false
      var position = range.lowerBound
      var count = 0
      while position < range.upperBound {
        var record = LineRecord(start: position)
        if readPlainEntry(text, from: &position, range.upperBound, wordLimit, names, &record) {
          if !isInSection { all.insert(.doubtful) }
        } else {
          readLine(text, from: &position, range.upperBound, wordLimit, names, dialect, &record)
          switch record.kind {
          case .header: isInSection = true
          case .blank, .comment: break
          default: if record.kind != .entry || !isInSection { all.insert(.doubtful) }
          }
        }
        all.formUnion(record.flags)
        if count == block.count {
          lines.append(contentsOf: block)
          count = 0
        }
        block[count] = record
        count &+= 1
      }
      lines.append(contentsOf: block[..<count])
      if all.contains(.continues) { all.insert(.doubtful) }
      return all
    }
  }

  /// Reads the line at a position and moves past it, if it is an assignment as nearly all are written: no leading white
  /// space, a letter first. Returns false and does not move otherwise.
  @inline(__always)
  private static func readPlainEntry(
    _ text: Span<UInt8>,
    from position: inout Int,
    _ limit: Int,
    _ wordLimit: Int,
    _ names: borrowing NameTable,
    _ record: inout LineRecord
  ) -> Bool {
    let letter = text[position] | 0x20
    guard letter >= UInt8(ascii: "a"), letter <= UInt8(ascii: "z") else { return false }
    let keyEnd = findKeyEnd(text, from: position, wordLimit)
    guard keyEnd < limit, text[keyEnd] == equals else { return false }
    var flags = LineFlags(rawValue: 0)
    let lineEnd = findNewline(text, from: keyEnd, limit, wordLimit, &flags)
    let end = trimmedEnd(text, keyEnd &+ 1, lineEnd, &flags)
    var valueStart = keyEnd &+ 1
    while valueStart < end, WhiteSpace.isByte(text[valueStart]) { valueStart &+= 1 }
    record.keyStart = record.start
    record.keyEnd = UInt32(truncatingIfNeeded: keyEnd)
    record.valueStart = UInt32(truncatingIfNeeded: valueStart)
    record.valueEnd = UInt32(truncatingIfNeeded: end)
    record.name = names.id(of: text, position..<keyEnd)
    record.kind = .entry
    record.flags = flags
    position = min(lineEnd &+ 1, limit)
    return true
  }

  /// Reads the line at a position and moves past it.
  private static func readLine(
    _ text: Span<UInt8>,
    from position: inout Int,
    _ limit: Int,
    _ wordLimit: Int,
    _ names: borrowing NameTable,
    _ dialect: Dialect,
    _ record: inout LineRecord
  ) {
    if text[position] == newline {
      record.place(position..<position)
      position &+= 1
      return
    }
    var first = position
    // Only a newline ends a line; any other white space may lead it.
    while first < limit, text[first] != newline, WhiteSpace.isASCII(text[first]) { first &+= 1 }
    let lineEnd = findNewline(text, from: first, limit, wordLimit, &record.flags)
    position = min(lineEnd &+ 1, limit)
    let end = trimmedEnd(text, first, lineEnd, &record.flags)
    if record.flags.contains(.nonASCII) { first = WhiteSpace.trim(text, first..<end).lowerBound }
    classify(text, first..<end, names: names, dialect: dialect, &record)
  }

  /// The end of a line's text without trailing white space; sets `continues` when the text ends in a backslash.
  @inline(__always)
  private static func trimmedEnd(_ text: Span<UInt8>, _ first: Int, _ lineEnd: Int, _ flags: inout LineFlags) -> Int {
    var end = lineEnd
    while end > first, WhiteSpace.isASCII(text[end &- 1]) { end &-= 1 }
    if flags.contains(.nonASCII) { end = WhiteSpace.trimmedEnd(text, first..<end) }
    if end > first, text[end &- 1] == backslash { flags.insert(.continues) }
    return end
  }

  /// Determines the kind of a trimmed line, and where its key and value lie.
  static func classify(
    _ text: Span<UInt8>,
    _ range: Range<Int>,
    names: borrowing NameTable,
    dialect: Dialect,
    _ record: inout LineRecord
  ) {
    record.place(range)
    if range.isEmpty { return }
    let first = text[range.lowerBound]
    if first == hash || first == dialect.commentMark {
      record.kind = .comment
      if instruction(text, range) != nil { record.flags.insert(.instruction) }
      return
    }
    if first == openBracket, let name = headerName(text, range) {
      record.keyStart = UInt32(truncatingIfNeeded: name.lowerBound)
      record.keyEnd = UInt32(truncatingIfNeeded: name.upperBound)
      record.kind = isValidSectionName(text, name) ? .header : .malformedHeader
      record.name = names.id(of: text, name)
      return
    }
    guard let equals = range.first(where: { text[$0] == equals }), equals > range.lowerBound else {
      record.kind = .malformed
      return
    }
    var keyEnd = equals
    while keyEnd > range.lowerBound, WhiteSpace.isByte(text[keyEnd - 1]) { keyEnd -= 1 }
    var valueStart = equals + 1
    while valueStart < range.upperBound, WhiteSpace.isByte(text[valueStart]) { valueStart += 1 }
    record.keyEnd = UInt32(truncatingIfNeeded: keyEnd)
    record.valueStart = UInt32(truncatingIfNeeded: valueStart)
    record.kind = keyEnd > range.lowerBound ? .entry : .malformedKey
    record.name = names.id(of: text, range.lowerBound..<keyEnd)
  }

  /// The instruction to leger in a comment, which is the text after `leger:`; nil for a comment addressed to people.
  static func instruction(_ text: Span<UInt8>, _ comment: Range<Int>) -> Range<Int>? {
    var start = comment.lowerBound + 1
    while start < comment.upperBound, text[start] == hash || text[start] == space || text[start] == tab { start += 1 }
    let end = start + 6
    guard end <= comment.upperBound, text[start] == UInt8(ascii: "l"), text[start + 1] == UInt8(ascii: "e"),
      text[start + 2] == UInt8(ascii: "g"), text[start + 3] == UInt8(ascii: "e"), text[start + 4] == UInt8(ascii: "r"),
      text[start + 5] == UInt8(ascii: ":")
    else { return nil }
    return end..<comment.upperBound
  }

  /// The text between the brackets of a header; nil when anything follows them.
  private static func headerName(_ text: Span<UInt8>, _ line: Range<Int>) -> Range<Int>? {
    var close = line.lowerBound &+ 1
    while close < line.upperBound, text[close] != closeBracket { close &+= 1 }
    if close >= line.upperBound { return nil }
    var rest = close &+ 1
    while rest < line.upperBound, text[rest] == space || text[rest] == tab { rest &+= 1 }
    return rest == line.upperBound ? line.lowerBound + 1..<close : nil
  }

  /// Whether a section name is allowed: not empty, no brackets, and nothing that Go's `unicode.IsControl` matches.
  private static func isValidSectionName(_ text: Span<UInt8>, _ name: Range<Int>) -> Bool {
    if name.isEmpty { return false }
    for index in name {
      let byte = text[index]
      if byte < 0x20 || byte == 0x7F || byte == openBracket { return false }
      if byte == 0xC2, index + 1 < name.upperBound, (0x80...0x9F).contains(text[index + 1]) { return false }
    }
    return true
  }

  /// The offset of the first byte that cannot be part of a plain key: an equals sign, white space, or a byte above 127.
  /// Also stops where no whole word can be read any more.
  @inline(__always)
  private static func findKeyEnd(_ text: Span<UInt8>, from start: Int, _ wordLimit: Int) -> Int {
    var position = start
    while position <= wordLimit {
      let word = text.word(at: position)
      let found =
        ByteWord.zeros(word ^ ByteWord.repeating(equals)) | ByteWord.below(space + 1, word) | word & ByteWord.highs
      if found != 0 { return position &+ ByteWord.offset(found) }
      position &+= 8
    }
    return position
  }

  /// The offset of the next newline or the limit; sets the flags for non-ASCII, control and special bytes before it.
  @inline(__always)
  private static func findNewline(
    _ text: Span<UInt8>,
    from start: Int,
    _ limit: Int,
    _ wordLimit: Int,
    _ flags: inout LineFlags
  ) -> Int {
    var position = start
    var seen: UInt64 = 0
    var special: UInt64 = 0
    while position <= wordLimit {
      let word = text.word(at: position)
      let found = ByteWord.below(space, word)
      let signs =
        ByteWord.below(UInt8(ascii: "("), word) | ByteWord.zeros(word ^ ByteWord.repeating(backslash))
        | ByteWord.zeros(word ^ ByteWord.repeating(UInt8(ascii: "{")))
      if found == 0 {
        seen |= word
        special |= signs
        position &+= 8
        continue
      }
      let count = ByteWord.offset(found)
      seen |= word & ByteWord.mask(count)
      special |= signs & ByteWord.mask(count)
      position &+= count
      let byte = text[position]
      if byte == newline {
        // This file has no final newline, and this one belongs to a later file: `seen` has bytes of both.
        if position > limit { break }
        if seen & ByteWord.highs != 0 { flags.insert(.nonASCII) }
        if special == 0 { flags.insert(.plainValue) }
        return position
      }
      if byte != tab, byte != carriageReturn {
        if position >= limit { break }
        flags.insert(.control)
      }
      special = 1
      position &+= 1
    }
    flags = LineFlags(rawValue: 0)
    return findNewlineByBytes(text, from: start, limit, &flags)
  }

  /// Does the same byte by byte for the last line of a file, where a word would reach past the line or past the text.
  private static func findNewlineByBytes(
    _ text: Span<UInt8>,
    from start: Int,
    _ limit: Int,
    _ flags: inout LineFlags
  ) -> Int {
    var position = start
    flags.insert(.plainValue)
    while position < limit, text[position] != newline {
      let byte = text[position]
      if byte < UInt8(ascii: "(") || byte == backslash || byte == UInt8(ascii: "{") { flags.remove(.plainValue) }
      if byte >= 0x80 { flags.insert(.nonASCII) }
      if byte < space, byte != tab, byte != carriageReturn { flags.insert(.control) }
      position += 1
    }
    return position
  }

  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let tab = UInt8(ascii: "\t")
  static let space = UInt8(ascii: " ")
  static let equals = UInt8(ascii: "=")
  static let backslash = UInt8(ascii: "\\")
  static let openBracket = UInt8(ascii: "[")
  static let closeBracket = UInt8(ascii: "]")
  static let semicolon = UInt8(ascii: ";")
  static let hash = UInt8(ascii: "#")
}
