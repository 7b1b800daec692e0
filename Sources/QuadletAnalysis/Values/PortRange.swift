/// A port, or several consecutive ones.
public struct PortRange: Sendable, Hashable {
  /// The first port.
  public let first: UInt16
  /// The last port.
  public let last: UInt16

  /// Creates a range.
  public init(first: UInt16, last: UInt16) {
    self.first = first
    self.last = last
  }

  /// The number of ports.
  public var count: Int { Int(last) - Int(first) + 1 }

  /// Whether two ranges share a port.
  public func overlaps(_ other: PortRange) -> Bool { first <= other.last && other.first <= last }

  /// Reads `port` or `first-last`.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }
}

extension PortRange: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    guard let dash = bytes.first(UInt8(ascii: "-"), in: part) else {
      first = try PortRange.port(bytes, part)
      last = first
      return
    }
    first = try PortRange.port(bytes, part.lowerBound..<dash)
    last = try PortRange.port(bytes, dash + 1..<part.upperBound)
    guard last > first else { throw bytes.problem(part, "is not ascending; the second port must be higher") }
  }

  private static func port(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) -> UInt16 {
    guard !part.isEmpty else { throw ValueProblem(range: part, message: "a port is missing") }
    guard let port = bytes.decimal(part, as: UInt16.self), port > 0 else {
      throw bytes.problem(part, "is not a port; write a number from 1 to 65535")
    }
    return port
  }
}

extension PortRange: CustomStringConvertible {
  /// `8080` or `8080-8085`.
  public var description: String { count > 1 ? "\(first)-\(last)" : "\(first)" }
}
