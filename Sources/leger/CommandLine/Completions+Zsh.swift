extension Completions {
  /// Returns the script for zsh; it works as a file `_NAME` in `fpath` and when it is sourced.
  func zsh() -> String {
    """
    #compdef \(program.name)
    _\(program.name)() {
      local place='' word
      local -i index=1 depth=0
      for word in "${(@)words[2,CURRENT-1]}"; do
        index+=1
        case $place/$word in
    \(steps().map { "      \($0.dropLast(3)); depth=index-1 ;;" }.joined(separator: "\n"))
        esac
      done
      shift $depth words
      (( CURRENT -= depth ))
      case $place in
    \(places().map(zshBranch).joined(separator: "\n"))
      esac
    }
    if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
      _\(program.name) "$@"
    else
      compdef _\(program.name) \(program.name)
    fi

    """
  }

  private func zshBranch(_ place: Place) -> String {
    var arguments = place.options.flatMap(zshSpecifications)
    if !place.subcommands.isEmpty {
      let commands = place.subcommands.map { "\($0.name)\\:\"\(Self.zshEscaped($0.summary, ":\"$`"))\"" }
      arguments.append(Self.quoted("1:command:((\(commands.joined(separator: " "))))"))
    }
    for (index, operand) in place.operands.enumerated() {
      let isLong = operand.arity == .many || operand.arity == .oneOrMore
      let lead = isLong || !place.subcommands.isEmpty ? "*" : "\(index + 1)"
      let label = Self.zshEscaped(operand.label, ":")
      arguments.append(Self.quoted("\(lead):\(label):\(zshAction(operand.choices, isPath: operand.isPath))"))
      if lead == "*" { break }
    }
    let list = arguments.map { " \\\n        \($0)" }.joined()
    return "    '\(place.name)')\n      _arguments -s -S\(list)\n      ;;"
  }

  private func zshSpecifications(_ option: Option) -> [String] {
    option.spellings.map { spelling in
      let isLong = spelling.hasPrefix("--")
      let star = if case .list = option.value { "*" } else { "" }
      let help = "[\(Self.zshEscaped(option.help, "[]:"))]"
      guard let label = option.label else { return Self.quoted(star + spelling + help) }
      let action = zshAction(option.choices, isPath: option.takesPath)
      return Self.quoted("\(star)\(spelling)\(isLong ? "=" : "+")\(help):\(Self.zshEscaped(label, ":")):\(action)")
    }
  }

  private func zshAction(_ choices: [String], isPath: Bool) -> String {
    if isPath { return "_files" }
    return choices.isEmpty ? " " : "(\(choices.joined(separator: " ")))"
  }

  private static func zshEscaped(_ text: String, _ special: String) -> String {
    text.map { special.contains($0) || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
  }
}
