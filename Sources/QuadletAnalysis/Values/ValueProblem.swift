/// What is wrong in a value, and where.
public struct ValueProblem: Error, Sendable, Equatable {
  /// The bytes at fault, counted from the start of the span that was given.
  public let range: Range<Int>
  /// Says what is wrong and what is right: lower case, the culprit in quotes, no full stop.
  public let message: String
  /// The right text for the range, when it is certain enough to offer as a fix.
  public let replacement: String?

  /// Makes a problem.
  public init(range: Range<Int>, message: String, replacement: String? = nil) {
    self.range = range
    self.message = message
    self.replacement = replacement
  }
}

/// A part of a value that is either there to read or filled in later by systemd or a template.
public enum Known<Value: Sendable & Equatable>: Sendable, Equatable {
  /// The part as it is.
  case value(Value)
  /// The bytes of a part with a specifier in it.
  case later(Range<Int>)

  /// The part, if it is there to read.
  public var value: Value? {
    if case .value(let value) = self { value } else { nil }
  }
}

/// A value type that is read from a part of a span; every range in it and in its problems counts from the span's start.
protocol PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem)
}

extension Span where Element == UInt8 {
  /// Makes a problem whose message starts with the culprit in quotes.
  func problem(_ range: Range<Int>, _ explanation: String, replacement: String? = nil) -> ValueProblem {
    ValueProblem(range: range, message: "\"\(text(range))\" \(explanation)", replacement: replacement)
  }
}
