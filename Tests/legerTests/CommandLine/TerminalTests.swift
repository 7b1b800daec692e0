import Testing

@testable import leger

struct TerminalTests {
  @Test func aCapableTerminalHasColour() {
    let terminal = Terminal(isTerminal: true, columns: 120, term: "xterm", noColorVariable: nil)
    #expect(terminal == Terminal(isTerminal: true, width: 120, colour: true))
    #expect(Terminal(isTerminal: true, columns: 9, term: "xterm", noColorVariable: "").colour)
  }

  @Test(arguments: [
    Terminal(isTerminal: false, columns: nil, term: "xterm", noColorVariable: nil),
    Terminal(isTerminal: true, columns: nil, term: "dumb", noColorVariable: nil),
    Terminal(isTerminal: true, columns: nil, term: nil, noColorVariable: nil),
    Terminal(isTerminal: true, columns: nil, term: "xterm", noColorVariable: "1"),
    Terminal(isTerminal: true, columns: nil, term: "xterm", noColorVariable: nil, noColorOption: true),
  ])
  func anyObjectionTurnsColourOff(_ terminal: Terminal) {
    #expect(!terminal.colour)
    #expect(terminal.width == 80)
    #expect(terminal.style.bold.isEmpty && terminal.style.reset.isEmpty)
  }

  @Test(arguments: [(20, 40), (72, 72), (100, 100), (250, 100)])
  func helpFillsAReadableWidth(_ width: Int, _ expected: Int) {
    #expect(Terminal(isTerminal: true, width: width, colour: false).helpWidth == expected)
    #expect(Terminal(isTerminal: false, width: width, colour: false).helpWidth == 80)
  }

  @Test func stylesAreEscapeSequences() {
    let style = Style(colour: true)
    #expect(style.bold + style.red + style.reset == "\u{1B}[1m\u{1B}[31m\u{1B}[0m")
    #expect(style.dim + style.yellow + style.blue == "\u{1B}[2m\u{1B}[33m\u{1B}[34m")
  }

  @Test func longWordsAndBlankTextAreLaidOut() {
    #expect(TextLayout.wrap("a bb cccccc d", width: 4) == ["a bb", "cccccc", "d"])
    #expect(TextLayout.wrap("  ", width: 4).isEmpty)
    #expect(TextLayout.columns([], width: 80).isEmpty)
  }
}
