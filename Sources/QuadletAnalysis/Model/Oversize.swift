import QuadletSyntax

/// What a file has more of than leger reads, so that memory stays in proportion to the size of the input.
///
/// No unit comes close: Linux starts no program with arguments of more than a few MiB (execve(2), "Limits on size of arguments
/// and environment"), and systemd reads no line of more than 1 MiB.
public enum Oversize: Sendable, Equatable {
  case bytes
  case lines
  case words

  /// The size of the largest file, in bytes.
  public static let byteLimit = 64 << 20
  private static let lineLimit = 30_000
  private static let wordLimit = 200_000
  /// How many lines any file may have; a longer one must have eight bytes for each line, on average.
  private static let freeLines = 1_000
  private static let bytesPerLine = 8

  /// What a text has too much of; nil for every reasonable one.
  public init?(_ text: Span<UInt8>) {
    // It cannot have too many lines.
    if text.count <= Self.freeLines { return nil }
    if text.count > Self.byteLimit {
      self = .bytes
      return
    }
    let limit = max(Self.freeLines, min(Self.lineLimit, text.count / Self.bytesPerLine))
    if text.newlineCount > limit {
      self = .lines
    } else if text.count > Self.wordLimit, Self.wordEnds(in: text) > Self.wordLimit {
      self = .words
    } else {
      return nil
    }
  }

  /// What a text has too much of; nil for every reasonable one.
  public init?(_ text: [UInt8]) { self.init(text.span) }

  /// Counts the bytes that can end a word, a list's item, a variable or a specifier.
  private static func wordEnds(in text: Span<UInt8>) -> Int {
    var total = 0
    for index in text.indices {
      switch text[index] {
      case 0x09, 0x20, UInt8(ascii: ","), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: ":"), UInt8(ascii: "="):
        total += 1
      default: continue
      }
    }
    return total
  }

  /// What is too much, to stand after the path.
  public var message: String {
    switch self {
    case .bytes: "larger than 64 MiB"
    case .lines: "has too many lines"
    case .words: "has too many words"
    }
  }
}
