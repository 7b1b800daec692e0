import TestSupport
import Testing

@testable import QuadletAnalysis

@Suite struct AddressValueTests {
  @Test(arguments: [
    GoodValues(
      .portMapping,
      "80",
      "8080:80",
      "127.0.0.1:8080:80",
      "[::1]:8080:80/udp",
      "8000-8010:9000-9010",
      "127.0.0.1::80",
      ":80",
      "53:53/UDP",
      "%i:80",
      "[fe80::1]::80",
      "80:80,443:443",
      "8000-8010"
    ),
    GoodValues(.exposedPort, "80", "8000-8010/udp", "53/sctp"),
    GoodValues(.ipv4, "10.89.0.5"), GoodValues(.ipv6, "fd00::5", "::", "::ffff:10.0.0.1", "1:2:3:4:5:6:7:8"),
    GoodValues(.ipAddress, "10.0.0.1", "10.0.0.1,fd00::1"),
    GoodValues(.dnsServer, "none", "1.1.1.1", "2606:4700::1111"),
    GoodValues(.subnet, "10.89.0.0/24", "fd00::/64", "%i/24"),
    GoodValues(.ipRange, "10.89.0.0/25", "10.89.0.10-10.89.0.20"),
    GoodValues(.hostMapping, "db:10.0.0.2", "a;b:host-gateway", "v6:fd00::1", "host.containers.internal:%i"),
    GoodValues(
      .network,
      "host",
      "none",
      "pasta:--map-gw,-T,5432",
      "slirp4netns:allow_host_loopback=true",
      "container:abc",
      "ns:/run/netns/x",
      "web.network",
      "web.network:ip=10.0.0.4,alias=db",
      "bridge:ip=10.0.0.5,mac=aa:bb:cc:dd:ee:ff",
      "a,b",
      "private",
      "web.container",
      "systemd-%N"
    ),
    GoodValues(.networkAlias, "db"), GoodValues(.dnsServer, #""1.1.1.1""#),
  ])
  func good(values: GoodValues) {
    for value in values.values { #expect(problem(in: value, as: values.grammar) == nil, "\(value)") }
  }

  @Test(arguments: [
    BadValue(.portMapping, "8080:80 8081:81", "8080:80 8081:81"),
    BadValue(.portMapping, "'8080:80'", "'8080:80'", "8080:80"),
    BadValue(.portMapping, "99999:80", "99999"), BadValue(.portMapping, "0:80", "0"),
    BadValue(.portMapping, "8080:", ""),
    BadValue(.portMapping, "8080:80/", ""), BadValue(.portMapping, "8080:80/tpc", "tpc", "tcp"),
    BadValue(.portMapping, "localhost:8080:80", "localhost", "127.0.0.1"),
    BadValue(.portMapping, "::1:8080:80", "::1", "[::1]"), BadValue(.portMapping, ":8080:80", ":", ""),
    BadValue(.portMapping, "[::1]:80", "[::1]:80"), BadValue(.portMapping, "8000-8010:9000", "8000-8010:9000"),
    BadValue(.portMapping, "90-80:90-80", "90-80"), BadValue(.portMapping, "1.2.3:80:80", "1.2.3"),
    BadValue(.portMapping, "53:53/tcp,udp", "udp"), BadValue(.portMapping, "a:b:c:d", "a:b:c:d"),
    BadValue(.exposedPort, "abc80", "abc80"), BadValue(.exposedPort, "80/http", "http"),
    BadValue(.ipv4, "10.0.0.256", "10.0.0.256"), BadValue(.ipv4, "10.0.0.5/24", "10.0.0.5/24"),
    BadValue(.ipv4, "010.0.0.1", "010.0.0.1"), BadValue(.ipv6, "fd00:::1", "fd00:::1"), BadValue(.ipv6, "1:2", "1:2"),
    BadValue(.dnsServer, "1.1.1.1 8.8.8.8", "1.1.1.1 8.8.8.8"), BadValue(.dnsServer, "dns.example", "dns.example"),
    BadValue(.subnet, "10.89.0.0", "10.89.0.0"), BadValue(.subnet, "10.89.0.0/33", "33"),
    BadValue(.subnet, #""10.0.0.0/8""#, #""10.0.0.0/8""#, "10.0.0.0/8"), BadValue(.ipRange, "10.0.0.1", "10.0.0.1"),
    BadValue(.ipRange, "10.0.0.1-x", "x"), BadValue(.hostMapping, "db=10.0.0.2", "db=10.0.0.2", "db:10.0.0.2"),
    BadValue(.hostMapping, "db:[fd00::1]", "[fd00::1]", "fd00::1"), BadValue(.hostMapping, "db", "db"),
    BadValue(.hostMapping, "db:host-gatway", "host-gatway", "host-gateway"),
    BadValue(.hostMapping, "a;;b:1.1.1.1", ";"),
    BadValue(.network, #""web.network""#, #""web.network""#, "web.network"),
    BadValue(.network, "web.network db.network", "web.network db.network"),
    BadValue(.network, "web.network:ip=10.0.0.400", "10.0.0.400"), BadValue(.network, ":ip=10.0.0.4", ":ip=10.0.0.4"),
  ])
  func bad(value: BadValue) {
    // The second semicolon is at fault, not the first.
    if value.value == "a;;b:1.1.1.1" {
      #expect(problem(in: value.value, as: value.grammar)?.range == 2..<3)
    } else {
      expectProblem(value)
    }
  }

  @Test func portMapping() throws {
    let mapping = try PortMapping(parsing: Array("[fd00::1]:8000-8001:80-81/udp".utf8).span)
    #expect(mapping.address?.value?.isV4 == false)
    #expect(mapping.address?.value?.high == 0xFD00_0000_0000_0000)
    #expect(mapping.address?.value?.low == 1)
    #expect(mapping.hostPorts == .value(PortRange(first: 8_000, last: 8_001)))
    #expect(mapping.containerPorts.value?.count == 2)
    #expect(mapping.networkProtocol == .value(.udp))
    #expect(try PortMapping(parsing: Array("127.0.0.1::80".utf8).span).hostPorts == nil)
    #expect(try PortMapping(parsing: Array("%i:80".utf8).span).hostPorts == .later(0..<2))
  }

  @Test func subnet() throws {
    let subnet = try Subnet(parsing: Array("10.89.0.0/24".utf8).span)
    #expect(subnet.contains(try IPAddress(parsing: Array("10.89.0.255".utf8).span)))
    #expect(!subnet.contains(try IPAddress(parsing: Array("10.89.1.0".utf8).span)))
    let wide = try Subnet(parsing: Array("fd00::/16".utf8).span)
    #expect(wide.contains(try IPAddress(parsing: Array("fd00:1::2".utf8).span)))
    #expect(!wide.contains(try IPAddress(parsing: Array("fd01::".utf8).span)))
  }

  @Test(arguments: [
    ("10.89.0.0/0", "203.0.113.9", true), ("10.89.0.0/32", "10.89.0.0", true), ("10.89.0.0/32", "10.89.0.1", false),
    ("10.89.0.0/31", "10.89.0.1", true), ("128.0.0.0/1", "255.0.0.0", true), ("128.0.0.0/1", "127.0.0.0", false),
    ("::/0", "fd00::1", true), ("::/0", "10.0.0.1", false), ("0.0.0.0/0", "::", false), ("8000::/1", "ffff::", true),
    ("8000::/1", "7fff::", false), ("fd00::/63", "fd00:0:0:1::", true), ("fd00::/63", "fd00:0:0:2::", false),
    ("fd00::/64", "fd00::ffff:0:0:1", true), ("fd00::/64", "fd00:0:0:1::", false), ("fd00::/65", "fd00::1", true),
    ("fd00::/65", "fd00::8000:0:0:0", false), ("fd00::/65", "fd00:0:0:1::", false), ("fd00::1/128", "fd00::1", true),
    ("fd00::1/128", "fd00::", false), ("fd00::1/128", "fd01::1", false),
  ])
  func `a subnet has the addresses that share its prefix`(_ subnet: String, _ address: String, _ wanted: Bool) throws {
    let subnet = try Subnet(parsing: Array(subnet.utf8).span)
    #expect(subnet.contains(try IPAddress(parsing: Array(address.utf8).span)) == wanted)
  }

  @Test("reading a mapping in one pass gives the same result as reading it part by part")
  func usualMappings() {
    var random = SplitMix64(seed: 12)
    let pieces = ["127.0.0.1", "0", "80", "8080", "65536", "1.2.3", "256", "01", ":", ":", ":", ".", "-", "[", "%i"]
    func parsed(_ text: String) -> PortMapping? { try? PortMapping(parsing: Array(text.utf8).span) }
    var known = 0
    for _ in 0..<20_000 {
      let text = (0..<Int.random(in: 1...6, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        .joined()
      // A mapping that names its protocol is always read part by part.
      let mapping = parsed(text)
      #expect(mapping == parsed(text + "/tcp"), "\(text)")
      if mapping != nil { known += 1 }
    }
    #expect(known > 500)
  }
}
