/// The way back from a logical line to the file.
extension Document {
  /// Where a byte of `source.text` stands in the file.
  ///
  /// `offset` is within or at the end of the key or value of the logical line that begins at line `index`. In a joined
  /// line the end of one piece counts as that piece's end, unless it is the first byte of the next.
  public func sourceOffset(of offset: Int, inLine index: Int) -> Int {
    let record = record(index)
    guard record.flags.contains(.joined) else { return offset - Int(start) }
    let view = line(index)
    var remaining = offset - joinedStart(of: record)
    let end = view.endIndex
    var last = view.trimmedRange.lowerBound
    for piece in index..<end {
      guard let range = pieceRange(ofLine: piece, head: index) else { continue }
      if remaining < range.count || piece == end - 1 { return range.lowerBound + min(remaining, range.count) }
      remaining -= range.count
      last = range.upperBound
    }
    return last
  }

  /// The range in the file that a range of `source.text` came from; it may span lines that are not part of it.
  public func sourceRange(of range: Range<Int>, inLine index: Int) -> Range<Int> {
    let lower = sourceOffset(of: range.lowerBound, inLine: index)
    if range.isEmpty { return lower..<lower }
    return lower..<max(lower, sourceOffset(of: range.upperBound - 1, inLine: index) + 1)
  }

  /// Where the joined text of a logical line begins; a header's bracket stands before its name.
  private func joinedStart(of record: LineRecord) -> Int {
    switch record.kind {
    case .header, .malformedHeader: Int(record.keyStart) - 1
    case .entry, .malformedKey: Int(record.keyStart)
    default: Int(record.valueStart)
    }
  }

  /// What one physical line gives to a joined one: its trimmed text without the final backslash.
  private func pieceRange(ofLine index: Int, head: Int) -> Range<Int>? {
    let view = line(index)
    if index != head, view.kind != .continuation { return nil }
    let trimmed = view.trimmedRange
    return view.endsInBackslash ? trimmed.lowerBound..<trimmed.upperBound - 1 : trimmed
  }
}
