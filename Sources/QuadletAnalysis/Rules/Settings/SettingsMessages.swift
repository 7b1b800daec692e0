/// What findings about `.leger.yaml` say.
extension Message {
  static func invalidSettings(_ problem: YAMLProblem) -> Message {
    Message(problem.message, help: "leger ignores the file until it is valid YAML")
  }

  /// `near` is the rule that was probably meant.
  static func unknownRuleInSettings(_ name: String, near: String?) -> Message {
    Message(
      "unknown rule \"\(name)\"" + suggestion(near),
      help: near == nil ? "run \"leger explain\" for a list of the rules" : nil
    )
  }

  private static func suggestion(_ near: String?) -> String { near.map { "; did you mean \"\($0)\"?" } ?? "" }

  // MARK: Secrets

  static func unusedSecret(_ name: String) -> Message { Message("no unit uses secret \"\(name)\"") }

  /// `near` is the listed secret that was probably meant.
  static func unmappedSecret(_ name: String, near: String?) -> Message {
    Message(
      "secret \"\(name)\" is not listed in .leger.yaml" + suggestion(near),
      help: "add it to secrets: in .leger.yaml"
    )
  }

  // MARK: Ports

  static func invalidListedPort(_ text: String) -> Message {
    Message("\"\(text)\" is not a valid port; write 8080, or 8080:80 as in PublishPort=")
  }

  static func tooManyListedPorts(_ limit: Int) -> Message {
    Message(
      "ports: has more than \(limit) elements, so it is not compared with the units",
      help: "write ranges: 8000-8999"
    )
  }

  static func unpublishedPort(_ text: String) -> Message { Message("no unit publishes \"\(text)\"") }

  /// A listed port, where a unit has `other` as its PublishPort=.
  static func otherPort(_ text: String, than other: String, of unit: String) -> Message {
    Message("\(unit) publishes \"\(other)\", not \"\(text)\"")
  }

  static func unlistedPort(_ text: String, of unit: String) -> Message {
    Message("\(unit) publishes \"\(text)\", which is not listed")
  }

  // MARK: Volumes

  /// `near` is the volume that was probably meant.
  static func unknownVolume(_ name: String, near: String?) -> Message {
    Message("no unit has a volume named \"\(name)\"" + suggestion(near))
  }

  static func unlistedVolume(_ name: String, of unit: String) -> Message {
    Message("\(unit) has volume \"\(name)\", which is not listed")
  }
}
