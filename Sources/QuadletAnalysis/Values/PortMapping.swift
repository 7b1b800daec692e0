/// A container port published on a host port: `[[address:][host port]:]port[/protocol]`.
public struct PortMapping: Sendable, Equatable {
  /// The host address; nil for all of them.
  public let address: Known<IPAddress>?
  /// The host ports; nil when Podman picks free ones.
  public let hostPorts: Known<PortRange>?
  /// The container ports, as many as on the host.
  public let containerPorts: Known<PortRange>
  /// The protocol; tcp by default.
  public let networkProtocol: Known<TransportProtocol>

  /// Reads a port mapping.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }
}

extension PortMapping: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    if let usual = PortMapping.usual(bytes.extracting(part)) {
      address = usual.address.map { .value(IPAddress(high: 0, low: UInt64($0), isV4: true)) }
      hostPorts = usual.host.map { .value(PortRange(first: $0, last: $0)) }
      containerPorts = .value(PortRange(first: usual.container, last: usual.container))
      networkProtocol = .value(.tcp)
      return
    }
    let slash = bytes.first(UInt8(ascii: "/"), in: part)
    let ports = part.lowerBound..<(slash ?? part.upperBound)
    let places = try PortMapping.places(bytes, ports)
    if let host = places.address, host.isEmpty {
      throw ValueProblem(
        range: host.lowerBound..<host.upperBound + 1,
        message: "the address is missing before \":\"; leave out the \":\"",
        replacement: ""
      )
    }
    guard !places.container.isEmpty else {
      throw ValueProblem(range: places.container, message: "the container port is missing after \":\"")
    }
    if let host = places.address {
      address = try PortMapping.address(bytes, host)
    } else {
      address = nil
    }
    containerPorts = try PortMapping.ports(bytes, places.container)
    if let host = places.host, !host.isEmpty {
      hostPorts = try PortMapping.ports(bytes, host)
    } else {
      hostPorts = nil
    }
    if let host = hostPorts?.value, let container = containerPorts.value, host.count != container.count {
      throw bytes.problem(
        ports,
        "maps \(host.count) ports to \(container.count); both ranges must have the same length"
      )
    }
    guard let slash else {
      networkProtocol = .value(.tcp)
      return
    }
    let name = slash + 1..<part.upperBound
    networkProtocol = bytes.hasSpecifier(name) ? .later(name) : .value(try TransportProtocol(bytes, name))
  }

  /// Reads `[address:]port:port` or a single port in one pass, as nearly all mappings are written; nil for anything
  /// else.
  private static func usual(_ text: Span<UInt8>) -> (address: UInt32?, host: UInt16?, container: UInt16)? {
    var address: UInt32?
    var host: UInt16?
    var (quad, dots, number, digits): (UInt32, Int, UInt32, Int) = (0, 0, 0, 0)
    for index in text.indices {
      let byte = text[index]
      if byte.isDigit {
        // An octet has no leading zero.
        guard digits < 5, digits == 0 || number > 0 else { return nil }
        (number, digits) = (number &* 10 &+ UInt32(byte &- UInt8(ascii: "0")), digits &+ 1)
        continue
      }
      guard digits > 0 else { return nil }
      if byte == UInt8(ascii: "."), address == nil, host == nil, number < 256, dots < 3 {
        (quad, dots) = (quad << 8 | number, dots &+ 1)
      } else if byte == UInt8(ascii: ":"), dots == 3, number < 256 {
        (address, dots) = (quad << 8 | number, 0)
      } else if byte == UInt8(ascii: ":"), dots == 0, host == nil, number > 0 {
        guard let port = UInt16(exactly: number) else { return nil }
        host = port
      } else {
        return nil
      }
      (number, digits) = (0, 0)
    }
    guard digits > 0, dots == 0, address == nil || host != nil, number > 0, let port = UInt16(exactly: number) else {
      return nil
    }
    return (address, host, port)
  }

  private typealias Places = (address: Range<Int>?, host: Range<Int>?, container: Range<Int>)

  /// Locates the address and the ports.
  private static func places(_ bytes: Span<UInt8>, _ ports: Range<Int>) throws(ValueProblem) -> Places {
    let colon = UInt8(ascii: ":")
    var rest = ports
    var address: Range<Int>?
    if let close = bytes.last(UInt8(ascii: "]"), in: ports) {
      guard bytes[ports.lowerBound] == UInt8(ascii: "["), close + 1 < ports.upperBound, bytes[close + 1] == colon else {
        throw bytes.problem(ports, "is not a port mapping; write an IPv6 address as [address]:port:port")
      }
      address = ports.lowerBound + 1..<close
      rest = close + 2..<ports.upperBound
    }
    guard let last = bytes.last(colon, in: rest) else {
      guard address == nil else {
        throw bytes.problem(ports, "lacks a port; after an address, write both ports")
      }
      return (nil, nil, rest)
    }
    let container = last + 1..<rest.upperBound
    guard let middle = bytes.last(colon, in: rest.lowerBound..<last) else {
      return (address, rest.lowerBound..<last, container)
    }
    let host = rest.lowerBound..<middle
    guard address == nil else { throw bytes.problem(ports, "has too many parts; write [address]:port:port") }
    if bytes.contains(colon, in: host), !bytes.hasSpecifier(host) {
      guard (try? IPAddress(bytes, host)) != nil else {
        throw bytes.problem(ports, "has too many parts; write address:port:port")
      }
      throw bytes.problem(host, "needs brackets around it", replacement: "[\(bytes.text(host))]")
    }
    return (host, middle + 1..<last, container)
  }

  private static func address(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) -> Known<IPAddress> {
    if bytes.hasSpecifier(part) { return .later(part) }
    do {
      return .value(try IPAddress(bytes, part))
    } catch {
      let meant = bytes.equals(part, "localhost") ? "127.0.0.1" : bytes.equals(part, "*") ? "0.0.0.0" : nil
      throw ValueProblem(range: error.range, message: error.message, replacement: meant)
    }
  }

  private static func ports(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) -> Known<PortRange> {
    bytes.hasSpecifier(part) ? .later(part) : .value(try PortRange(bytes, part))
  }
}
