import QuadletAnalysis

extension Command {
  /// `leger check-conflicts`: what two units claim and only one can have.
  static let checkConflicts = Command(
    name: "check-conflicts",
    group: "Language",
    summary: "Finds ports, names, networks and mounts that two units claim.",
    discussion: """
      Host ports are compared by address, protocol and range; names are those that podman and systemd will see, also \
      where no key sets them. Subnets, static addresses and mounts that keep each other out are compared too.
      """,
    operands: [Operand("PATH", .many, help: "a folder of units; default: the current folder")],
    options: [
      .format(["text", "json"], of: "conflicts are"),
      .json,
      Option("port", .number("N"), help: "tell who publishes this host port"),
      Option("installed", help: "compare with what is installed on this machine in the scope"),
      Option(
        "fail-on",
        .choice("SEVERITY", ["error", "warning", "note", "never"]),
        help: "the least severity that makes the exit status 1; conflicts are warnings",
        defaultValue: "warning"
      ),
      .podmanVersion,
      .user,
      .system,
      .perFolder,
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
      let isInstalled = invocation.flag("installed")
      let target = try selection.target(invocation, defaultScope: isInstalled ? .here : nil)
      let scope = target.scope ?? .here
      let project = selection.read(target: target, installed: isInstalled ? UnitFolders.podman(scope) : [])
      if selection.tellProblems(of: project, to: invocation) { status = .environment }
      let conflicts = ProjectConflicts(project, host: .here)
      found += conflicts.all.filter { $0.claims.contains { selection.isOwn($0.file, in: project) } }.map {
        ($0, project)
      }
      if isInstalled {
        let own = conflicts.services.filter { selection.isOwn($0.claim.file, in: project) }
        found += Self.conflicts(of: own, withUnitsIn: UnitFolders.systemd(scope)).map { ($0, project) }
      }
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

  /// Services that have the name of a unit which a package or an administrator has installed.
  private static func conflicts(
    of services: [(name: String, claim: Conflict.Claim)],
    withUnitsIn folders: [[UInt8]]
  ) -> [Conflict] {
    services.compactMap { service in
      let paths = folders.map { FileSystem.join($0, Array(service.name.utf8)) }
      guard let path = paths.first(where: FileSystem.exists) else { return nil }
      var conflict = Conflict(kind: .serviceName, key: service.name, claims: [service.claim])
      conflict.outside = String(decoding: path, as: UTF8.self)
      return conflict
    }
  }
}

extension Scope {
  /// The scope of who runs leger.
  static var here: Scope { UnitFolders.isRoot ? .system : .user }
}
