/// A number of bytes: `512m`, `1.5g`, `65536`.
public struct ByteSize: Sendable, Equatable {
  /// The number of bytes.
  public let bytes: UInt64

  /// Reads a size; the units b, k, m, g, t and p are powers of 1024, and `kb` and `kib` mean `k`.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }
}

extension ByteSize: PartParsing {
  init(_ span: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    var index = part.lowerBound
    if !part.isEmpty, span[index] == UInt8(ascii: "+") { index += 1 }
    guard let number = DecimalFraction.read(span, from: &index, until: part.upperBound) else {
      throw ByteSize.problem(span, part)
    }
    if index < part.upperBound, span[index] == UInt8(ascii: " ") { index += 1 }
    let unit = index..<part.upperBound
    guard let factor = ByteSize.factor(span, unit), number * factor < 9.2e18 else { throw ByteSize.problem(span, part) }
    bytes = UInt64(number * factor)
  }

  private static func factor(_ span: Span<UInt8>, _ unit: Range<Int>) -> Double? {
    guard !unit.isEmpty else { return 1 }
    let first = unit.lowerBound
    let isPlain = unit.count == 1 || span.equals(first + 1..<unit.upperBound, "b", ignoringCase: true)
    guard isPlain || span.equals(first + 1..<unit.upperBound, "ib", ignoringCase: true) else { return nil }
    switch span[first].lowercased {
    case UInt8(ascii: "b"): return unit.count == 1 ? 1 : nil
    case UInt8(ascii: "k"): return 1_024
    case UInt8(ascii: "m"): return 1_048_576
    case UInt8(ascii: "g"): return 1_073_741_824
    case UInt8(ascii: "t"): return 1_099_511_627_776
    case UInt8(ascii: "p"): return 1_125_899_906_842_624
    default: return nil
    }
  }

  private static func problem(_ span: Span<UInt8>, _ part: Range<Int>) -> ValueProblem {
    span.problem(part, "is not a size; write a number followed by b, k, m or g, such as 512m")
  }
}
