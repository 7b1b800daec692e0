import QuadletAnalysis

/// The units of a rule's example, with `^` under each place that is reported.
struct RuleExample {
  /// The mark before each reported place in the source of an example.
  private static let marker = Array("↓".utf8)

  private let source: String

  /// Creates an example from its source; nil when the rule has none because text alone cannot show it.
  init?(_ source: StaticString) {
    if source.utf8CodeUnitCount == 0 { return nil }
    self.source = "\(source)"
  }

  /// The units without marks, each after its name unless there is only a `web.container`.
  var plain: String { rendered(withMarks: false) }

  /// The units with a line of marks under each reported line.
  var marked: String { rendered(withMarks: true) }

  private func rendered(withMarks: Bool) -> String {
    var bytes: [UInt8] = []
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    let hasSeveral = lines.dropFirst().contains { $0.hasPrefix("--- ") }
    let hasName = hasSeveral || !source.hasPrefix("--- web.container\n")
    if hasSeveral, !source.hasPrefix("--- ") { bytes.append(text: "# web.container\n") }
    for line in source.hasSuffix("\n") ? lines.dropLast() : lines {
      if line.hasPrefix("--- ") {
        if hasName { bytes.append(text: "# \(line.dropFirst(4))\n") }
        continue
      }
      append(Array(line.utf8), withMarks: withMarks, to: &bytes)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func append(_ line: [UInt8], withMarks: Bool, to bytes: inout [UInt8]) {
    var marks: [UInt8] = []
    var column = 0
    var index = 0
    while index < line.count {
      if line[index...].starts(with: Self.marker) {
        marks.append(contentsOf: repeatElement(UInt8(ascii: " "), count: max(column - marks.count, 0)))
        marks.append(UInt8(ascii: "^"))
        index += Self.marker.count
        continue
      }
      let (length, width) = VisibleText.appendScalar(of: line.span, at: index, to: &bytes)
      index += length
      column += width
    }
    bytes.append(UInt8(ascii: "\n"))
    if withMarks, !marks.isEmpty {
      bytes += marks
      bytes.append(UInt8(ascii: "\n"))
    }
  }
}
