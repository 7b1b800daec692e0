/// What findings about sections and keys say.
extension Message {
  // MARK: Sections

  /// `near` is the section that was probably meant.
  static func unknownSection(_ name: String, near: String?) -> Message {
    guard let near else {
      return Message(
        "unknown section \"\(name)\"; Podman and systemd ignore it",
        help: "start the name with X- if the section is for your own use"
      )
    }
    return Message("unknown section \"\(name)\"; did you mean \"\(near)\"?")
  }

  static func misplacedSection(_ name: String, in kind: UnitKind, belongsIn home: String) -> Message {
    Message(
      "[\(name)] has no effect in a .\(kind.word) file; it belongs in a .\(home) file",
      help: "move its keys to a .\(home) file"
    )
  }

  static func kindTooNew(_ kind: UnitKind, target: PodmanVersion) -> Message {
    Message(
      ".\(kind.word) files need Podman \(kind.since); Podman \(target) does not read them",
      help: "raise --podman-version"
    )
  }

  // MARK: Keys

  static func unknownSystemdKey(_ advice: KeyAdvice) -> Message {
    Message(advice.text(ignoredBy: "systemd"), help: advice.help)
  }

  static func deprecatedKey(_ key: String, insteadWrite replacement: StaticString) -> Message {
    Message("\"\(key)\" is deprecated", help: "write \(replacement) instead")
  }

  static func overriddenKey(_ key: StaticString, inLine line: Int, bySameValue isSame: Bool) -> Message {
    if isSame {
      return Message(
        "\"\(key)\" is assigned again in line \(line) with the same value",
        help: "remove one of the lines"
      )
    }
    return Message(
      "\"\(key)\" is assigned again in line \(line), and only the last assignment counts",
      help: "remove one of the lines; to have both, write two units"
    )
  }
}
