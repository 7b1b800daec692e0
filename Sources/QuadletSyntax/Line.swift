/// A view of one physical line of a document.
public struct Line: Sendable {
  /// The document that contains the line.
  public let document: Document
  /// The line's index, counted from 0.
  public let index: Int

  var record: LineRecord { document.record(index) }

  /// What Podman takes the line for.
  public var kind: LineKind { record.kind }
  /// The number of the key or section name in the name table used to parse the document; 0 when it is not in the table.
  public var name: UInt16 { record.name }
  /// Whether the line ends in a backslash.
  public var endsInBackslash: Bool { record.flags.contains(.continues) }
  /// Whether key and value were joined from several lines.
  public var isJoined: Bool { record.flags.contains(.joined) }
  /// Whether a byte above 127 occurs.
  public var hasNonASCII: Bool { record.flags.contains(.nonASCII) }
  /// Whether a control character other than tab and carriage return occurs.
  public var hasControl: Bool { record.flags.contains(.control) }

  /// The range of the line in the file, including its newline.
  public var range: Range<Int> {
    let next =
      index + 1 < document.lineCount ? Int(document.record(index + 1).start - document.start) : document.byteCount
    return Int(record.start - document.start)..<next
  }

  /// The range of the line's text in the file, without white space at either end; it includes a final backslash.
  public var trimmedRange: Range<Int> {
    let base = Int(document.start)
    let whole = range
    let text = document.source.text
    let trimmed = WhiteSpace.trim(text.span, whole.lowerBound + base..<whole.upperBound + base)
    return trimmed.lowerBound - base..<trimmed.upperBound - base
  }

  /// The key or section name, as a range of `document.source.text`.
  public var nameRange: Range<Int> {
    let record = record
    if record.kind == .continuation || record.kind == .skipped {
      return Int(record.valueStart)..<Int(record.valueStart)
    }
    return Int(record.keyStart)..<Int(record.keyEnd)
  }

  /// The value of an entry, or the text of another line, as a range of `document.source.text`.
  public var valueRange: Range<Int> { Int(record.valueStart)..<Int(record.valueEnd) }

  /// The key or section name.
  public var nameText: String { String(decoding: document.source.text[nameRange], as: UTF8.self) }

  /// The value of an entry, with its pieces joined, or the text of another line.
  public var valueText: String { String(decoding: document.source.text[valueRange], as: UTF8.self) }

  /// The instruction to leger in a comment, as a range of the file: the text after `leger:`; nil for every other line.
  public var instruction: Range<Int>? {
    let base = Int(document.start)
    guard record.flags.contains(.instruction), kind == .comment || kind == .skipped else { return nil }
    let text = document.source.text
    guard let range = Lexer.instruction(text.span, valueRange) else { return nil }
    return range.lowerBound - base..<range.upperBound - base
  }

  /// The index after the last physical line of this logical line.
  public var endIndex: Int {
    var end = index + 1
    if isJoined { return document.lastLine(ofLogicalLine: index) { _ in true } + 1 }
    guard kind == .lost else { return end }
    var next = end
    while next < document.lineCount {
      let kind = document.record(next).kind
      if kind == .continuation { end = next + 1 } else if kind != .skipped { break }
      next += 1
    }
    return end
  }
}
