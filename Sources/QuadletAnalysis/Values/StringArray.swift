/// A JSON array of strings, in which Podman accepts a command word by word.
enum StringArray {
  /// Whether a part is meant to be such an array; `[ -f x ]` is a shell command.
  static func isMeant(_ bytes: Span<UInt8>, _ part: Range<Int>) -> Bool {
    guard part.count >= 2, bytes[part.lowerBound] == UInt8(ascii: "[") else { return false }
    let second = bytes[part.lowerBound + 1]
    return second == UInt8(ascii: "\"") || second == UInt8(ascii: "'")
  }

  /// Whether a part is such an array.
  static func isValid(_ bytes: Span<UInt8>, _ part: Range<Int>) -> Bool {
    var index = part.lowerBound + 1
    skipBlanks(bytes, &index, part.upperBound)
    if index + 1 == part.upperBound { return bytes[index] == UInt8(ascii: "]") }
    while index < part.upperBound {
      guard skipString(bytes, &index, part.upperBound) else { return false }
      skipBlanks(bytes, &index, part.upperBound)
      guard index < part.upperBound else { return false }
      if bytes[index] == UInt8(ascii: "]") { return index + 1 == part.upperBound }
      guard bytes[index] == UInt8(ascii: ",") else { return false }
      index += 1
      skipBlanks(bytes, &index, part.upperBound)
    }
    return false
  }

  private static func skipBlanks(_ bytes: Span<UInt8>, _ index: inout Int, _ end: Int) {
    while index < end, bytes[index].isBlank { index += 1 }
  }

  private static func skipString(_ bytes: Span<UInt8>, _ index: inout Int, _ end: Int) -> Bool {
    guard bytes[index] == UInt8(ascii: "\"") else { return false }
    index += 1
    while index < end {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "\"") { return true }
      guard byte >= 0x20 else { return false }
      guard byte == UInt8(ascii: "\\") else { continue }
      guard index < end else { return false }
      switch bytes[index] {
      case UInt8(ascii: "u"):
        guard index + 4 < end, bytes.allSatisfy(index + 1..<index + 5, { $0.hexDigit != nil }) else { return false }
        index += 5
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
        UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
        index += 1
      default: return false
      }
    }
    return false
  }
}
