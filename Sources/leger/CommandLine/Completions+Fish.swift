extension Completions {
  /// Returns the script for fish 3.1 and later.
  func fish() -> String {
    let name = program.name
    var text = """
      # fish completion for \(name)
      function __\(name)_at
        set -l place ''
        set -l typed (commandline -opc)
        set -e typed[1]
        for word in $typed
          switch "$place/$word"

      """
    for place in places().dropFirst() {
      let parent = place.name.dropLast(place.words[0].count)
      let words = place.words.map { Self.fishQuoted(parent + $0) }.joined(separator: " ")
      text += "      case \(words)\n        set place \(Self.fishQuoted(place.name))\n"
    }
    text += """
          end
        end
        test "$place" = "$argv[1]"
      end
      complete -c \(name) -f

      """
    for place in places() {
      let lead = "complete -c \(name) -n \(Self.fishQuoted("__\(name)_at \"\(place.name)\""))"
      for command in place.subcommands {
        text += "\(lead) -a \(command.name) -d \(Self.fishQuoted(command.summary))\n"
      }
      for operand in place.operands {
        if operand.isPath { text += "\(lead) -F\n" }
        if !operand.choices.isEmpty {
          text += "\(lead) -a \(Self.fishQuoted(operand.choices.joined(separator: " ")))\n"
        }
      }
      for option in place.options {
        text += "\(lead) -l \(option.name)"
        if let short = option.short { text += " -s \(short)" }
        if option.label != nil { text += option.takesPath ? " -r -F" : " -x" }
        if !option.choices.isEmpty { text += " -a \(Self.fishQuoted(option.choices.joined(separator: " ")))" }
        text += " -d \(Self.fishQuoted(option.help))\n"
      }
    }
    return text
  }

  private static func fishQuoted(_ text: some StringProtocol) -> String {
    "'" + text.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "'"
  }
}
