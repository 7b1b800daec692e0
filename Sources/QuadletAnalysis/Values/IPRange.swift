/// The addresses that a network assigns: a subnet, or a first and a last address.
public enum IPRange: Sendable, Equatable {
  /// All addresses of a subnet.
  case subnet(Subnet)
  /// The addresses from one to another, inclusive.
  case between(IPAddress, IPAddress)

  /// Reads a range.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }
}

extension IPRange: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    if let dash = bytes.first(UInt8(ascii: "-"), in: part) {
      self = .between(
        try IPAddress(bytes, part.lowerBound..<dash),
        try IPAddress(bytes, dash + 1..<part.upperBound)
      )
    } else if bytes.contains(UInt8(ascii: "/"), in: part) {
      self = .subnet(try Subnet(bytes, part))
    } else {
      throw bytes.problem(part, "is not a range; write a subnet or two addresses separated by -")
    }
  }
}
