/// Writes the manual page of a program from its command table, as man(7) source.
struct ManualPage {
  let program: Program

  /// Returns the whole page, for section 1.
  func text() -> String {
    var page = """
      .TH \(program.name.uppercased()) 1 "" "\(Self.escaped("\(program.name) \(program.version)"))"
      .SH NAME
      \(Self.escaped("\(program.name)")) \\- \(Self.escaped(program.summary))
      .SH SYNOPSIS
      .B \(Self.escaped(program.name))
      .I COMMAND
      [options] [operands]
      .SH OPTIONS

      """
    page += options([.version])
    page += ".PP\nEvery command accepts these options:\n" + options(program.globalOptions)
    page += ".SH COMMANDS\n"
    for command in program.commands where !command.isHidden { page += entry(command, at: [command.name]) }
    page += ".SH EXIT STATUS\n"
    for status in ExitStatus.allCases { page += item("\(status.rawValue)", status.meaning) }
    return page
  }

  private func entry(_ command: Command, at path: [String]) -> String {
    var text = ".SS \"\(Self.escaped(path.joined(separator: " ")))\"\n"
    for usage in Help(program: program, terminal: .plain).usage(at: path) {
      text += ".nf\n" + Self.line(usage.line) + ".fi\n"
    }
    text += ".PP\n" + Self.line(command.summary)
    if !command.aliases.isEmpty { text += Self.line("Aliases: \(command.aliases.joined(separator: ", ")).") }
    text += discussion(command.discussion)
    for operand in command.operands { text += item(operand.label, operand.description) }
    text += options(command.options)
    for example in command.examples { text += item(example.commandLine, example.explanation) }
    for subcommand in command.subcommands where !subcommand.isHidden {
      text += entry(subcommand, at: path + [subcommand.name])
    }
    return text
  }

  private func discussion(_ text: String) -> String {
    guard !text.isEmpty else { return "" }
    var result = ".PP\n"
    var isLiteral = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if (line.first == " ") != isLiteral {
        isLiteral.toggle()
        result += isLiteral ? ".nf\n" : ".fi\n"
      }
      result += line.isEmpty ? ".PP\n" : Self.line(String(line))
    }
    return result + (isLiteral ? ".fi\n" : "")
  }

  private func options(_ options: [Option]) -> String {
    options.filter { !$0.isHidden }.map { option in
      item((option.short.map { "-\($0), " } ?? "") + option.spelling, option.description)
    }.joined()
  }

  private func item(_ term: String, _ text: String) -> String {
    ".TP\n\\fB" + Self.escaped(term) + "\\fR\n" + Self.line(text)
  }

  private static func line(_ text: String) -> String {
    let escaped = escaped(text)
    return (escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" : "") + escaped + "\n"
  }

  /// Escapes the characters that are special in roff: the backslash, the hyphen, and the quote in macro arguments.
  private static func escaped(_ text: String) -> String {
    text.map { character in
      switch character {
      case "\\": "\\e"
      case "-": "\\-"
      case "\"": "\\(dq"
      default: String(character)
      }
    }.joined()
  }
}
