import QuadletSyntax

/// Turns columns in bytes into columns in code points, without counting a long line anew for each finding in it.
struct CodePointColumns: Sendable {
  private struct Place: Hashable {
    let path: [UInt8]
    let line: Int
  }

  /// The start of a code point, as an offset in its line, and the number of those before it.
  private struct Mark {
    let offset: Int
    let count: Int
  }

  /// A line that has more bytes than this is counted once, with a mark after each so many.
  private static let step = 1024

  /// The marks of each long line with findings: at or up to three bytes after each multiple of `step`.
  private var marks: [Place: [Mark]] = [:]
  private var path: [UInt8] = []

  /// Counts the long lines in which findings start or end.
  init(_ findings: [Located]) {
    for finding in findings {
      guard let document = finding.document else { continue }
      for line in Set([finding.line, finding.endLine]) where line <= document.lineCount {
        let view = document.line(line - 1)
        if !view.hasNonASCII || view.range.count <= Self.step { continue }
        let place = Place(path: finding.path, line: line)
        if marks[place] == nil { marks[place] = Self.marks(of: document, view.range) }
      }
    }
  }

  /// The columns of places in the file of a finding.
  func of(_ finding: Located) -> CodePointColumns {
    if marks.isEmpty { return self }
    var columns = self
    columns.path = finding.path
    return columns
  }

  private static func marks(of document: Document, _ line: Range<Int>) -> [Mark] {
    let bytes = document.bytes
    let text = bytes[bytes.startIndex + line.lowerBound..<bytes.startIndex + line.upperBound].span
    var marks: [Mark] = []
    var (index, count) = (0, 0)
    while index < text.count {
      if index >= marks.count * step { marks.append(Mark(offset: index, count: count)) }
      index += Scalars.next(in: text, at: index).length
      count += 1
    }
    return marks
  }

  /// Returns a column in code points, counted from 1; a byte order mark is not part of the text.
  func column(_ position: Position, in document: Document?) -> Int {
    guard let document, position.line <= document.lineCount else { return position.column }
    let line = document.line(position.line - 1)
    guard line.hasNonASCII else { return position.column }
    let bytes = document.bytes
    let start = bytes.startIndex + line.range.lowerBound
    let end = min(start + position.column - 1, bytes.endIndex)
    let markLength = position.line == 1 && bytes[start..<end].starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    if let marks = marks[Place(path: path, line: position.line)] {
      var index = min((end - start) / Self.step, marks.count - 1)
      if index > 0, marks[index].offset > end - start { index -= 1 }
      let known = marks[index]
      return known.count + Scalars.count(in: bytes[start + known.offset..<end].span) + (markLength > 0 ? 0 : 1)
    }
    return Scalars.count(in: bytes[start + markLength..<end].span) + 1
  }
}
