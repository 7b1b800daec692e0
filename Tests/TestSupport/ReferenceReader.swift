import QuadletSyntax

/// Reads a file line by line as Podman 5.4 and later do, written for clarity rather than speed; the lexer must agree.
public enum ReferenceReader {
  /// A header, an assignment or a malformed line, with its pieces joined.
  public struct LogicalLine: Equatable, Sendable, CustomStringConvertible {
    /// The indices of the first and last physical line that contributed text.
    public let lines: ClosedRange<Int>
    /// Its kind.
    public let kind: LineKind
    /// The key or section name.
    public let name: [UInt8]
    /// The value of an entry, or the whole text of any other line.
    public let value: [UInt8]

    /// The line as it would be in a dump.
    public var description: String {
      "\(lines.lowerBound + 1)-\(lines.upperBound + 1) \(kind) [\(escape(name))] | \(escape(value))"
    }
  }

  /// The logical lines of a file, without comments and lost lines.
  public static func read(_ bytes: [UInt8]) -> [LogicalLine] {
    let physical = splitLines(bytes)
    var result: [LogicalLine] = []
    var pending: [UInt8] = []
    var head = 0
    for (index, whole) in physical.enumerated() {
      var text = trim(Array(whole))
      if isComment(text) { continue }
      if text.last == UInt8(ascii: "\\") {
        text.removeLast()
        if index < physical.count - 1 {
          if pending.isEmpty { head = index }
          pending += text
          continue
        }
      }
      let first = pending.isEmpty ? index : head
      text = pending + text
      pending = []
      if !isComment(text) { result.append(logicalLine(text, first...index)) }
    }
    return result
  }

  /// The same list, derived from a document.
  public static func lines(of document: Document) -> [LogicalLine] {
    let text = document.source.text
    return document.lines.compactMap { line in
      switch line.kind {
      case .blank, .comment, .continuation, .skipped, .lost: nil
      case .header, .entry, .malformed, .malformedHeader, .malformedKey:
        LogicalLine(
          lines: line.index...line.endIndex - 1,
          kind: line.kind,
          name: Array(text[line.nameRange]),
          value: Array(text[line.valueRange])
        )
      }
    }
  }

  private static func isComment(_ text: [UInt8]) -> Bool {
    text.isEmpty || text[0] == UInt8(ascii: "#") || text[0] == UInt8(ascii: ";")
  }

  private static func logicalLine(_ text: [UInt8], _ lines: ClosedRange<Int>) -> LogicalLine {
    if text[0] == UInt8(ascii: "["), let close = text.firstIndex(of: UInt8(ascii: "]")),
      text[(close + 1)...].allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") })
    {
      let name = Array(text[1..<close])
      let scalars = String(decoding: name, as: UTF8.self).unicodeScalars
      let isBad = name.isEmpty || scalars.contains { $0 == "[" || $0.properties.generalCategory == .control }
      return LogicalLine(lines: lines, kind: isBad ? .malformedHeader : .header, name: name, value: text)
    }
    guard let equals = text.firstIndex(of: UInt8(ascii: "=")), equals > 0 else {
      return LogicalLine(lines: lines, kind: .malformed, name: [], value: text)
    }
    let key = text[..<equals].reversed().drop(while: isSpaceByte).reversed()
    let value = text[(equals + 1)...].drop(while: isSpaceByte)
    return LogicalLine(
      lines: lines,
      kind: key.isEmpty ? .malformedKey : .entry,
      name: Array(key),
      value: Array(value)
    )
  }

  /// Podman looks at single bytes around `=`, so the Latin-1 spaces count.
  private static func isSpaceByte(_ byte: UInt8) -> Bool {
    Unicode.Scalar(byte).properties.isWhitespace
  }

  private static let spaces: [[UInt8]] = (0...UInt32(0xFFFF)).compactMap { code in
    guard let scalar = Unicode.Scalar(code), scalar.properties.isWhitespace else { return nil }
    return Array(String(Character(scalar)).utf8)
  }

  private static func trim(_ text: [UInt8]) -> [UInt8] {
    var rest = text[...]
    while let space = spaces.first(where: { rest.starts(with: $0) }) { rest = rest.dropFirst(space.count) }
    while let space = spaces.first(where: { rest.suffix($0.count) == $0[...] }) { rest = rest.dropLast(space.count) }
    return Array(rest)
  }
}
