/// A time span in systemd's notation: `5min 20s`, `90`, `infinity`.
public struct TimeSpan: Sendable, Equatable {
  /// How long a span is.
  public enum Length: Sendable, Equatable {
    /// A number of microseconds.
    case finite(UInt64)
    /// Without end.
    case infinite
  }

  /// The length.
  public let length: Length

  private static let units: MeaningTable<30, Double> = [
    ("s", 1e6), ("sec", 1e6), ("second", 1e6), ("seconds", 1e6), ("m", 60e6), ("min", 60e6), ("minute", 60e6),
    ("minutes", 60e6), ("h", 3_600e6), ("hr", 3_600e6), ("hour", 3_600e6), ("hours", 3_600e6), ("d", 86_400e6),
    ("day", 86_400e6), ("days", 86_400e6), ("w", 604_800e6), ("week", 604_800e6), ("weeks", 604_800e6), ("ms", 1e3),
    ("msec", 1e3), ("us", 1), ("usec", 1), ("\u{B5}s", 1), ("\u{3BC}s", 1), ("M", 2_629_800e6), ("month", 2_629_800e6),
    ("months", 2_629_800e6), ("y", 31_557_600e6), ("year", 31_557_600e6), ("years", 31_557_600e6),
  ]

  /// Reads a span; a number without a unit is in seconds.
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
      let unit = name == index ? 1e6 : bytes.meaning(name..<index, in: TimeSpan.units)
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
