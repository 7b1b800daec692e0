extension Completions {
  /// Returns the script for bash 4.4 and later.
  func bash() -> String {
    var values: [String] = []
    var options: [String] = []
    var operands: [String] = []
    for place in places() {
      let names = place.options.map { "--\($0.name)" }
      options.append("'\(place.name)') words='\(names.joined(separator: " "))' ;;")
      let words = place.subcommands.map(\.name) + place.operands.flatMap(\.choices)
      let files = place.operands.contains(where: \.isPath) ? " files=yes" : ""
      operands.append("'\(place.name)') words='\(words.joined(separator: " "))'\(files) ;;")
      for option in place.options where option.label != nil {
        let patterns = option.spellings.map { "'\(place.name) \($0)'" }.joined(separator: " | ")
        let effect = option.takesPath ? "files=yes" : "words='\(option.choices.joined(separator: " "))'"
        values.append("\(patterns)) \(effect) ;;")
      }
    }
    func lines(_ branches: [String], _ indent: Int) -> String {
      branches.map { String(repeating: " ", count: indent) + $0 }.joined(separator: "\n")
    }
    return """
      # bash completion for \(program.name)
      _\(program.name)() {
        local place='' words='' files='' word
        local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
        # "--name=value" arrives as three words.
        if [[ $current == '=' ]]; then
          current=''
        elif [[ $previous == '=' ]]; then
          previous=${COMP_WORDS[COMP_CWORD - 2]}
        fi
        for word in "${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
          case $place/$word in
      \(lines(steps(), 6))
          esac
        done
        case "$place $previous" in
      \(lines(values, 4))
          *)
            if [[ $current == -* ]]; then
              case $place in
      \(lines(options, 10))
              esac
            else
              case $place in
      \(lines(operands, 10))
              esac
            fi
            ;;
        esac
        mapfile -t COMPREPLY < <(
          compgen -W "$words" -- "$current"
          if [[ $files ]]; then compgen -f -- "$current"; fi
        )
        if [[ $files ]]; then compopt -o filenames; fi
      }
      complete -F _\(program.name) \(program.name)

      """
  }
}
