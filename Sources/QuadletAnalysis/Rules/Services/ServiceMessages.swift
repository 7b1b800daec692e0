/// What findings about services and what starts them say.
extension Message {
  static func reservedServiceName(_ name: String) -> Message {
    Message(
      "\"\(name)\" replaces the system's own service of that name",
      help: "rename the unit, or set a different ServiceName="
    )
  }

  static func sandboxAroundPodman(
    _ line: String,
    _ failure: SandboxKey.Failure,
    _ scope: Scope?,
    _ remedy: SandboxKey.Remedy
  ) -> Message {
    let consequence =
      switch (failure, scope) {
      case (.afterBoot, _):
        "it takes newuidmap the privileges that podman needs at the first start after a boot, so the service fails then"
      case (.always, .user):
        "systemd puts podman into a user namespace in which it cannot map IDs, so the service does not start"
      case (.always, _): "it takes away from podman what it needs to make the container, so the service does not start"
      }
    return Message("\(line) confines podman, not the container: \(consequence)", help: remedy.help)
  }

  /// Times in seconds.
  static func stopCutOff(after limit: Int, before wanted: Int) -> Message {
    Message(
      "podman waits \(wanted) s for the container to stop, and systemd kills it after \(limit) s",
      help: "write TimeoutStopSec=\(wanted + 10) in [Service]"
    )
  }

  static func stopTimeUnused(seconds: Int) -> Message {
    Message(
      "systemd waits \(seconds) s for the end of the service, and podman kills the container after 10 s",
      help: "write StopTimeout= in [Container] to give the container more time"
    )
  }

  /// Each of the services waits for the next one, and the last for the first.
  static func orderingCycle(of services: [String]) -> Message {
    let help = "remove one of these dependencies"
    let names = services + services.prefix(1)
    let shown = names.count > 9 ? names.prefix(5) + ["…"] + names.suffix(2) : names[...]
    return Message(
      "ordering cycle: \(shown[0]) waits for \(shown.dropFirst().joined(separator: ", which waits for "))"
        + "; systemd cannot start \(services.count == 2 ? "both" : "all of them")",
      help: help
    )
  }

  /// `assignment` is what the section [Install] lacks.
  static func notStartedAtBoot(_ kind: UnitKind, adding assignment: String) -> Message {
    Message(
      "nothing starts this .\(kind.word) unit at boot",
      help: "add \(assignment) to [Install], unless something else starts it"
    )
  }
}
