/// A kernel limit for the processes of a container: `nofile=1024:2048`, or `host` to keep the host's limits.
public struct Ulimit: Sendable, Equatable {
  /// The name of the limit; nil for `host`.
  public let name: Range<Int>?
  /// The soft limit, -1 for no limit; nil for `host`.
  public let soft: Int64?
  /// The hard limit; the same as the soft limit by default.
  public let hard: Int64?

  private static let names: WordTable<15> = [
    "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio",
    "rttime",
    "sigpending", "stack",
  ]

  /// Reads a limit.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }
}

extension Ulimit: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    if bytes.equals(part, "host") || bytes.hasSpecifier(part) {
      (name, soft, hard) = (nil, nil, nil)
      return
    }
    guard let equals = bytes.first(UInt8(ascii: "="), in: part) else {
      throw bytes.problem(part, "is not a limit; write name=soft:hard, such as nofile=1024:2048")
    }
    let hasPrefix = bytes.hasPrefix(part.lowerBound..<equals, "rlimit_", ignoringCase: true)
    let name = part.lowerBound + (hasPrefix ? 7 : 0)..<equals
    guard bytes.isOne(name, of: Ulimit.names, ignoringCase: true) else {
      throw bytes.problem(
        name,
        "is not a limit that Podman can set",
        replacement: Nearest.match(bytes.extracting(name), among: Ulimit.names.strings)
      )
    }
    let values = equals + 1..<part.upperBound
    let colon = bytes.first(UInt8(ascii: ":"), in: values)
    let soft = try Ulimit.number(bytes, values.lowerBound..<(colon ?? values.upperBound))
    var hard = soft
    if let colon { hard = try Ulimit.number(bytes, colon + 1..<values.upperBound) }
    guard hard == -1 || soft != -1 && soft <= hard else {
      throw bytes.problem(values, "has a soft limit above the hard limit")
    }
    (self.name, self.soft, self.hard) = (name, soft, hard)
  }

  private static func number(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) -> Int64 {
    var digits = part
    let isNegative = !part.isEmpty && bytes[part.lowerBound] == UInt8(ascii: "-")
    if isNegative { digits = part.lowerBound + 1..<part.upperBound }
    guard let number = bytes.decimal(digits, as: Int64.self) else {
      let isNone = bytes.isOne(part, of: ["unlimited", "infinity", "max"], ignoringCase: true)
      throw bytes.problem(part, "is not a limit; write a number, or -1 for no limit", replacement: isNone ? "-1" : nil)
    }
    return isNegative ? -number : number
  }
}
