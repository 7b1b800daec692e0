/// A parsed file: its bytes and a record of each line.
public struct Document: Sendable {
  /// The text that contains this document.
  public let source: Source
  package let start: UInt32
  package let count: UInt32
  package let firstLine: UInt32
  /// The number of lines; a final newline does not start another.
  public let lineTotal: UInt32
  private let flags: LineFlags

  init(source: Source, start: UInt32, count: UInt32, firstLine: UInt32, lineCount: UInt32, flags: LineFlags) {
    self.source = source
    self.start = start
    self.count = count
    self.firstLine = firstLine
    self.lineTotal = lineCount
    self.flags = flags
  }

  /// Parses one file.
  public init(_ bytes: [UInt8], names: borrowing NameTable = NameTable([]), dialect: Dialect = .current) {
    let size = bytes.count
    var batch = SourceBatch(text: bytes)
    batch.parse(0..<size, names: names, dialect: dialect)
    self = batch.documents()[0]
  }

  /// Every byte of the file, unchanged.
  public var bytes: ArraySlice<UInt8> { source.text[Int(start)..<Int(start + count)] }

  /// The size of the file in bytes.
  public var byteCount: Int { Int(count) }

  /// Whether any comment is an instruction to leger; see `Line.instruction`.
  public var hasInstructions: Bool { flags.contains(.instruction) }

  /// Whether Podman may reject the file; false for most files, which then need no closer look.
  package var mayBeRejected: Bool { flags.contains(.doubtful) }

  /// The number of lines.
  public var lineCount: Int { Int(lineTotal) }

  /// The line with an index, counted from 0.
  public func line(_ index: Int) -> Line {
    Line(document: self, index: index)
  }

  /// The lines, in order.
  public var lines: some RandomAccessCollection<Line> {
    (0..<lineCount).lazy.map { Line(document: self, index: $0) }
  }

  @inline(__always)
  func record(_ index: Int) -> LineRecord {
    source.lines[Int(firstLine) + index]
  }

  /// The index of the line that contains a byte of the file; the end of the file belongs to the last line.
  public func lineIndex(at offset: Int) -> Int {
    var low = 0
    var high = lineCount
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(record(middle).start - start) <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// The line and column of a byte of the file, both counted from 1, columns in bytes.
  public func position(at offset: Int) -> Position {
    guard lineCount > 0 else { return Position(line: 1, column: 1) }
    let line = lineIndex(at: offset)
    return Position(line: line + 1, column: offset - Int(record(line).start - start) + 1)
  }
}

/// A position in a file: line and column, both counted from 1, columns in bytes.
public struct Position: Sendable, Hashable {
  /// The line.
  public let line: Int
  /// The byte within the line.
  public let column: Int

  /// Creates a position.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}
