/// Comma-separated values as Go's encoding/csv reads and writes them; used for `Mount=`.
enum GoCSV {
  /// The reader's error message.
  struct Failure: Error, Equatable {
    let message: String
  }

  /// All records of a text.
  static func parse(_ text: [UInt8]) throws(Failure) -> [[[UInt8]]] {
    var records: [[[UInt8]]] = []
    var position = 0
    var line = 0
    while position < text.count {
      line += 1
      let startLine = line
      var record: [[UInt8]] = []
      if isLineEnd(text, position) {
        position += text[position] == newline ? 1 : 2
        continue  // empty lines are skipped
      }
      var lineStart = position
      var fieldsDone = false
      while !fieldsDone {
        var field: [UInt8] = []
        if position < text.count, text[position] == quote {
          position += 1
          quoted: while true {
            guard position < text.count else {
              throw Failure(
                message: parseError(
                  startLine,
                  line,
                  position - lineStart + 1,
                  "extraneous or missing \" in quoted-field"
                )
              )
            }
            let byte = text[position]
            position += 1
            if byte == quote {
              if position < text.count, text[position] == quote {
                field.append(quote)
                position += 1
              } else if position >= text.count || text[position] == comma || isLineEnd(text, position) {
                break quoted
              } else {
                throw Failure(
                  message: parseError(startLine, line, position - lineStart, "extraneous or missing \" in quoted-field")
                )
              }
            } else if byte == carriageReturn, position < text.count, text[position] == newline {
              continue quoted
            } else {
              field.append(byte)
              if byte == newline {
                line += 1
                lineStart = position
              }
            }
          }
        } else {
          while position < text.count, text[position] != comma, !isLineEnd(text, position) {
            if text[position] == quote {
              throw Failure(
                message: parseError(startLine, line, position - lineStart + 1, "bare \" in non-quoted-field")
              )
            }
            field.append(text[position])
            position += 1
          }
        }
        record.append(field)
        if position < text.count, text[position] == comma {
          position += 1
        } else {
          if position < text.count { position += text[position] == newline ? 1 : 2 }
          fieldsDone = true
        }
      }
      if let first = records.first, first.count != record.count {
        throw Failure(message: "record on line \(startLine): wrong number of fields")
      }
      records.append(record)
    }
    return records
  }

  private static func isLineEnd(_ text: [UInt8], _ position: Int) -> Bool {
    text[position] == newline
      || (text[position] == carriageReturn && (position + 1 == text.count || text[position + 1] == newline))
  }

  private static func parseError(_ start: Int, _ line: Int, _ column: Int, _ what: String) -> String {
    start == line
      ? "parse error on line \(line), column \(column): \(what)"
      : "record on line \(start); parse error on line \(line), column \(column): \(what)"
  }

  /// A record as a line, without the newline.
  static func write(_ fields: [[UInt8]]) -> [UInt8] {
    var output: [UInt8] = []
    for (index, field) in fields.enumerated() {
      if index > 0 { output.append(comma) }
      guard needsQuotes(field) else {
        output += field
        continue
      }
      output.append(quote)
      for byte in field { output += byte == quote ? [quote, quote] : [byte] }
      output.append(quote)
    }
    return output
  }

  private static func needsQuotes(_ field: [UInt8]) -> Bool {
    guard let first = field.first else { return false }
    if field == Array("\\.".utf8) { return true }
    if field.contains(where: { $0 == newline || $0 == carriageReturn || $0 == quote || $0 == comma }) { return true }
    if first == 0x20 || (first >= 0x09 && first <= 0x0D) { return true }
    guard first >= 0x80, let scalar = GoRunes(field).first(where: { _ in true }).flatMap(Unicode.Scalar.init) else {
      return false
    }
    return scalar.properties.isWhitespace
  }

  private static let newline = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
  private static let quote = UInt8(ascii: "\"")
  private static let comma = UInt8(ascii: ",")
}
