/// Holds the whole command line as data and runs it.
struct Program: Sendable {
  var name: String
  var version: String
  /// A phrase for the first line of the overview and of the manual page, without final period.
  var summary: String
  /// The commands in the order of the overview.
  var entries: [CommandEntry]
  /// Returns what to type for a word that other programs have for a command; a function, since a table would be made at
  /// every start.
  var meaning: @Sendable (_ word: String) -> String? = { _ in nil }
  /// Options that every command takes, and that can come before it.
  var globalOptions: [Option] = [.help, .noColor]
  /// Options that every command takes, for scripts that give them to all; help shows them only where they do something.
  var acceptedOptions: [Option] = [.yes]

  /// All commands, in the order of the overview.
  var commands: [Command] { entries.map { $0.make() } }

  /// Finds a command by its words, aliases included.
  func command(at path: [String]) -> Command? {
    var found: Command?
    for word in path {
      guard let next = command(answeringTo: Array(word.utf8), below: found) else { return nil }
      found = next
    }
    return found
  }

  /// Finds a command by a word after another command, or by the first word; makes others only when no name is that word.
  func command(answeringTo word: [UInt8], below parent: Command?) -> Command? {
    if let parent { return parent.subcommands.first { $0.answers(to: word) } }
    if let entry = entries.first(where: { $0.name.utf8.elementsEqual(word) }) { return entry.make() }
    return commands.first { $0.answers(to: word) }
  }

  /// Parses the arguments that follow the program's own name, runs what they ask for and returns how it ended.
  func run(arguments: [[UInt8]], on host: any Host, console: Console) -> ExitStatus {
    var console = console
    if asksForNoColour(arguments) {
      console.terminal.colour = false
      console.errorTerminal.colour = false
    }
    do throws(UsageError) {
      return try answer(ArgumentParser.parse(arguments, for: self, on: host), on: console)
    } catch {
      console.standardError(Array(Help(program: self, terminal: console.errorTerminal).complaint(error).utf8))
      return .usage
    }
  }

  private func answer(_ request: ArgumentParser.Request, on console: Console) throws(UsageError) -> ExitStatus {
    switch request {
    case .version:
      console.standardOutput(Array("\(name) \(version)\n".utf8))
      return .clean
    case .help(let path):
      console.standardOutput(Array(Help(program: self, terminal: console.terminal).page(at: path).utf8))
      return .clean
    case .missingCommand(let path):
      console.standardError(Array(Help(program: self, terminal: console.errorTerminal).page(at: path).utf8))
      return .usage
    case .run(var invocation):
      invocation.console = console
      guard let action = invocation.command.action else { return .usage }
      do throws(UsageError) {
        return try action(invocation)
      } catch {
        throw error.path.isEmpty ? UsageError(error.message, path: invocation.path) : error
      }
    }
  }

  /// Looks for `--no-color` by itself, so errors about the other arguments honour it too.
  private func asksForNoColour(_ arguments: [[UInt8]]) -> Bool {
    let options = arguments.prefix { $0 != Array("--".utf8) }
    return options.contains { $0.elementsEqual("--no-color".utf8) }
  }
}
