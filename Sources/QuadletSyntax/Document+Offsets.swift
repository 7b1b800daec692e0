/// Maps a logical line back to the file.
extension Document {
  /// The offset in the file of a byte of `source.text`.
  ///
  /// `offset` is in, or at the end of, the key or value of the logical line that starts at line `index`. In a joined
  /// line, the offset where one piece ends and the next begins belongs to the next piece.
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

  /// The range in the file that a range of `source.text` came from; it may cover lines that are not part of it.
  public func sourceRange(of range: Range<Int>, inLine index: Int) -> Range<Int> {
    let lower = sourceOffset(of: range.lowerBound, inLine: index)
    if range.isEmpty { return lower..<lower }
    return lower..<max(lower, sourceOffset(of: range.upperBound - 1, inLine: index) + 1)
  }

  /// The offset where the joined text of a logical line starts; for a header, that is the bracket before its name.
  private func joinedStart(of record: LineRecord) -> Int {
    switch record.kind {
    case .header, .malformedHeader: Int(record.keyStart) - 1
    case .entry, .malformedKey: Int(record.keyStart)
    default: Int(record.valueStart)
    }
  }

  /// The part of a physical line that goes into the joined line: its trimmed text without the final backslash.
  private func pieceRange(ofLine index: Int, head: Int) -> Range<Int>? {
    let view = line(index)
    if index != head, view.kind != .continuation { return nil }
    let trimmed = view.trimmedRange
    return view.endsInBackslash ? trimmed.lowerBound..<trimmed.upperBound - 1 : trimmed
  }
}
