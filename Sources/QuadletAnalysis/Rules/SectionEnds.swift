import QuadletSyntax

/// Where a line can be added to a section of a file: found once for all lines that are to move there.
struct SectionEnds {
  private let file: Int
  /// The end of the last line of a section that is no blank and no comment, by the section's name.
  private var ends: [String: Int] = [:]

  /// Looks through a file; few files have lines that are to move.
  init(of document: Document, file: Int) {
    self.file = file
    var section: String?
    for line in document.lines {
      if line.kind == .header { section = line.nameText }
      guard let section, line.kind == .header || line.kind == .entry else { continue }
      ends[section] = document.line(line.endIndex - 1).range.upperBound
    }
  }

  /// Whether they are those of a file.
  func belong(to file: Int) -> Bool { self.file == file }

  /// The end of the last section with a name; nil when there is none.
  subscript(section: String) -> Int? { ends[section] }
}
