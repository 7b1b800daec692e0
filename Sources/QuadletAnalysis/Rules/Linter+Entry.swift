import QuadletSyntax

extension Linter {
  /// An assignment, and its place in a file.
  struct Entry {
    let document: Document
    let text: [UInt8]
    let file: Int
    let kind: UnitKind
    var line = 0
    var record = LineRecord()
    var role = SectionRole.other
    var table = SectionTable.unit
    /// How values of the key are read and what they look like; nil if the section has no such key.
    var treatment: Treatment?

    init(_ document: Document, file: Int, kind: UnitKind) {
      self.document = document
      text = document.source.text
      self.file = file
      self.kind = kind
    }

    var valueRange: Range<Int> { Int(record.valueStart)..<Int(record.valueEnd) }
    var name: String { document.line(line).nameText }
    /// Whether the value is a single word as written, without quotes or escapes; see `LineFlags.plainValue`.
    var isPlain: Bool { record.flags.has(.plainValue) }

    /// The place of a part of the value in the file.
    func source(_ range: Range<Int>) -> Range<Int> { document.sourceRange(of: range, inLine: line) }
    /// The place of the key in the file.
    var keySource: Range<Int> { source(Int(record.keyStart)..<Int(record.keyEnd)) }
  }
}
