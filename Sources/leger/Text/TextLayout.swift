/// Lays out plain text in lines and columns.
enum TextLayout {
  /// Breaks a paragraph at spaces into lines of at most `width` characters; a longer word gets a line to itself.
  static func wrap(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var length = 0
    for word in text.split(whereSeparator: \.isWhitespace) {
      let count = word.count
      if length > 0, length + 1 + count > width {
        lines.append(line)
        line = ""
        length = 0
      }
      if length > 0 {
        line += " "
        length += 1
      }
      line += word
      length += count
    }
    if length > 0 { lines.append(line) }
    return lines
  }

  /// Wraps paragraphs, which blank lines separate; a line that starts with a space is kept as it is.
  static func paragraphs(_ text: String, width: Int) -> String {
    var result = ""
    var pending = ""
    func flush() {
      for line in wrap(pending, width: width) { result += line + "\n" }
      pending = ""
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty || line.first == " " {
        flush()
        result += line + "\n"
      } else {
        pending += line + " "
      }
    }
    flush()
    return result
  }

  /// Aligns rows in two columns, indented by two; a left cell wider than `limit` gets a line to itself.
  static func columns(_ rows: [(left: String, right: String)], width: Int, limit: Int = 26) -> String {
    let column = rows.map(\.left.count).filter { $0 <= limit }.max() ?? 0
    let blank = String(repeating: " ", count: column + 4)
    var result = ""
    for row in rows {
      var lines = wrap(row.right, width: max(width - column - 4, 20))[...]
      result += "  " + row.left
      if row.left.count <= column, let first = lines.popFirst() {
        result += String(repeating: " ", count: column + 2 - row.left.count) + first
      }
      result += "\n"
      for line in lines { result += blank + line + "\n" }
    }
    return result
  }
}

extension String {
  /// Returns the text with spaces after it, up to a width.
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
