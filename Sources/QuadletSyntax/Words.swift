/// The words of a value, with quotes removed and escapes decoded, and where each was written.
///
/// Reusable: `removeAll` keeps the memory.
public struct Words: Sendable {
  /// A word: its text within `bytes`, and the part of the input that it was read from.
  public struct Word: Sendable {
    /// The range of the word's text in `Words.bytes`.
    public let text: Range<Int>
    /// Where it was written, including quotes and escapes, as offsets in the text that was split.
    public let source: Range<Int>
  }

  /// The text of all words, one after another.
  public private(set) var bytes: [UInt8] = []
  /// The words, in order.
  public private(set) var words: [Word] = []

  /// Creates an empty list.
  public init() {}

  /// Removes all words.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    words.removeAll(keepingCapacity: true)
  }

  /// The text of a word.
  public func text(_ word: Word) -> ArraySlice<UInt8> { bytes[word.text] }

  /// How a value is split into words.
  public enum Style: Sendable {
    /// Quotes group and are removed; a backslash is an ordinary character; an unclosed quote drops the whole value.
    case plain
    /// As a command line: quotes are removed, C escapes decoded; the end closes an open quote; a bad escape drops the
    /// value.
    case command
  }

  /// How far the splitting got.
  public enum Outcome: Sendable, Equatable {
    /// The whole input was split.
    case complete
    /// An empty word (`""`) ended the list; everything from there on is lost.
    case endedByEmptyWord(at: Int)
    /// A NUL byte ended the list.
    case endedByNul(at: Int)
    /// A quote that is never closed; with `command`, the last word runs to the end; with `plain`, nothing is kept.
    case openQuote(at: Int)
    /// A backslash that does not start a valid escape; nothing is kept.
    case badEscape(at: Int)

    /// Whether the error makes the value yield no words at all.
    public func dropsValue(_ style: Style) -> Bool {
      switch self {
      case .badEscape: true
      case .openQuote: style == .plain
      default: false
      }
    }
  }

  /// Appends the words of `text[range]`, split as Podman's `extractFirstWord` does it. That follows systemd's, with one
  /// difference: an empty word ends the list.
  @discardableResult
  public mutating func append(_ text: Span<UInt8>, _ range: Range<Int>, style: Style) -> Outcome {
    let savedBytes = bytes.count
    let savedWords = words.count
    let outcome = split(text, range, style: style)
    if outcome.dropsValue(style) {
      bytes.removeSubrange(savedBytes...)
      words.removeSubrange(savedWords...)
    }
    return outcome
  }

  private mutating func split(_ text: Span<UInt8>, _ range: Range<Int>, style: Style) -> Outcome {
    let end = range.upperBound
    var position = range.lowerBound
    var result = Outcome.complete
    while true {
      while position < end, Self.isSeparator(text[position]) { position += 1 }
      guard position < end else { return result }
      if text[position] == 0 { return .endedByNul(at: position) }
      let start = position
      let textStart = bytes.count
      var quote: UInt8 = 0
      var quoteStart = start
      var sawNul: Int?
      word: while position < end {
        let byte = text[position]
        if byte == 0 {
          sawNul = position
          break word
        }
        if quote != 0, byte == quote {
          quote = 0
        } else if quote == 0, byte == doubleQuote || byte == singleQuote {
          quote = byte
          quoteStart = position
        } else if byte == backslash, style == .command {
          guard position + 1 < end, text[position + 1] != 0 else {
            // A trailing backslash is dropped.
            position = position + 1 < end ? position + 1 : end
            continue word
          }
          guard let length = Escape.undo(text, at: position + 1, end: end, into: &bytes) else {
            return .badEscape(at: position)
          }
          position += 1 + length
          continue word
        } else if quote == 0, Self.isSeparator(byte) {
          break word
        } else {
          // Copies a run of ordinary characters in one piece.
          let runStart = position
          position += 1
          position = Self.endOfOrdinary(text, from: position, end)
          text.extracting(runStart..<position).withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
          continue word
        }
        position += 1
      }
      if quote != 0 {
        if style == .plain { return .openQuote(at: quoteStart) }
        result = .openQuote(at: quoteStart)
      }
      if bytes.count == textStart {
        if let sawNul { return .endedByNul(at: sawNul) }
        return result == .complete ? .endedByEmptyWord(at: start) : result
      }
      words.append(Word(text: textStart..<bytes.count, source: start..<position))
      if let sawNul { return .endedByNul(at: sawNul) }
    }
  }

  /// The offset of the next byte that may have a special meaning; the end when there is none.
  private static func endOfOrdinary(_ text: Span<UInt8>, from start: Int, _ end: Int) -> Int {
    var position = start
    while position < end {
      let word = text.wordOrLess(at: position)
      let found =
        ByteWord.below(0x21, word) | ByteWord.zeros(word ^ ByteWord.repeating(doubleQuote))
        | ByteWord.zeros(word ^ ByteWord.repeating(singleQuote))
        | ByteWord.zeros(word ^ ByteWord.repeating(backslash))
      if found != 0 { return min(end, position &+ ByteWord.offset(found)) }
      position &+= 8
    }
    return end
  }

  @inline(__always)
  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }
}

private let doubleQuote = UInt8(ascii: "\"")
private let singleQuote = UInt8(ascii: "'")
private let backslash = UInt8(ascii: "\\")
