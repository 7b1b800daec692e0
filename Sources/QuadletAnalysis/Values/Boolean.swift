/// A value that Podman reads as true or false.
public struct Boolean: Sendable, Equatable {
  /// What Podman reads.
  public let value: Bool

  static let trueWords = ["1", "yes", "true", "on"]
  static let falseWords = ["0", "no", "false", "off"]
  private static let meantTrue = ["y", "t", "enabled", "enable"]
  private static let meantFalse = ["n", "f", "disabled", "disable"]

  /// Reads one of the words that are meant to be true or false; any other counts as false and is a problem.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }
}

extension Boolean: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    try self.init(bytes, part, orOneOf: [])
  }

  /// Reads a boolean where some other words have a meaning of their own.
  init(_ bytes: Span<UInt8>, _ part: Range<Int>, orOneOf others: [String]) throws(ValueProblem) {
    value = bytes.isOne(part, of: Boolean.trueWords, ignoringCase: true)
    if value || bytes.isOne(part, of: Boolean.falseWords, ignoringCase: true) { return }
    if bytes.isOne(part, of: others, ignoringCase: true) { return }
    let replacement =
      if bytes.isOne(part, of: Boolean.meantTrue, ignoringCase: true) {
        "true" as String?
      } else if bytes.isOne(part, of: Boolean.meantFalse, ignoringCase: true) {
        "false"
      } else {
        Nearest.match(bytes.extracting(part), among: ["true", "false"] + others)
      }
    throw bytes.problem(
      part,
      "counts as false; Podman knows only \(others.isEmpty ? "" : others.joined(separator: ", ") + ", ")"
        + "1, yes, true and on",
      replacement: replacement
    )
  }
}
