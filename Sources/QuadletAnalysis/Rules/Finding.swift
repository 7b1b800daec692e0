import QuadletSyntax

/// What leger reports about one place in a file.
public struct Finding: Sendable {
  /// The index of the file in the inventory.
  public let file: Int
  /// The bytes that it concerns; empty at the start of the file for the whole file.
  public let range: Range<Int>
  /// The rule that it breaks.
  public let rule: Rule
  /// The severity here, at most that of the rule.
  public var severity: Severity
  /// What is wrong, and what would be right, without credentials.
  public let message: String
  /// The message of Podman's own generator, if it prints one, without credentials.
  public let podman: String?
  /// One thing to do about it.
  public let help: String?
  /// Edits that fix it.
  public let fix: Fix?
  /// Whether a service cannot start because of it although the generator accepts the unit.
  public let preventsStart: Bool

  init(
    file: Int,
    range: Range<Int>,
    rule: Rule,
    severity: Severity? = nil,
    _ message: Message,
    podman: String? = nil,
    fix: Fix? = nil,
    preventsStart: Bool = false
  ) {
    self.file = file
    self.range = range
    self.rule = rule
    self.severity = severity ?? rule.severity
    self.message = HiddenCredentials.hidden(in: message.text)
    self.podman = podman.map(HiddenCredentials.hidden)
    help = message.help.map(HiddenCredentials.hidden)
    self.fix = fix
    self.preventsStart = preventsStart
  }
}

/// Edits of one file that fix a finding.
public struct Fix: Sendable {
  /// Whether the generated services stay the same, or a refused unit is fixed and nothing else changes.
  public let isSafe: Bool
  /// The edits.
  public let edits: [TextEdit]

  /// Returns the same edits, moved towards the end of the file.
  public func moved(by offset: Int) -> Fix {
    if offset == 0 { return self }
    return Fix(
      isSafe: isSafe,
      edits: edits.map { edit in
        TextEdit(
          edit.range.lowerBound + offset..<edit.range.upperBound + offset,
          replacement: edit.replacement
        )
      }
    )
  }
}

extension String {
  /// At most 60 characters, for messages.
  var shortened: String {
    utf8.count <= 60 ? self : String(prefix(57)) + "…"
  }
}
