import QuadletSyntax

/// Finds comments after values.
extension Linter {
  /// The start of an inline comment: a `#` after white space, outside quotes.
  func commentStart(_ entry: Entry) -> Int? {
    let range = entry.valueRange
    guard entry.text.span.extracting(range).contains(byte: UInt8(ascii: "#")) else { return nil }
    var quote: UInt8 = 0
    var previous = UInt8(ascii: "=")
    for index in range {
      let byte = entry.text[index]
      if quote != 0 {
        if byte == quote { quote = 0 }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: "#"), previous == 0x20 || previous == 0x09 || index == range.lowerBound {
        let next = index + 1 < range.upperBound ? entry.text[index + 1] : 0x20
        if next == 0x20 || next == 0x09 || next == UInt8(ascii: "#") || (index > range.lowerBound && isLetter(next)) {
          return index
        }
      }
      previous = byte
    }
    return nil
  }

  private func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x80 }

  mutating func reportInlineComment(_ entry: Entry, _ start: Int) {
    let range = entry.source(start..<entry.valueRange.upperBound)
    let line = entry.document.line(entry.line)
    let value = String(decoding: entry.text[entry.valueRange], as: UTF8.self)
    let comment = String(decoding: entry.text[start..<entry.valueRange.upperBound], as: UTF8.self)
    let splitsWords = schema.directive(entry.record.name, in: entry.table)?.reader.splitsWords ?? false
    var fix: Fix?
    if !line.isJoined {
      var end = start
      while end > entry.valueRange.lowerBound, WhiteSpace.isASCII(entry.text[end - 1]) { end -= 1 }
      fix = Fix(
        isSafe: false,
        edits: [
          TextEdit(line.trimmedRange.lowerBound..<line.trimmedRange.lowerBound, replacement: comment + "\n"),
          TextEdit(entry.source(end..<end).lowerBound..<range.upperBound, replacement: ""),
        ]
      )
    }
    report(
      Finding(
        file: entry.file,
        range: range,
        rule: .inlineComment,
        .inlineComment(comment, in: entry.name, of: splitsWords ? nil : value),
        fix: fix
      )
    )
  }
}
