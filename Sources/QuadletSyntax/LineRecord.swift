/// What one physical line is to Podman.
public enum LineKind: UInt8, Sendable {
  /// Nothing but white space.
  case blank
  /// Starts with `#` or `;`.
  case comment
  /// `[Name]`.
  case header
  /// `Key=Value`, perhaps continued on the lines that follow.
  case entry
  /// A further piece of the entry, header or broken line above.
  case continuation
  /// A comment or blank line between the pieces of a continued line, or a backslash alone; Podman passes over it.
  case skipped
  /// Neither header nor assignment nor comment: Podman rejects the file.
  case malformed
  /// `[]`, or a header with a bracket or control character in its name: Podman rejects the file.
  case malformedHeader
  /// An assignment whose key is nothing but white space: Podman rejects the file.
  case malformedKey
  /// A continued line that only comments follow until the end of the file: Podman drops it without a word.
  case lost
}

/// Where one line lies and what it holds; 24 bytes, trivially copyable.
///
/// Offsets are relative to `Source.text`. The key range is a header's name or an entry's key. The value range is an
/// entry's value (what follows the `=`), and for every other kind the line's trimmed text.
package struct LineRecord: Sendable {
  package var start: UInt32 = 0
  package var keyStart: UInt32 = 0
  package var keyEnd: UInt32 = 0
  package var valueStart: UInt32 = 0
  package var valueEnd: UInt32 = 0
  package var name: UInt16 = 0
  package var kind = LineKind.blank
  package var flags = LineFlags(rawValue: 0)

  /// The record of a blank line at the start of the text.
  package init() {}

  init(start: Int) { self.start = UInt32(truncatingIfNeeded: start) }

  /// Makes it the record of a line with that text, of a blank one for the time being.
  mutating func place(_ text: Range<Int>) {
    keyStart = UInt32(truncatingIfNeeded: text.lowerBound)
    keyEnd = keyStart
    valueStart = keyStart
    valueEnd = UInt32(truncatingIfNeeded: text.upperBound)
    name = 0
    kind = .blank
  }
}

/// Facts about a line that rules ask for often.
@usableFromInline package struct LineFlags: OptionSet, Sendable {
  @usableFromInline package let rawValue: UInt8

  @inlinable package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Whether a line has all of these; here for the linter too, which asks for every line.
  @inlinable @inline(__always)
  package func has(_ flags: LineFlags) -> Bool { rawValue & flags.rawValue == flags.rawValue }

  /// The line ends in a backslash, so that the next one belongs to it.
  @inlinable package static var continues: LineFlags { LineFlags(rawValue: 1) }
  /// Key and value lie in the joined text behind the file.
  @inlinable package static var joined: LineFlags { LineFlags(rawValue: 2) }
  /// A byte above 127 occurs.
  @inlinable package static var nonASCII: LineFlags { LineFlags(rawValue: 4) }
  /// A control character other than tab and carriage return occurs.
  @inlinable package static var control: LineFlags { LineFlags(rawValue: 8) }
  /// A comment that tells leger something: `# leger: …`.
  @inlinable package static var instruction: LineFlags { LineFlags(rawValue: 16) }
  /// Podman may reject the file: of a file only, never of a line.
  @inlinable package static var doubtful: LineFlags { LineFlags(rawValue: 32) }
  /// The value is one word as it stands: without white space, quote or backslash, and without any sign that could begin a
  /// comment, a specifier, a variable or a template. Told of assignments only, and not of all that are so.
  @inlinable package static var plainValue: LineFlags { LineFlags(rawValue: 64) }
  /// A byte above 127 or a control character.
  @inlinable package static var unusual: LineFlags { LineFlags(rawValue: 12) }
}
