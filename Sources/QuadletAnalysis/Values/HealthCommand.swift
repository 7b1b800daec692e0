/// The command of a health check: a JSON array of words, or a shell command line.
public struct HealthCommand: Sendable, Equatable {
  /// How the command is written.
  public enum Form: Sendable, Equatable {
    /// As a JSON array.
    case array
    /// As a shell command line.
    case shell
    /// Not at all: the image's health check is disabled.
    case none
  }

  /// How the command is written.
  public let form: Form

  /// Reads a command.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }
}

extension HealthCommand: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    guard StringArray.isMeant(bytes, part) else {
      form = bytes.equals(part, "none", ignoringCase: true) ? .none : .shell
      return
    }
    form = .array
    try HealthCommand.checkArray(bytes, part, otherwise: "it is passed to the shell unchanged")
  }

  /// Throws when a value looks like a JSON array but is not a valid one.
  static func checkArray(
    _ bytes: Span<UInt8>,
    _ part: Range<Int>,
    otherwise consequence: StaticString
  ) throws(ValueProblem) {
    guard StringArray.isMeant(bytes, part), !StringArray.isValid(bytes, part) else { return }
    // What looks like a comment may be part of the command, and vice versa.
    guard !StringArray.isValid(bytes, bytes.withoutComment(part)) else { return }
    throw bytes.problem(part, "is not a JSON array of strings, so \(consequence)")
  }
}
