import QuadletSyntax

/// What must hold for every document, whatever the input.
extension Document {
  /// The first invariant that does not hold, as a sentence; nil when all of them hold.
  public func brokenInvariant(input: [UInt8]) -> String? {
    if !bytes.elementsEqual(input) { return "the bytes are not those of the input" }
    if let broken = brokenTiling(input) { return broken }
    for line in lines {
      if let broken = brokenRanges(of: line) ?? brokenOffsets(of: line, input) {
        return "line \(line.index + 1) (\(line.kind)): \(broken)"
      }
    }
    return nil
  }

  private func brokenTiling(_ input: [UInt8]) -> String? {
    var position = 0
    for line in lines {
      let range = line.range
      if range.lowerBound != position { return "line \(line.index + 1) begins at \(range.lowerBound), not \(position)" }
      if range.isEmpty { return "line \(line.index + 1) is empty" }
      let newline = input[range].firstIndex(of: UInt8(ascii: "\n"))
      if let newline, newline != range.upperBound - 1 { return "line \(line.index + 1) continues after its newline" }
      if newline == nil, range.upperBound != input.count { return "line \(line.index + 1) ends without a newline" }
      if lineIndex(at: range.lowerBound) != line.index || lineIndex(at: range.upperBound - 1) != line.index {
        return "line \(line.index + 1) is not found from its offsets"
      }
      position = range.upperBound
    }
    return position == input.count ? nil : "the last line ends at \(position) of \(input.count)"
  }

  private func brokenRanges(of line: Line) -> String? {
    let name = line.nameRange
    let value = line.valueRange
    let total = source.text.count
    if value.upperBound > total || name.upperBound > total { return "a range goes beyond the text" }
    if line.isJoined {
      if min(name.lowerBound, value.lowerBound) < byteCount { return "joined text lies in the file" }
    } else {
      let trimmed = line.trimmedRange.isEmpty ? line.range : line.trimmedRange
      if name.lowerBound < trimmed.lowerBound || value.upperBound > trimmed.upperBound {
        return "a range goes beyond the line"
      }
    }
    switch line.kind {
    case .entry:
      if name.isEmpty || name.upperBound >= value.lowerBound { return "the key is not before the value" }
    case .header, .malformedHeader:
      if value.lowerBound >= name.lowerBound || name.upperBound >= value.upperBound {
        return "the name is not inside its brackets"
      }
    case .skipped:
      if line.index == 0, !line.endsInBackslash { return "no line is continued" }
    default: break
    }
    return line.endIndex > lineCount || line.endIndex <= line.index ? "the last piece is out of bounds" : nil
  }

  /// Every logical byte must be the byte of the file at its source offset, in order, within the pieces of the line.
  private func brokenOffsets(of line: Line, _ input: [UInt8]) -> String? {
    switch line.kind {
    case .blank, .comment, .continuation, .skipped, .lost: return nil
    case .header, .entry, .malformed, .malformedHeader, .malformedKey: break
    }
    let range = logicalRange(of: line)
    let first = line.range.lowerBound
    let last = self.line(line.endIndex - 1).range.upperBound
    var previous = first - 1
    for offset in range {
      let place = sourceOffset(of: offset, inLine: line.index)
      guard place > previous, place < last else { return "offset \(offset) maps out of order, to \(place)" }
      if input[place] != source.text[offset] { return "offset \(offset) maps to a different byte, at \(place)" }
      previous = place
    }
    let end = sourceOffset(of: range.upperBound, inLine: line.index)
    let lastLine = self.line(line.endIndex - 1).range
    if end <= previous || end < lastLine.lowerBound || end > lastLine.upperBound { return "the end maps to \(end)" }
    let whole = sourceRange(of: range, inLine: line.index)
    return whole.lowerBound < first || whole.upperBound != previous + 1 ? "the whole range maps to \(whole)" : nil
  }
}
