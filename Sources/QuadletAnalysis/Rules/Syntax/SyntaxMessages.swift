/// What findings about lines say.
extension Message {
  static func assignmentBeforeSection(_ key: String, in kind: UnitKind) -> Message {
    Message("\"\(key)=\" comes before the first section", help: "put a section such as [\(kind.section)] before it")
  }

  static func invalidSectionName(_ name: String, in kind: UnitKind) -> Message {
    Message(
      "\"\(name)\" is not a valid section name",
      help: "write [\(kind.section)], [Unit], [Service] or [Install]"
    )
  }

  static func textAfterHeader(_ header: String) -> Message {
    Message(
      "a section header must be alone on its line; a comment cannot follow it",
      help: "write \(header)"
    )
  }

  static let emptyKey = Message("the key before \"=\" is missing", help: "write Key=Value")

  static let byteOrderMark = Message(
    "the file starts with a byte order mark, which Podman reads as text",
    help: "save the file as UTF-8 without a byte order mark"
  )

  /// What a malformed line was probably meant to be.
  enum MalformedLineIntent {
    case key, continuation, header, unclear
  }

  /// `following` is the number of lines directly after it that are malformed too.
  static func malformedLine(_ text: String, following: Int, meantAs intent: MalformedLineIntent) -> Message {
    let others =
      switch following {
      case 0: ""
      case 1: ", nor is the next line"
      default: ", nor are the next \(following) lines"
      }
    let help =
      switch intent {
      case .key: "give \(text) a value: \(text)=…"
      case .continuation: "to continue the previous line, end that line with a backslash"
      case .header: "close the section name with ]"
      case .unclear: "write Key=Value, or start the line with #"
      }
    return Message("\"\(text.shortened)\" is not a section, Key=Value or a comment" + others, help: help)
  }

  // MARK: Continuations

  private static let removeBackslash = "remove the backslash"

  static func lostContinuation(_ key: String) -> Message {
    Message(
      "\"\(key.shortened)\" is lost: its line ends in a backslash, and only comments follow",
      help: removeBackslash
    )
  }

  /// A section header or a key, as `[Install]` or `Image=`, that became part of the value of another key.
  static func swallowed(_ text: String, by key: String, backslashInLine line: Int) -> Message {
    Message(
      "\"\(text)\" is part of the value of \"\(key)\" because line \(line) ends in a backslash",
      help: removeBackslash
    )
  }

  static func endlessContinuation(_ version: PodmanVersion) -> Message {
    Message(
      "an empty line follows this backslash, and the generator of Podman \(version) hangs on it",
      help: removeBackslash
    )
  }

  // MARK: Parts of values

  static let nulByte = Message("a NUL byte ends the value here; the rest is lost", help: "remove the NUL byte")

  static let invalidUTF8 = Message(
    "this byte is not valid UTF-8; systemd ignores every line of the service that contains it",
    help: "save the file as UTF-8"
  )

  /// A comment that became part of `value`; nil if it became further words of a list.
  static func inlineComment(_ comment: String, in key: String, of value: String?) -> Message {
    let shownValue = value.flatMap { $0 == $0.shortened ? HiddenCredentials.hidden($0, ofKey: key) : nil }
    let effect =
      shownValue.map { "is set to \"\($0)\"" } ?? "also gets \"\(HiddenCredentials.hidden(in: comment.shortened))\""
    return Message(
      "a comment after a value becomes part of it: \(key)= \(effect)",
      help: "put the comment on a line of its own"
    )
  }

  // MARK: Files

  static func unreadableFile(_ failure: String) -> Message { Message("cannot be read: \(failure)") }

  static func fileTooLarge(_ oversize: Oversize) -> Message {
    Message("\(oversize.message), so leger does not read it; no unit is that large")
  }

  static func rejectedFolder(because name: String) -> Message {
    Message("Podman cannot load \"\(name)\", so it leaves out every unit in the folder", help: "fix \(name)")
  }

  static func shadowedUnit(by path: String) -> Message {
    Message(
      "\"\(path)\" has the same name and takes precedence when both folders are installed together",
      help: "rename one of them, or check each folder as a separate project with --per-folder"
    )
  }
}
