/// Reads comma-separated fields as Go's CSV reader does: a field may be quoted, with `""` for a quote inside it.
struct CommaFields {
  private var index: Int
  private let end: Int
  private var isDone = false

  init(of part: Range<Int>) {
    index = part.lowerBound
    end = part.upperBound
  }

  /// The content of the next field, without its quotes; nil after the last one.
  mutating func next(in bytes: Span<UInt8>) throws(ValueProblem) -> Range<Int>? {
    guard !isDone else { return nil }
    let quote = UInt8(ascii: "\"")
    guard index < end, bytes[index] == quote else {
      let stop = bytes.first(UInt8(ascii: ","), in: index..<end) ?? end
      let field = index..<stop
      if let stray = bytes.first(quote, in: field) {
        throw ValueProblem(
          range: stray..<stray + 1,
          message: "a quote cannot be inside a field; put the quotes around the whole field"
        )
      }
      isDone = stop == end
      index = stop + 1
      return field
    }
    let start = index + 1
    var stop = start
    while true {
      guard let found = bytes.first(quote, in: stop..<end) else {
        throw bytes.problem(index..<end, "has no closing quote")
      }
      stop = found
      guard stop + 1 < end, bytes[stop + 1] == quote else { break }
      stop += 2
    }
    guard stop + 1 == end || bytes[stop + 1] == UInt8(ascii: ",") else {
      throw bytes.problem(index..<end, "continues after its closing quote; put the quotes around the whole field")
    }
    isDone = stop + 1 == end
    index = stop + 2
    return start..<stop
  }
}
