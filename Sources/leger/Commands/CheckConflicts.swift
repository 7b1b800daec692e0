import QuadletAnalysis

extension Command {
  /// `leger check-conflicts`: what two units claim and only one can have.
  static let checkConflicts = Command(
    name: "check-conflicts",
    group: "Language",
    summary: "Finds ports, names, networks and mounts that two units claim.",
    discussion: """
      Host ports are compared by address, protocol and range; names are those that podman and systemd will see, even if no \
      key sets them. Subnets, static addresses and mounts that exclude each other are compared too.
      """,
    operands: [.pathOrName(.many, "a folder of units, or a unit")],
    options: [
      .format(["text", "json"], of: "conflicts are"),
      .json,
      Option("port", .number("N", from: 1, through: 65535), help: "show which units use this host port"),
      Option("installed", help: "compare with the units of this scope that are installed on this machine"),
      Option(
        "fail-on",
        .choice("SEVERITY", ["error", "warning", "note", "never"]),
        help: "the lowest severity that makes the exit status 1; conflicts are warnings",
        defaultValue: "warning"
      ),
      .podmanVersion,
      .user,
      .system,
      .perFolder,
    ],
    examples: [
      ("leger check-conflicts ./units", "Fails when two units publish the same host port."),
      ("leger check-conflicts --port 8080 ./units", "Shows which units publish host port 8080."),
    ],
    action: runCheckConflicts
  )

  private static func runCheckConflicts(_ invocation: Invocation) throws(UsageError) -> ExitStatus {
    var found: [(conflict: Conflict, project: Project)] = []
    var claims: [(place: Conflict.Claim, project: Project)] = []
    var status = ExitStatus.clean
    var hasUnits = false
    var hasReadUnits = false
    var isComplete = true
    let isInstalled = invocation.flag("installed")
    let unitFolders = UnitFolders(invocation.host)
    for candidate in try invocation.findProjects() {
      let target = try invocation.target(of: candidate, defaultScope: isInstalled ? invocation.host.scope : nil)
      let scope = target.scope ?? invocation.host.scope
      let loaded = candidate.load(target: target, installed: isInstalled ? unitFolders.podman(scope) : [])
      let project = loaded.project
      hasUnits = hasUnits || loaded.hasUnits
      hasReadUnits = hasReadUnits || !project.loaded.isEmpty
      if let gap = invocation.reportGaps(of: loaded) {
        isComplete = false
        if gap == .environment { status = gap }
      }
      let conflicts = ProjectConflicts(project, host: loaded.facts)
      found += conflicts.all.filter { $0.claims.contains { loaded.isOwn($0.file) } }.map { ($0, project) }
      if isInstalled {
        let own = conflicts.services.filter { loaded.isOwn($0.claim.file) }
        let installed = Self.conflicts(of: own, withUnitsIn: unitFolders.systemd(scope), on: invocation.host)
        found += installed.map { ($0, project) }
      }
      if let port = invocation.number("port") { claims += conflicts.claims(ofPort: port).map { ($0, project) } }
    }
    if !hasUnits, status == .clean { invocation.reportNoUnits() }
    let coverage: ConflictWriter.Coverage = !hasUnits || !hasReadUnits ? .nothing : isComplete ? .all : .part
    let isJSON = invocation.value("format") == "json"
    if let port = invocation.number("port") {
      if isJSON {
        invocation.console.standardOutput(ConflictWriter.json(claimsOf: port, claims))
      } else {
        invocation.print(ConflictWriter.text(claimsOf: port, claims, coverage))
      }
    } else if isJSON {
      invocation.console.standardOutput(ConflictWriter.json(found))
    } else {
      invocation.print(ConflictWriter.text(found, coverage, invocation.console.terminal.style))
    }
    if status != .clean { return status }
    let failOn = invocation.value("fail-on")
    // What Podman refuses is an error, and a conflict a warning.
    if !isComplete { return failOn == "never" ? .clean : .findings }
    let fails = ["warning", "note"].contains(failOn) && !invocation.isGiven("port")
    return fails && !found.isEmpty ? .findings : .clean
  }

  /// Returns the services that have the name of a unit which a package or an administrator has installed.
  private static func conflicts(
    of services: [(name: String, claim: Conflict.Claim)],
    withUnitsIn folders: [[UInt8]],
    on host: any Host
  ) -> [Conflict] {
    services.compactMap { service in
      let paths = folders.map { Path.join($0, Array(service.name.utf8)) }
      guard let path = paths.first(where: host.exists) else { return nil }
      var conflict = Conflict(kind: .serviceName, key: service.name, claims: [service.claim])
      conflict.outside = String(decoding: path, as: UTF8.self)
      return conflict
    }
  }
}
