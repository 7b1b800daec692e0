import QuadletAnalysis

/// Runs the linter over a project on as many threads as are worth it.
struct ProjectLinter: Sendable {
  let project: Project
  let host: HostFacts

  /// How many files are worth another thread.
  private static let filesPerThread = 500
  /// How many files a thread takes at once.
  private static let filesPerPiece = 250

  /// Returns all findings, or those in some files, except those that comments allow; notes about the project as a whole
  /// only when they are wanted.
  ///
  /// `isRun` says which rules are run, since a comment for another rule is not unused; `others` were found in the same files
  /// by something else.
  func findings(
    in files: [Int]?,
    withNotes: Bool,
    isRun: (Rule) -> Bool,
    adding others: [Finding] = []
  ) -> [Finding] {
    // Whether a comment is needed is known only after everything that it may allow was looked for.
    let findings = allFindings(in: files, withNotes: withNotes || project.hasInstructions) + others
    return project.withoutAllowed(findings, in: files, isRun: isRun)
  }

  private func allFindings(in files: [Int]?, withNotes: Bool) -> [Finding] {
    // A unit's refusal may be in one of its drop-ins, and what is wrong in a drop-in shows in its units.
    let linted = files.map { project.filesToLint(for: $0) }
    let (found, facts) = lint(linted, withNotes: withNotes)
    let findings =
      found
      + whole(facts).findings(withNotes: withNotes) { count, work in
        WorkerPool.map(count, piece: 500, atLeast: 1000, work).flatMap { $0 }
      }
    guard let files, !findings.isEmpty else { return findings }
    let wanted = project.marks(of: files)
    return findings.filter { wanted[$0.file] }
  }

  /// Returns what the files show one by one, all or the marked ones, and what all units claim.
  private func lint(_ linted: [Bool]?, withNotes: Bool) -> (findings: [Finding], facts: [ProjectFacts]) {
    let count = project.inventory.files.count
    let makeLinter: @Sendable (Bool) -> Linter = { _ in Linter(project, host: host, withNotes: withNotes) }
    let lintSlice: @Sendable (inout Linter, Range<Int>) -> Void = { linter, slice in
      for file in slice {
        if linted?[file] ?? true {
          linter.lint(file: file)
        } else if let unit = project.unit(ofFile: file) {
          // What other units claim can conflict with those that are checked.
          linter.gather(unit: unit)
        }
      }
    }
    if WorkerPool.threads(for: count, atLeast: Self.filesPerThread) == 1 {
      var linter = makeLinter(false)
      lintSlice(&linter, 0..<count)
      let (findings, facts) = linter.results()
      return (findings, [facts])
    }
    let parts = WorkerPool.map(
      count,
      piece: Self.filesPerPiece,
      atLeast: Self.filesPerThread,
      state: makeLinter
    ) { linter, slice in
      lintSlice(&linter, slice)
      return linter.takeResults()
    }
    return (parts.flatMap(\.findings), parts.map(\.facts))
  }

  /// Returns what only the units together show; for a large project, graph and conflicts are made side by side.
  private func whole(_ facts: [ProjectFacts]) -> ProjectFindings {
    guard WorkerPool.threads(for: min(2, project.units.count / Self.filesPerThread), atLeast: 1) == 2 else {
      return ProjectFindings(project, facts: facts, host: host)
    }
    let halves = WorkerPool.map([0..<1, 1..<2]) {
      slice -> (graph: ServiceGraph?, cycles: [[Int]], conflicts: [Conflict]) in
      guard slice.lowerBound == 0 else { return (nil, [], ProjectConflicts(project, facts: facts).all) }
      let graph = ServiceGraph(project, facts: facts)
      return (graph, graph.orderingCycles, [])
    }
    let graph = halves[0].graph ?? ServiceGraph(project, facts: facts)
    return ProjectFindings(
      project,
      graph: graph,
      cycles: halves[0].cycles,
      conflicts: halves[1].conflicts,
      host: host
    )
  }
}
