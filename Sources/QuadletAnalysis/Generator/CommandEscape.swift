/// Quotes and escapes a word of a command line as Podman's generator writes it for systemd.
enum CommandEscape {
  /// Appends a word; one that needs no escaping is appended unchanged, whatever its bytes.
  static func append(_ word: [UInt8], to output: inout [UInt8], escapesSpaces: Bool) {
    guard needsEscape(word) else {
      output += word
      return
    }
    output.append(quote)
    if word.allSatisfy({ $0 < 0x80 }) {
      for byte in word { append(UInt32(byte), to: &output, escapesSpaces: escapesSpaces) }
    } else {
      // Beyond ASCII, Podman goes character by character; each byte that is not valid UTF-8 becomes U+FFFD.
      for scalar in GoRunes(word) { append(scalar, to: &output, escapesSpaces: escapesSpaces) }
    }
    output.append(quote)
  }

  static func needsEscape(_ word: [UInt8]) -> Bool {
    for (index, byte) in word.enumerated() {
      if byte <= 0x20 || byte == 0x7F || byte == quote || byte == apostrophe || byte == backslash { return true }
      if byte == 0xC2, index + 1 < word.count, word[index + 1] == 0x80 { return true }
    }
    return false
  }

  private static func append(_ scalar: UInt32, to output: inout [UInt8], escapesSpaces: Bool) {
    switch scalar {
    case 0x07: output += [backslash, UInt8(ascii: "a")]
    case 0x08: output += [backslash, UInt8(ascii: "b")]
    case 0x09: output += [backslash, UInt8(ascii: "t")]
    case 0x0A: output += [backslash, UInt8(ascii: "n")]
    case 0x0B: output += [backslash, UInt8(ascii: "v")]
    case 0x0C: output += [backslash, UInt8(ascii: "f")]
    case 0x0D: output += [backslash, UInt8(ascii: "r")]
    case 0x20 where escapesSpaces: output += Array("\\x20".utf8)
    case 0x20: output.append(0x20)
    case UInt32(quote), UInt32(backslash): output += [backslash, UInt8(scalar)]
    case 0..<0x20, 0x7F, 0x80:
      output += [backslash, UInt8(ascii: "x"), hexDigit(scalar >> 4), hexDigit(scalar & 15)]
    default:
      let scalar = Unicode.Scalar(scalar) ?? "\u{FFFD}"
      output.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
    }
  }

  private static func hexDigit(_ value: UInt32) -> UInt8 {
    UInt8(value < 10 ? UInt32(UInt8(ascii: "0")) + value : UInt32(UInt8(ascii: "a")) + value - 10)
  }

  private static let quote = UInt8(ascii: "\"")
  private static let apostrophe = UInt8(ascii: "'")
  private static let backslash = UInt8(ascii: "\\")
}
