import Foundation

/// What must not be in printed text.
enum OutputText {
  /// A kind of characters that a terminal or a log obeys, or that a reader cannot see.
  enum Hazard: String {
    case c0 = "a control character"
    case delete = "DEL"
    case c1 = "a C1 control character"
    case direction = "a change of direction"
    case separator = "a line separator"
    case hidden = "an invisible character"
    case invalid = "a byte that is not UTF-8"
  }

  /// Only this much of a text is looked at.
  static let limit = 8 << 20

  /// The first hazard in a text, except those that are allowed, with its place and what is around it.
  static func hazard(in text: [UInt8], unless allowed: Set<Hazard> = []) -> (kind: Hazard, excerpt: String)? {
    text.withUnsafeBufferPointer { text in
      var index = 0
      let end = min(text.count, limit)
      while index < end {
        let byte = text[index]
        if 0x20..<0x7F ~= byte || byte == 0x0A || byte == 0x09 {
          index += 1
          continue
        }
        if byte < 0x80 { return (byte == 0x7F ? .delete : .c0, excerpt(text, index)) }
        let (value, length) = scalar(text, index)
        if let kind = value.map(hazard(of:)) ?? .invalid, !allowed.contains(kind) {
          return (kind, excerpt(text, index))
        }
        index += length
      }
      return nil
    }
  }

  private static func hazard(of value: UInt32) -> Hazard? {
    switch value {
    case 0x80..<0xA0: .c1
    case 0x061C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: .direction
    case 0x2028...0x2029: .separator
    case 0xAD, 0x115F...0x1160, 0x180E, 0x200B, 0x2060...0x2065, 0x206A...0x206F, 0x3164, 0xFEFF, 0xFFA0,
      0xFFF9...0xFFFB,
      0xE0000...0xE007F:
      .hidden
    default: nil
    }
  }

  private static func scalar(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> (value: UInt32?, length: Int) {
    let lead = text[index]
    let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
    // Text that ends within a character because only a part was read is not looked at.
    guard index + length <= text.count, let character = String(validating: text[index..<index + length], as: UTF8.self)
    else {
      return (nil, 1)
    }
    return (character.unicodeScalars.first?.value, length)
  }

  /// What is around a place, escaped.
  private static func excerpt(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> String {
    shown(Array(text[max(0, index - 30)..<min(text.count, index + 20)]))
  }

  /// Bytes as ASCII.
  static func shown(_ text: [UInt8]) -> String {
    text.reduce(into: "") { shown, byte in
      switch byte {
      case 0x0A: shown += "\\n"
      case 0x5C: shown += "\\\\"
      case 0x20..<0x7F: shown.unicodeScalars.append(Unicode.Scalar(byte))
      default: shown += (byte < 16 ? "\\x0" : "\\x") + String(byte, radix: 16, uppercase: true)
      }
    }
  }

  /// The beginnings of lines that a CI system obeys, as attacks write them.
  private static let commands = ["::error::pwned", "::warning::pwned", "##[error]pwned"].map { bytes($0) }

  /// A line that begins with a command for a CI system.
  static func injectedLine(in text: [UInt8]) -> String? {
    for line in text.prefix(limit).split(separator: 0x0A) where line.first == 0x3A || line.first == 0x23 {
      if let command = commands.first(where: { line.starts(with: $0) }) { return shown(command) }
    }
    return nil
  }

  /// A text without what formatting adds and removes.
  static func solid(_ text: [UInt8]) -> [UInt8] {
    var solid: [UInt8] = []
    solid.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      let blank = blankLength(text, index)
      if blank == 0 { solid.append(text[index]) }
      index += max(1, blank)
    }
    return solid
  }

  /// How many bytes of white space begin at a place, as Go's `unicode.IsSpace` has it: Podman removes that at a line's end.
  private static func blankLength(_ text: [UInt8], _ index: Int) -> Int {
    let byte = text[index]
    if byte < 0x80 { return byte == 0x20 || 0x09...0x0D ~= byte ? 1 : 0 }
    guard [0xC2, 0xE1, 0xE2, 0xE3].contains(byte) else { return 0 }
    let (value, length) = text.withUnsafeBufferPointer { scalar($0, index) }
    guard let value else { return 0 }
    return switch value {
    case 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: length
    default: 0
    }
  }

  /// Why a text is not JSON.
  static func brokenJSON(_ text: [UInt8]) -> String? {
    if text.count > limit { return nil }
    do {
      _ = try JSONSerialization.jsonObject(with: Data(text))
      return nil
    } catch {
      return shown(Array(text.prefix(200)))
    }
  }
}
