import QuadletAnalysis
import QuadletSyntax

/// What `--fix`, `--unsafe-fixes` and `--diff` of `validate` ask for, and what was done so far.
struct FixRun {
  private let invocation: Invocation
  private let isFix: Bool
  private let includesUnsafe: Bool
  /// Whether the changes are shown instead of written.
  let isDiff: Bool
  /// How many findings were fixed.
  private(set) var count = 0
  private var fileCount = 0
  /// Whether a file could not be written.
  private(set) var hasFailed = false
  /// Whether fixed text was written to standard output.
  private(set) var writesToOutput = false
  /// Files that were shown already, links resolved.
  private var shown: Set<[UInt8]> = []

  init(_ invocation: Invocation, _ format: OutputFormat) throws(UsageError) {
    self.invocation = invocation
    isDiff = invocation.flag("diff")
    isFix = invocation.flag("fix") && !isDiff
    includesUnsafe = invocation.flag("unsafe-fixes")
    if includesUnsafe, !isWanted { throw UsageError("--unsafe-fixes needs --fix or --diff") }
    if isDiff, format != .text, format != .concise {
      throw UsageError("--diff prints a patch and cannot be combined with --format \(format.rawValue)")
    }
  }

  var isWanted: Bool { isFix || isDiff }

  /// Fixes one project; returns the project as it is on disk afterwards, or as it would be, and what is left to find in it.
  mutating func run(_ loaded: LoadedProject, _ filter: FindingFilter) -> (LoadedProject, [Finding]) {
    if isFix { loaded.removeLeftovers(on: invocation.host) }
    var fixer = ProjectFixer(loaded, filter: filter, includesUnsafe: includesUnsafe, on: invocation.host)
    fixer.run()
    for link in fixer.links.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      invocation.report(link, WriteFailure.link.message)
    }
    if isDiff {
      for change in fixer.changes { show(change) }
    } else {
      write(fixer.changes, of: loaded, &fixer)
    }
    return (fixer.loaded, fixer.findings)
  }

  /// Copies what came from standard input and cannot be fixed to standard output.
  mutating func pass(_ loaded: LoadedProject) {
    guard isFix, let input = loaded.input else { return }
    writesToOutput = true
    invocation.printExactly(input.bytes)
  }

  private mutating func show(_ change: ProjectFixer.Change) {
    guard shown.insert(invocation.host.resolvedOrSame(change.path)).inserted else { return }
    count += change.count
    fileCount += 1
    var output: [UInt8] = []
    DiffWriter(LineDiff(change.old, change.new), terminal: invocation.console.terminal)
      .write(oldPath: change.path, newPath: change.path, to: &output)
    invocation.console.standardOutput(output)
  }

  private mutating func write(
    _ changes: [ProjectFixer.Change],
    of loaded: LoadedProject,
    _ fixer: inout ProjectFixer
  ) {
    var failed: Set<[UInt8]> = []
    for change in changes where change.path != loaded.input?.path {
      do throws(WriteFailure) {
        let root = loaded.found.request.root(for: change.path)
        let options = Replacement(expecting: .content(change.old))
        try invocation.host.replace(change.path, within: root, with: change.new, options)
        count += change.count
        fileCount += 1
      } catch {
        invocation.report(change.path, error.message)
        if !error.isChoice { hasFailed = true }
        failed.insert(change.path)
      }
    }
    if !failed.isEmpty { fixer.revert(failed) }
    guard let change = changes.first(where: { $0.path == loaded.input?.path }) else { return pass(loaded) }
    writesToOutput = true
    count += change.count
    fileCount += 1
    invocation.printExactly(change.new)
  }

  /// Reports how much was fixed, if anything was.
  func reportCount() {
    if count == 0 { return }
    invocation.printError("fixed \(Report.counted(count, "finding")) in \(Report.counted(fileCount, "file"))\n")
  }

  /// Reports how much would be fixed, and how much would be left.
  func reportDiff(remaining findings: [Located]) {
    let remaining = findings.count
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
    let unsafe = includesUnsafe ? 0 : findings.count { $0.fix?.isSafe == false }
    if unsafe > 0 { invocation.printError("\(unsafe) fixable with --unsafe-fixes\n") }
  }

  /// Returns how many of the findings could be fixed, and by which options; nil when none can.
  func hint(for findings: [Located]) -> String? {
    let safe = isFix ? 0 : findings.count { $0.fix?.isSafe == true }
    let unsafe = isFix && includesUnsafe ? 0 : findings.count { $0.fix?.isSafe == false }
    if safe == 0, unsafe == 0 { return nil }
    if safe == 0 { return "\(unsafe) fixable with --fix --unsafe-fixes" }
    return "\(safe) fixable with --fix" + (unsafe == 0 ? "" : ", \(unsafe) more with --unsafe-fixes")
  }
}
