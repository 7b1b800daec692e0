import QuadletSyntax

/// A readable dump of how a file was split into lines.
///
/// One line for each physical line: `LINE KIND [key] | value`. A line that is continued has a range of numbers and the
/// joined value; its pieces follow, each with its position in the file (`line:column`).
extension Document {
  /// The dump, ending in a newline.
  public func dump() -> String {
    var text = ""
    for line in lines {
      text += "\(line.index + 1)"
      if line.endIndex > line.index + 1 { text += "-\(line.endIndex)" }
      text += " \(line.kind)\(marks(of: line))"
      switch line.kind {
      case .header: text += " [\(escaped(line.nameRange))]"
      case .entry, .malformedHeader, .malformedKey:
        text += " [\(escaped(line.nameRange))] |\(spaced(line.valueRange))"
      case .blank: break
      case .comment, .continuation, .skipped, .malformed, .lost: text += " |\(spaced(line.valueRange))"
      }
      text += "\n"
      if line.isJoined { text += pieces(of: line) }
    }
    if lineCount == 0 { return "no lines\n" }
    return bytes.last == UInt8(ascii: "\n") ? text : text + "no final newline\n"
  }

  /// The text of a joined line, from its key or bracket to the end of its value.
  public func logicalRange(of line: Line) -> Range<Int> {
    let start = min(line.nameRange.lowerBound, line.valueRange.lowerBound)
    return start..<line.valueRange.upperBound
  }

  private func marks(of line: Line) -> String {
    var marks: [String] = []
    if line.hasNonASCII { marks.append("non-ASCII") }
    if line.hasControl { marks.append("control") }
    return marks.isEmpty ? "" : " (\(marks.joined(separator: ", ")))"
  }

  private func pieces(of line: Line) -> String {
    var text = ""
    let range = logicalRange(of: line)
    var start = range.lowerBound
    while start < range.upperBound {
      let place = sourceOffset(of: start, inLine: line.index)
      var end = start + 1
      while end < range.upperBound, sourceOffset(of: end, inLine: line.index) == place + end - start { end += 1 }
      let position = position(at: place)
      text += "    \(position.line):\(position.column) \(escaped(start..<end))\n"
      start = end
    }
    return text
  }

  private func spaced(_ range: Range<Int>) -> String {
    range.isEmpty ? "" : " \(escaped(range))"
  }

  private func escaped(_ range: Range<Int>) -> String {
    let bytes = source.text[range]
    if bytes.count > 200 { return escape(bytes.prefix(40)) + "… (\(bytes.count) bytes)" }
    return escape(bytes)
  }
}

/// Bytes as ASCII: everything invisible is escaped, a space only at the start or end of the text.
public func escape(_ bytes: some Collection<UInt8>) -> String {
  let digits = Array("0123456789ABCDEF")
  var text = ""
  for (index, byte) in bytes.enumerated() {
    switch byte {
    case UInt8(ascii: "\\"): text += "\\\\"
    case UInt8(ascii: "\t"): text += "\\t"
    case UInt8(ascii: "\n"): text += "\\n"
    case UInt8(ascii: "\r"): text += "\\r"
    case UInt8(ascii: " "): text += index == 0 || index == bytes.count - 1 ? "\\s" : " "
    case 0x21...0x7E: text.unicodeScalars.append(Unicode.Scalar(byte))
    default: text += "\\x\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }
  }
  return text
}
