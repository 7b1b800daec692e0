import QuadletSyntax

extension Span where Element == UInt8 {
  /// The range of the whole span.
  var all: Range<Int> { 0..<count }

  /// The bytes of a part as text; for messages only, because it allocates.
  func text(_ part: Range<Int>) -> String {
    String(decoding: part.map { self[$0] }, as: UTF8.self)
  }

  /// The first position of a byte in a part.
  func first(_ byte: UInt8, in part: Range<Int>) -> Int? {
    let pattern = ByteWord.repeating(byte)
    var index = part.lowerBound
    while index < part.upperBound {
      let found = ByteWord.zeros(wordOrLess(at: index) ^ pattern)
      if found != 0 {
        let place = index &+ ByteWord.offset(found)
        return place < part.upperBound ? place : nil
      }
      index &+= 8
    }
    return nil
  }

  /// The last position of a byte in a part.
  func last(_ byte: UInt8, in part: Range<Int>) -> Int? {
    var found: Int?
    var start = part.lowerBound
    while let place = first(byte, in: start..<part.upperBound) {
      found = place
      start = place + 1
    }
    return found
  }

  /// Whether a part contains a byte.
  func contains(_ byte: UInt8, in part: Range<Int>) -> Bool { first(byte, in: part) != nil }

  /// Whether every byte of a part meets a condition.
  @inline(__always)
  func allSatisfy(_ part: Range<Int>, _ isGood: (UInt8) -> Bool) -> Bool { first(in: part) { !isGood($0) } == nil }

  /// The first position of a byte that meets a condition.
  @inline(__always)
  func first(in part: Range<Int>, where isWanted: (UInt8) -> Bool) -> Int? {
    // Iterating over the part alone spares a bounds check at every step.
    let bytes = extracting(part)
    var index = 0
    while index < bytes.count {
      if isWanted(bytes[index]) { return part.lowerBound + index }
      index += 1
    }
    return nil
  }

  /// Returns the next part up to a separator, as splitting at every separator does; nil after the last one.
  func next(from start: inout Int, until end: Int, separator: UInt8) -> Range<Int>? {
    guard start <= end else { return nil }
    let stop = first(separator, in: start..<end) ?? end
    defer { start = stop + 1 }
    return start..<stop
  }

  /// The part without blanks at either end.
  func trimmed(_ part: Range<Int>) -> Range<Int> {
    var (start, end) = (part.lowerBound, part.upperBound)
    while start < end, self[start].isBlank { start += 1 }
    while start < end, self[end - 1].isBlank { end -= 1 }
    return start..<end
  }

  /// The number written in a part as decimal digits; nil for anything else and for a number that does not fit.
  func decimal(_ part: Range<Int>) -> UInt64? {
    guard !part.isEmpty else { return nil }
    var number: UInt64 = 0
    var index = part.lowerBound
    while index < part.upperBound {
      guard self[index].isDigit else { return nil }
      let (high, overflow) = number.multipliedReportingOverflow(by: 10)
      let (sum, carry) = high.addingReportingOverflow(UInt64(self[index] - UInt8(ascii: "0")))
      guard !overflow, !carry else { return nil }
      number = sum
      index += 1
    }
    return number
  }

  /// The number written in a part as decimal digits, in a smaller type.
  @inline(__always)
  func decimal<Number: FixedWidthInteger>(_ part: Range<Int>, as type: Number.Type) -> Number? {
    guard let number = decimal(part) else { return nil }
    return Number(exactly: number)
  }
}

extension UInt8 {
  var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
  var isLower: Bool { self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z") }
  var isUpper: Bool { self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") }
  var isLetter: Bool { isLower || isUpper }
  /// Whether the byte may appear between the letters and digits of a name.
  var isNameMark: Bool { self == UInt8(ascii: "_") || self == UInt8(ascii: ".") || self == UInt8(ascii: "-") }
  /// Whether the byte may be part of a name.
  var isNamePart: Bool { isLetter || isDigit || isNameMark }
  var isQuotationMark: Bool { self == UInt8(ascii: "\"") || self == UInt8(ascii: "'") }
  var isBlank: Bool { self == UInt8(ascii: " ") || self >= 9 && self <= 13 }
  var lowercased: UInt8 { isUpper ? self + 32 : self }
  var hexDigit: UInt8? {
    if isDigit { return self - UInt8(ascii: "0") }
    let letter = lowercased
    return letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "f") ? letter - UInt8(ascii: "a") + 10 : nil
  }
}
