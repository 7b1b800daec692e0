/// What findings about values say; what is wrong with a value by its own grammar is said in `Values`.
extension Message {
  /// A value that is invalid by its own grammar.
  static func invalidValue(_ problem: ValueProblem) -> Message { Message(problem.message) }

  /// The same for an option among arguments.
  static func invalidArgument(_ problem: ValueProblem, of option: String) -> Message {
    let ending = problem.replacement.map { $0.isEmpty ? "" : "; write \"\($0)\"" } ?? ""
    return Message("\(option): \(problem.message)\(ending)")
  }

  static func argumentWithoutValue(_ option: String, isOfCommand: Bool) -> Message {
    let next = isOfCommand ? "word that follows, such as the image," : "command"
    return Message("\"\(option)\" has no value; podman takes the \(next) as its value")
  }

  /// The same in a section of systemd; `shown` is the text at fault.
  static func invalidSystemdValue(_ problem: ValueProblem, _ shown: String, of key: String) -> Message {
    guard let replacement = problem.replacement else {
      return Message(problem.message + "; systemd ignores the line")
    }
    return Message(
      "\"\(shown)\" is not valid for \(key)=, so systemd ignores the line; write \"\(replacement)\""
    )
  }

  static func emptyValue(of key: String) -> Message {
    Message(
      "an empty \"\(key)=\" is not the same as none: Podman passes the empty value on",
      help: "remove the line, or add a value"
    )
  }

  static func severalValues(_ count: Int, of key: String) -> Message {
    Message(
      "\"\(key)=\" takes one value per line, and these \(count) are read as one",
      help: "put each value on a line of its own"
    )
  }

  // MARK: Words

  static func badEscape(_ text: String, in key: String) -> Message {
    Message("\"\(text)\" is not a valid escape, so Podman drops the whole \(key)=; write two backslashes for one")
  }

  private static let closeQuote = "close the quote, or put a backslash before it"

  static func openQuote(_ quote: String, dropping key: String) -> Message {
    Message("the quote \(quote) is not closed, so Podman drops the whole \(key)=", help: closeQuote)
  }

  static func openQuote(_ quote: String) -> Message {
    Message("the quote \(quote) is not closed, so everything up to the end is one word", help: closeQuote)
  }

  static func emptyWord(losing rest: String) -> Message {
    Message(
      "an empty word ends the list for Podman; \"\(rest.shortened)\" is lost",
      help: "remove the empty word, or replace it with text"
    )
  }

  /// `word` and `more` words after it are split off the value of `variable`; `noun` says what the key assigns.
  static func splitAssignment(of variable: String, at word: String, more: Int, noun: String) -> Message {
    let words = "\"\(HiddenCredentials.hidden(word, ofKey: variable).shortened)\""
    let result =
      more == 0 ? "\(words) becomes a separate \(noun)" : "\(words) and \(more) more become separate \(noun)s"
    return Message(
      "a space ends the value of \"\(variable)\"; \(result)",
      help: "put double quotes around the whole KEY=VALUE"
    )
  }

  // MARK: Keys of [Service]

  static func unsupportedServiceUser(key: String) -> Message {
    Message(
      "Podman does not support [Service] \(key)=",
      help: key == "DynamicUser" ? "remove the line" : "move \(key)= to [Container], or install the unit for that user"
    )
  }

  static func secondExecStart(in kind: UnitKind) -> Message {
    Message(
      "Podman already generates ExecStart=; a second one makes systemd refuse the service",
      help: kind == .container ? "write the command of the container as [Container] Exec=" : "remove the line"
    )
  }
}
