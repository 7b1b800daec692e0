import QuadletSyntax

/// Lays a unit out anew: other white space, the same lines in the same order, and the same service.
///
/// Podman trims every line, so blanks at its ends mean nothing to it, nor do those around the `=`. It copies comments and
/// empty lines into the service, all but the first empty one before a header, which it writes itself: that one can come
/// and go, no other. Blanks before a backslash are part of the value and stay. What Podman rejects is left as it is.
public struct UnitLayout {
  /// How far the lines that continue another one are indented; their distances from each other stay.
  private static let indent = 2
  /// The largest distance that is kept, so that a file of tabs does not grow without bound.
  private static let depthLimit = 64

  private let document: Document
  private let bytes: ArraySlice<UInt8>
  private var output: [UInt8] = []
  /// Comments and empty lines that belong to what comes next.
  private var pending: [Int] = []
  private var isInSection = false
  /// The column of the outermost line that continues the assignment at hand.
  private var outermost = 0
  /// Whether the assignment at hand goes on.
  private var isContinued = false

  private init(_ document: Document) {
    self.document = document
    bytes = document.bytes
    output.reserveCapacity(bytes.count + 64)
  }

  /// The text of a file in its new layout.
  public static func formatted(_ document: Document) -> [UInt8] {
    if Podman.LoadError(document) != nil { return Array(document.bytes) }
    var layout = UnitLayout(document)
    for line in document.lines { layout.add(line) }
    layout.flush()
    return layout.output
  }

  /// The text of a bundle, each of its units in the new layout.
  public static func formatted(bundle text: [UInt8], dialect: Dialect = .current) -> [UInt8] {
    guard let bundle = try? UnitBundle(text) else { return text }
    var output: [UInt8] = []
    var position = 0
    for part in bundle.parts {
      output += separators(text[position..<part.range.lowerBound])
      output += formatted(Document(Array(text[part.range]), dialect: dialect))
      if output.last == newline { output.removeLast() }
      position = part.range.upperBound
    }
    output += separators(text[position...])
    if output.last.map({ $0 != newline }) ?? false { output.append(newline) }
    return output
  }

  /// Lines between units: nothing but blanks and `---`.
  private static func separators(_ text: ArraySlice<UInt8>) -> [UInt8] {
    text.filter { !WhiteSpace.isASCII($0) || $0 == newline }
  }

  // MARK: Lines

  private mutating func add(_ line: Line) {
    switch line.kind {
    case .blank, .comment: pending.append(line.index)
    case .skipped where !isContinued: pending.append(line.index)
    case .header:
      separate()
      flush()
      isInSection = true
      open(line)
    case .entry:
      flush()
      open(line)
    case .continuation, .skipped:
      if line.kind == .continuation { isContinued = line.endsInBackslash }
      let text = bytes(line)
      if !text.isEmpty {
        let depth = min(max(0, column(line) - outermost), Self.depthLimit)
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: Self.indent + depth))
      }
      write(text)
    case .malformed, .malformedHeader, .malformedKey, .lost:
      flush()
      open(line)
    }
  }

  /// Writes a header or an assignment, and looks ahead at the lines that continue it.
  private mutating func open(_ line: Line) {
    outermost = Int.max
    for index in line.index + 1..<max(line.endIndex, line.index + 1) {
      let piece = document.line(index)
      if piece.kind == .continuation { outermost = min(outermost, column(piece)) }
    }
    isContinued = line.endsInBackslash
    let whole = bytes(line)
    guard line.kind == .entry, let equals = whole.firstIndex(of: UInt8(ascii: "=")) else {
      write(whole)
      return
    }
    // Podman takes halves of characters for blanks here; what is odd stays as it is.
    let key = whole[..<equals]
    let value = whole[(equals + 1)...]
    write(
      Array(key.dropLast(key.reversed().prefix(while: WhiteSpace.isASCII).count)) + [UInt8(ascii: "=")]
        + value.drop(while: WhiteSpace.isASCII)
    )
  }

  private mutating func write(_ text: some Collection<UInt8>) {
    output.append(contentsOf: text)
    output.append(Self.newline)
  }

  private func bytes(_ line: Line) -> ArraySlice<UInt8> {
    let range = line.trimmedRange
    return bytes[bytes.startIndex + range.lowerBound..<bytes.startIndex + range.upperBound]
  }

  /// How far a line is indented, tabs leading to the next multiple of eight.
  private func column(_ line: Line) -> Int {
    var column = 0
    for byte in bytes[(bytes.startIndex + line.range.lowerBound)...].prefix(
      line.trimmedRange.lowerBound - line.range.lowerBound
    ) {
      column = byte == 0x09 ? (column / 8 + 1) * 8 : column + 1
    }
    return column
  }

  // MARK: Comments and empty lines

  private mutating func flush() {
    for index in pending { write(bytes(document.line(index))) }
    pending.removeAll(keepingCapacity: true)
  }

  /// Sees to one empty line before the header, and none at the top of the file.
  private mutating func separate() {
    let isBlank = pending.map { document.line($0).kind == .blank }
    if isInSection {
      if !isBlank.contains(true) { output.append(Self.newline) }
    } else if isBlank.first == true {
      // Podman drops one empty line; where a second one follows, that would go instead.
      let next = pending.dropFirst().first { document.line($0).kind != .skipped }
      if next.map({ document.line($0).kind == .comment }) ?? true { pending.removeFirst() }
    }
  }

  private static let newline = UInt8(ascii: "\n")
}
