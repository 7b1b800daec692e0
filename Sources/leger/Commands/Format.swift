import QuadletAnalysis
import QuadletSyntax

extension Command {
  /// `leger format`: another layout, the same services.
  static let format = Command(
    name: "format",
    group: "Language",
    summary: "Lays units out alike, without changing what Podman makes of them.",
    discussion: """
      Blanks at the ends of lines and around = go, lines that continue another one are indented by two, one empty line \
      stands before a section, lines end in a newline only. Order, comments and line breaks stay; so does every empty \
      line that Podman copies into the service. A file that Podman rejects is left as it is.
      """,
    operands: [
      Operand(
        "PATH|NAME",
        .many,
        help: "a folder, a unit, a drop-in, a .quadlets bundle or - for standard input; default: the current folder"
      )
    ],
    options: [
      Option("check", help: "write nothing; list the files that would change, and exit 1 when there are any"),
      Option("diff", help: "write nothing; print what would change as a unified diff, and exit 1 when anything would"),
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
    for var selection in try Selection(invocation).projects {
      let project = selection.read(target: Target())
      if let (path, document, failure) = selection.bundleFailure {
        run.leave(path, "line \(document.position(at: failure.range.lowerBound).line): \(failure.message)")
        run.pass(selection)
      }
      // Settings are no unit; their text goes on as it came.
      if let path = selection.inputPath, SettingsReader.isSettings(path) { run.pass(selection) }
      for bundle in project.inventory.bundles { run.format(bundle, of: selection) }
      for file in selection.shownFiles(of: project) ?? Array(project.inventory.files.indices) {
        if project.inventory.enclosing(file) != nil { continue }
        guard let document = project.document(ofFile: file) else { continue }
        run.format(document, at: project.inventory.path(of: file), of: selection)
      }
      if selection.tellProblems(of: project, to: invocation) { run.fail() }
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

  mutating func fail() { hasFailed = true }

  mutating func format(_ document: Document, at path: [UInt8], of selection: ProjectSelection) {
    if let error = Podman.LoadError(document) {
      leave(path, "line \(error.line + 1) is not what Podman reads")
      pass(selection)
      return
    }
    put(UnitLayout.formatted(document), for: Array(document.bytes), at: path, of: selection)
  }

  mutating func format(_ bundle: Inventory.BundleFile, of selection: ProjectSelection) {
    let old = Array(bundle.document.bytes)
    put(UnitLayout.formatted(bundle: old), for: old, at: bundle.path, of: selection)
  }

  /// Says why a file stays as it is.
  mutating func leave(_ path: [UInt8], _ why: String) {
    unchanged += 1
    invocation.printError("leger: \(UsageError.quote(path)): \(why), so it is left as it is; see leger validate\n")
  }

  /// Hands on what came from standard input.
  func pass(_ selection: ProjectSelection) {
    if let text = selection.inputText, !isCheck, !isDiff { invocation.console.standardOutput(text) }
  }

  private mutating func put(_ new: [UInt8], for old: [UInt8], at path: [UInt8], of selection: ProjectSelection) {
    let isInput = path == selection.inputPath
    if !isInput, !seen.insert((try? FileSystem.resolve(path)) ?? path).inserted { return }
    if new == old {
      unchanged += 1
      if isInput { pass(selection) }
      return
    }
    if isDiff {
      var output: [UInt8] = []
      DiffWriter(LineDiff(old, new), terminal: invocation.console.terminal)
        .write(oldPath: path, newPath: path, to: &output)
      invocation.console.standardOutput(output)
    } else if isCheck {
      invocation.console.standardOutput(path + [UInt8(ascii: "\n")])
    } else if isInput {
      invocation.console.standardOutput(new)
    } else {
      do throws(FileWriter.Failure) {
        try FileWriter.write(path, new, expected: old)
      } catch {
        invocation.printError("leger: \(UsageError.quote(path)): \(error.message)\n")
        unchanged += 1
        if error != .link { hasFailed = true }
        return
      }
    }
    changed += 1
  }

  /// Says how many files there were, and how it ended.
  func finish() -> ExitStatus {
    let wouldBe = isCheck || isDiff
    if changed + unchanged == 0 {
      invocation.printError("leger: no units here\n")
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
