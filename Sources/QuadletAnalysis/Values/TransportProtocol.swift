/// The protocol of a port.
public enum TransportProtocol: String, Sendable, CaseIterable {
  case tcp, udp, sctp

  /// The position in a fixed order.
  var order: UInt8 {
    switch self {
    case .tcp: 0
    case .udp: 1
    case .sctp: 2
    }
  }
}

extension TransportProtocol {
  private static let words: MeaningTable<3, TransportProtocol> = [("tcp", .tcp), ("udp", .udp), ("sctp", .sctp)]

  /// Reads a protocol, in any case.
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    if let known = bytes.meaning(part, in: TransportProtocol.words, ignoringCase: true) {
      self = known
      return
    }
    guard !part.isEmpty else { throw ValueProblem(range: part, message: "the protocol is missing after \"/\"") }
    throw bytes.problem(
      part,
      "is not a protocol; use tcp, udp or sctp",
      replacement: Nearest.match(bytes.extracting(part), among: TransportProtocol.allCases.map(\.rawValue))
    )
  }
}
