import QuadletAnalysis

extension Command {
  /// `leger diff`: what changes from one set of units to another, and what their services need as a result.
  static let diff = Command(
    name: "diff",
    group: "Language",
    summary: "Shows what changed between two sets of units, and what each service needs.",
    discussion: """
      OLD and NEW are two folders or two files; with --rev, one path at two Git revisions; with one operand, the name of a \
      deployment, what is installed is compared with what is staged. Services are compared as \
      Podman generates them, not line by line. Each is listed with the strongest of these that it needs:

        no-op         nothing: only comments, layout or order changed
        reload        systemctl daemon-reload: only systemd reads what changed
        restart       a restart; what podman creates stays the same
        recreate      a restart; what podman creates changes: image, ports …
        data-at-risk  a look first: data may become unreachable

      The differences between the files follow. *** stands for credentials.
      """,
    operands: [
      Operand(
        "OLD",
        .optional,
        help:
          "a folder, a file or the name of a deployment; with --rev, the path to compare (default: the current folder)"
      ),
      Operand("NEW", .optional, help: "a folder when OLD is one, else a file"),
    ],
    options: [
      Option("rev", .value("A..B"), help: "compare two Git revisions; A alone is compared with the work tree"),
      Option("exit-code", help: "exit with status 1 when there are differences"),
      Option("stat", help: "print a line for each service and each file", excludes: ["text", "format"]),
      Option(
        "text",
        help: "print only the differences between the files, as a patch; only there are credentials shown",
        excludes: ["format"]
      ),
      .format(["text", "json"]),
      .json, .podmanVersion,
      .user,
      .systemByDefault,
    ],
    examples: [
      ("leger diff /etc/containers/systemd ./units", "Compares what is installed with a folder."),
      ("leger diff --rev HEAD ./units", "Shows what each service needs after the edits since the last commit."),
      ("leger diff web", "Shows what the staged update of the deployment web changes."),
      ("leger diff --rev v1..v2 --exit-code ./units", "Fails when two revisions differ."),
    ],
    action: runDiff
  )

  private static func runDiff(_ invocation: Invocation) throws(UsageError) -> ExitStatus {
    let comparison: ProjectComparison
    do throws(ProjectComparison.Failure) {
      comparison = try compared(invocation)
    } catch {
      switch error {
      case .request(let message): throw UsageError(message)
      case .environment(let message):
        invocation.printError("leger: \(message)\n")
        return .environment
      }
    }
    let (old, new) = (comparison.old, comparison.new)
    var status = ExitStatus.clean
    for (path, message) in comparison.problems {
      invocation.report(path, message)
      status = .environment
    }
    let trees = TreeComparison(old: old.side, new: new.side, gaps: comparison.gaps)
    let changes = changes(old, new, trees)
    let files = FileDifference.all(comparison, changes, trees)
    for (path, message) in comparison.gaps.all {
      invocation.report(path, message)
      status = .environment
    }
    let writer = ChangeWriter(
      changes,
      files,
      from: old.project,
      to: new.project,
      terminal: invocation.console.terminal
    )
    if invocation.value("format") == "json" {
      invocation.console.standardOutput(writer.json())
    } else if invocation.flag("text") {
      invocation.console.standardOutput(writer.texts())
    } else if invocation.flag("stat") {
      invocation.print(writer.statistics())
    } else {
      invocation.print(writer.services())
      let texts = writer.texts(hiding: FileDifference.credentials)
      if !texts.isEmpty { invocation.console.standardOutput([UInt8(ascii: "\n")] + texts) }
    }
    if status != .clean { return status }
    return invocation.flag("exit-code") && !(changes.services.isEmpty && files.isEmpty) ? .findings : .clean
  }

  private static func changes(
    _ old: ComparedProject,
    _ new: ComparedProject,
    _ trees: TreeComparison
  ) -> ProjectChanges {
    func find(_ workers: some Workers) -> ProjectChanges {
      ProjectChanges(
        from: old.project,
        to: new.project,
        oldHost: old.facts,
        newHost: new.facts,
        oldFiles: old.files,
        newFiles: new.files,
        workers: workers,
        comparingFiles: { trees.differences(at: $0, isData: $1) }
      )
    }
    // A revision is read through one Git process, by one thread.
    return old.side.isRevision || new.side.isRevision ? find(CallingThread()) : find(PoolWorkers())
  }

  /// Reads what the operands name.
  private static func compared(_ invocation: Invocation) throws(ProjectComparison.Failure) -> ProjectComparison {
    let operands = invocation.operands
    if operands.contains(where: \.isEmpty) {
      throw .request("an operand is empty; write . for the current folder")
    }
    let target: Target
    do throws(UsageError) {
      target = try Target(invocation, defaultScope: .system)
    } catch {
      throw .request(error.message)
    }
    guard let revisions = invocation.bytes("rev") else {
      if operands.count == 1, let staged = try StagedComparison(named: operands[0], invocation) {
        return staged.comparison
      }
      guard operands.count == 2 else { throw .request(missingOperand(operands, invocation.host)) }
      return try ProjectComparison(operands[0], operands[1], target: target, on: invocation.host)
    }
    if operands.count > 1 { throw .request("--rev compares one path at two revisions; name one path, not two") }
    let (from, to) = try sides(of: revisions)
    return try ProjectComparison(operands.first ?? [], from: from, to: to, target: target, on: invocation.host)
  }

  private static func missingOperand(_ operands: [[UInt8]], _ host: any Host) -> String {
    guard let first = operands.first else {
      return "nothing to compare; name two folders or two files, or write --rev A..B and a path"
    }
    let shown = UsageError.quote(first)
    return host.exists(first)
      ? "nothing to compare \(shown) with; name a second path, or a revision: --rev HEAD"
      : "\(shown) is neither a path nor a deployment; name two folders or two files, or see leger list"
  }

  /// Returns the two sides of `A..B`; without dots the second is nil, the work tree, and an empty side is HEAD.
  private static func sides(
    of text: [UInt8]
  ) throws(ProjectComparison.Failure) -> (from: [UInt8], to: [UInt8]?) {
    let dot = UInt8(ascii: ".")
    let head = Array("HEAD".utf8)
    guard let place = text.indices.dropLast().first(where: { text[$0] == dot && text[$0 + 1] == dot }) else {
      if text.isEmpty { throw .request("--rev needs a revision, or two separated by two dots: --rev A..B") }
      return (text, nil)
    }
    let (from, to) = (Array(text[..<place]), Array(text[(place + 2)...]))
    if to.first == dot {
      throw .request("\(UsageError.quote(text)) has three dots; write --rev A..B to compare A with B")
    }
    return (from.isEmpty ? head : from, to.isEmpty ? head : to)
  }
}
