import QuadletAnalysis

extension Command {
  /// `leger validate`: every finding in units and projects.
  static let validate = Command(
    name: "validate",
    group: "Language",
    summary: "Finds mistakes in units, including those that Podman does not report.",
    discussion: """
      A folder is one project, read as Podman reads a folder of units; a folder below it that has a .leger.yaml is a \
      separate project. A file is checked as part of its project, which begins at the nearest .leger.yaml above it, or \
      else at its folder; only its own findings are shown. Options override .leger.yaml.

      A safe fix leaves every generated service as it is, or repairs a unit that Podman refuses; an unsafe fix changes \
      a service to what was probably meant. With -, the fixed text goes to standard output and the findings to standard \
      error.
      """,
    operands: [.pathOrName(.many, "a folder, a unit, a drop-in or - for standard input")],
    options: [
      .format(OutputFormat.allCases.map { $0.rawValue }, of: "findings are"),
      .json,
      Option(
        "level",
        .choice("SEVERITY", severities),
        help: "the lowest severity shown (default: warning; note for machine formats)"
      ),
      Option(
        "fail-on",
        .choice("SEVERITY", severities + ["never"]),
        help: "the lowest severity that makes the exit status 1",
        defaultValue: "warning"
      ),
      Option("select", .list("RULE"), help: "report only these rules"),
      Option("ignore", .list("RULE"), help: "do not report these rules"),
      Option("fix", help: "apply the safe fixes to the files, then report what is left"),
      Option("unsafe-fixes", help: "with --fix or --diff: also apply the fixes that change services"),
      Option("diff", help: "print what --fix would change as a unified diff; write nothing"),
      .podmanVersion,
      .user,
      .system,
      Option("statistics", help: "count findings by rule instead of showing each", excludes: ["diff"]),
      .perFolder,
      .standardInputName,
    ],
    examples: [
      ("leger validate ./units", "Checks every unit below a folder."),
      (
        "leger validate --podman-version 5.4 --json web.container",
        "Checks one unit for an older Podman and prints JSON."
      ),
      ("leger validate --diff --unsafe-fixes ./units", "Shows what leger would fix, and how."),
    ],
    action: runValidate
  )

  private static let severities = ["error", "warning", "note"]

  private static func runValidate(_ invocation: Invocation) throws(UsageError) -> ExitStatus {
    let format = OutputFormat(rawValue: invocation.value("format") ?? "text") ?? .text
    let isForPeople = format == .text || format == .concise
    var filter = try FindingFilter(invocation, isForPeople: isForPeople)
    if invocation.flag("statistics"), format != .text, format != .json {
      throw UsageError("--statistics needs --format text or json")
    }
    var report = Report()
    var fixes = try FixRun(invocation, format)
    var status = ExitStatus.clean
    var fails = false
    var unitCount = 0
    for found in try invocation.findProjects() {
      filter = try FindingFilter(invocation, isForPeople: isForPeople, settings: found.settings?.settings.lint)
      var loaded = try invocation.load(found, defaultScope: nil)
      let findings: [Finding]
      let settings: LoadedProject.SettingsFindings?
      if fixes.isWanted, loaded.bundleFailure == nil {
        (loaded, findings) = fixes.run(loaded, filter)
        settings = loaded.settingsFindings()
      } else {
        fixes.pass(loaded)
        settings = loaded.settingsFindings()
        findings = loaded.findings(filter, adding: settings)
      }
      let first = report.findings.count
      report.add(
        filter.runsAll ? findings : findings.filter { filter.runs($0.rule) },
        in: loaded.project,
        others(loaded, settings).filter { filter.runs($0.rule) }
      )
      if let hidden = filter.ofHidden {
        let count = errorCount(in: loaded, settings, hidden)
        if count > 0, let path = found.settings?.path { report.hidden.append((count, path)) }
      }
      fails = fails || report.findings[first...].contains { filter.fails($0.severity) }
      unitCount += loaded.fileCount + (loaded.bundleFailure == nil ? 0 : 1)
      report.fileCount += loaded.settingsCount
      if invocation.reportProblems(of: loaded) { status = .environment }
      if loaded.fileCount >= 1000 || findings.count >= 1000 {
        invocation.console.keep(ValidatedProject(project: loaded.project, findings: findings))
      }
    }
    report.fileCount += unitCount
    if unitCount == 0, status == .clean, report.findings.isEmpty {
      invocation.reportNoUnits()
    }
    report.findings.removeAll { !filter.shows($0.severity) }
    if fixes.hasFailed { status = .environment }
    if fixes.isDiff {
      fixes.reportDiff(remaining: report.findings)
      return status != .clean ? status : fails || fixes.count > 0 ? .findings : .clean
    }
    report.hint = fixes.hint(for: report.findings)

    if report.fileCount == 0, format == .text || format == .concise { return status }
    var output: [UInt8] = []
    var aside: String?
    let isAside = fixes.writesToOutput
    let terminal = isAside ? invocation.console.errorTerminal : invocation.console.terminal
    if invocation.flag("statistics") {
      let statistics = StatisticsWriter(report)
      if format == .json { statistics.writeJSON(to: &output) } else { output.append(text: statistics.text(terminal)) }
    } else {
      let version = invocation.program.version
      aside = ReportWriter.write(report, as: format, terminal: terminal, version: version, to: &output)
    }
    (isAside ? invocation.console.standardError : invocation.console.standardOutput)(output)
    if let aside { invocation.printError(aside + "\n") }
    fixes.reportCount()
    return status != .clean ? status : fails ? .findings : .clean
  }

  /// How many errors a filter finds.
  private static func errorCount(
    in loaded: LoadedProject,
    _ settings: LoadedProject.SettingsFindings?,
    _ filter: FindingFilter
  ) -> Int {
    let inUnits = loaded.findings(filter, adding: settings).count { $0.severity == .error && filter.runs($0.rule) }
    return inUnits + others(loaded, settings).count { $0.severity == .error && filter.runs($0.rule) }
  }

  /// What is wrong in files that are not units: the settings, or a bundle as a whole.
  private static func others(_ loaded: LoadedProject, _ settings: LoadedProject.SettingsFindings?) -> [Located] {
    let ofSettings = settings.map { found in found.own.map { Located($0, in: found.file) } }
    return (ofSettings ?? []) + (loaded.bundleFailure.map { [Located($0)] } ?? [])
  }
}

/// What a large run has read and found.
private final class ValidatedProject {
  private let project: Project
  private let findings: [Finding]

  init(project: Project, findings: [Finding]) {
    self.project = project
    self.findings = findings
  }
}
