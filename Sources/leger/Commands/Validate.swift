import QuadletAnalysis

extension Command {
  /// `leger validate`: every finding in units and projects.
  static let validate = Command(
    name: "validate",
    group: "Language",
    summary: "Finds what is wrong with units, as Podman would and beyond.",
    discussion: """
      A folder is one project, read as Podman reads a folder of units; a folder below that has a .leger.yaml is a project \
      of its own. A file is checked within its project, which begins at the nearest .leger.yaml above it or else at its \
      folder; only its own findings are shown. Options win over .leger.yaml.

      A safe fix leaves every generated service as it is, or repairs a unit that Podman refuses; an unsafe one makes of \
      a service what was probably meant. With - the mended text goes to standard output, the findings to standard error.
      """,
    operands: [
      Operand(
        "PATH|NAME",
        .many,
        help: "a folder, a unit, a drop-in or - for standard input; default: the current folder"
      )
    ],
    options: [
      .format(OutputFormat.allCases.map { $0.rawValue }, of: "findings are"),
      .json,
      Option(
        "level",
        .choice("SEVERITY", severities),
        help: "the least severity shown (default: warning, note for machine formats)"
      ),
      Option(
        "fail-on",
        .choice("SEVERITY", severities + ["never"]),
        help: "the least severity that makes the exit status 1",
        defaultValue: "warning"
      ),
      Option("select", .list("RULE"), help: "report these rules only"),
      Option("ignore", .list("RULE"), help: "do not report these rules"),
      Option("fix", help: "write the safe fixes into the files, then report what is left"),
      Option("unsafe-fixes", help: "with --fix or --diff: the fixes that change services, too"),
      Option("diff", help: "print what --fix would change as a unified diff, and write nothing"),
      .podmanVersion,
      .user,
      .system,
      Option("statistics", help: "count findings by rule instead of showing each"),
      .perFolder,
      .standardInputName,
    ],
    examples: [
      ("leger validate ./units", "Checks every unit below a folder."),
      (
        "leger validate --podman-version 5.4 --json web.container",
        "Checks one unit for an older Podman and prints JSON."
      ),
      ("leger validate --diff --unsafe-fixes ./units", "Shows what leger would mend, and how."),
    ],
    action: runValidate
  )

  private static let severities = ["error", "warning", "note"]

  private static func runValidate(_ invocation: Invocation) throws(UsageError) -> ExitStatus {
    let format = OutputFormat(rawValue: invocation.value("format") ?? "text") ?? .text
    let isForPeople = format == .text || format == .concise
    var filter = try FindingFilter(invocation, isForPeople: isForPeople)
    if invocation.flag("statistics"), format != .text, format != .json {
      throw UsageError("--statistics goes with --format text or json")
    }
    let selection = try Selection(invocation)

    var report = Report()
    var fixes = FixRun(invocation)
    var status = ExitStatus.clean
    var fails = false
    var unitCount = 0
    for var projectSelection in selection.projects {
      let target = try projectSelection.target(invocation, defaultScope: nil)
      filter = try FindingFilter(
        invocation,
        isForPeople: isForPeople,
        settings: projectSelection.settings?.settings.lint
      )
      var project = projectSelection.read(target: target)
      let findings: [Finding]
      var others: [Located]
      if fixes.isWanted, projectSelection.bundleFailure == nil {
        (project, findings) = fixes.run(projectSelection, project, filter)
        others = projectSelection.settingsFindings(project).own
      } else {
        fixes.pass(projectSelection)
        let settings = projectSelection.settingsFindings(project)
        others = settings.own
        findings = ProjectLinter(project: project).findings(
          in: projectSelection.shownFiles(of: project),
          withNotes: filter.wantsNotes,
          isRun: filter.runs,
          adding: settings.inUnits
        )
      }
      if let failure = projectSelection.bundleFinding { others.append(failure) }
      let first = report.findings.count
      report.add(
        filter.runsAll ? findings : findings.filter { filter.runs($0.rule) },
        in: project,
        others.filter { filter.runs($0.rule) }
      )
      fails = fails || report.findings[first...].contains { filter.fails($0.severity) }
      unitCount += projectSelection.countFiles(of: project) + (projectSelection.bundleFailure == nil ? 0 : 1)
      report.fileCount += projectSelection.settingsCount
      if projectSelection.tellProblems(of: project, to: invocation) { status = .environment }
      Kept.untilExit(project, findings)
    }
    report.fileCount += unitCount
    if unitCount == 0, status == .clean, report.findings.isEmpty {
      invocation.printError("leger: no units here\n")
    }
    report.findings.removeAll { !filter.shows($0.severity) }
    if fixes.hasFailed { status = .environment }
    if fixes.isDiff {
      fixes.tellDiff(remaining: report.findings.count)
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
      aside = ReportWriter.write(report, as: format, terminal: terminal, version: Leger.version, to: &output)
    }
    (isAside ? invocation.console.standardError : invocation.console.standardOutput)(output)
    if let aside { invocation.printError(aside + "\n") }
    fixes.tellCount()
    return status != .clean ? status : fails ? .findings : .clean
  }
}

/// What a large run has read and found. It is kept until the process ends, since the kernel takes all memory back at once
/// then: giving it back piece by piece before takes a twentieth of the time of a run.
private final class Kept {
  private let project: Project
  private let findings: [Finding]

  private init(_ project: Project, _ findings: [Finding]) {
    self.project = project
    self.findings = findings
  }

  static func untilExit(_ project: Project, _ findings: [Finding]) {
    if project.inventory.files.count < 1000, findings.count < 1000 { return }
    _ = Unmanaged.passRetained(Kept(project, findings))
  }
}

/// Which findings count, which are shown, and which make the command fail.
struct FindingFilter {
  private let level: Severity
  private let failLevel: Severity?
  private let selected: [String]
  private let ignored: [String]

  /// Reads the options; the settings of a project count where no option is given.
  init(_ invocation: Invocation, isForPeople: Bool, settings: ProjectSettings.Lint? = nil) throws(UsageError) {
    level = invocation.value("level").flatMap(Severity.init(word:)) ?? (isForPeople ? .warning : .note)
    let failOn = invocation.isGiven("fail-on") ? nil : settings?.failOn
    failLevel = (failOn ?? invocation.value("fail-on")).flatMap(Severity.init(word:))
    selected = invocation.isGiven("select") ? invocation.values("select") : settings?.selectedRules ?? []
    ignored = invocation.isGiven("ignore") ? invocation.values("ignore") : settings?.ignoredRules ?? []
    for name in selected + ignored where Rule.named(name) == nil {
      throw UsageError(UsageError.unknownRule(name))
    }
  }

  /// Whether no rule was selected or is ignored.
  var runsAll: Bool { selected.isEmpty && ignored.isEmpty }

  func runs(_ rule: Rule) -> Bool {
    if runsAll { return true }
    let name = rule.name
    return (selected.isEmpty || selected.contains(name)) && !ignored.contains(name)
  }

  /// Whether notes are shown, or make the command fail.
  var wantsNotes: Bool { level == .note || failLevel == .note }

  func shows(_ severity: Severity) -> Bool { severity >= level }

  func fails(_ severity: Severity) -> Bool { failLevel.map { severity >= $0 } ?? false }
}

extension Severity {
  init?(word: String) {
    switch word {
    case Severity.error.word: self = .error
    case Severity.warning.word: self = .warning
    case Severity.note.word: self = .note
    default: return nil
    }
  }
}
