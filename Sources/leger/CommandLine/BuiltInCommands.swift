extension Command {
  /// Shows the overview, or the page of a command.
  static let help = Command(
    name: "help",
    group: "About",
    summary: "Shows help for a command.",
    operands: [Operand("COMMAND", .many, .text, help: "the command to show help for")],
    action: { invocation throws(UsageError) in
      let arguments = invocation.operands + [Array("--help".utf8)]
      let request = try ArgumentParser.parse(arguments, for: invocation.program, on: invocation.host)
      guard case .help(let path) = request, path.count == invocation.operands.count else {
        let words = invocation.operands.joined(separator: [UInt8(ascii: " ")])
        throw UsageError("unknown command \(UsageError.quote(Array(words)))")
      }
      let help = Help(program: invocation.program, terminal: invocation.console.terminal)
      invocation.print(help.page(at: path))
      return .clean
    }
  )

  /// Prints the completion script for one shell.
  static let completions = Command(
    name: "completions",
    group: "About",
    summary: "Prints a completion script for a shell.",
    operands: [Operand("SHELL", .one, .choice(Completions.Shell.allCases.map { $0.rawValue }), help: "the shell")],
    action: { invocation in
      if let shell = invocation.operandTexts.first.flatMap({ Completions.Shell(rawValue: $0) }) {
        invocation.print(Completions(program: invocation.program).script(for: shell))
      }
      return .clean
    }
  )

  /// Prints the manual page; hidden because only packagers need it.
  static let manualPage = Command(
    name: "manual-page",
    group: "About",
    summary: "Prints the manual page as man(7) source.",
    isHidden: true,
    action: { invocation in
      invocation.print(ManualPage(program: invocation.program).text())
      return .clean
    }
  )
}
