import QuadletSyntax

/// A key of [Container] that podman passes over unless another key is there.
struct IdleKey: Sendable {
  let name: UInt16
  /// The key that it needs.
  let needed: UInt16
  /// The same, written in PodmanArgs=.
  let subject: FactSubject
  let severity: Severity
  /// What comes of it otherwise.
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
    "podman passes over it, also when the image has a health check of its own"
  private static let checkNeeded: StaticString =
    "podman refuses to start the container unless the image has a health check"

  static let all = [
    IdleKey("HealthInterval", needs: "HealthCmd", .healthCmd, checkIgnored),
    IdleKey("HealthRetries", needs: "HealthCmd", .healthCmd, checkIgnored),
    IdleKey("HealthStartPeriod", needs: "HealthCmd", .healthCmd, checkIgnored),
    IdleKey("HealthTimeout", needs: "HealthCmd", .healthCmd, checkIgnored),
    IdleKey("HealthOnFailure", needs: "HealthCmd", .healthCmd, checkNeeded, .note),
    IdleKey("HealthStartupCmd", needs: "HealthCmd", .healthCmd, checkNeeded, .note),
    IdleKey("HealthStartupInterval", needs: "HealthStartupCmd", .healthStartupCmd, "podman passes over it"),
    IdleKey("HealthStartupRetries", needs: "HealthStartupCmd", .healthStartupCmd, "podman passes over it"),
    IdleKey("HealthStartupSuccess", needs: "HealthStartupCmd", .healthStartupCmd, "podman passes over it"),
    IdleKey("HealthStartupTimeout", needs: "HealthStartupCmd", .healthStartupCmd, "podman passes over it"),
    IdleKey("StartWithPod", needs: "Pod", .pod, "it has no effect"),
    IdleKey("ReadOnlyTmpfs", needs: "ReadOnly", .readOnly, "it has no effect", .note),
  ]
}
