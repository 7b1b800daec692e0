/// Cuts a file into line records: one pass over the bytes, no allocation but the record itself.
struct Lexer {
  /// Appends the records of the file at `range` of `text`; answers the flags that any of its lines has.
  static func appendLines(
    of text: Span<UInt8>,
    range: Range<Int>,
    names: borrowing NameTable,
    dialect: Dialect,
    to lines: inout ContiguousArray<LineRecord>
  ) -> LineFlags {
    var all = LineFlags(rawValue: 0)
    var position = range.lowerBound
    let limit = range.upperBound
    while position < limit {
      let start = position
      // Leading white space; only a newline ends a line.
      while position < limit, text[position] != newline, WhiteSpace.isASCII(text[position]) { position += 1 }
      var first = position
      // The key, hashed on the way; most lines are assignments.
      var hash = NameHash.seed
      var byte: UInt8 = newline
      while position < limit {
        byte = text[position]
        if byte == equals || byte <= space || byte >= 0x80 { break }
        hash = NameHash.add(byte, to: hash)
        position += 1
      }
      let plainKeyEnd = position
      let plain =
        position < limit && byte == equals && position > first && text[first] > semicolon
        && text[first] != openBracket
      var flags = LineFlags(rawValue: 0)
      let lineEnd = findNewline(text, from: position, limit: limit, flags: &flags)
      position = min(lineEnd + 1, limit)

      // Trailing white space.
      var end = lineEnd
      while end > first, WhiteSpace.isASCII(text[end - 1]) { end -= 1 }
      if flags.contains(.nonASCII), end > first, text[end - 1] >= 0x80 || text[first] >= 0x80 {
        let trimmed = WhiteSpace.trim(text, first..<end)
        first = trimmed.lowerBound
        end = trimmed.upperBound
      }
      if end > first, text[end - 1] == backslash {
        flags.insert(.continues)
      }

      var record = LineRecord(
        start: UInt32(truncatingIfNeeded: start),
        keyStart: UInt32(truncatingIfNeeded: first),
        keyEnd: UInt32(truncatingIfNeeded: plainKeyEnd),
        valueStart: 0,
        valueEnd: UInt32(truncatingIfNeeded: end),
        name: 0,
        kind: .entry,
        flags: flags
      )
      if plain, plainKeyEnd < end {
        var valueStart = plainKeyEnd + 1
        while valueStart < end, WhiteSpace.isByte(text[valueStart]) { valueStart += 1 }
        record.valueStart = UInt32(truncatingIfNeeded: valueStart)
        record.name = names.id(of: text.extracting(first..<plainKeyEnd), hash: hash)
      } else {
        classify(text, first..<end, names: names, dialect: dialect, &record)
      }
      all.formUnion(record.flags)
      lines.append(record)
    }
    return all
  }

  /// Tells what a trimmed line is, and where its key and value lie.
  static func classify(
    _ text: Span<UInt8>,
    _ range: Range<Int>,
    names: borrowing NameTable,
    dialect: Dialect,
    _ record: inout LineRecord
  ) {
    record.keyStart = UInt32(truncatingIfNeeded: range.lowerBound)
    record.keyEnd = record.keyStart
    record.valueStart = record.keyStart
    record.valueEnd = UInt32(truncatingIfNeeded: range.upperBound)
    record.name = 0
    guard let first = range.first.map({ text[$0] }) else {
      record.kind = .blank
      return
    }
    if first == hash || first == dialect.commentMark {
      record.kind = .comment
      if instruction(text, range) != nil { record.flags.insert(.instruction) }
      return
    }
    if first == openBracket, let close = range.first(where: { text[$0] == closeBracket }),
      range[(close + 1)...].allSatisfy({ text[$0] == space || text[$0] == tab })
    {
      let name = (range.lowerBound + 1)..<close
      record.keyStart = UInt32(truncatingIfNeeded: name.lowerBound)
      record.keyEnd = UInt32(truncatingIfNeeded: name.upperBound)
      record.kind = isValidSectionName(text, name) ? .header : .malformedHeader
      record.name = names.id(of: text.extracting(name))
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
    record.name = names.id(of: text.extracting(range.lowerBound..<keyEnd))
  }

  /// What a comment tells leger, the text behind `leger:`; nil when the comment is for people.
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

  /// Go's `unicode.IsControl` and the two brackets have no place in a section name, nor may it be empty.
  private static func isValidSectionName(_ text: Span<UInt8>, _ name: Range<Int>) -> Bool {
    if name.isEmpty { return false }
    for index in name {
      let byte = text[index]
      if byte < 0x20 || byte == 0x7F || byte == openBracket { return false }
      if byte == 0xC2, index + 1 < name.upperBound, (0x80...0x9F).contains(text[index + 1]) { return false }
    }
    return true
  }

  /// The offset of the next newline or the limit, eight bytes at a time, noting unusual bytes on the way.
  @inline(__always)
  private static func findNewline(
    _ text: Span<UInt8>,
    from start: Int,
    limit: Int,
    flags: inout LineFlags
  ) -> Int {
    var position = start
    var seen: UInt64 = 0
    while true {
      while position + 8 <= limit {
        let word = text.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
        // The lowest byte below 0x20 is found exactly; the borrow only disturbs bytes above it.
        let low = (word &- 0x2020_2020_2020_2020) & ~word & 0x8080_8080_8080_8080
        if low != 0 {
          let distance = low.trailingZeroBitCount >> 3
          seen |= word & ((1 << UInt64(distance * 8)) &- 1)
          position += distance
          break
        }
        seen |= word
        position += 8
      }
      if position >= limit { break }
      let byte = text[position]
      if byte == newline { break }
      seen |= UInt64(byte)
      if byte < 0x20, byte != tab, byte != carriageReturn { flags.insert(.control) }
      position += 1
    }
    if seen & 0x8080_8080_8080_8080 != 0 { flags.insert(.nonASCII) }
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
