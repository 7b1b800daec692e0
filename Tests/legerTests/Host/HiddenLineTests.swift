import Testing

@testable import leger

/// What becomes of bytes that are typed at a hidden prompt.
struct HiddenLineTests {
  private func read(_ typed: [UInt8]) -> [UInt8]? {
    var rest = typed[...]
    return HiddenLine.read { rest.popFirst() }
  }

  private func text(_ typed: String) -> String? { read(Array(typed.utf8)).map { String(decoding: $0, as: UTF8.self) } }

  @Test(arguments: [
    ("value\nmore", "value"), ("value\rmore", "value"), ("a b\t\n", "a b\t"), ("\n", ""),
    // Backspace, the whole of a character, and the whole line.
    ("vax\u{7F}lue\n", "value"), ("x\u{8}\u{8}value\n", "value"), ("1€\u{7F}2\n", "12"),
    ("wrong\u{15}value\n", "value"),
    // Ctrl-D ends what was begun.
    ("value\u{4}", "value"),
  ])
  func `a line is what was typed and not taken back`(_ typed: String, _ line: String) { #expect(text(typed) == line) }

  @Test(arguments: ["value\u{3}\n", "\u{4}", "value", ""])
  func `who gives up has typed nothing`(_ typed: String) { #expect(text(typed) == nil) }

  @Test func `the longest line is as long as the limit`() {
    let longest = [UInt8](repeating: 0x78, count: HiddenLine.limit)
    #expect(read(longest + [0x0A]) == longest)
    #expect(read(longest + [0x78, 0x0A]) == nil)
  }
}
