import QuadletAnalysis

extension Command {
  /// `leger inspect`: one page about a project.
  static let inspect = Command(
    name: "inspect",
    group: "Language",
    summary: "Shows what a project consists of and what it needs of its host.",
    discussion: """
      Units and services, what starts at boot, images, ports, volumes, paths of the host, networks, secrets and \
      environment files, and the oldest Podman that takes the units. All of it is read off the services that Podman's \
      generator would make, drop-ins and PodmanArgs= included.
      """,
    operands: [Operand("PATH|NAME", .optional, help: "a folder of units, or a unit; default: the current folder")],
    options: [
      .format(["text", "json"]),
      .json, .podmanVersion,
      .user,
      .systemByDefault,
    ],
    examples: [
      ("leger inspect ./units", "Shows the units of a folder on one page."),
      ("leger inspect --json ./units", "The same for a script."),
    ],
    action: runInspect
  )

  private static func runInspect(_ invocation: Invocation) throws(UsageError) -> ExitStatus {
    let path = invocation.operands.first ?? [UInt8(ascii: ".")]
    guard var selection = try Selection(invocation).projects.first else { return .clean }
    let project = selection.read(target: try selection.target(invocation, defaultScope: .system))
    if selection.tellProblems(of: project, to: invocation) { return .environment }
    if let failure = selection.bundleFailure {
      invocation.printError("leger: \(UsageError.quote(path)): \(failure.failure.message)\n")
      return .findings
    }
    let units = selection.shownFiles(of: project).map { files in files.compactMap { project.unit(ofFile: $0) } }
    let overview = ProjectOverview(project, units: units, host: .here)
    let writer = OverviewWriter(overview: overview, project: project, path: path)
    if invocation.value("format") == "json" {
      invocation.console.standardOutput(writer.json())
    } else if overview.units.isEmpty, project.excluded.isEmpty {
      invocation.printError("leger: no units here\n")
    } else {
      let terminal = invocation.console.terminal
      invocation.print(writer.text(terminal.style, width: terminal.helpWidth))
    }
    return .clean
  }
}
