extension Span where Element == UInt8 {
  /// Every position of the span.
  var all: Range<Int> { 0..<count }

  /// The bytes of a part as text; for messages only, since it allocates.
  func text(_ part: Range<Int>) -> String {
    String(decoding: part.map { self[$0] }, as: UTF8.self)
  }

  /// The first position of a byte in a part.
  func first(_ byte: UInt8, in part: Range<Int>) -> Int? {
    var index = part.lowerBound
    while index < part.upperBound {
      if self[index] == byte { return index }
      index += 1
    }
    return nil
  }

  /// The last position of a byte in a part.
  func last(_ byte: UInt8, in part: Range<Int>) -> Int? {
    var index = part.upperBound
    while index > part.lowerBound {
      index -= 1
      if self[index] == byte { return index }
    }
    return nil
  }

  /// Whether a part holds a byte.
  func contains(_ byte: UInt8, in part: Range<Int>) -> Bool { first(byte, in: part) != nil }

  /// Takes the next part up to a separator, as splitting at every separator does; nil behind the last one.
  func next(from start: inout Int, until end: Int, separator: UInt8) -> Range<Int>? {
    guard start <= end else { return nil }
    let stop = first(separator, in: start..<end) ?? end
    defer { start = stop + 1 }
    return start..<stop
  }

  /// Whether a part is a word.
  func equals(_ part: Range<Int>, _ word: String, ignoringCase: Bool = false) -> Bool {
    part.count == word.utf8.count && hasPrefix(part, word, ignoringCase: ignoringCase)
  }

  /// Whether a part starts with a word.
  func hasPrefix(_ part: Range<Int>, _ word: String, ignoringCase: Bool = false) -> Bool {
    guard part.count >= word.utf8.count else { return false }
    var index = part.lowerBound
    for byte in word.utf8 {
      guard self[index] == byte || ignoringCase && self[index].lowercased == byte.lowercased else { return false }
      index += 1
    }
    return true
  }

  /// Whether a part ends with a word.
  func hasSuffix(_ part: Range<Int>, _ word: String) -> Bool {
    part.count >= word.utf8.count && equals(part.upperBound - word.utf8.count..<part.upperBound, word)
  }

  /// Whether a part is one of some words.
  func isOne(_ part: Range<Int>, of words: [String], ignoringCase: Bool = false) -> Bool {
    for word in words where equals(part, word, ignoringCase: ignoringCase) { return true }
    return false
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
    for index in part {
      guard self[index].isDigit else { return nil }
      let (high, overflow) = number.multipliedReportingOverflow(by: 10)
      let (sum, carry) = high.addingReportingOverflow(UInt64(self[index] - UInt8(ascii: "0")))
      guard !overflow, !carry else { return nil }
      number = sum
    }
    return number
  }
}

extension UInt8 {
  var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
  var isLower: Bool { self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z") }
  var isUpper: Bool { self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") }
  var isLetter: Bool { isLower || isUpper }
  var isBlank: Bool { self == UInt8(ascii: " ") || self >= 9 && self <= 13 }
  var lowercased: UInt8 { isUpper ? self + 32 : self }
  var hexDigit: UInt8? {
    if isDigit { return self - UInt8(ascii: "0") }
    let letter = lowercased
    return letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "f") ? letter - UInt8(ascii: "a") + 10 : nil
  }
}
