import QuadletAnalysis

extension Command {
  /// `leger inspect`: one page about a project.
  static let inspect = Command(
    name: "inspect",
    group: "Language",
    summary: "Shows what a project consists of and what it needs from its host.",
    discussion: """
      Shows units and services, what starts at boot, images, ports, volumes, host paths, networks, secrets and environment \
      files, and the oldest Podman that does not refuse any unit. All of it comes from the services that Podman's generator \
      would make, including drop-ins and PodmanArgs=.
      """,
    operands: [.pathOrName(.optional, "a folder of units, or a unit")],
    options: [
      .format(["text", "json"]),
      .json, .podmanVersion,
      .user,
      .systemByDefault,
    ],
    examples: [
      ("leger inspect ./units", "Shows the units of a folder on one page."),
      ("leger inspect --json ./units", "Prints the same for a script."),
    ],
    action: runInspect
  )

  private static func runInspect(_ invocation: Invocation) throws(UsageError) -> ExitStatus {
    let path = invocation.operands.first ?? [UInt8(ascii: ".")]
    guard let found = try invocation.findProjects().first else { return .clean }
    let loaded = try invocation.load(found, defaultScope: .system)
    let project = loaded.project
    let gap = invocation.reportGaps(of: loaded)
    if gap == .environment { return .environment }
    let units = loaded.shownFiles.map { files in files.compactMap { project.unit(ofFile: $0) } }
    let overview = ProjectOverview(project, units: units, host: loaded.facts)
    let writer = OverviewWriter(overview: overview, project: project, path: path)
    let hasUnits = !(overview.units.isEmpty && project.excluded.isEmpty)
    if !hasUnits, loaded.bundleFailure == nil { invocation.reportNoUnits() }
    if invocation.value("format") == "json" {
      invocation.console.standardOutput(writer.json())
    } else if hasUnits {
      let terminal = invocation.console.terminal
      invocation.print(writer.text(terminal.style, width: terminal.helpWidth))
    }
    return gap ?? .clean
  }
}
