import QuadletAnalysis

extension Command {
  /// `leger check-conflicts`: what two units claim and only one can have.
  static let checkConflicts = Command(
    name: "check-conflicts",
    group: "Language",
    summary: "Finds ports, names and subnets that two units claim.",
    discussion: """
      Host ports are compared by address, protocol and range; names are those that podman and systemd will see, also \
      where no key sets them.
      """,
    operands: [Operand("PATH", .many, help: "a folder of units; default: the current folder")],
    options: [
      Option(
        "format",
        short: "f",
        .choice("FORMAT", ["text", "json"]),
        help: "how conflicts are printed",
        defaultValue: "text"
      ),
      .json,
      Option("port", .number("N"), help: "tell who publishes this host port"),
      Option(
        "fail-on",
        .choice("SEVERITY", ["error", "warning", "note", "never"]),
        help: "the least severity that makes the exit status 1; conflicts are warnings",
        defaultValue: "warning"
      ),
      .podmanVersion,
      Option("per-folder", help: "take every folder that holds units for a project of its own"),
    ],
    examples: [
      ("leger check-conflicts ./units", "Fails when two units publish one host port."),
      ("leger check-conflicts --port 8080 ./units", "Tells which unit publishes host port 8080."),
    ],
    action: runCheckConflicts
  )

  private static func runCheckConflicts(_ invocation: Invocation) throws(UsageError) -> ExitStatus {
    var found: [(conflict: Conflict, project: Project)] = []
    var claims: [(place: Conflict.Claim, project: Project)] = []
    var status = ExitStatus.clean
    for var selection in try Selection(invocation).projects {
      let project = selection.read(target: try selection.target(invocation, defaultScope: nil))
      if selection.tellProblems(of: project, to: invocation) { status = .environment }
      let conflicts = ProjectConflicts(project, host: .here)
      found += conflicts.all.map { ($0, project) }
      if let port = invocation.number("port") { claims += conflicts.claims(ofPort: port).map { ($0, project) } }
    }
    if let port = invocation.number("port") {
      invocation.print(ConflictWriter.text(claimsOf: port, claims))
      return status
    }
    if invocation.value("format") == "json" {
      invocation.console.standardOutput(ConflictWriter.json(found))
    } else {
      invocation.print(ConflictWriter.text(found, invocation.console.terminal.style))
    }
    if status != .clean { return status }
    let fails = ["warning", "note"].contains(invocation.value("fail-on"))
    return fails && !found.isEmpty ? .findings : .clean
  }
}
