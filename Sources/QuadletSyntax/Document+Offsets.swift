/// Maps a logical line back to the file.
extension Document {
  /// The offset in the file of a byte of `source.text`.
  ///
  /// `offset` is in, or at the end of, the key or value of the logical line that starts at line `index`. In a joined
  /// line, the offset where one piece ends and the next begins belongs to the next piece.
  public func sourceOffset(of offset: Int, inLine index: Int) -> Int {
    let record = record(index)
    guard record.flags.contains(.joined) else { return offset - Int(start) }
    let rest = offset - joinedStart(of: record)
    let piece = lastLine(ofLogicalLine: index) { $0.keyEnd <= UInt32(truncatingIfNeeded: max(rest, 0)) }
    let start = piece == index ? 0 : Int(self.record(piece).keyEnd)
    let range = pieceRange(ofLine: piece)
    return range.lowerBound + min(rest - start, range.count)
  }

  /// The last line of a joined logical line that meets a condition, which those before it meet too; itself when none does.
  func lastLine(ofLogicalLine head: Int, where condition: (LineRecord) -> Bool) -> Int {
    func isMet(_ index: Int) -> Bool {
      if index >= lineCount { return false }
      let record = record(index)
      return record.isJoined(to: head) && condition(record)
    }
    // Most lines have few pieces, so the search widens from the first.
    var step = 1
    while isMet(head + step) { step *= 2 }
    var (low, high) = (head + step / 2, head + step)
    while low + 1 < high {
      let middle = (low + high) / 2
      if isMet(middle) { low = middle } else { high = middle }
    }
    return low
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
  private func pieceRange(ofLine index: Int) -> Range<Int> {
    let view = line(index)
    let trimmed = view.trimmedRange
    return view.endsInBackslash ? trimmed.lowerBound..<trimmed.upperBound - 1 : trimmed
  }
}
