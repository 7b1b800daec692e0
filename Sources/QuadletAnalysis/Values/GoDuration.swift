/// A time span in the notation of Podman's options: `30s`, `1h30m`, `1.5s`.
public struct GoDuration: Sendable, Equatable {
  /// The length in nanoseconds.
  public let nanoseconds: Int64

  private static let units: MeaningTable<8, UInt64> = [
    ("ns", 1), ("us", 1_000), ("\u{B5}s", 1_000), ("\u{3BC}s", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000),
    ("m", 60_000_000_000), ("h", 3_600_000_000_000),
  ]

  /// Reads a duration; every number except 0 needs a unit.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }
}

extension GoDuration: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    var index = part.lowerBound
    let isNegative = !part.isEmpty && bytes[index] == UInt8(ascii: "-")
    if !part.isEmpty, isNegative || bytes[index] == UInt8(ascii: "+") { index += 1 }
    if index + 1 == part.upperBound, bytes[index] == UInt8(ascii: "0") {
      nanoseconds = 0
      return
    }
    guard index < part.upperBound else { throw GoDuration.problem(bytes, part) }
    var total: Double = 0
    while index < part.upperBound {
      let start = index
      let number = DecimalFraction.read(bytes, from: &index, until: part.upperBound)
      guard let number, index > start else { throw GoDuration.problem(bytes, part) }
      let name = index
      while index < part.upperBound, bytes[index] != UInt8(ascii: "."), !bytes[index].isDigit { index += 1 }
      guard let unit = bytes.meaning(name..<index, in: GoDuration.units) else { throw GoDuration.problem(bytes, part) }
      total += number * Double(unit)
    }
    guard total < 9.2e18 else { throw bytes.problem(part, "is too long for a duration") }
    nanoseconds = Int64(isNegative ? -total : total)
  }

  /// Explains the notation, and translates a systemd time span into it if possible.
  private static func problem(_ bytes: Span<UInt8>, _ part: Range<Int>) -> ValueProblem {
    var replacement: String?
    if let span = try? TimeSpan(bytes, part), case .finite(let microseconds) = span.length {
      replacement = bytes.decimal(part) != nil ? bytes.text(part) + "s" : text(microseconds: microseconds)
    }
    let example = replacement ?? "30s or 1m30s"
    let isNumber = bytes.decimal(part) != nil
    return bytes.problem(
      part,
      isNumber ? "has no unit; write \(example)" : "is not a duration that Podman accepts; write it like \(example)",
      replacement: replacement
    )
  }

  private static func text(microseconds: UInt64) -> String {
    var (rest, text) = (microseconds, "")
    for (unit, length) in [("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000), ("ms", 1_000), ("us", 1)] {
      let length = UInt64(length)
      if rest >= length { text += "\(rest / length)\(unit)" }
      rest %= length
    }
    return text.isEmpty ? "0s" : text
  }
}
