/// A value that Podman reads as true or false.
public struct Boolean: Sendable, Equatable {
  /// The value as Podman reads it.
  public let value: Bool

  private static let words: MeaningTable<8, Bool> = [
    ("true", true), ("yes", true), ("1", true), ("on", true), ("false", false), ("no", false), ("0", false),
    ("off", false),
  ]
  private static let habits: MeaningTable<8, Bool> = [
    ("y", true), ("t", true), ("enabled", true), ("enable", true), ("n", false), ("f", false), ("disabled", false),
    ("disable", false),
  ]

  /// Reads one of the words meant to be true or false; throws for any other word, which Podman reads as false.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }
}

extension Boolean: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    guard let value = bytes.meaning(part, in: Boolean.words, ignoringCase: true) else {
      throw Boolean.problem(bytes, part, others: [])
    }
    self.value = value
  }

  /// Checks a boolean for which one other word has a meaning of its own.
  @inline(__always)
  static func check(_ bytes: Span<UInt8>, _ part: Range<Int>, or other: StaticString) throws(ValueProblem) {
    if bytes.meaning(part, in: Boolean.words, ignoringCase: true) != nil { return }
    if bytes.equals(part, other, ignoringCase: true) { return }
    throw problem(bytes, part, others: ["\(other)"])
  }

  private static func problem(_ bytes: Span<UInt8>, _ part: Range<Int>, others: [String]) -> ValueProblem {
    let replacement: String? =
      switch bytes.meaning(part, in: Boolean.habits, ignoringCase: true) {
      case let meant?: meant ? "true" : "false"
      case nil: Nearest.match(bytes.extracting(part), among: ["true", "false"] + others)
      }
    return bytes.problem(
      part,
      "counts as false; Podman recognizes only \(others.isEmpty ? "" : others.joined(separator: ", ") + ", ")"
        + "1, yes, true and on",
      replacement: replacement
    )
  }
}
