/// What one output stream can show.
struct Terminal: Sendable, Equatable {
  var isTerminal: Bool
  /// In columns; 80 when it is not known.
  var width: Int
  var colour: Bool

  /// A stream that goes to a file or a pipe.
  static let plain = Terminal(isTerminal: false, width: 80, colour: false)

  init(isTerminal: Bool, width: Int, colour: Bool) {
    self.isTerminal = isTerminal
    self.width = width
    self.colour = colour
  }

  /// Decides from the facts: colour needs a capable terminal, and neither `NO_COLOR` nor `--no-color`.
  ///
  /// An empty `NO_COLOR` counts as unset (no-color.org); an absent `TERM` counts as `dumb`.
  init(isTerminal: Bool, columns: Int?, term: String?, noColorVariable: String?, noColorOption: Bool = false) {
    let objects = noColorOption || !(noColorVariable ?? "").isEmpty
    let isCapable = !(term ?? "").isEmpty && term != "dumb"
    self.isTerminal = isTerminal
    width = columns.flatMap { $0 > 0 ? $0 : nil } ?? 80
    colour = isTerminal && isCapable && !objects
  }

  /// The escape sequences for this stream.
  var style: Style { Style(colour: colour) }

  /// The width of help in columns: 80, or a terminal's width kept between 40 and 100.
  var helpWidth: Int { isTerminal ? min(max(width, 40), 100) : 80 }
}

/// Escape sequences, or empty strings when colour is off.
struct Style: Sendable, Equatable {
  var colour: Bool

  var bold: String { code("1") }
  var dim: String { code("2") }
  var reverse: String { code("7") }
  var red: String { code("31") }
  var green: String { code("32") }
  var yellow: String { code("33") }
  var blue: String { code("34") }
  var reset: String { code("0") }

  private func code(_ number: String) -> String { colour ? "\u{1B}[\(number)m" : "" }
}
