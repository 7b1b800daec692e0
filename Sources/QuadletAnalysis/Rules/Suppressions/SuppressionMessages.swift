/// What findings about comments that allow rules say.
extension Message {
  static func suppressionWithoutRule(_ verb: String) -> Message {
    Message("\"\(verb)\" names no rule, so it allows nothing", help: "name the rule, or remove the comment")
  }

  /// Another word in the place of `allow` or `allow-file`.
  static func unknownVerb(_ verb: String, near: String) -> Message {
    Message("\"leger: \(verb)\" allows nothing; write \"leger: \(near)\"")
  }

  /// `isWhole` means that the comment allows nothing else.
  static func unusedSuppression(of rules: [String], isForFile: Bool, isWhole: Bool) -> Message {
    let names = rules.map { "\"\($0)\"" }.joined(separator: " or ")
    return Message(
      "nothing \(isForFile ? "in this file" : "here") is reported as \(names)",
      help: isWhole ? "remove the comment" : nil
    )
  }

  /// `near` is the rule that was probably meant.
  static func unknownRule(_ name: String, near: String?) -> Message {
    guard let near else {
      return Message(
        "unknown rule \"\(name.shortened)\"",
        help: "run \"leger explain\" for a list of the rules; a reason comes after \" -- \""
      )
    }
    return Message("unknown rule \"\(name.shortened)\"; did you mean \"\(near)\"?")
  }
}
