/// A span of time in systemd's notation: `5min 20s`, `90`, `infinity`.
public struct TimeSpan: Sendable, Equatable {
  /// How long a span is.
  public enum Length: Sendable, Equatable {
    /// A number of microseconds.
    case finite(UInt64)
    /// No end.
    case infinite
  }

  /// The length.
  public let length: Length

  private static let units: [(names: [String], microseconds: Double)] = [
    (["seconds", "second", "sec", "s"], 1e6), (["minutes", "minute", "min", "m"], 60e6),
    (["hours", "hour", "hr", "h"], 3_600e6), (["days", "day", "d"], 86_400e6),
    (["weeks", "week", "w"], 604_800e6), (["msec", "ms"], 1e3), (["usec", "us", "\u{B5}s", "\u{3BC}s"], 1),
    (["months", "month", "M"], 2_629_800e6), (["years", "year", "y"], 31_557_600e6),
  ]

  /// Reads a span; a number without a unit counts seconds.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }
}

extension TimeSpan: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    let part = bytes.trimmed(part)
    if bytes.equals(part, "infinity") {
      length = .infinite
      return
    }
    var index = part.lowerBound
    var total: Double = 0
    guard !part.isEmpty else { throw ValueProblem(range: part, message: "the time span is missing") }
    while index < part.upperBound {
      while bytes[index].isBlank { index += 1 }
      let start = index
      if bytes[index] == UInt8(ascii: "+") { index += 1 }
      let number = DecimalFraction.read(bytes, from: &index, until: part.upperBound)
      guard let number, bytes[index - 1] != UInt8(ascii: ".") else { throw TimeSpan.problem(bytes, part) }
      while index < part.upperBound, bytes[index].isBlank { index += 1 }
      let name = index
      while index < part.upperBound, bytes[index].isLetter || bytes[index] >= 0x80 { index += 1 }
      var unit: Double? = name == index ? 1e6 : nil
      for known in TimeSpan.units where bytes.isOne(name..<index, of: known.names) { unit = known.microseconds }
      guard let unit, index > start else { throw TimeSpan.problem(bytes, part) }
      total += number * unit
    }
    guard total < 9.2e18 else { throw bytes.problem(part, "is too long for a time span; use infinity for no limit") }
    length = .finite(UInt64(total + 0.5))
  }

  private static func problem(_ bytes: Span<UInt8>, _ part: Range<Int>) -> ValueProblem {
    let isNone = bytes.isOne(part, of: ["infinite", "inf", "never", "none", "unlimited", "-1"], ignoringCase: true)
    let isName = isNone || Nearest.match(bytes.extracting(part), among: ["infinity"]) != nil
    return bytes.problem(
      part,
      "is not a time span; write it like 90, 5min 20s or infinity",
      replacement: isName ? "infinity" : nil
    )
  }
}
