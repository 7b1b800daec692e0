/// Checks values that keep their quotes and blanks.
extension ValueGrammar {
  /// Checks a value of a key that Podman neither splits nor unquotes.
  ///
  /// Several of podman's options split their argument at commas and remove double quotes; those are comma lists.
  static func checkLines<Form: PartParsing>(
    _ type: Form.Type,
    _ bytes: Span<UInt8>,
    _ part: Range<Int>,
    isCommaList: Bool = false
  ) throws(ValueProblem) {
    let (quote, isSingle) = (bytes[part.lowerBound], bytes[part.lowerBound] == UInt8(ascii: "'"))
    if isSingle || quote == UInt8(ascii: "\"") && !isCommaList, bytes.isQuoted(part, quote) {
      throw bytes.problem(
        part,
        "keeps its quotes, because this key does not remove them; write the value without them",
        replacement: bytes.text(bytes.unquoted(part, quote))
      )
    }
    do {
      if isCommaList { try checkEach(type, bytes, part) } else { _ = try type.init(bytes, part) }
    } catch {
      guard isSeveral(type, bytes, part) else { throw error }
      throw bytes.problem(part, "is read as one value; write one value per line")
    }
  }

  /// Checks every entry of a comma-separated list; a list with quotes inside passes unchecked.
  static func checkEach<Form: PartParsing>(
    _ type: Form.Type,
    _ bytes: Span<UInt8>,
    _ part: Range<Int>
  ) throws(ValueProblem) {
    let list = bytes.unquoted(part)
    guard !bytes.contains(UInt8(ascii: "\""), in: list) else { return }
    var start = list.lowerBound
    while let entry = bytes.next(from: &start, until: list.upperBound, separator: UInt8(ascii: ",")) {
      guard !entry.isEmpty else {
        throw ValueProblem(range: entry, message: "an entry is missing here; remove the \",\"")
      }
      guard !(Form.self == IPAddress.self && bytes.hasSpecifier(entry)) else { continue }
      _ = try type.init(bytes, entry)
    }
  }

  /// Whether a value consists of several valid ones separated by blanks.
  private static func isSeveral<Form: PartParsing>(
    _ type: Form.Type,
    _ bytes: Span<UInt8>,
    _ part: Range<Int>
  ) -> Bool {
    var (count, start) = (0, part.lowerBound)
    while start < part.upperBound {
      var stop = start
      while stop < part.upperBound, !bytes[stop].isBlank { stop += 1 }
      if stop > start {
        guard (try? type.init(bytes, start..<stop)) != nil else { return false }
        count += 1
      }
      start = stop + 1
    }
    return count > 1
  }
}
