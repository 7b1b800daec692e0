/// How a command ended, as the number that the shell sees.
enum ExitStatus: Int32, Sendable, CaseIterable {
  case clean = 0
  case findings = 1
  case usage = 2
  case environment = 3
  case refused = 4
  case failed = 5
  case needsPerson = 6
  case locked = 7
  case integrity = 8
  case cancelled = 9

  /// When a command ends this way, for the manual page.
  var meaning: String {
    switch self {
    case .clean: "Success; there is nothing to report."
    case .findings: "There are findings, conflicts, refused units or differences."
    case .usage: "An option is unknown, an operand is missing or malformed, or something it names does not exist."
    case .environment: "A file cannot be read, a tool is missing or too old, or permission is denied."
    case .refused: "The units do not validate, conflict or need something that is missing; nothing was touched."
    case .failed: "The command failed, and the host is as it was before."
    case .needsPerson: "The rollback failed as well; the message says what is where and which commands to type."
    case .locked: "Another process holds the lock."
    case .integrity: "A checksum, an archive or metadata does not match what was written; nothing was touched."
    case .cancelled: "The answer was no, or there was no terminal to ask on."
    }
  }
}
