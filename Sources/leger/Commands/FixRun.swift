import QuadletAnalysis
import QuadletSyntax

/// What `--fix`, `--unsafe-fixes` and `--diff` of `validate` ask for, and what has come of it so far.
struct FixRun {
  private let invocation: Invocation
  private let isFix: Bool
  private let includesUnsafe: Bool
  /// Whether the changes are shown instead of made.
  let isDiff: Bool
  /// How many findings were fixed.
  private(set) var count = 0
  private var fileCount = 0
  /// Whether a file could not be written.
  private(set) var hasFailed = false
  /// Whether mended text was written to standard output.
  private(set) var writesToOutput = false
  /// Files that were shown already, links resolved.
  private var shown: Set<[UInt8]> = []

  init(_ invocation: Invocation) {
    self.invocation = invocation
    isDiff = invocation.flag("diff")
    isFix = invocation.flag("fix") && !isDiff
    includesUnsafe = invocation.flag("unsafe-fixes")
  }

  var isWanted: Bool { isFix || isDiff }

  /// Mends one project; answers the project as it is on disk afterwards, or as it would be, and what is left to find in it.
  mutating func run(
    _ selection: ProjectSelection,
    _ project: Project,
    _ filter: FindingFilter
  ) -> (Project, [Finding]) {
    var fixer = ProjectFixer(selection, project, filter: filter, includesUnsafe: includesUnsafe)
    fixer.run()
    for link in fixer.links.sorted(by: { $0.lexicographicallyPrecedes($1) }) { tell(link, .link) }
    if isDiff {
      for change in fixer.changes { show(change) }
    } else {
      write(fixer.changes, of: selection, &fixer)
    }
    return (fixer.project, fixer.findings)
  }

  /// Hands on what came from standard input and cannot be fixed.
  mutating func pass(_ selection: ProjectSelection) {
    guard isFix, let text = selection.inputText else { return }
    writesToOutput = true
    invocation.console.standardOutput(text)
  }

  private mutating func show(_ change: ProjectFixer.Change) {
    let resolved = (try? FileSystem.resolve(change.path)) ?? change.path
    guard shown.insert(resolved).inserted else { return }
    count += change.count
    fileCount += 1
    var output: [UInt8] = []
    DiffWriter(LineDiff(change.old, change.new), terminal: invocation.console.terminal)
      .write(oldPath: change.path, newPath: change.path, to: &output)
    invocation.console.standardOutput(output)
  }

  private mutating func write(
    _ changes: [ProjectFixer.Change],
    of selection: ProjectSelection,
    _ fixer: inout ProjectFixer
  ) {
    var failed: Set<[UInt8]> = []
    for change in changes where change.path != selection.inputPath {
      do throws(FileWriter.Failure) {
        try FileWriter.write(change.path, change.new, expected: change.old)
        count += change.count
        fileCount += 1
      } catch {
        tell(change.path, error)
        if error != .link { hasFailed = true }
        failed.insert(change.path)
      }
    }
    if !failed.isEmpty { fixer.revert(failed) }
    guard let change = changes.first(where: { $0.path == selection.inputPath }) else { return pass(selection) }
    writesToOutput = true
    count += change.count
    fileCount += 1
    invocation.console.standardOutput(change.new)
  }

  private func tell(_ path: [UInt8], _ failure: FileWriter.Failure) {
    invocation.printError("leger: \(UsageError.quote(path)): \(failure.message)\n")
  }

  /// Says how much was fixed, when anything was.
  func tellCount() {
    if count == 0 { return }
    invocation.printError("fixed \(Report.counted(count, "finding")) in \(Report.counted(fileCount, "file"))\n")
  }

  /// Says how much would be fixed, and how much would be left.
  func tellDiff(remaining: Int) {
    var parts: [String] = []
    if count > 0 {
      parts.append("would fix \(Report.counted(count, "finding")) in \(Report.counted(fileCount, "file"))")
    }
    if remaining > 0 {
      parts.append(
        "\(Report.counted(remaining, "finding")) left; leger validate shows \(remaining == 1 ? "it" : "them")"
      )
    }
    if !parts.isEmpty { invocation.printError(parts.joined(separator: ", ") + "\n") }
  }

  /// How many of the findings could be fixed, and by which options; nil when none can.
  func hint(for findings: [Located]) -> String? {
    let safe = isFix ? 0 : findings.count { $0.fix?.isSafe == true }
    let unsafe = isFix && includesUnsafe ? 0 : findings.count { $0.fix?.isSafe == false }
    if includesUnsafe, safe + unsafe > 0 { return "\(safe + unsafe) fixable with --fix --unsafe-fixes" }
    if safe == 0, unsafe == 0 { return nil }
    if safe == 0 { return "\(unsafe) fixable with --fix --unsafe-fixes" }
    return "\(safe) fixable with --fix" + (unsafe == 0 ? "" : ", \(unsafe) more with --unsafe-fixes")
  }
}
