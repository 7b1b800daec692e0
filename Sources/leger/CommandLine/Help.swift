/// Writes the help pages of a program from its command table.
struct Help {
  let program: Program
  let terminal: Terminal

  /// Returns the page of a command, or the overview when the path is empty.
  func page(at path: [String]) -> String {
    guard let command = program.command(at: path) else { return overview() }
    let style = terminal.style
    var text = TextLayout.paragraphs(command.summary, width: terminal.helpWidth)
    text += "\n" + usageText(at: path)
    if !command.aliases.isEmpty {
      text += "\(style.bold)Aliases:\(style.reset) \(command.aliases.joined(separator: ", "))\n"
    }
    if !command.discussion.isEmpty {
      text += "\n" + TextLayout.paragraphs(command.discussion, width: terminal.helpWidth)
    }
    text += section("Commands", command.subcommands.filter { !$0.isHidden }.map { ($0.name, $0.summary) })
    text += section("Operands", command.operands.map { ($0.label, $0.description) })
    text += section("Options", rows(of: command.options))
    text += section("Global options", rows(of: program.globalOptions))
    guard !command.examples.isEmpty else { return text }
    text += "\n\(style.bold)Examples:\(style.reset)\n"
    for example in command.examples {
      text += "  \(example.commandLine)\n"
      text += TextLayout.wrap(example.explanation, width: terminal.helpWidth - 6).map { "      \($0)\n" }.joined()
    }
    return text
  }

  /// Returns the overview: a line about the program, then its commands by group, in the order of the table.
  func overview() -> String {
    let shown = program.commands.filter { !$0.isHidden }
    var groups: [String] = []
    for command in shown where !groups.contains(command.group) { groups.append(command.group) }
    let title = "\(program.name) \(program.version): \(program.summary)"
    var text = TextLayout.paragraphs(title, width: terminal.helpWidth) + "\n" + usageText(at: [])
    let column = shown.map(\.name.count).max() ?? 0
    for group in groups {
      let rows = shown.filter { $0.group == group }.map { command in
        (command.name + String(repeating: " ", count: column - command.name.count), command.summary)
      }
      text += section(group.isEmpty ? "Commands" : group, rows)
    }
    text += section("Global options", rows(of: [.version] + program.globalOptions))
    return text + "\nRun \"\(program.name) help COMMAND\" for details.\n"
  }

  /// Returns the text of a usage error: the message, the usage lines and the command that shows help.
  func complaint(_ error: UsageError) -> String {
    let words = [program.name] + error.path
    let style = terminal.style
    var text = "\(program.name): \(style.red)\(error.message)\(style.reset)\n"
    text += usage(at: error.path).map { "\($0.lead) \($0.line)\n" }.joined()
    return text + "Help:  \(words.joined(separator: " ")) --help\n"
  }

  /// Returns the usage lines of a command, each with its lead: two when it has both an action and subcommands.
  func usage(at path: [String]) -> [(lead: String, line: String)] {
    let words = ([program.name] + path).joined(separator: " ")
    guard let command = program.command(at: path) else { return [("Usage:", "\(words) COMMAND [options] [operands]")] }
    var lines: [String] = []
    if command.action != nil {
      lines.append(([words, "[options]"] + command.operands.map(\.usage)).joined(separator: " "))
    }
    if !command.subcommands.isEmpty { lines.append("\(words) COMMAND [options] [operands]") }
    return lines.enumerated().map { ($0.offset == 0 ? "Usage:" : "      ", $0.element) }
  }

  private func usageText(at path: [String]) -> String {
    let style = terminal.style
    return usage(at: path).map { "\(style.bold)\($0.lead)\(style.reset) \($0.line)\n" }.joined()
  }

  private func section(_ title: String, _ rows: [(left: String, right: String)]) -> String {
    guard !rows.isEmpty else { return "" }
    let heading = "\n\(terminal.style.bold)\(title):\(terminal.style.reset)\n"
    return heading + TextLayout.columns(rows, width: terminal.helpWidth)
  }

  private func rows(of options: [Option]) -> [(left: String, right: String)] {
    let shown = options.filter { !$0.isHidden }
    let indent = shown.contains { $0.short != nil } ? "    " : ""
    return shown.map { option in
      let lead = option.short.map { "-\($0), " } ?? indent
      return (lead + option.spelling, option.description)
    }
  }
}

extension Option {
  /// The long name and the placeholder for its value, as help shows them.
  var spelling: String {
    guard let label else { return "--\(name)" }
    return if case .list = value { "--\(name) \(label)..." } else { "--\(name) \(label)" }
  }

  /// The help text followed by the choices and the default.
  var description: String {
    var text = help
    if !choices.isEmpty { text += ": " + choices.joined(separator: ", ") }
    if let defaultValue { text += " (default: \(defaultValue))" }
    return text
  }
}

extension Operand {
  /// The help text followed by the choices.
  var description: String { choices.isEmpty ? help : "\(help): \(choices.joined(separator: ", "))" }
}
