/// Holds what a user asked for: the command, its options and operands, the host to work on, and where to write.
struct Invocation: Sendable {
  /// One option as it was given, after aliases were replaced.
  struct Setting: Sendable, Equatable {
    var name: String
    /// The bytes of the value; empty for a flag.
    var value: [UInt8]
  }

  let program: Program
  let command: Command
  /// The words that name the command, such as `["backup", "create"]`.
  let path: [String]
  /// All options in the order in which they were given.
  let settings: [Setting]
  /// The operands as they were typed, which need not be valid UTF-8.
  let operands: [[UInt8]]
  /// The machine that the command works on.
  let host: any Host
  /// Where the command writes; `Program.run` puts the real one here.
  var console: Console = .silent

  /// Whether an option was given at all.
  func isGiven(_ name: String) -> Bool {
    settings.contains { $0.name == name }
  }

  /// Whether a flag was given.
  func flag(_ name: String) -> Bool {
    isGiven(name)
  }

  /// Returns the bytes of the last value given for an option, else its default.
  func bytes(_ name: String) -> [UInt8]? {
    if let setting = settings.last(where: { $0.name == name }) { return setting.value }
    return command.options.first { $0.name == name }?.defaultValue.map { Array($0.utf8) }
  }

  /// Returns the last value given for an option, else its default; only paths can hold what is not text.
  func value(_ name: String) -> String? {
    bytes(name).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Returns the last number given for an option, else its default.
  func number(_ name: String) -> Int? {
    value(name).flatMap { Int($0) }
  }

  /// Returns all values given for a repeatable option, each as it was given.
  func texts(_ name: String) -> [String] {
    settings.lazy.filter { $0.name == name }.map { String(decoding: $0.value, as: UTF8.self) }
  }

  /// Returns all words given for a repeatable option, in order.
  func values(_ name: String) -> [String] {
    settings.lazy.filter { $0.name == name }.flatMap { Self.words(in: $0.value) }
  }

  /// The operands as text, with U+FFFD for what is not valid UTF-8; to show, not to open.
  var operandTexts: [String] {
    operands.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Writes text for people to standard output, all of it visible.
  func print(_ text: String) {
    let lines = VisibleText.withoutCommands(Array(text.utf8))
    console.standardOutput(VisibleText.lines(lines, keepingStyle: console.terminal.colour))
  }

  /// Writes the text of a unit or a service to standard output: exactly for a file or a pipe, all of it visible on a terminal.
  func printExactly(_ text: [UInt8]) {
    console.standardOutput(console.terminal.isTerminal ? VisibleText.everyLine(of: text) : text)
  }

  /// Writes text to standard error.
  func printError(_ text: String) {
    console.standardError(VisibleText.withoutCommands(Array(text.utf8)))
  }

  /// Reports what is wrong with a path on standard error.
  func report(_ path: [UInt8], _ message: String) {
    printError("leger: \(VisibleText.quoted(path)): \(VisibleText.string(Array(message.utf8)))\n")
  }

  /// Splits the value of a list option at commas and white space.
  static func words(in value: [UInt8]) -> [String] {
    value.split { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: " ") || (9...13).contains($0) }
      .map { String(decoding: $0, as: UTF8.self) }
  }
}

/// Where output goes, and what can be shown there.
struct Console: Sendable {
  typealias Write = @Sendable ([UInt8]) -> Void

  /// What standard output can show.
  var terminal: Terminal
  /// What standard error can show.
  var errorTerminal: Terminal
  var standardOutput: Write
  var standardError: Write
  /// Takes what a large run has read and need not free, since the process that made it ends; elsewhere it is freed at once.
  var keep: @Sendable (AnyObject) -> Void = { _ in }

  /// Drops everything.
  static let silent = Console(
    terminal: .plain,
    errorTerminal: .plain,
    standardOutput: { _ in },
    standardError: { _ in }
  )
}
