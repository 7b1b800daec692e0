/// What ports belong to.
public enum TransportProtocol: String, Sendable, CaseIterable {
  case tcp, udp, sctp
}

extension TransportProtocol {
  static let names = ["tcp", "udp", "sctp"]

  /// Reads a protocol, in any case.
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    for known in TransportProtocol.allCases where bytes.equals(part, known.rawValue, ignoringCase: true) {
      self = known
      return
    }
    guard !part.isEmpty else { throw ValueProblem(range: part, message: "the protocol is missing behind \"/\"") }
    throw bytes.problem(
      part,
      "is not a protocol; use tcp, udp or sctp",
      replacement: Nearest.match(bytes.extracting(part), among: TransportProtocol.names)
    )
  }
}
