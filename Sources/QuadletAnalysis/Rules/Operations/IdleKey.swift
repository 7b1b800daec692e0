import QuadletSyntax

/// A key of [Container] that has no effect without another key.
struct IdleKey: Sendable {
  let name: UInt16
  /// The key that it needs.
  let needed: UInt16
  /// The subject of facts about the needed key, which finds it in PodmanArgs= too.
  let subject: FactSubject
  let severity: Severity
  /// What happens without that key.
  let consequence: StaticString

  private init(
    _ key: StaticString,
    needs needed: StaticString,
    _ subject: FactSubject,
    _ consequence: StaticString,
    _ severity: Severity = .warning
  ) {
    name = key.withUTF8Buffer { Schema.shared.names.id(of: $0.span) }
    self.needed = needed.withUTF8Buffer { Schema.shared.names.id(of: $0.span) }
    self.subject = subject
    self.severity = severity
    self.consequence = consequence
  }

  private static let checkIgnored: StaticString =
    "podman ignores the line, even if the image has its own health check"
  private static let checkNeeded: StaticString =
    "podman refuses to start the container unless the image has a health check"

  static let all = [
    IdleKey("HealthInterval", needs: "HealthCmd", .healthCmd, checkIgnored),
    IdleKey("HealthRetries", needs: "HealthCmd", .healthCmd, checkIgnored),
    IdleKey("HealthStartPeriod", needs: "HealthCmd", .healthCmd, checkIgnored),
    IdleKey("HealthTimeout", needs: "HealthCmd", .healthCmd, checkIgnored),
    IdleKey("HealthOnFailure", needs: "HealthCmd", .healthCmd, checkNeeded, .note),
    IdleKey("HealthStartupCmd", needs: "HealthCmd", .healthCmd, checkNeeded, .note),
    IdleKey("HealthStartupInterval", needs: "HealthStartupCmd", .healthStartupCmd, "podman ignores the line"),
    IdleKey("HealthStartupRetries", needs: "HealthStartupCmd", .healthStartupCmd, "podman ignores the line"),
    IdleKey("HealthStartupSuccess", needs: "HealthStartupCmd", .healthStartupCmd, "podman ignores the line"),
    IdleKey("HealthStartupTimeout", needs: "HealthStartupCmd", .healthStartupCmd, "podman ignores the line"),
    IdleKey("StartWithPod", needs: "Pod", .pod, "the line has no effect"),
    IdleKey("ReadOnlyTmpfs", needs: "ReadOnly", .readOnly, "the line has no effect", .note),
  ]
}
