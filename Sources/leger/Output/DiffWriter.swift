import QuadletAnalysis

/// Writes the changes to a text as a unified diff, which `patch -p0` and `git apply -p0` accept when it has no colour.
struct DiffWriter {
  private let diff: LineDiff
  private let style: Style
  private let isExact: Bool
  private let hidden: (old: [Range<Int>], new: [Range<Int>])

  /// Creates a writer of changes for one output stream. A mark stands for the hidden places, which are in order; what is
  /// printed is no patch then, and neither where it is not exact.
  init(
    _ diff: LineDiff,
    hiding hidden: (old: [Range<Int>], new: [Range<Int>]) = ([], []),
    isExact: Bool = true,
    terminal: Terminal
  ) {
    self.diff = diff
    self.hidden = hidden
    style = terminal.style
    self.isExact = isExact && !terminal.isTerminal
  }

  /// Appends the two lines with the paths and every hunk; appends nothing when the texts are the same.
  func write(oldPath: [UInt8], newPath: [UInt8], context: Int = 3, to bytes: inout [UInt8]) {
    if diff.isEmpty { return }
    writePath("--- ", oldPath, to: &bytes)
    writePath("+++ ", newPath, to: &bytes)
    writeHunks(context: context, to: &bytes)
  }

  /// Appends every hunk.
  func writeHunks(context: Int = 3, to bytes: inout [UInt8]) {
    for hunk in diff.hunks(context: context) {
      bytes.append(text: style.dim)
      bytes.append(text: "@@ -")
      writeRange(hunk.oldStart, hunk.oldCount, to: &bytes)
      bytes.append(text: " +")
      writeRange(hunk.newStart, hunk.newCount, to: &bytes)
      bytes.append(text: " @@")
      bytes.append(text: style.reset)
      bytes.append(UInt8(ascii: "\n"))
      for line in hunk.lines { write(line, to: &bytes) }
    }
  }

  private func writePath(_ mark: String, _ path: [UInt8], to bytes: inout [UInt8]) {
    bytes.append(text: style.bold)
    bytes.append(text: mark)
    bytes += DiffPath.quoted(path)
    bytes.append(text: style.reset)
    bytes.append(UInt8(ascii: "\n"))
  }

  /// Appends the line and the count; a count of one is left out, and an empty range names the line before it.
  private func writeRange(_ start: Int, _ count: Int, to bytes: inout [UInt8]) {
    bytes.append(decimal: count == 0 ? start - 1 : start)
    if count == 1 { return }
    bytes.append(UInt8(ascii: ","))
    bytes.append(decimal: count)
  }

  private func write(_ line: LineDiff.Line, to bytes: inout [UInt8]) {
    let (text, hidden) = line.kind == .added ? (diff.new, hidden.new) : (diff.old, hidden.old)
    var range = line.range
    let endsInNewline = text[range].last == UInt8(ascii: "\n")
    if endsInNewline { range = range.lowerBound..<range.upperBound - 1 }
    let colour: String
    switch line.kind {
    case .same:
      bytes.append(UInt8(ascii: " "))
      colour = ""
    case .removed:
      colour = style.red
      bytes.append(text: colour)
      bytes.append(UInt8(ascii: "-"))
    case .added:
      colour = style.green
      bytes.append(text: colour)
      bytes.append(UInt8(ascii: "+"))
    }
    let places = hidden[places(in: hidden, touching: range)]
    func write(_ part: Range<Int>) {
      var position = part.lowerBound
      for place in places {
        let place = place.clamped(to: range)
        if place.clamped(to: part).isEmpty { continue }
        if position < place.lowerBound { writeText(text, position..<place.lowerBound, to: &bytes) }
        if part.contains(place.lowerBound) { bytes.append(text: HiddenCredentials.mark) }
        position = min(place.upperBound, part.upperBound)
      }
      writeText(text, position..<part.upperBound, to: &bytes)
    }
    var position = range.lowerBound
    for mark in style.colour ? line.marks : [] {
      write(position..<mark.lowerBound)
      bytes.append(text: style.reverse)
      write(mark)
      bytes.append(text: style.reset)
      bytes.append(text: colour)
      position = mark.upperBound
    }
    write(position..<range.upperBound)
    if line.kind != .same { bytes.append(text: style.reset) }
    bytes.append(UInt8(ascii: "\n"))
    if !endsInNewline { bytes.append(text: "\\ No newline at end of file\n") }
  }

  /// The indices of the places that touch a range.
  private func places(in places: [Range<Int>], touching range: Range<Int>) -> Range<Int> {
    let first = places.partitioned { $0.upperBound > range.lowerBound }
    return first..<max(first, places.partitioned { $0.lowerBound >= range.upperBound })
  }

  /// Makes control characters visible on a terminal; for `patch`, a file or a pipe gets the bytes unchanged.
  private func writeText(_ text: [UInt8], _ range: Range<Int>, to bytes: inout [UInt8]) {
    if isExact {
      bytes += text[range]
      return
    }
    VisibleText.appendLine(text.span.extracting(range), to: &bytes)
  }
}

/// Writes a path for a diff: quoted where it is not all visible, which Git and `patch` read.
enum DiffPath {
  static func quoted(_ path: [UInt8]) -> [UInt8] {
    let shown = VisibleText.path(path)
    // Without quotes, `patch` reads a path up to the first space, unless a tab ends it.
    return shown.first != UInt8(ascii: "\"") && shown.contains(0x20) ? shown + [0x09] : shown
  }
}
