import QuadletAnalysis

/// The line of a finding with marks under the culprit, cut to the width of the terminal; credentials are hidden.
struct SourceExcerpt {
  /// One scalar as shown.
  private struct Cell {
    /// Where it starts in the line.
    let offset: Int
    /// Where its representation starts in `shown`.
    let start: Int
    let width: Int
    let isTab: Bool
  }

  /// The columns before the line: a number of five digits and ` | `; eight in all, so that tab stops stay aligned.
  static let gutter = 8

  /// How far before the shown part of a line a credential may begin, in bytes.
  private static let longestCredential = 1024

  private let line: Int
  private let room: Int
  private var shown: [UInt8] = []
  private var cells: [Cell] = []
  private var culprit = 0..<0
  private var isCutBefore = false
  private var isCutBehind = false

  /// Lays out the first line of a finding; nil when it is about the file as a whole or there is no line to show.
  init?(_ finding: Located, width: Int) {
    guard let document = finding.document, !finding.isAboutFile, finding.line <= document.lineCount else { return nil }
    line = finding.line
    room = max(width - Self.gutter, 20)
    let slice = finding.lineText
    let text = slice.span
    let start = min(finding.column - 1, text.count)
    let end = finding.endLine > finding.line ? text.count : min(max(finding.endColumn - 1, start), text.count)
    readCells(of: text, around: start)
    let first = cells.lastIndex { $0.offset <= start } ?? 0
    let isBehind = start == text.count
    let last = cells[first...].firstIndex { $0.offset >= end } ?? cells.count
    culprit = isBehind ? cells.count..<cells.count : first..<max(last, min(first + 1, cells.count))
    cut()
  }

  /// Reads only what can be shown, since a line can be as long as a file.
  private mutating func readCells(of text: Span<UInt8>, around start: Int) {
    let reach = 4 * room
    var index = max(0, start - reach)
    while index > 0, index < start, text[index] & 0xC0 == 0x80 { index += 1 }
    let end = min(text.count, start + reach)
    let searched = max(0, index - Self.longestCredential)
    let hidden = HiddenCredentials.places(in: text.extracting(searched..<end))
    var next = 0
    cells.reserveCapacity(end - index)
    shown.reserveCapacity(end - index)
    isCutBefore = index > 0
    isCutBehind = end < text.count
    var column = 0
    while index < end {
      while next < hidden.count, hidden[next].upperBound + searched <= index { next += 1 }
      let isHidden = next < hidden.count && hidden[next].contains(index - searched)
      let isTab = text[index] == 9 && !isHidden
      let place = shown.count
      var length = 1
      var width = 8 - column % 8
      if isHidden {
        (length, width) = (1, 1)
        shown.append(UInt8(ascii: "*"))
      } else if isTab {
        shown.append(9)
      } else {
        (length, width) = VisibleText.appendScalar(of: text, at: index, to: &shown)
      }
      cells.append(Cell(offset: index, start: place, width: width, isTab: isTab))
      index += length
      column += width
    }
  }

  /// Removes cells at both ends until the line fits, and those next to the culprit last.
  private mutating func cut() {
    let total = cells.reduce(0) { $0 + $1.width }
    if total <= room, !isCutBefore, !isCutBehind { return }
    let space = room - 2
    let marked = min(cells[culprit].reduce(0) { $0 + $1.width }, space)
    var from = culprit.lowerBound
    var used = 0
    while from > 0, used + cells[from - 1].width <= (space - marked) / 2 {
      from -= 1
      used += cells[from].width
    }
    var to = culprit.lowerBound
    while to < cells.count, used + cells[to].width <= space {
      used += cells[to].width
      to += 1
    }
    while from > 0, used + cells[from - 1].width <= space {
      from -= 1
      used += cells[from].width
    }
    isCutBefore = isCutBefore || from > 0
    isCutBehind = isCutBehind || to < cells.count
    let shownEnd = to < cells.count ? cells[to].start : shown.count
    culprit = max(culprit.lowerBound - from, 0)..<min(culprit.upperBound, to) - from
    shown.removeSubrange(shownEnd...)
    let removed = from < cells.count ? cells[from].start : shown.count
    shown.removeSubrange(..<removed)
    cells = Array(cells[from..<to])
  }

  /// Appends the line and the marks.
  func write(colour: String, style: Style, to bytes: inout [UInt8]) {
    let number = String(line)
    let indent = max(5, number.utf8.count)
    bytes.append(text: style.dim)
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent - number.utf8.count))
    bytes.append(text: number)
    bytes.append(text: " |")
    bytes.append(text: style.reset)
    if !shown.isEmpty { bytes.append(UInt8(ascii: " ")) }
    if isCutBefore { bytes.append(text: "…") }
    bytes += shown
    if isCutBehind { bytes.append(text: "…") }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(text: style.dim)
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent))
    bytes.append(text: " |")
    bytes.append(text: style.reset)
    bytes.append(UInt8(ascii: " "))
    if isCutBefore { bytes.append(UInt8(ascii: " ")) }
    for cell in cells[..<culprit.lowerBound] {
      if cell.isTab { bytes.append(9) } else { bytes.append(contentsOf: repeatElement(0x20, count: cell.width)) }
    }
    let marks = cells[culprit].reduce(0) { $0 + $1.width }
    bytes.append(text: colour)
    bytes.append(UInt8(ascii: "^"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: "~"), count: max(marks - 1, 0)))
    bytes.append(text: style.reset)
    bytes.append(UInt8(ascii: "\n"))
  }
}
