import QuadletAnalysis

extension Command {
  /// `leger diff`: what changes from one state of units to another, and what that asks of their services.
  static let diff = Command(
    name: "diff",
    group: "Language",
    summary: "Tells what changes between two states of units, and what each service needs.",
    discussion: """
      OLD and NEW are two folders or two files; with --rev, one path at two revisions of Git. Services are compared as \
      Podman generates them, not line by line. Each needs the strongest of:

        no-op         nothing: only comments, layout or order without meaning
        reload        systemctl daemon-reload: what only systemd reads
        restart       a restart; podman runs the same object
        recreate      a restart, which makes another object: image, ports, mounts, environment
        data-at-risk  a look before: data gets out of sight, or podman does not apply the change

      Then follows the difference of the texts.
      """,
    operands: [
      Operand(
        "OLD",
        .optional,
        help: "a folder, or a file; with --rev the path to compare (default: the current folder)"
      ),
      Operand("NEW", .optional, help: "a folder when OLD is one, else a file"),
    ],
    options: [
      Option("rev", .value("A..B"), help: "compare two revisions of Git, or with A alone that one with the work tree"),
      Option("exit-code", help: "exit with status 1 when there are differences"),
      Option("stat", help: "print a line for each service and each file", excludes: ["text"]),
      Option("text", help: "print the difference of the texts only", excludes: ["format"]),
      .format(["text", "json"]),
      .json, .podmanVersion,
      .user,
      .systemByDefault,
    ],
    examples: [
      ("leger diff /etc/containers/systemd ./units", "Compares what is installed with a folder."),
      ("leger diff --rev HEAD ./units", "Tells what the edits since the last commit ask of each service."),
      ("leger diff --rev v1..v2 --exit-code ./units", "Fails when two revisions differ."),
    ],
    action: runDiff
  )

  private static func runDiff(_ invocation: Invocation) throws(UsageError) -> ExitStatus {
    let target = try Target(invocation, defaultScope: .system)
    let sides: DiffSides
    do throws(DiffSides.Failure) {
      sides = try DiffSides(invocation, target: target)
    } catch {
      switch error {
      case .usage(let error): throw error
      case .environment(let message):
        invocation.printError("leger: \(message)\n")
        return .environment
      }
    }
    var status = ExitStatus.clean
    for (path, message) in sides.problems {
      invocation.printError("leger: \(UsageError.quote(path)): \(message)\n")
      status = .environment
    }
    let comparison = TreeComparison(old: sides.old.side, new: sides.new.side)
    let changes = ProjectChanges(
      from: sides.old.project,
      to: sides.new.project,
      oldHost: sides.old.host,
      newHost: sides.new.host,
      oldFiles: sides.old.files,
      newFiles: sides.new.files,
      comparingFiles: { comparison.differences(at: $0, isData: $1) }
    )
    let files = FileDifference.all(sides, changes)
    let writer = ChangeWriter(changes, files, sides, terminal: invocation.console.terminal)
    if invocation.value("format") == "json" {
      invocation.console.standardOutput(writer.json())
    } else if invocation.flag("text") {
      invocation.console.standardOutput(writer.texts())
    } else if invocation.flag("stat") {
      invocation.print(writer.statistics())
    } else {
      invocation.print(writer.services())
      let texts = writer.texts()
      if !texts.isEmpty { invocation.console.standardOutput([UInt8(ascii: "\n")] + texts) }
    }
    if status != .clean { return status }
    return invocation.flag("exit-code") && !(changes.services.isEmpty && files.isEmpty) ? .findings : .clean
  }
}
