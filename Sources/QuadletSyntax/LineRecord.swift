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
package struct LineFlags: OptionSet, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The line ends in a backslash, so that the next one belongs to it.
  package static let continues = LineFlags(rawValue: 1)
  /// Key and value lie in the joined text behind the file.
  package static let joined = LineFlags(rawValue: 2)
  /// A byte above 127 occurs.
  package static let nonASCII = LineFlags(rawValue: 4)
  /// A control character other than tab and carriage return occurs.
  package static let control = LineFlags(rawValue: 8)
  /// A comment that tells leger something: `# leger: …`.
  package static let instruction = LineFlags(rawValue: 16)
  /// Podman may reject the file: of a file only, never of a line.
  package static let doubtful = LineFlags(rawValue: 32)
  /// A byte above 127 or a control character.
  package static let unusual = LineFlags(rawValue: 12)
}
