import Glibc

/// The program: table, command, exit status. The module `leger` is the only one that touches the world.
///
/// What it promises
/// - Every command reads through one `Host`, asks QuadletAnalysis what the units mean, and prints. No command looks into the
///   text of a unit by itself, and none calls the system directly.
/// - Results go to standard output, messages to standard error. The exit status is one of `ExitStatus`, and it is the same
///   whether anyone reads the output or not; only a broken standard output itself changes it.
/// - Nothing is written unless the command says so, and nothing outside of the folder that it was given, wherever links lead.
///   A file that is written is replaced whole, with its owner, mode and attributes: readers, and a crash at any point, see
///   the old content or the new, and both file and folder entry are on the disk.
/// - No shell is ever started. Programs run by absolute path, with an argument array and a clean environment, within limits
///   of time and output, and end when leger does.
/// - Nothing opens a FIFO or a device, and no file is read beyond a limit. An error is never taken for the end of data.
/// - What a terminal or a log would obey is made visible before it is printed.
/// - Only `Leger.main` ends the process, ignores a signal or keeps memory until the end: everything else can run many times
///   in one process, on several threads.
///
/// What it does not know
/// - What a directive, a rule or a Podman release means: QuadletAnalysis does.
/// - How a file is cut into lines: QuadletSyntax does.
///
/// Its rooms, each of which may use those named after the arrow: Commands → all; CommandLine → Host, Output;
/// Daemon → Secrets, Workspace, Host; Deployment → Backup, Secrets, Workspace, Host; Secrets → Workspace, Host;
/// Backup and Workspace → Host; Output and Host → nothing but Text and Threads, which all may use and which know no other room.
@main
enum Leger {
  static let version = "0.1.0"

  static let program = Program(
    name: "leger",
    version: version,
    summary: "checks, explains, compares and deploys Podman Quadlet units",
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
      CommandEntry("install") { .install },
      CommandEntry("list") { .list },
      CommandEntry("status") { .status },
      CommandEntry("logs") { .logs },
      CommandEntry("start") { .start },
      CommandEntry("stop") { .stop },
      CommandEntry("restart") { .restart },
      CommandEntry("update") { .update },
      CommandEntry("stage") { .stage },
      CommandEntry("staged") { .staged },
      CommandEntry("apply") { .apply },
      CommandEntry("discard") { .discard },
      CommandEntry("history") { .history },
      CommandEntry("rollback") { .rollback },
      CommandEntry("remove") { .remove },
      CommandEntry("adopt") { .adopt },
      CommandEntry("recover") { .recover },
      CommandEntry("backup") { .backup },
      CommandEntry("restore") { .restore },
      CommandEntry("drill") { .drill },
      CommandEntry("backups") { .backups },
      CommandEntry("volume-data") { .volumeData },
      CommandEntry("secrets") { .secrets },
      CommandEntry("daemon") { .daemon },
      CommandEntry("auth") { .auth },
      CommandEntry("deploy") { .deploy },
      CommandEntry("service") { .service },
      CommandEntry("help") { .help },
      CommandEntry("completions") { .completions },
      CommandEntry("manual-page") { .manualPage },
    ],
    meaning: { word in
      switch word {
      case "check", "lint": "validate"
      case "fix": "validate --fix"
      case "version": "--version"
      default: nil
      }
    }
  )

  /// How the process ends.
  enum Ending: Equatable {
    case status(ExitStatus)
    /// By a signal, so a shell sees why.
    case signal(Int32)
  }

  /// Synchronous: an asynchronous main costs eight milliseconds at every start.
  static func main() {
    SystemHost.reserveStandardStreams()
    let ending = run(arguments, on: SystemHost()) {
      // The kernel takes all memory back at once; freeing it piece by piece takes a twentieth of the time of a large run.
      _ = Unmanaged.passRetained($0)
    }
    switch ending {
    case .signal(let number):
      signal(number, SIG_DFL)
      raise(number)
      // The signal was blocked.
      exit(ExitStatus.environment.rawValue)
    case .status(let status): exit(status.rawValue)
    }
  }

  /// Runs the command that the arguments name.
  private static func run(
    _ arguments: [[UInt8]],
    on host: any Host,
    keep: @escaping @Sendable (AnyObject) -> Void
  ) -> Ending {
    // A pipe that no process reads must not end leger between two writes to the disk.
    let pipeAction = signal(SIGPIPE, SIG_IGN)
    let failure = OutputFailure()
    var console = Console(host, failure: failure)
    console.keep = keep
    let status = program.run(arguments: arguments, on: host, console: console)
    if let number = Interruption.signal { return .signal(number) }
    switch failure.error {
    case nil: return .status(status)
    case SystemError(code: EPIPE)?:
      // Whoever stopped reading knows; who made leger ignore the signal gets a status instead.
      let isIgnored = unsafeBitCast(pipeAction, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
      return isIgnored ? .status(.environment) : .signal(SIGPIPE)
    case let error?:
      console.standardError(Array("leger: standard output: \(error.message)\n".utf8))
      return .status(.environment)
    }
  }

  /// The arguments after the program's name, as bytes; as `legerd` it is the daemon.
  private static var arguments: [[UInt8]] {
    let given = (1..<max(1, Int(CommandLine.argc))).compactMap { index in
      CommandLine.unsafeArgv[index].map { FileSystem.bytes($0) }
    }
    let path = CommandLine.unsafeArgv[0]
    let name = path.flatMap { strrchr($0, Int32(UInt8(ascii: "/"))) }.map { $0 + 1 } ?? path
    return name.map { strcmp($0, "legerd") } == 0 ? ["daemon", "run"].map { Array($0.utf8) } + given : given
  }
}
