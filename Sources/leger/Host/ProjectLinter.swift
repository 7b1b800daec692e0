import QuadletAnalysis

/// Runs the linter over a project on as many threads as it takes.
struct ProjectLinter: Sendable {
  let project: Project

  /// How many files are worth another thread.
  private static let filesPerThread = 500

  /// All findings, or those in some files.
  func findings(in files: [Int]?) -> [Finding] {
    guard let files else {
      let slices = WorkerPool.slices(of: project.inventory.files.count, atLeast: Self.filesPerThread)
      return WorkerPool.map(slices) { slice in
        var linter = Linter(project, host: .here)
        for file in slice { linter.lint(file: file) }
        return linter.findings
      }.flatMap { $0 }
    }
    // A unit's refusal may stand in one of its drop-ins, and what is wrong in a drop-in shows in its units.
    var linter = Linter(project, host: .here)
    let wanted = Set(files)
    for file in project.filesToLint(for: files) { linter.lint(file: file) }
    return linter.findings.filter { wanted.contains($0.file) }
  }
}
