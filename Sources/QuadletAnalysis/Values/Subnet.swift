/// A network in the notation `address/length`.
public struct Subnet: Sendable, Hashable {
  /// The address as written; bits after the prefix may be set.
  public let address: IPAddress
  /// The number of leading bits that all addresses of the network share.
  public let prefixLength: Int

  init(address: IPAddress, prefixLength: Int) {
    (self.address, self.prefixLength) = (address, prefixLength)
  }

  /// Reads a subnet.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }

  /// Whether an address belongs to the network.
  public func contains(_ other: IPAddress) -> Bool {
    guard other.isV4 == address.isV4 else { return false }
    // A shift by 64 or more leaves nothing.
    let ignored = (address.isV4 ? 32 : 128) - prefixLength
    let ignoredHigh = max(0, ignored - 64)
    return address.high >> ignoredHigh == other.high >> ignoredHigh && address.low >> ignored == other.low >> ignored
  }
}

extension Subnet: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    guard let slash = bytes.first(UInt8(ascii: "/"), in: part) else {
      throw bytes.problem(part, "is not a subnet; write it with a prefix length, such as 10.89.0.0/24")
    }
    address = try IPAddress(bytes, part.lowerBound..<slash)
    let length = slash + 1..<part.upperBound
    let most: UInt64 = address.isV4 ? 32 : 128
    guard let number = bytes.decimal(length), number <= most else {
      throw bytes.problem(length, "is not a prefix length; write a number from 0 to \(most)")
    }
    prefixLength = Int(number)
  }
}

extension Subnet: CustomStringConvertible {
  /// `10.89.0.0/24`.
  public var description: String { "\(address)/\(prefixLength)" }
}
