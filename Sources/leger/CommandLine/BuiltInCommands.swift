extension Command {
  /// Shows the overview, or the page of a command.
  static let help = Command(
    name: "help",
    group: "About",
    summary: "Shows help for a command.",
    operands: [Operand("COMMAND", .many, .text, help: "the commands to show help for")],
    action: { invocation throws(UsageError) in
      let help = Help(program: invocation.program, terminal: invocation.console.terminal)
      let paths = try commandPaths(invocation)
      invocation.print(paths.isEmpty ? help.overview() : paths.map(help.page).joined(separator: "\n"))
      return .clean
    }
  )

  /// Returns the commands that the operands name; a word that names a subcommand of the one before it belongs to that.
  private static func commandPaths(_ invocation: Invocation) throws(UsageError) -> [[String]] {
    func path(_ words: [[UInt8]]) throws(UsageError) -> [String]? {
      let arguments = words + [Array("--help".utf8)]
      let request = try ArgumentParser.parse(arguments, for: invocation.program, on: invocation.host)
      guard case .help(let path) = request, path.count == words.count else { return nil }
      return path
    }
    var paths: [[String]] = []
    for word in invocation.operands {
      if let last = paths.last, let longer = try path(last.map { Array($0.utf8) } + [word]) {
        paths[paths.count - 1] = longer
      } else if let next = try path([word]) {
        paths.append(next)
      } else {
        throw UsageError("unknown command \(UsageError.quote(word))")
      }
    }
    return paths
  }

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
