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
  /// How many more claims there are; only where so many overlap that listing all of them everywhere would have no end.
  public let unlisted: Int
}

extension PortOverlap {
  /// Finds all overlaps among claims. A claim of every address meets those of each single one.
  ///
  /// Time in proportion to the claims, sorted, and to what is listed. Stretches list all their claims until these are
  /// sixteen times as many as there are in all; from then on at most a hundred each, those that begin last.
  public static func all(among claims: [PortClaim]) -> [PortOverlap] {
    // By family, protocol and first port, then by index, all in one number: what overlaps stands side by side.
    var order: ContiguousArray<UInt64> = []
    order.reserveCapacity(claims.count)
    for (index, claim) in claims.enumerated() {
      let group = (claim.host.isV4 ? 0 : 4) + UInt64(claim.transport.order)
      order.append((group << 16 | UInt64(claim.ports.first)) << 40 | UInt64(index))
    }
    order.sort()
    var found: [PortOverlap] = []
    var budget = claims.count * 16 + 10_000
    var cluster: [Int] = []
    var addresses: ContiguousArray<IPAddress> = []
    var start = 0
    while start < order.count {
      cluster.removeAll(keepingCapacity: true)
      var last = order[start] >> 40
      var end = start
      while end < order.count, order[end] >> 40 <= last {
        let index = Int(order[end] & (1 << 40 - 1))
        last = max(last, order[end] >> 40 & ~0xFFFF | UInt64(claims[index].ports.last))
        cluster.append(index)
        end += 1
      }
      if cluster.count > 1, mayMeet(claims, cluster, &addresses) { found += overlaps(claims, cluster, &budget) }
      start = end
    }
    return found.sorted { $0.order < $1.order }
  }

  /// Whether some of the claims can be on one address: one of them is on all, or two are on the same.
  private static func mayMeet(
    _ claims: [PortClaim],
    _ cluster: [Int],
    _ addresses: inout ContiguousArray<IPAddress>
  ) -> Bool {
    addresses.removeAll(keepingCapacity: true)
    for index in cluster {
      guard case .address(let address) = claims[index].host else { return true }
      addresses.append(address)
    }
    // All of one family: their bits put them in order.
    addresses.sort { ($0.high, $0.low) < ($1.high, $1.low) }
    for index in addresses.indices.dropFirst() where addresses[index - 1] == addresses[index] { return true }
    return false
  }

  /// The overlaps within one family and protocol: on the wildcard, and on each single address together with it.
  ///
  /// One sweep over the ports. Where a claim begins or ends, the stretches that it belongs to end, and no others.
  private static func overlaps(_ claims: [PortClaim], _ indices: [Int], _ budget: inout Int) -> [PortOverlap] {
    guard let first = indices.first else { return [] }
    var sweep = PortSweep(isV4: claims[first].host.isV4, transport: claims[first].transport, budget: budget)
    // Each claim opens at its first port and closes after its last one.
    var events: [(port: Int, index: Int, opens: Bool)] = []
    events.reserveCapacity(indices.count * 2)
    for index in indices {
      events.append((Int(claims[index].ports.first), index, true))
      events.append((Int(claims[index].ports.last) + 1, index, false))
    }
    events.sort { ($0.port, $0.index) < ($1.port, $1.index) }
    var position = 0
    while position < events.count {
      let port = events[position].port
      var end = position
      while end < events.count, events[end].port == port { end += 1 }
      for event in events[position..<end] { sweep.close(claims[event.index].host, before: port) }
      for event in events[position..<end] {
        sweep.change(claims[event.index].host, event.index, opens: event.opens, at: port)
      }
      position = end
    }
    budget = sweep.budget
    return sweep.found
  }

  /// A fixed order: family, address, protocol, port.
  private var order: (Int, UInt64, UInt64, UInt8, UInt16) {
    switch host {
    case .everyV4: (0, 0, 0, transport.order, ports.first)
    case .everyV6: (1, 0, 0, transport.order, ports.first)
    case .address(let address): (address.isV4 ? 2 : 3, address.high, address.low, transport.order, ports.first)
    }
  }
}

