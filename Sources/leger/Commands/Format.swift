import QuadletAnalysis
import QuadletSyntax

extension Command {
  /// `leger format`: a consistent layout, the same services.
  static let format = Command(
    name: "format",
    group: "Language",
    summary: "Formats units consistently, without changing what they mean to Podman.",
    discussion: """
      Blanks at the ends of lines and around = are removed, continuation lines are indented by two spaces, one empty line \
      comes before each section, and lines end with a newline only. Order, comments and line breaks stay, and so does \
      every empty line that Podman copies into the service. A file that Podman rejects is left unchanged.
      """,
    operands: [.pathOrName(.many, "a folder, a unit, a drop-in, a .quadlets bundle or - for standard input")],
    options: [
      Option("check", help: "write nothing; list the files that would change, and exit with status 1 if there are any"),
      Option("diff", help: "write nothing; print the changes as a unified diff; exit with status 1 if there are any"),
      .standardInputName,
    ],
    examples: [
      ("leger format ./units", "Formats every unit below a folder."),
      ("leger format --check ./units", "Fails in CI when a unit is not formatted."),
    ],
    action: runFormat
  )

  private static func runFormat(_ invocation: Invocation) throws(UsageError) -> ExitStatus {
    var run = FormatRun(invocation)
    for found in try invocation.findProjects() {
      let loaded = found.load(target: Target())
      let project = loaded.project
      if run.writesFiles { loaded.removeLeftovers(on: invocation.host) }
      if let failure = loaded.bundleFailure {
        run.leave(failure.path, "line \(failure.line): \(failure.cause.message)")
        run.pass(loaded)
      }
      // Settings are not a unit; their text is copied as it came.
      if let input = loaded.input, SettingsReader.isSettings(input.path) { run.pass(loaded) }
      for bundle in project.inventory.bundles { run.format(bundle, of: loaded) }
      for file in loaded.files {
        if project.inventory.enclosing(file) != nil { continue }
        let path = project.inventory.path(of: file)
        switch project.contents[file] {
        case .document(let document): run.format(document, at: path, of: loaded)
        case .tooLarge(let oversize): run.leave(path, oversize.message)
        // The others are reported below.
        case .unreadable(let failure): if !failure.isEnvironment { run.leave(path, failure.message) }
        }
      }
      if invocation.reportProblems(of: loaded) { run.fail() }
    }
    return run.finish()
  }
}

/// What `format` has done so far.
private struct FormatRun {
  private let invocation: Invocation
  private let isCheck: Bool
  private let isDiff: Bool
  private var changed = 0
  private var unchanged = 0
  private var hasFailed = false
  /// Files that were seen already, links resolved.
  private var seen: Set<[UInt8]> = []

  init(_ invocation: Invocation) {
    self.invocation = invocation
    isCheck = invocation.flag("check")
    isDiff = invocation.flag("diff")
  }

  var writesFiles: Bool { !isCheck && !isDiff }

  mutating func fail() { hasFailed = true }

  mutating func format(_ document: Document, at path: [UInt8], of loaded: LoadedProject) {
    if let error = Podman.LoadError(document) {
      leave(path, "Podman cannot read line \(error.line + 1)")
      pass(loaded)
      return
    }
    put(UnitLayout.formatted(document), for: Array(document.bytes), at: path, of: loaded)
  }

  mutating func format(_ bundle: Inventory.BundleFile, of loaded: LoadedProject) {
    let old = Array(bundle.document.bytes)
    put(UnitLayout.formatted(bundle: old), for: old, at: bundle.path, of: loaded)
  }

  /// Reports why a file stays unchanged.
  mutating func leave(_ path: [UInt8], _ why: String) {
    unchanged += 1
    invocation.report(path, "\(why), so it is left unchanged; see leger validate")
  }

  /// Copies what came from standard input to standard output.
  func pass(_ loaded: LoadedProject) {
    if let input = loaded.input, writesFiles { invocation.printExactly(input.bytes) }
  }

  private mutating func put(_ new: [UInt8], for old: [UInt8], at path: [UInt8], of loaded: LoadedProject) {
    let isInput = path == loaded.input?.path
    if !isInput, !seen.insert(invocation.host.resolvedOrSame(path)).inserted { return }
    if new == old {
      unchanged += 1
      if isInput { pass(loaded) }
      return
    }
    if isDiff {
      var output: [UInt8] = []
      DiffWriter(LineDiff(old, new), terminal: invocation.console.terminal)
        .write(oldPath: path, newPath: path, to: &output)
      invocation.console.standardOutput(output)
    } else if isCheck {
      invocation.console.standardOutput(VisibleText.path(path) + [UInt8(ascii: "\n")])
    } else if isInput {
      invocation.printExactly(new)
    } else {
      do throws(WriteFailure) {
        let root = loaded.found.request.root(for: path)
        try invocation.host.replace(path, within: root, with: new, Replacement(expecting: .content(old)))
      } catch {
        invocation.report(path, error.message)
        unchanged += 1
        if !error.isChoice { hasFailed = true }
        return
      }
    }
    changed += 1
  }

  /// Reports how many files there were, and returns how it ended.
  func finish() -> ExitStatus {
    let wouldBe = isCheck || isDiff
    if changed + unchanged == 0 {
      invocation.reportNoUnits()
    } else {
      let verb = wouldBe ? "would format" : "formatted"
      let rest = "\(Report.counted(unchanged, "file")) left unchanged"
      invocation.printError(
        changed == 0 ? "\(rest)\n" : "\(verb) \(Report.counted(changed, "file")), \(rest)\n"
      )
    }
    if hasFailed { return .environment }
    return wouldBe && changed > 0 ? .findings : .clean
  }
}
