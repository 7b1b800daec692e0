/// An IPv4 or IPv6 address.
public struct IPAddress: Sendable, Hashable {
  /// The upper half of the 128 bits.
  public let high: UInt64
  /// The lower half; it holds all of an IPv4 address.
  public let low: UInt64
  /// Whether this is an IPv4 address.
  public let isV4: Bool

  init(high: UInt64, low: UInt64, isV4: Bool) {
    (self.high, self.low, self.isV4) = (high, low, isV4)
  }

  /// Reads an address, without brackets and without a zone.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }

  /// Whether the address stands for every address of the host.
  public var isUnspecified: Bool { high == 0 && low == 0 }
}

extension IPAddress: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    if let number = IPAddress.version4(bytes, part) {
      (high, low, isV4) = (0, UInt64(number), true)
    } else if let (high, low) = IPAddress.version6(bytes, part) {
      (self.high, self.low, isV4) = (high, low, false)
    } else {
      throw bytes.problem(part, "is not an IP address")
    }
  }

  private static func version4(_ bytes: Span<UInt8>, _ part: Range<Int>) -> UInt32? {
    var (start, count, number): (Int, Int, UInt32) = (part.lowerBound, 0, 0)
    while let octet = bytes.next(from: &start, until: part.upperBound, separator: UInt8(ascii: ".")) {
      guard octet.count <= 3, let value = bytes.decimal(octet), value < 256 else { return nil }
      guard octet.count == 1 || bytes[octet.lowerBound] != UInt8(ascii: "0") else { return nil }
      number = number << 8 | UInt32(value)
      count += 1
      guard count <= 4 else { return nil }
    }
    return count == 4 ? number : nil
  }

  private static func version6(_ bytes: Span<UInt8>, _ part: Range<Int>) -> (UInt64, UInt64)? {
    var groups = InlineArray<8, UInt64>(repeating: 0)
    var (count, gap): (Int, Int?) = (0, nil)
    var index = part.lowerBound
    let colon = UInt8(ascii: ":")
    if bytes.hasPrefix(part, "::") {
      gap = 0
      index += 2
    }
    while index < part.upperBound {
      guard count < 8 else { return nil }
      let end = bytes.first(colon, in: index..<part.upperBound) ?? part.upperBound
      if end == part.upperBound, count <= 6, let number = version4(bytes, index..<end) {
        groups[count] = UInt64(number >> 16)
        groups[count + 1] = UInt64(number & 0xFFFF)
        (count, index) = (count + 2, end)
        break
      }
      guard 1...4 ~= end - index, let group = hexadecimal(bytes, index..<end) else { return nil }
      groups[count] = group
      (count, index) = (count + 1, end)
      guard index < part.upperBound else { break }
      index += 1
      guard index < part.upperBound else { return nil }
      if bytes[index] == colon {
        guard gap == nil else { return nil }
        gap = count
        index += 1
      }
    }
    guard gap == nil ? count == 8 : count < 8 else { return nil }
    var (high, low): (UInt64, UInt64) = (0, 0)
    var position = 0
    while position < count {
      let place = position < gap ?? 8 ? position : position + 8 - count
      if place < 4 {
        high |= groups[position] << (48 - 16 * place)
      } else {
        low |= groups[position] << (112 - 16 * place)
      }
      position += 1
    }
    return (high, low)
  }

  private static func hexadecimal(_ bytes: Span<UInt8>, _ part: Range<Int>) -> UInt64? {
    var number: UInt64 = 0
    var index = part.lowerBound
    while index < part.upperBound {
      guard let digit = bytes[index].hexDigit else { return nil }
      number = number << 4 | UInt64(digit)
      index += 1
    }
    return number
  }
}

extension IPAddress: CustomStringConvertible {
  /// The address in its usual notation, with the longest run of zeros in an IPv6 address written as `::`.
  public var description: String {
    if isV4 { return [24, 16, 8, 0].map { "\(low >> UInt64($0) & 255)" }.joined(separator: ".") }
    let groups = [high, low].flatMap { half in [48, 32, 16, 0].map { UInt16(truncatingIfNeeded: half >> UInt64($0)) } }
    var best = 0..<0
    var start = 0
    while start < 8 {
      var end = start
      while end < 8, groups[end] == 0 { end += 1 }
      if end - start > max(1, best.count) { best = start..<end }
      start = max(end, start + 1)
    }
    func text(_ range: Range<Int>) -> String { range.map { String(groups[$0], radix: 16) }.joined(separator: ":") }
    return best.isEmpty ? text(0..<8) : text(0..<best.lowerBound) + "::" + text(best.upperBound..<8)
  }
}
