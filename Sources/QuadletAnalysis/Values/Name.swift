/// The name of a Podman object: a container, a pod, a volume, a network.
public struct Name: Sendable, Equatable {
  /// The name.
  public let range: Range<Int>

  /// Reads a name: a letter or digit, then letters, digits, `_`, `.` and `-`.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }

  /// Whether a part is a valid name.
  static func isName(_ bytes: Span<UInt8>, _ part: Range<Int>) -> Bool {
    guard !part.isEmpty, !bytes[part.lowerBound].isNameMark else { return false }
    return bytes.allSatisfy(part) { $0.isNamePart }
  }
}

extension Name: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    range = part
    let hasSlash = !part.isEmpty && bytes[part.lowerBound] == UInt8(ascii: "/")
    let name = hasSlash ? part.lowerBound + 1..<part.upperBound : part
    guard !Name.isName(bytes, name), !bytes.hasSpecifier(part) else { return }
    throw bytes.problem(
      part,
      "is not a name that Podman accepts; use letters, digits, \"_\", \".\" and \"-\", and start with a letter or digit"
    )
  }
}
