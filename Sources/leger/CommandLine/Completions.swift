/// Writes shell completion scripts from the command table.
struct Completions {
  /// Names a shell that a script can be written for.
  enum Shell: String, Sendable, CaseIterable {
    case bash
    case zsh
    case fish
  }

  /// Is a command with its place in the tree, such as `/backup/create`; the program itself is the empty place.
  struct Place {
    var name: String
    var summary: String
    /// The spellings of the last word.
    var words: [String]
    var options: [Option]
    var operands: [Operand]
    var subcommands: [Command]
  }

  let program: Program

  /// Writes the script for a shell.
  func script(for shell: Shell) -> String {
    switch shell {
    case .bash: bash()
    case .zsh: zsh()
    case .fish: fish()
    }
  }

  /// Lists the program and all commands that are not hidden, parents first.
  func places() -> [Place] {
    let commands = program.commands.filter { !$0.isHidden }
    let root = Place(
      name: "",
      summary: program.summary,
      words: [],
      options: [.version] + program.globalOptions,
      operands: [],
      subcommands: commands
    )
    return [root] + commands.flatMap { places(of: $0, under: "") }
  }

  private func places(of command: Command, under parent: String) -> [Place] {
    let subcommands = command.subcommands.filter { !$0.isHidden }
    let place = Place(
      name: "\(parent)/\(command.name)",
      summary: command.summary,
      words: [command.name] + command.aliases,
      options: command.options.filter { !$0.isHidden } + program.globalOptions,
      operands: command.operands,
      subcommands: subcommands
    )
    return [place] + subcommands.flatMap { places(of: $0, under: place.name) }
  }

  /// Writes the `case` branches that walk from one place to the next, for bash and zsh.
  func steps() -> [String] {
    places().dropFirst().map { place in
      let parent = place.name.dropLast(place.words[0].count)
      let patterns = place.words.map { parent + $0 }.joined(separator: " | ")
      return "\(patterns)) place=\(place.name) ;;"
    }
  }

  /// Puts a text between single quotes for bash and zsh.
  static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}

extension Option {
  /// All spellings with their dashes.
  var spellings: [String] { ["--\(name)"] + (short.map { ["-\($0)"] } ?? []) }

  /// Tells whether file names complete the value.
  var takesPath: Bool {
    if case .path = value { true } else { false }
  }
}

extension Operand {
  /// Tells whether file names complete the operand.
  var isPath: Bool {
    if case .path = kind { true } else { false }
  }
}
