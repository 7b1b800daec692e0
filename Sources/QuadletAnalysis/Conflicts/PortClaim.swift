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

  /// What a published port takes; without an address it takes all of both families. Ports that are not known yet, or that
  /// podman picks, are no claim.
  public static func claims(of mapping: PortMapping) -> [PortClaim] {
    guard let ports = mapping.hostPorts?.value, let transport = mapping.networkProtocol.value else { return [] }
    guard let known = mapping.address else { return claims(on: nil, ports, transport) }
    return known.value.map { claims(on: $0, ports, transport) } ?? []
  }

  /// Ports on an address; on all of both families for nil.
  static func claims(on address: IPAddress?, _ ports: PortRange, _ transport: TransportProtocol) -> [PortClaim] {
    guard let address else {
      return [.everyV4, .everyV6].map { PortClaim(host: $0, transport: transport, ports: ports) }
    }
    let host: Host = !address.isUnspecified ? .address(address) : address.isV4 ? .everyV4 : .everyV6
    return [PortClaim(host: host, transport: transport, ports: ports)]
  }
}
