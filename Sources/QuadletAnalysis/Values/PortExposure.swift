/// A port that a container exposes without mapping it: `80`, `8000-8010/udp`.
public struct PortExposure: Sendable, Equatable {
  /// The ports.
  public let ports: Known<PortRange>
  /// The protocol; tcp by default.
  public let networkProtocol: Known<TransportProtocol>

  /// Reads an exposed port.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }
}

extension PortExposure: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    let slash = bytes.first(UInt8(ascii: "/"), in: part)
    let range = part.lowerBound..<(slash ?? part.upperBound)
    ports = bytes.hasSpecifier(range) ? .later(range) : .value(try PortRange(bytes, range))
    guard let slash else {
      networkProtocol = .value(.tcp)
      return
    }
    let name = slash + 1..<part.upperBound
    networkProtocol = bytes.hasSpecifier(name) ? .later(name) : .value(try TransportProtocol(bytes, name))
  }
}
