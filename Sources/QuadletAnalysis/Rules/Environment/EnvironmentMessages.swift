/// What findings about environment files, and about variables in commands, say.
extension Message {
  static func missingEnvironmentFile(_ path: String, isInHome: Bool) -> Message {
    Message(
      "environment file \"\(path)\" not found; podman fails without it",
      help: isInHome
        ? "~ is not expanded; write %h for the home directory"
        : "put the file next to the unit, or write the path to it; %h is the home directory"
    )
  }

  static func optionalFileOfContainer(_ path: String) -> Message {
    Message(
      "in [Container], the minus sign is part of the file name; podman fails because \"\(path)\" does not exist",
      help: "remove the minus sign, and create the file, even if it stays empty"
    )
  }

  static func relativePathInService(_ path: String) -> Message {
    Message(
      "\"\(path)\" is not an absolute path, so systemd ignores the line",
      help: "write an absolute path; %h is the home directory"
    )
  }

  static func specifierBeforeRelativePath(_ path: String) -> Message {
    Message("\"\(path)\" starts with a specifier, so it is not relative to the unit's folder; write \"./\(path)\"")
  }

  /// A file with `variable` and `more` other credentials, and a mode that lets others read it.
  static func readableSecretFile(_ name: String, mode: UInt16, variable: String, more: Int) -> Message {
    let others = more == 0 ? "" : " and \(more) more credential\(more == 1 ? "" : "s")"
    return Message(
      "\"\(name)\" contains \"\(variable)\"\(others), and others can read it: its mode is "
        + "0\(String(mode & 0o777, radix: 8))",
      help: "run chmod 600 \(name), or use Secret= instead of the file"
    )
  }

  // MARK: Lines of environment files

  /// The first of `more + 1` lines of a file with the same mistake.
  static func mistakenLine(
    _ mistake: EnvironmentFile.Mistake,
    of file: String,
    for reader: EnvironmentFile.Reader,
    more: Int
  ) -> Message {
    let others = more == 0 ? "" : " (and \(more) more line\(more == 1 ? "" : "s"))"
    return Message(
      "\(file):\(mistake.line): " + problem(of: mistake, for: reader) + others,
      help: remedy(for: mistake.kind)
    )
  }

  // Without a valid name, the text before = may be part of a credential, so it is not shown.
  private static func problem(of mistake: EnvironmentFile.Mistake, for reader: EnvironmentFile.Reader) -> String {
    let variable = mistake.name.map { "\"\($0)\"" } ?? "a variable"
    let isPodman = reader == .podman
    return switch mistake.kind {
    case .missingName: "the name before \"=\" is missing" + (isPodman ? ", and podman stops with an error" : "")
    case .missingEquals: "a line without \"=\" sets no variable"
    case .export:
      isPodman
        ? "\"export\" becomes part of the name of \(variable)"
        : "systemd ignores the line because of \"export\" before the name"
    case .badName:
      isPodman
        ? "the text before \"=\" is not a valid name, but podman uses it as one"
        : "systemd ignores the line because the text before \"=\" is not a valid name"
    case .blanks: "the whitespace around \"=\" becomes part of \(variable)"
    case .quotes: "the quotes become part of \(variable); \(reader.rawValue) does not remove them"
    case .severalLines: "the value of \(variable) ends with this line; \(reader.rawValue) reads line by line"
    case .continuation: "the backslash becomes part of \(variable); \(reader.rawValue) does not join lines"
    case .comment: "the comment becomes part of \(variable)"
    }
  }

  private static func remedy(for kind: EnvironmentFile.Mistake.Kind) -> String {
    switch kind {
    case .missingName, .missingEquals, .badName: "write NAME=VALUE, or start the line with #"
    case .export: "remove \"export\""
    case .blanks: "remove the whitespace"
    case .quotes: "remove the quotes; the value extends to the end of the line, including spaces"
    case .severalLines: "pass a value of several lines to the container as a file: Secret= or Volume="
    case .continuation: "write the value on one line"
    case .comment: "put the comment on a line of its own"
    }
  }

  // MARK: Variables in commands

  private static func setInService(_ name: String) -> String {
    "set \(name) with Environment= or EnvironmentFile= in [Service]"
  }

  /// A reference to a variable that only the container has; `isShell` means that a shell there can expand it.
  static func variableOfContainer(_ reference: String, name: String, isShell: Bool) -> Message {
    Message(
      "systemd replaces \"\(reference)\" with nothing: \(name) is set only in the container",
      help: isShell ? "write $\(reference), which the shell in the container expands" : setInService(name)
    )
  }

  static func unsetVariable(_ reference: String, name: String) -> Message {
    Message(
      "\"\(reference)\" is empty unless the service manager's environment sets \(name); [Service] does not",
      help: setInService(name)
    )
  }

  static func invalidVariableName(_ name: String, in reference: String, isShell: Bool) -> Message {
    Message(
      "systemd replaces \"\(reference)\" with nothing: \"\(name.shortened)\" is not a valid variable name",
      help: isShell
        ? "write $$ to pass a $ to the shell in the container"
        : "write ${NAME} for a variable within a word, or $$ for a literal $"
    )
  }

  static func variableWithDefault(_ reference: String, name: String) -> Message {
    Message(
      "\"\(reference)\" stays unchanged: systemd supports ${\(name)}, but no default values",
      help: "write ${\(name)}, and set the default with Environment=\(name)=… in [Service]"
    )
  }
}
