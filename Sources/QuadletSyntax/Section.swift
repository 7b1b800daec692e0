/// A view of one header and the assignments below it; sections of the same name are not merged.
public struct Section: Sendable {
  /// The document that contains the section.
  public let document: Document
  /// The line of the header.
  public let header: Line
  private let end: Int

  init(document: Document, header: Int, end: Int) {
    self.document = document
    self.header = Line(document: document, index: header)
    self.end = end
  }

  /// The section's name.
  public var name: String { header.nameText }

  /// The assignments, in order.
  public var entries: some Sequence<Line> {
    (header.index + 1..<end).lazy.map { Line(document: document, index: $0) }.filter { $0.kind == .entry }
  }
}

extension Document {
  /// The sections in the order of their headers.
  public var sections: [Section] {
    let headers = (0..<lineCount).filter { record($0).kind == .header }
    return headers.indices.map { position in
      let end = position + 1 < headers.count ? headers[position + 1] : lineCount
      return Section(document: self, header: headers[position], end: end)
    }
  }
}
