import QuadletSyntax

extension Span where Element == UInt8 {
  /// Every position of the span.
  var all: Range<Int> { 0..<count }

  /// The bytes of a part as text; for messages only, since it allocates.
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

  /// Whether a part holds a byte.
  func contains(_ byte: UInt8, in part: Range<Int>) -> Bool { first(byte, in: part) != nil }

  /// Whether every byte of a part is as it should be.
  @inline(__always)
  func allSatisfy(_ part: Range<Int>, _ isGood: (UInt8) -> Bool) -> Bool { first(in: part) { !isGood($0) } == nil }

  /// The first position of a byte that meets a condition.
  @inline(__always)
  func first(in part: Range<Int>, where isWanted: (UInt8) -> Bool) -> Int? {
    // Indices of the part itself need no check of their bounds at every step.
    let bytes = extracting(part)
    var index = 0
    while index < bytes.count {
      if isWanted(bytes[index]) { return part.lowerBound + index }
      index += 1
    }
    return nil
  }

  /// Takes the next part up to a separator, as splitting at every separator does; nil behind the last one.
  func next(from start: inout Int, until end: Int, separator: UInt8) -> Range<Int>? {
    guard start <= end else { return nil }
    let stop = first(separator, in: start..<end) ?? end
    defer { start = stop + 1 }
    return start..<stop
  }

  /// The part without blanks at its ends.
  func trimmed(_ part: Range<Int>) -> Range<Int> {
    var (start, end) = (part.lowerBound, part.upperBound)
    while start < end, self[start].isBlank { start += 1 }
    while start < end, self[end - 1].isBlank { end -= 1 }
    return start..<end
  }

  /// The number that a part of decimal digits stands for; nil for anything else and for what does not fit.
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

  /// The same for a smaller type.
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
  /// Whether the byte may stand between the letters and digits of a name.
  var isNameMark: Bool { self == UInt8(ascii: "_") || self == UInt8(ascii: ".") || self == UInt8(ascii: "-") }
  var isBlank: Bool { self == UInt8(ascii: " ") || self >= 9 && self <= 13 }
  var lowercased: UInt8 { isUpper ? self + 32 : self }
  var hexDigit: UInt8? {
    if isDigit { return self - UInt8(ascii: "0") }
    let letter = lowercased
    return letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "f") ? letter - UInt8(ascii: "a") + 10 : nil
  }
}
