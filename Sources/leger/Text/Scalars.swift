/// Reads UTF-8 that may be invalid, scalar by scalar.
enum Scalars {
  /// The bytes of U+FFFD.
  static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

  /// Returns the scalar at a byte and its length, or nil and the length of the invalid bytes to replace.
  @inline(__always)
  static func next(in text: Span<UInt8>, at index: Int) -> (value: UInt32?, length: Int) {
    let lead = text[index]
    if lead < 0x80 { return (UInt32(lead), 1) }
    var low: UInt8 = 0x80
    var high: UInt8 = 0xBF
    var value: UInt32
    let following: Int
    switch lead {
    case 0xC2...0xDF:
      following = 1
      value = UInt32(lead & 0x1F)
    case 0xE0...0xEF:
      following = 2
      value = UInt32(lead & 0x0F)
      if lead == 0xE0 { low = 0xA0 }
      if lead == 0xED { high = 0x9F }
    case 0xF0...0xF4:
      following = 3
      value = UInt32(lead & 0x07)
      if lead == 0xF0 { low = 0x90 }
      if lead == 0xF4 { high = 0x8F }
    default: return (nil, 1)
    }
    for place in 1...following {
      guard index + place < text.count, low...high ~= text[index + place] else { return (nil, place) }
      value = value << 6 | UInt32(text[index + place] & 0x3F)
      low = 0x80
      high = 0xBF
    }
    return (value, following + 1)
  }

  /// Counts the scalars of a text; each invalid piece counts as the one U+FFFD that replaces it.
  static func count(in text: Span<UInt8>) -> Int {
    var total = 0
    var index = 0
    while index < text.count {
      index += next(in: text, at: index).length
      total += 1
    }
    return total
  }
}

extension [UInt8] {
  /// Appends text unchanged.
  @inline(__always)
  mutating func append(text: String) {
    append(contentsOf: text.utf8)
  }

  /// Appends a literal.
  @inline(__always)
  mutating func append(text: StaticString) {
    text.withUTF8Buffer { append(contentsOf: $0) }
  }

  /// Appends a number in decimal digits.
  mutating func append(decimal number: Int) {
    var digits = InlineArray<20, UInt8>(repeating: 0)
    var start = 20
    var rest = number.magnitude
    repeat {
      start -= 1
      digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    append(addingCapacity: 21 - start) { output in
      if number < 0 { output.append(UInt8(ascii: "-")) }
      for index in start..<20 { output.append(digits[index]) }
    }
  }

  /// Appends a number in hexadecimal digits, with leading zeros up to a width.
  mutating func append(hexadecimal number: UInt64, width: Int) {
    let length = Swift.max(1, (64 - number.leadingZeroBitCount + 3) / 4, width)
    for place in (0..<length).reversed() {
      let digit = place < 16 ? UInt8(truncatingIfNeeded: number >> UInt64(place * 4)) & 15 : 0
      append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10)
    }
  }

  /// Appends a byte as C writes it in a string: a backslash and three octal digits.
  mutating func append(octal byte: UInt8) {
    self += [0x5C, 0x30 + (byte >> 6), 0x30 + (byte >> 3 & 7), 0x30 + (byte & 7)]
  }

  /// Appends the bytes of a span.
  @inline(__always)
  mutating func append(span: Span<UInt8>) {
    span.withUnsafeBufferPointer { append(contentsOf: $0) }
  }
}
