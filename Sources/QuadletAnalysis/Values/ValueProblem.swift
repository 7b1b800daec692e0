/// What is wrong with a value, and where.
public struct ValueProblem: Error, Sendable, Equatable {
  /// The bytes at fault, counted from the start of the span that was given.
  public let range: Range<Int>
  /// What is wrong and what would be right: lower case, the culprit in quotes, no final period.
  public let message: String
  /// The correct text for the range, when it is certain enough to offer as a fix.
  public let replacement: String?

  /// Creates a problem.
  public init(range: Range<Int>, message: String, replacement: String? = nil) {
    self.range = range
    self.message = message
    self.replacement = replacement
  }
}

/// A part of a value that is either known now or filled in later by systemd or a template.
public enum Known<Wrapped: Sendable & Equatable>: Sendable, Equatable {
  /// The part as read.
  case value(Wrapped)
  /// The bytes of a part that contains a specifier.
  case later(Range<Int>)

  /// The part, if it is known.
  public var value: Wrapped? {
    if case .value(let value) = self { value } else { nil }
  }
}

/// A value type read from part of a span; every range in it and in its problems is relative to the start of the span.
protocol PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem)
}

extension Span where Element == UInt8 {
  /// Creates a problem whose message starts with the culprit in quotes.
  func problem(_ range: Range<Int>, _ explanation: String, replacement: String? = nil) -> ValueProblem {
    ValueProblem(range: range, message: "\"\(text(range))\" \(explanation)", replacement: replacement)
  }
}
