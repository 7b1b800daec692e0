/// Some ports of the host that a unit takes: one address or all of one family, one protocol.
public struct PortClaim: Sendable, Hashable {
  /// Which addresses of the host.
  public enum Host: Sendable, Hashable {
    /// Every IPv4 address.
    case everyV4
    /// Every IPv6 address.
    case everyV6
    /// One address.
    case address(IPAddress)

    /// An address, or all of its family when it stands for them.
    public init(_ address: IPAddress) {
      self = !address.isUnspecified ? .address(address) : address.isV4 ? .everyV4 : .everyV6
    }

    /// The claims that meet this one on some address are those of the same family.
    var isV4: Bool {
      switch self {
      case .everyV4: true
      case .everyV6: false
      case .address(let address): address.isV4
      }
    }
  }

  /// Where.
  public let host: Host
  /// tcp, udp or sctp.
  public let transport: TransportProtocol
  /// Which ports.
  public let ports: PortRange

  /// Makes a claim.
  public init(host: Host, transport: TransportProtocol, ports: PortRange) {
    self.host = host
    self.transport = transport
    self.ports = ports
  }
}
