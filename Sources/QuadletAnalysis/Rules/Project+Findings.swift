extension Project {
  /// Returns all findings: of each file, of what the units have to do with each other, and of comments that allow
  /// findings without need; those that a comment allows are left out.
  ///
  /// - Parameters:
  ///   - files: the files whose findings are wanted; nil for all. What other units claim still counts.
  ///   - host: answers what must be looked up, such as whether an environment file exists.
  ///   - withNotes: whether advice is wanted; it is most of what there is to say.
  ///   - isRun: whether a rule is wanted; a comment that allows another one is not unused then.
  ///   - others: what something else has found in the same files, for comments to allow.
  ///   - workers: what runs the work; the calling thread unless something else is given.
  public func findings(
    in files: [Int]? = nil,
    host: HostFacts = HostFacts(),
    withNotes: Bool = true,
    isRun: (Rule) -> Bool = { _ in true },
    adding others: [Finding] = [],
    workers: some Workers = CallingThread()
  ) -> [Finding] {
    // Whether a comment is needed is known only when everything that it may allow was looked for.
    let run = FindingsRun(project: self, host: host, withNotes: withNotes || hasInstructions)
    return withoutAllowed(run.findings(in: files, workers) + others, in: files, isRun: isRun)
  }
}

/// One search for findings.
private struct FindingsRun: Sendable {
  let project: Project
  let host: HostFacts
  let withNotes: Bool

  /// How many files are worth another thread.
  private static let filesPerThread = 500
  /// How many files a thread takes at once.
  private static let filesPerPiece = 250

  /// All findings, or those in some files, allowed or not.
  func findings(in files: [Int]?, _ workers: some Workers) -> [Finding] {
    // A unit's refusal may stand in one of its drop-ins, and what is wrong in a drop-in shows in its units.
    let linted = files.map { project.filesToLint(for: $0) }
    let findings: [Finding]
    // Types that only several threads need are not made for a project of a few files.
    if workers.threads(for: project.inventory.files.count, atLeast: Self.filesPerThread) == 1 {
      var linter = makeLinter()
      lint(0..<project.inventory.files.count, linted, &linter)
      let (found, facts) = linter.results()
      findings = found + ProjectFindings(project, facts: [facts], host: host).findings(withNotes: withNotes)
    } else {
      findings = self.findings(linted, workers)
    }
    guard let files, !findings.isEmpty else { return findings }
    let wanted = project.marks(of: files)
    return findings.filter { wanted[$0.file] }
  }

  private func makeLinter() -> Linter { Linter(project, host: host, withNotes: withNotes) }

  /// Looks at some files, all or the marked ones, and gathers what all units claim.
  private func lint(_ files: Range<Int>, _ linted: [Bool]?, _ linter: inout Linter) {
    for file in files {
      if linted?[file] ?? true {
        linter.lint(file: file)
      } else if let unit = project.unit(ofFile: file) {
        // What the other units claim can be in conflict with those that are looked at.
        linter.gather(unit: unit)
      }
    }
  }

  private func findings(_ linted: [Bool]?, _ workers: some Workers) -> [Finding] {
    let parts = workers.map(
      project.inventory.files.count,
      piece: Self.filesPerPiece,
      atLeast: Self.filesPerThread,
      state: makeLinter
    ) { linter, slice in
      lint(slice, linted, &linter)
      return linter.takeResults()
    }
    return parts.flatMap(\.findings)
      + whole(parts.map(\.facts), workers).findings(withNotes: withNotes) { count, work in
        workers.map(count, piece: 500, atLeast: 1000, state: {}) { _, slice in work(slice) }.flatMap { $0 }
      }
  }

  /// What only the units together show; graph and conflicts are put together side by side.
  private func whole(_ facts: [ProjectFacts], _ workers: some Workers) -> ProjectFindings {
    let project = project
    let halves = workers.map(2, piece: 1, atLeast: 1, state: {}) {
      _,
      slice -> (graph: ServiceGraph?, cycles: [[Int]], conflicts: [Conflict]?) in
      let graph = slice.contains(0) ? ServiceGraph(project, facts: facts) : nil
      let conflicts = slice.contains(1) ? ProjectConflicts(project, facts: facts).all : nil
      return (graph, graph?.orderingCycles ?? [], conflicts)
    }
    return ProjectFindings(
      project,
      graph: halves.lazy.compactMap(\.graph).first ?? ServiceGraph(project, facts: facts),
      cycles: halves.flatMap(\.cycles),
      conflicts: halves.compactMap(\.conflicts).flatMap { $0 },
      host: host
    )
  }
}
