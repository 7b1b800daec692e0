/// Writes shell completion scripts from the command table.
struct Completions {
  /// A shell that has a completion script.
  enum Shell: String, Sendable, CaseIterable {
    case bash
    case zsh
    case fish
  }

  /// A command and its place in the tree, such as `/backup/create`; the place of the program itself is empty.
  struct Place {
    var name: String
    var summary: String
    /// The command's own name and its aliases.
    var words: [String]
    var options: [Option]
    var operands: [Operand]
    var subcommands: [Command]
  }

  let program: Program

  /// Returns the script for a shell.
  func script(for shell: Shell) -> String {
    switch shell {
    case .bash: bash()
    case .zsh: zsh()
    case .fish: fish()
    }
  }

  /// Returns the program and every command that is not hidden, parents first.
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

  /// Returns the `case` branches that lead from one place to the next, for bash and zsh.
  func steps() -> [String] {
    places().dropFirst().map { place in
      let parent = place.name.dropLast(place.words[0].count)
      let patterns = place.words.map { parent + $0 }.joined(separator: " | ")
      return "\(patterns)) place=\(place.name) ;;"
    }
  }

  /// Returns the text in single quotes, for bash and zsh.
  static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}

extension Option {
  /// The long and the short spelling, with their dashes.
  var spellings: [String] { ["--\(name)"] + (short.map { ["-\($0)"] } ?? []) }

  /// Whether the value is completed from file names.
  var takesPath: Bool {
    if case .path = value { true } else { false }
  }
}

extension Operand {
  /// Whether the operand is completed from file names.
  var isPath: Bool {
    if case .path = kind { true } else { false }
  }
}
