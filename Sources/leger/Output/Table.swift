/// Lays out rows in columns that are as wide as what is in them; the last column takes what is left of the line.
struct Table {
  private let header: [String]
  private var rows: [[String]] = []

  init(_ header: String...) { self.header = header }

  /// Adds a row with a cell for each column.
  mutating func add(_ cells: [String]) { rows.append(cells.map { VisibleText.string(Array($0.utf8)) }) }

  /// Returns the lines; the cells of the last column are wrapped when the terminal is too narrow for them.
  func text(_ terminal: Terminal) -> String {
    if rows.isEmpty { return "" }
    let last = header.count - 1
    let widths = (0..<last).map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
    let indent = widths.reduce(0) { $0 + $1 + 2 }
    let room = terminal.isTerminal ? max(20, terminal.width - indent) : Int.max
    var output = ""
    for (index, row) in ([header] + rows).enumerated() {
      var line = ""
      for column in 0..<last { line += row[column].padded(to: widths[column] + 2) }
      let parts = room == .max ? [row[last]] : TextLayout.wrap(row[last], width: room)
      line += parts.first ?? ""
      while line.hasSuffix(" ") { line.removeLast() }
      output += index == 0 ? "\(terminal.style.bold)\(line)\(terminal.style.reset)\n" : line + "\n"
      for part in parts.dropFirst() { output += String(repeating: " ", count: indent) + part + "\n" }
    }
    return output
  }
}
