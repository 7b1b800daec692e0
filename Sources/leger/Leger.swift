import Glibc

/// The program: table, command, exit status.
@main
enum Leger {
  static let version = "0.1.0"

  static let program = Program(
    name: "leger",
    version: version,
    summary: "checks, explains and deploys Podman Quadlet units",
    entries: [
      CommandEntry("validate") { .validate },
      CommandEntry("format") { .format },
      CommandEntry("generate") { .generate },
      CommandEntry("cat") { .cat },
      CommandEntry("graph") { .graph },
      CommandEntry("inspect") { .inspect },
      CommandEntry("diff") { .diff },
      CommandEntry("check-conflicts") { .checkConflicts },
      CommandEntry("explain") { .explain },
      CommandEntry("help") { .help },
      CommandEntry("completions") { .completions },
      CommandEntry("manual-page") { .manualPage },
    ]
  )

  /// Synchronous: an asynchronous main costs eight milliseconds at every start.
  static func main() {
    let status = program.run(
      arguments: Standard.arguments(),
      terminal: Standard.terminal(1),
      errorTerminal: Standard.terminal(2),
      standardOutput: { Standard.writeOutput($0) },
      standardError: { Standard.write($0, to: 2) }
    )
    exit(status.rawValue)
  }
}