/// The state of a sweep over the ports of one family and protocol.
private struct PortSweep {
  /// Claims that hold at the current port, and the first port of the stretch on which nothing has changed.
  private struct Stretch {
    var start = 0
    private(set) var claims: Set<Int> = []
    /// The claims in the order in which they began, with some that have ended among them.
    private var begun: [Int] = []

    init(start: Int = 0) { self.start = start }

    mutating func open(_ claim: Int) {
      claims.insert(claim)
      if begun.count > 2 * claims.count + 64 { begun.removeAll { !claims.contains($0) } }
      begun.append(claim)
    }

    mutating func close(_ claim: Int) { claims.remove(claim) }

    /// The claims that began last.
    func newest(_ count: Int) -> [Int] {
      var found: [Int] = []
      for claim in begun.reversed() where claims.contains(claim) {
        if found.count == count { break }
        found.append(claim)
      }
      return found
    }
  }

  /// How many claims a stretch lists when there are too many for all.
  private static let shortList = 100

  let isV4: Bool
  let transport: TransportProtocol
  private(set) var found: [PortOverlap] = []
  /// How many claims can be listed before lists become short.
  private(set) var budget: Int
  private var everywhere = Stretch()
  private var single: [IPAddress: Stretch] = [:]

  init(isV4: Bool, transport: TransportProtocol, budget: Int) {
    self.isV4 = isV4
    self.transport = transport
    self.budget = budget
  }

  /// Ends the stretches that a change of a claim on these addresses ends.
  mutating func close(_ host: PortClaim.Host, before port: Int) {
    if case .address(let address) = host {
      if let stretch = single[address] { close(stretch, at: address, before: port) }
      single[address]?.start = port
      return
    }
    guard everywhere.start < port else { return }
    if everywhere.claims.count > 1 {
      add(isV4 ? .everyV4 : .everyV6, [everywhere], from: everywhere.start, to: port - 1)
    }
    for (address, stretch) in single {
      close(stretch, at: address, before: port)
      single[address]?.start = port
    }
    everywhere.start = port
  }

  /// What only claims of every address share is told once, without an address.
  private mutating func close(_ stretch: Stretch, at address: IPAddress, before port: Int) {
    guard !stretch.claims.isEmpty, stretch.claims.count + everywhere.claims.count > 1 else { return }
    add(.address(address), [stretch, everywhere], from: stretch.start, to: port - 1)
  }

  private mutating func add(_ host: PortClaim.Host, _ stretches: [Stretch], from first: Int, to last: Int) {
    guard first <= last else { return }
    let total = stretches.reduce(0) { $0 + $1.claims.count }
    let isShort = total > Self.shortList && total > budget
    let claims = isShort ? stretches.flatMap { $0.newest(Self.shortList) } : stretches.flatMap { Array($0.claims) }
    budget -= claims.count
    found.append(
      PortOverlap(
        host: host,
        transport: transport,
        ports: PortRange(first: UInt16(truncatingIfNeeded: first), last: UInt16(truncatingIfNeeded: last)),
        claims: claims.sorted(),
        unlisted: total - claims.count
      )
    )
  }

  /// Opens or closes a claim at a port.
  mutating func change(_ host: PortClaim.Host, _ index: Int, opens: Bool, at port: Int) {
    func apply(_ stretch: inout Stretch) {
      if opens { stretch.open(index) } else { stretch.close(index) }
    }
    guard case .address(let address) = host else { return apply(&everywhere) }
    apply(&single[address, default: Stretch(start: port)])
    if single[address]?.claims.isEmpty == true { single[address] = nil }
  }
}

extension PortOverlap {
  /// Port and protocol, as in `:8080-8085/tcp`.
  var portKey: String {
    ":\(ports.first)" + (ports.count > 1 ? "-\(ports.last)" : "") + "/\(transport.rawValue)"
  }

  /// Address, port and protocol.
  var key: String {
    switch host {
    case .everyV4: "0.0.0.0" + portKey
    case .everyV6: "[::]" + portKey
    case .address(let address): (address.isV4 ? address.description : "[\(address)]") + portKey
    }
  }
}
