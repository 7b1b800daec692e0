import TestSupport
import Testing

@testable import QuadletAnalysis

/// Port overlaps against a model that lists every address, port and protocol one by one.
@Suite struct PortOverlapTests {
  /// One port of one address.
  private struct Point: Hashable {
    let host: PortClaim.Host
    let transport: TransportProtocol
    let port: UInt16
  }

  private static func address(_ text: String) throws -> IPAddress {
    let bytes = Array(text.utf8)
    return try IPAddress(parsing: bytes.span)
  }

  private static func hosts() throws -> [PortClaim.Host] {
    [
      .everyV4, .everyV6, .address(try address("127.0.0.1")), .address(try address("192.0.2.7")),
      .address(try address("::1")),
    ]
  }

  private static func randomClaims(seed: UInt64) throws -> [PortClaim] {
    var random = SplitMix64(seed: seed)
    let hosts = try hosts()
    return (0..<Int.random(in: 1...14, using: &random)).map { _ in
      let first = UInt16.random(in: 1...30, using: &random)
      let last = Bool.random(using: &random) ? first : min(first + UInt16.random(in: 1...6, using: &random), 40)
      return PortClaim(
        host: hosts.randomElement(using: &random) ?? .everyV4,
        transport: Bool.random(using: &random) ? .tcp : .udp,
        ports: PortRange(first: first, last: last)
      )
    }
  }

  /// Whether a claim takes a point; the wildcard points stand for every address that no claim names.
  private static func takes(_ claim: PortClaim, _ point: Point) -> Bool {
    guard claim.transport == point.transport, claim.ports.first <= point.port, point.port <= claim.ports.last else {
      return false
    }
    switch claim.host {
    case .everyV4, .everyV6: return claim.host.isV4 == point.host.isV4
    case .address: return claim.host == point.host
    }
  }

  @Test(arguments: 0..<400)
  func `every overlap of the model is found, and no other`(seed: Int) throws {
    let claims = try Self.randomClaims(seed: UInt64(seed))
    var expected: [Point: [Int]] = [:]
    for host in try Self.hosts() {
      for transport in [TransportProtocol.tcp, .udp] {
        for port in UInt16(1)...50 {
          let point = Point(host: host, transport: transport, port: port)
          let members = claims.indices.filter { Self.takes(claims[$0], point) }
          // What only claims of every address share is told at the wildcard.
          if case .address = host, !members.contains(where: { claims[$0].host == host }) { continue }
          if members.count > 1 { expected[point] = members }
        }
      }
    }
    var found: [Point: [Int]] = [:]
    let overlaps = PortOverlap.all(among: claims)
    for overlap in overlaps {
      for port in overlap.ports.first...overlap.ports.last {
        let point = Point(host: overlap.host, transport: overlap.transport, port: port)
        #expect(found[point] == nil, "a port is told twice")
        found[point] = overlap.claims
      }
    }
    #expect(found == expected)
    for (left, right) in zip(overlaps, overlaps.dropFirst()) where left.host == right.host {
      let touches = Int(left.ports.last) + 1 == Int(right.ports.first) && left.transport == right.transport
      #expect(!(touches && left.claims == right.claims), "two pieces could be one")
    }
  }

  /// Claims of every address: some of three ports each, then many that begin one by one and end together.
  private static func deepClaims(short: Int, long: Int) -> [PortClaim] {
    (0..<short + long).map { index in
      let first = UInt16(index + 1)
      let last = index < short ? first + 2 : 60_000
      return PortClaim(host: .everyV4, transport: .tcp, ports: PortRange(first: first, last: last))
    }
  }

  // Of 545 claims, the 193 that meet at one port are exactly as many as may still be listed.
  @Test(arguments: [(0, 545), (400, 600), (0, 50)])
  func `where too many overlap, a hundred are listed and the others counted`(_ short: Int, _ long: Int) {
    let claims = Self.deepClaims(short: short, long: long)
    var budget = claims.count * 16 + 10_000
    var shortened = 0
    let overlaps = PortOverlap.all(among: claims)
    for overlap in overlaps {
      // In the order in which they begin, which is that of their numbers.
      let members = claims.indices.filter { claims[$0].ports.overlaps(overlap.ports) }
      let isShort = members.count > 100 && members.count > budget
      let listed = isShort ? Array(members.suffix(100)) : members
      #expect(overlap.claims == listed)
      #expect(overlap.unlisted == members.count - listed.count)
      budget -= listed.count
      if isShort { shortened += 1 }
    }
    #expect(overlaps.count == short + long - 1)
    #expect((shortened > 0) == (long > 500))
  }
}
