/// What findings about services and what starts them say.
extension Message {
  static func reservedServiceName(_ name: String) -> Message {
    Message(
      "\"\(name)\" replaces the system's own service of that name",
      help: "rename the unit, or set a different ServiceName="
    )
  }

  /// Each of the services waits for the next one, and the last for the first.
  static func orderingCycle(of services: [String]) -> Message {
    let names = services + services.prefix(1)
    let shown = names.count > 9 ? names.prefix(5) + ["…"] + names.suffix(2) : names[...]
    return Message(
      "ordering cycle: \(shown[0]) waits for \(shown.dropFirst().joined(separator: ", which waits for "))"
        + "; systemd cannot start \(services.count == 2 ? "both" : "all of them")",
      help: "remove one of these dependencies"
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
