import QuadletSyntax

/// Formats a unit: the white space changes; the lines, their order and the generated service stay the same.
///
/// Podman trims every line, so blanks at either end and around the `=` have no meaning. It copies comments and empty
/// lines into the service, except the first empty line before a header, because it writes one there itself; only that
/// one may be added or removed. Blanks before a backslash are part of the value and stay. A file that Podman rejects
/// stays unchanged.
public struct UnitLayout {
  /// How far continuation lines are indented; their indentation relative to each other stays.
  private static let indent = 2
  /// The maximum relative indentation, so a file of tabs does not grow without bound.
  private static let depthLimit = 64

  private let document: Document
  private let bytes: ArraySlice<UInt8>
  private var output: [UInt8] = []
  /// Comments and empty lines that belong to what comes next.
  private var pending: [Int] = []
  private var isInSection = false
  /// The column of the least indented continuation line of the current assignment.
  private var outermost = 0
  /// Whether the current assignment continues.
  private var isContinued = false

  private init(_ document: Document) {
    self.document = document
    bytes = document.bytes
    output.reserveCapacity(bytes.count + 64)
  }

  /// The formatted text of a file.
  public static func formatted(_ document: Document) -> [UInt8] {
    if Podman.LoadError(document) != nil { return Array(document.bytes) }
    var layout = UnitLayout(document)
    for line in document.lines { layout.add(line) }
    layout.flush()
    return layout.output
  }

  /// The text of a bundle with each of its units formatted.
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
    if output.last != newline { output.append(newline) }
    return output
  }

  /// The lines between units, which contain only blanks and `---`.
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

  /// Writes a header or an assignment, and looks ahead at its continuation lines.
  private mutating func open(_ line: Line) {
    outermost = Int.max
    for index in line.index + 1..<max(line.endIndex, line.index + 1) {
      let piece = document.line(index)
      if piece.kind == .continuation { outermost = min(outermost, column(piece)) }
    }
    isContinued = line.endsInBackslash
    let whole = bytes(line)
    // Up to 5.3 Podman takes a line that starts with a colon for a comment, and copies it.
    guard line.kind == .entry, whole.first != UInt8(ascii: ":"), let equals = whole.firstIndex(of: UInt8(ascii: "="))
    else {
      write(whole)
      return
    }
    // Podman takes halves of characters for blanks here; such bytes stay unchanged.
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

  /// The column where a line's text starts; a tab advances to the next multiple of eight.
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

  /// Ensures one empty line before the header, and none at the top of the file.
  private mutating func separate() {
    let isBlank = pending.map { document.line($0).kind == .blank }
    if isInSection {
      if !isBlank.contains(true), !pending.contains(where: { wasAssignment(document.line($0)) }) {
        output.append(Self.newline)
      }
    } else if isBlank.first == true {
      // Podman drops one empty line; if a second one followed, that one would be dropped instead.
      let next = pending.dropFirst().first { document.line($0).kind != .skipped }
      if next.map({ document.line($0).kind == .comment }) ?? true { pending.removeFirst() }
    }
  }

  /// Whether a comment is an assignment for Podman up to 5.3, which knows no comments with a semicolon; it would copy an empty
  /// line before it.
  private func wasAssignment(_ line: Line) -> Bool {
    let text = bytes(line)
    return text.first == UInt8(ascii: ";") && text.contains(UInt8(ascii: "="))
  }

  private static let newline = UInt8(ascii: "\n")
}
