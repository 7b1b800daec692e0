/// A mapping of user or group IDs: `[flags]container:[@]host[:amount]`.
public struct UserMapping: Sendable, Equatable {
  /// The first ID in the container.
  public private(set) var container: UInt32?
  /// The first ID outside, or in the parent's namespace after `@`.
  public private(set) var host: UInt32?
  /// The number of consecutive IDs that are mapped.
  public private(set) var amount: UInt32? = 1

  /// Reads a mapping.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }
}

extension UserMapping: PartParsing {
  /// Reads a mapping.
  ///
  /// A plain number, which the older remapping keys accept, and anything that systemd fills in pass unchecked.
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    if bytes.hasSpecifier(part) || bytes.decimal(part) != nil { return }
    var (start, count) = (part.lowerBound, 0)
    while let field = bytes.next(from: &start, until: part.upperBound, separator: UInt8(ascii: ":")) {
      switch count % 3 {
      case 0:
        var digits = field
        while !digits.isEmpty, UserMapping.isFlag(bytes[digits.lowerBound]) {
          digits = digits.lowerBound + 1..<digits.upperBound
        }
        container = try UserMapping.number(bytes, digits, of: field)
      case 1:
        let isParent = !field.isEmpty && bytes[field.lowerBound] == UInt8(ascii: "@")
        host = try UserMapping.number(bytes, isParent ? field.lowerBound + 1..<field.upperBound : field, of: field)
      default: amount = try UserMapping.number(bytes, field, of: field)
      }
      count += 1
    }
    guard count == 2 || count % 3 == 0 else {
      throw bytes.problem(part, "is not a mapping; write container:host:amount")
    }
  }

  private static func isFlag(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "+") || byte == UInt8(ascii: "u") || byte == UInt8(ascii: "g")
  }

  private static func number(
    _ bytes: Span<UInt8>,
    _ digits: Range<Int>,
    of field: Range<Int>
  ) throws(ValueProblem) -> UInt32 {
    guard let number = bytes.decimal(digits, as: UInt32.self) else {
      guard !field.isEmpty else { throw ValueProblem(range: field, message: "an ID is missing here") }
      throw bytes.problem(field, "is not an ID; write a number")
    }
    return number
  }
}
