/// One parsed file: its bytes and what each of its lines is.
public struct Document: Sendable {
  /// The text this document is a part of.
  public let source: Source
  package let start: UInt32
  package let count: UInt32
  package let firstLine: UInt32
  /// How many lines the file has; a final newline does not begin another.
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

  /// Every byte of the file, as it was.
  public var bytes: ArraySlice<UInt8> { source.text[Int(start)..<Int(start + count)] }

  /// How many bytes the file has.
  public var byteCount: Int { Int(count) }

  /// Whether any comment tells leger something; those that do have an `instruction`.
  public var hasInstructions: Bool { flags.contains(.instruction) }

  /// Whether Podman may reject the file; most are plainly fine, and need not be looked through.
  package var mayBeRejected: Bool { flags.contains(.doubtful) }

  /// How many lines the file has.
  public var lineCount: Int { Int(lineTotal) }

  /// A line by its index, counted from 0.
  public func line(_ index: Int) -> Line {
    Line(document: self, index: index)
  }

  /// The lines from the first to the last.
  public var lines: some RandomAccessCollection<Line> {
    (0..<lineCount).lazy.map { Line(document: self, index: $0) }
  }

  @inline(__always)
  func record(_ index: Int) -> LineRecord {
    source.lines[Int(firstLine) + index]
  }

  /// The index of the line that holds a byte of the file; the end of the file belongs to the last line.
  public func lineIndex(at offset: Int) -> Int {
    var low = 0
    var high = lineCount
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(record(middle).start - start) <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// Line and column of a byte of the file, both counted from 1, columns in bytes.
  public func position(at offset: Int) -> Position {
    guard lineCount > 0 else { return Position(line: 1, column: 1) }
    let line = lineIndex(at: offset)
    return Position(line: line + 1, column: offset - Int(record(line).start - start) + 1)
  }
}

/// A place in a file, counted from 1, columns in bytes.
public struct Position: Sendable, Hashable {
  /// The line.
  public let line: Int
  /// The byte within the line.
  public let column: Int

  /// Makes a position.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}
