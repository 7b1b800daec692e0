/// What Podman takes a physical line for.
public enum LineKind: UInt8, Sendable {
  /// Only white space.
  case blank
  /// Starts with `#` or `;`.
  case comment
  /// `[Name]`.
  case header
  /// `Key=Value`, possibly continued on the lines that follow.
  case entry
  /// Another piece of the entry, header or malformed line above.
  case continuation
  /// A comment or blank line between the pieces of a continued line, or a lone backslash; Podman skips it.
  case skipped
  /// Not a header, assignment or comment: Podman rejects the file.
  case malformed
  /// `[]`, or a header with a bracket or control character in its name: Podman rejects the file.
  case malformedHeader
  /// An assignment with an empty key: Podman rejects the file.
  case malformedKey
  /// A continued line followed only by comments until the end of the file: Podman silently drops it.
  case lost
}

/// The position and kind of one line; 24 bytes, trivially copyable.
///
/// Offsets are relative to `Source.text`. The key range is a header's name or an entry's key. The value range is an
/// entry's value (the text after the `=`), or the trimmed text of any other line. A line that continues another one has no
/// name: its key range says which line it belongs to, and where its piece starts in the joined text.
package struct LineRecord: Sendable {
  package var start: UInt32 = 0
  package var keyStart: UInt32 = 0
  package var keyEnd: UInt32 = 0
  package var valueStart: UInt32 = 0
  package var valueEnd: UInt32 = 0
  package var name: UInt16 = 0
  package var kind = LineKind.blank
  package var flags = LineFlags(rawValue: 0)

  /// Creates the record of a blank line at the start of the text.
  package init() {}

  init(start: Int) { self.start = UInt32(truncatingIfNeeded: start) }

  /// Makes this a piece of, or a line between the pieces of, the logical line that starts at line `head` of the file;
  /// `offset` is the length of the joined text before it.
  mutating func join(to head: Int, at offset: Int) {
    keyStart = UInt32(truncatingIfNeeded: head)
    keyEnd = UInt32(truncatingIfNeeded: offset)
  }

  /// Whether `join` made this belong to the logical line that starts at line `head`.
  func isJoined(to head: Int) -> Bool {
    (kind == .continuation || kind == .skipped) && keyStart == UInt32(truncatingIfNeeded: head)
  }

  /// Makes this the record of a line with that text, blank until it is classified.
  mutating func place(_ text: Range<Int>) {
    keyStart = UInt32(truncatingIfNeeded: text.lowerBound)
    keyEnd = keyStart
    valueStart = keyStart
    valueEnd = UInt32(truncatingIfNeeded: text.upperBound)
    name = 0
    kind = .blank
  }
}

/// Properties of a line that rules often test.
@usableFromInline package struct LineFlags: OptionSet, Sendable {
  @usableFromInline package let rawValue: UInt8

  @inlinable package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Whether a line has all of these; used here and by the linter, which asks about every line.
  @inlinable @inline(__always)
  package func has(_ flags: LineFlags) -> Bool { rawValue & flags.rawValue == flags.rawValue }

  /// The line ends in a backslash, so the next line belongs to it.
  @inlinable package static var continues: LineFlags { LineFlags(rawValue: 1) }
  /// Key and value lie in the joined text after the file.
  @inlinable package static var joined: LineFlags { LineFlags(rawValue: 2) }
  /// A byte above 127 occurs.
  @inlinable package static var nonASCII: LineFlags { LineFlags(rawValue: 4) }
  /// A control character other than tab and carriage return occurs.
  @inlinable package static var control: LineFlags { LineFlags(rawValue: 8) }
  /// A comment with an instruction to leger: `# leger: …`.
  @inlinable package static var instruction: LineFlags { LineFlags(rawValue: 16) }
  /// Podman may reject the file; set for files, never for lines.
  @inlinable package static var doubtful: LineFlags { LineFlags(rawValue: 32) }
  /// The value is a single word with no white space, quote or backslash, and no character that could start a comment, a
  /// specifier, a variable or a template. Set only for assignments; false does not mean that the value is not plain.
  @inlinable package static var plainValue: LineFlags { LineFlags(rawValue: 64) }
  /// A byte above 127 or a control character.
  @inlinable package static var unusual: LineFlags { LineFlags(rawValue: 12) }
}
