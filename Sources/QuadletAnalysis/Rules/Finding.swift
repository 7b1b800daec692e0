import QuadletSyntax

/// One thing that leger has to say about one place in a file.
public struct Finding: Sendable {
  /// The index of the file in the inventory.
  public let file: Int
  /// The bytes of the file that it is about; empty at the start for the file as a whole.
  public let range: Range<Int>
  /// What kind of thing it is.
  public let rule: Rule
  /// How bad it is here.
  public var severity: Severity
  /// What is wrong, and what would be right.
  public let message: String
  /// Podman's own words, when its generator says something.
  public let podman: String?
  /// What to do about it.
  public let help: String?
  /// Edits that mend it.
  public let fix: Fix?
  /// Whether it keeps a service from starting though the generator is content.
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
    self.init(
      file: file,
      range: range,
      rule: rule,
      severity: severity,
      message.text,
      podman: podman,
      help: message.help,
      fix: fix,
      preventsStart: preventsStart
    )
  }

  init(
    file: Int,
    range: Range<Int>,
    rule: Rule,
    severity: Severity? = nil,
    _ message: String,
    podman: String? = nil,
    help: String? = nil,
    fix: Fix? = nil,
    preventsStart: Bool = false
  ) {
    self.file = file
    self.range = range
    self.rule = rule
    self.severity = severity ?? rule.severity
    self.message = message
    self.podman = podman
    self.help = help
    self.fix = fix
    self.preventsStart = preventsStart
  }
}

/// Edits of one file that mend a finding.
public struct Fix: Sendable {
  /// Whether the generated services stay as they are, or a refused unit is repaired, with nothing else changed.
  public let isSafe: Bool
  /// The edits.
  public let edits: [TextEdit]

  /// The same edits further back in a file.
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
