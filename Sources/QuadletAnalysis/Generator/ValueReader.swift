import QuadletSyntax

/// Reads single values as Podman's `Lookup` does in the target release.
struct ValueReader {
  private let trimsMatchedQuotes: Bool
  private let trimsAllQuotes: Bool

  init(target: Target) {
    trimsMatchedQuotes = target.has(.trimsMatchedQuotes)
    trimsAllQuotes = target.has(.trimsAllQuotes)
  }

  /// The value of an assignment without trailing white space and, if the release removes them, without quotes.
  func value(of assignment: UnitView.Assignment, in view: UnitView) -> Value {
    Value(assignment: assignment, range: range(of: assignment, text: view.texts[Int(assignment.document)]))
  }

  /// The range of that value in its document's text.
  func range(of assignment: UnitView.Assignment, text: [UInt8]) -> Range<Int> {
    var range = assignment.valueRange
    if assignment.isPlain { return range }
    range = range.lowerBound..<WhiteSpace.trimmedEnd(text.span, range)
    let quote = UInt8(ascii: "\"")
    if trimsMatchedQuotes {
      if range.count >= 2, text[range.lowerBound] == quote, text[range.upperBound - 1] == quote {
        range = range.lowerBound + 1..<range.upperBound - 1
      }
    } else if trimsAllQuotes {
      while let first = range.first, text[first] == quote { range = first + 1..<range.upperBound }
      while let last = range.last, text[last] == quote { range = range.lowerBound..<last }
    }
    return range
  }
}
