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
    guard let known = mapping.address else {
      return [.everyV4, .everyV6].map { PortClaim(host: $0, transport: transport, ports: ports) }
    }
    guard let address = known.value else { return [] }
    let host: Host = !address.isUnspecified ? .address(address) : address.isV4 ? .everyV4 : .everyV6
    return [PortClaim(host: host, transport: transport, ports: ports)]
  }
}

/// Ports that several claims take: the largest stretch on which they are the same ones.
public struct PortOverlap: Sendable, Hashable {
  /// On which addresses.
  public let host: PortClaim.Host
  /// Which protocol.
  public let transport: TransportProtocol
  /// Which ports.
  public let ports: PortRange
  /// The indices of the claims, ascending.
  public let claims: [Int]
}

extension PortOverlap {
  /// Finds all overlaps among claims. A claim of every address meets those of each single one.
  ///
  /// Time in proportion to the claims (sorted) and what overlaps.
  public static func all(among claims: [PortClaim]) -> [PortOverlap] {
    struct Group: Hashable {
      let isV4: Bool
      let transport: TransportProtocol
    }
    var groups: [Group: [Int]] = [:]
    for (index, claim) in claims.enumerated() {
      groups[Group(isV4: claim.host.isV4, transport: claim.transport), default: []].append(index)
    }
    var found: [PortOverlap] = []
    for indices in groups.values where indices.count > 1 { found += overlaps(claims, indices) }
    return merged(found.sorted { $0.order < $1.order })
  }

  /// The overlaps within one family and protocol: on the wildcard, and on each single address together with it.
  private static func overlaps(_ claims: [PortClaim], _ indices: [Int]) -> [PortOverlap] {
    var wildcard: [Int] = []
    var single: [IPAddress: [Int]] = [:]
    for index in indices {
      if case .address(let address) = claims[index].host {
        single[address, default: []].append(index)
      } else {
        wildcard.append(index)
      }
    }
    var found: [PortOverlap] = []
    if let first = wildcard.first { found += sweep(claims, wildcard, host: claims[first].host) { _ in true } }
    for (address, own) in single {
      // What only wildcard claims share is told above.
      let members = own + wildcard.filter { index in own.contains { claims[$0].ports.overlaps(claims[index].ports) } }
      let isOwn = Set(own)
      found += sweep(claims, members, host: .address(address)) { $0.contains(where: isOwn.contains) }
    }
    return found
  }

  private static func sweep(
    _ claims: [PortClaim],
    _ indices: [Int],
    host: PortClaim.Host,
    counts: ([Int]) -> Bool
  ) -> [PortOverlap] {
    guard let transport = indices.first.map({ claims[$0].transport }) else { return [] }
    // Each claim opens at its first port and closes behind its last one.
    var events: [(port: Int, index: Int, opens: Bool)] = []
    for index in indices {
      events.append((Int(claims[index].ports.first), index, true))
      events.append((Int(claims[index].ports.last) + 1, index, false))
    }
    events.sort { ($0.port, $0.index) < ($1.port, $1.index) }
    var open: Set<Int> = []
    var found: [PortOverlap] = []
    var position = 0
    while position < events.count {
      let port = events[position].port
      while position < events.count, events[position].port == port {
        if events[position].opens { open.insert(events[position].index) } else { open.remove(events[position].index) }
        position += 1
      }
      guard open.count > 1, position < events.count else { continue }
      let members = open.sorted()
      guard counts(members) else { continue }
      let range = PortRange(first: UInt16(port), last: UInt16(events[position].port - 1))
      found.append(PortOverlap(host: host, transport: transport, ports: range, claims: members))
    }
    return found
  }

  /// Puts pieces together that lie side by side and have the same claims.
  private static func merged(_ overlaps: [PortOverlap]) -> [PortOverlap] {
    var result: [PortOverlap] = []
    for overlap in overlaps {
      if let last = result.last, last.host == overlap.host, last.transport == overlap.transport,
        last.claims == overlap.claims, Int(last.ports.last) + 1 == Int(overlap.ports.first)
      {
        result[result.count - 1] = PortOverlap(
          host: last.host,
          transport: last.transport,
          ports: PortRange(first: last.ports.first, last: overlap.ports.last),
          claims: last.claims
        )
      } else {
        result.append(overlap)
      }
    }
    return result
  }

  /// A fixed order: family, address, protocol, port.
  private var order: (Int, UInt64, UInt64, String, UInt16) {
    switch host {
    case .everyV4: (0, 0, 0, "\(transport)", ports.first)
    case .everyV6: (1, 0, 0, "\(transport)", ports.first)
    case .address(let address): (address.isV4 ? 2 : 3, address.high, address.low, "\(transport)", ports.first)
    }
  }
}
