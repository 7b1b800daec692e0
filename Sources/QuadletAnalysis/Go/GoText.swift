/// Text as Go's package strings handles it.
enum GoText {
  /// Lower case, character by character; what is not UTF-8 becomes U+FFFD unless all is ASCII.
  static func lowercased(_ text: [UInt8]) -> [UInt8] {
    if text.allSatisfy({ $0 < 0x80 }) { return text.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 } }
    var result: [UInt8] = []
    for rune in GoRunes(text) {
      let scalar = Unicode.Scalar(rune) ?? "\u{FFFD}"
      let lower = scalar.properties.lowercaseMapping.unicodeScalars
      for scalar in lower.count == 1 ? lower : String(scalar).unicodeScalars {
        result.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
      }
    }
    return result
  }
}

/// The characters of a text as Go's `range` gives them: each byte that is not UTF-8 is one U+FFFD.
struct GoRunes: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func next() -> UInt32? {
    guard position < bytes.count else { return nil }
    let first = bytes[position]
    let length: Int
    switch first {
    case 0..<0x80: length = 1
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF: length = 3
    case 0xF0...0xF4: length = 4
    default: length = 0
    }
    if length == 1 {
      position += 1
      return UInt32(first)
    }
    guard length > 0, position + length <= bytes.count,
      bytes[(position + 1)..<(position + length)].allSatisfy({ $0 & 0xC0 == 0x80 })
    else { return invalid() }
    var value = UInt32(first) & (0xFF >> UInt32(length + 1))
    for byte in bytes[(position + 1)..<(position + length)] { value = value << 6 | UInt32(byte & 0x3F) }
    let minimum: UInt32 = length == 3 ? 0x800 : length == 4 ? 0x10000 : 0x80
    guard value >= minimum, Unicode.Scalar(value) != nil else { return invalid() }
    position += length
    return value
  }

  private mutating func invalid() -> UInt32 {
    position += 1
    return 0xFFFD
  }
}
