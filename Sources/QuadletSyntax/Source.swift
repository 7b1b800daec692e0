/// The immutable text of one or more files, with their line records; documents are views of it.
public final class Source: Sendable {
  /// The files, one after another; the joined text of continued lines comes at the end.
  public let text: [UInt8]
  package let lines: ContiguousArray<LineRecord>

  init(text: [UInt8], lines: ContiguousArray<LineRecord>) {
    self.text = text
    self.lines = lines
  }
}

/// Parses many files into one `Source`, so a file needs no allocation of its own.
public struct SourceBatch: Sendable {
  private var text: [UInt8]
  private var lines = ContiguousArray<LineRecord>()
  private var extents: [(start: Int, count: Int, firstLine: Int, lineCount: Int, flags: LineFlags)] = []

  /// Takes a buffer that contains files one after another, for `parse` to split; it must be smaller than 4 GiB.
  public init(text: [UInt8]) {
    self.text = text
    lines.reserveCapacity(text.count / 24 + 16)
  }

  /// Parses the file that lies at `range` of the buffer.
  public mutating func parse(_ range: Range<Int>, names: borrowing NameTable, dialect: Dialect = .current) {
    let firstLine = lines.count
    // Moved out of `self` meanwhile, so the joined text can be appended without a copy.
    var bytes: [UInt8] = []
    swap(&bytes, &text)
    let flags = Lexer.appendLines(of: bytes.span, range: range, names: names, dialect: dialect, to: &lines)
    if flags.contains(.continues) {
      Lexer.joinContinuations(in: &bytes, lines: &lines, from: firstLine, names: names, dialect: dialect)
    }
    swap(&bytes, &text)
    extents.append((range.lowerBound, range.count, firstLine, lines.count - firstLine, flags))
  }

  /// The documents, in the order in which they were parsed.
  public consuming func documents() -> [Document] {
    let source = Source(text: text, lines: lines)
    return extents.map { extent in
      Document(
        source: source,
        start: UInt32(truncatingIfNeeded: extent.start),
        count: UInt32(truncatingIfNeeded: extent.count),
        firstLine: UInt32(truncatingIfNeeded: extent.firstLine),
        lineCount: UInt32(truncatingIfNeeded: extent.lineCount),
        flags: extent.flags
      )
    }
  }
}
