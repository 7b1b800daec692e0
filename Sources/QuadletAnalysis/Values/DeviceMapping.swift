/// A host device made available in a container: `[-]host[:container][:permissions]`.
public struct DeviceMapping: Sendable, Equatable {
  /// Whether the device may be missing.
  public let isOptional: Bool
  /// The device on the host, or the name of a CDI device (`vendor.com/class=name`).
  public let host: Range<Int>
  /// The path in the container; nil when it is the same as on the host.
  public private(set) var container: Range<Int>?
  /// Some of `r`, `w` and `m`; nil for all of them.
  public private(set) var permissions: Range<Int>?

  /// Reads a device mapping.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }
}

extension DeviceMapping: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    isOptional = !part.isEmpty && bytes[part.lowerBound] == UInt8(ascii: "-")
    let device = isOptional ? part.lowerBound + 1..<part.upperBound : part
    guard !device.isEmpty, bytes[device.lowerBound] == UInt8(ascii: "/") else {
      host = device
      return
    }
    var start = device.lowerBound
    host = bytes.next(from: &start, until: device.upperBound, separator: UInt8(ascii: ":")) ?? device
    let second = bytes.next(from: &start, until: device.upperBound, separator: UInt8(ascii: ":"))
    let third = bytes.next(from: &start, until: device.upperBound, separator: UInt8(ascii: ":"))
    guard start > device.upperBound else { throw bytes.problem(device, "has too many parts; write host:container:rwm") }
    guard let second, !bytes.hasSpecifier(second) else { return }
    if third == nil, DeviceMapping.isMode(bytes, second) {
      permissions = second
      return
    }
    container = second
    guard !second.isEmpty, bytes[second.lowerBound] == UInt8(ascii: "/") || DeviceMapping.isMode(bytes, second) else {
      throw bytes.problem(second, "is neither an absolute path nor a set of permissions from rwm")
    }
    guard let third, !bytes.hasSpecifier(third) else { return }
    permissions = third
    guard DeviceMapping.isMode(bytes, third) else {
      throw bytes.problem(third, "is not a set of permissions; use r, w and m, each at most once")
    }
  }

  private static func isMode(_ bytes: Span<UInt8>, _ part: Range<Int>) -> Bool {
    guard 1...3 ~= part.count else { return false }
    var index = part.lowerBound
    while index < part.upperBound {
      let byte = bytes[index]
      guard byte == UInt8(ascii: "r") || byte == UInt8(ascii: "w") || byte == UInt8(ascii: "m") else { return false }
      if bytes.contains(byte, in: part.lowerBound..<index) { return false }
      index += 1
    }
    return true
  }
}
