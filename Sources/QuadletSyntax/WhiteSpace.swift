/// White space as Go's `unicode.IsSpace` defines it, in the two ways that Podman applies it.
public enum WhiteSpace {
  /// Tab, newline, vertical tab, form feed, carriage return or space.
  @inline(__always)
  public static func isASCII(_ byte: UInt8) -> Bool {
    byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
  }

  /// What counts as white space around `=`: Podman tests single bytes there, so halves of UTF-8 sequences count too.
  @inline(__always)
  public static func isByte(_ byte: UInt8) -> Bool {
    isASCII(byte) || byte == 0x85 || byte == 0xA0
  }

  /// The range without white space at either end, as Go's `strings.TrimSpace` trims it.
  public static func trim(_ text: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    let end = trimmedEnd(text, range)
    var start = range.lowerBound
    while start < end {
      if isASCII(text[start]) {
        start += 1
      } else if let length = unicodeLength(text, at: start, limit: end) {
        start += length
      } else {
        break
      }
    }
    return start..<end
  }

  /// The end of the range without trailing white space, as Go's `strings.TrimRightFunc(…, unicode.IsSpace)` trims it.
  public static func trimmedEnd(_ text: Span<UInt8>, _ range: Range<Int>) -> Int {
    var end = range.upperBound
    while end > range.lowerBound {
      let last = text[end - 1]
      if isASCII(last) {
        end -= 1
      } else if last >= 0x80, let length = unicodeLength(text, before: end, floor: range.lowerBound) {
        end -= length
      } else {
        break
      }
    }
    return end
  }

  /// The length of a non-ASCII white space character that starts here; nil when there is none.
  private static func unicodeLength(_ text: Span<UInt8>, at index: Int, limit: Int) -> Int? {
    guard text[index] >= 0xC2, index + 1 < limit else { return nil }
    if text[index] == 0xC2 { return text[index + 1] == 0x85 || text[index + 1] == 0xA0 ? 2 : nil }
    guard index + 2 < limit else { return nil }
    switch (text[index], text[index + 1], text[index + 2]) {
    case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9), (0xE2, 0x80, 0xAF),
      (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80):
      return 3
    default: return nil
    }
  }

  private static func unicodeLength(_ text: Span<UInt8>, before end: Int, floor: Int) -> Int? {
    for length in 2...3 where end - length >= floor {
      if unicodeLength(text, at: end - length, limit: end) == length { return length }
    }
    return nil
  }
}
