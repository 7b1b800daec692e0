/// A line for a container's hosts file: `name:address`, `name;name:address`, `name:host-gateway`.
public struct HostMapping: Sendable, Equatable {
  /// What the names resolve to.
  public enum Destination: Sendable, Equatable {
    /// An address.
    case address(IPAddress)
    /// The host.
    case gateway
  }

  /// The names, separated by `;`.
  public let names: Range<Int>
  /// What they resolve to.
  public let destination: Known<Destination>

  /// Reads a host mapping.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }
}

extension HostMapping: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    guard let colon = bytes.first(UInt8(ascii: ":"), in: part) else {
      guard bytes.hasSpecifier(part) else { throw HostMapping.withoutColon(bytes, part) }
      (names, destination) = (part, .later(part))
      return
    }
    names = part.lowerBound..<colon
    var start = part.lowerBound
    while let name = bytes.next(from: &start, until: colon, separator: UInt8(ascii: ";")) {
      guard name.isEmpty else { continue }
      throw ValueProblem(range: name.lowerBound..<name.lowerBound + 1, message: "a host name is missing here")
    }
    let target = bytes.trimmed(colon + 1..<part.upperBound)
    if bytes.hasSpecifier(target) {
      destination = .later(target)
    } else if bytes.equals(target, "host-gateway") {
      destination = .value(.gateway)
    } else if let address = try? IPAddress(bytes, target) {
      destination = .value(.address(address))
    } else {
      throw HostMapping.badTarget(bytes, target)
    }
  }

  private static func badTarget(_ bytes: Span<UInt8>, _ target: Range<Int>) -> ValueProblem {
    guard !target.isEmpty else { return ValueProblem(range: target, message: "the address is missing after \":\"") }
    var replacement = Nearest.match(bytes.extracting(target), among: ["host-gateway"])
    if target.count > 2, bytes[target.lowerBound] == UInt8(ascii: "["),
      bytes[target.upperBound - 1] == UInt8(ascii: "]")
    {
      let inner = target.lowerBound + 1..<target.upperBound - 1
      if (try? IPAddress(bytes, inner)) != nil { replacement = bytes.text(inner) }
    }
    return bytes.problem(
      target,
      "is not an IP address; write one without brackets, or host-gateway",
      replacement: replacement
    )
  }

  private static func withoutColon(_ bytes: Span<UInt8>, _ part: Range<Int>) -> ValueProblem {
    if let equals = bytes.first(UInt8(ascii: "="), in: part), equals > part.lowerBound {
      let target = equals + 1..<part.upperBound
      if bytes.equals(target, "host-gateway") || (try? IPAddress(bytes, target)) != nil {
        return bytes.problem(
          part,
          "uses = instead of :; write name:address",
          replacement: "\(bytes.text(part.lowerBound..<equals)):\(bytes.text(target))"
        )
      }
    }
    return bytes.problem(part, "is not a host mapping; write name:address")
  }
}
