import Glibc

/// A program that is run to its end: by absolute path, with an argument array and a clean environment, never by a shell.
struct Spawn: Sendable {
  /// The absolute path of the program.
  let program: [UInt8]
  var arguments: [[UInt8]]
  /// All variables that it gets, as `NAME=VALUE`.
  var environment: [[UInt8]] = []
  /// What it reads from standard input.
  var input: [UInt8] = []
  /// How much of its output, and of its messages, is taken.
  var outputLimit = 256 << 20
  /// After how many seconds it is killed.
  var timeLimit = 60.0

  /// What came of it.
  struct Outcome: Sendable {
    /// The exit status; of a program that a signal ended, its number plus 128.
    let status: Int32
    let output: [UInt8]
    let messages: [UInt8]
  }

  /// Why it did not come to an end of its own.
  enum Failure: Error {
    case notStarted(SystemError)
    case tookTooLong(seconds: Double)
    case saidTooMuch(limit: Int)

    /// What happened, to stand behind the name of the program.
    var message: String {
      switch self {
      case .notStarted(let error): "cannot be started: \(error.message)"
      case .tookTooLong(let seconds): "did not end within \(Int(seconds)) seconds"
      case .saidTooMuch(let limit): "has more than \(limit >> 20) MiB of output"
      }
    }
  }

  /// Runs the program and waits for its end.
  func run() throws(Failure) -> Outcome {
    let child = try ChildProcess(self)
    return try child.finish(input: input, outputLimit: outputLimit, timeLimit: timeLimit)
  }

  /// The variables of leger's own environment that a child may see.
  private static let inherited: [StaticString] = [
    "PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR",
    "DBUS_SESSION_BUS_ADDRESS",
  ]

  /// A clean environment: who the user is and where things lie, messages in English, and what is given.
  static func environment(adding variables: [String]) -> [[UInt8]] {
    let own = inherited.compactMap { name in Standard.variable(name).map { Array("\(name)=".utf8) + $0 } }
    return own + [Array("LC_ALL=C.UTF-8".utf8)] + variables.map { Array($0.utf8) }
  }

  /// Where programs lie, whatever PATH says.
  private static let programFolders = ["/usr/bin", "/usr/local/bin", "/bin"]

  /// The absolute path of a program; nil when it is not installed. Relative entries of PATH do not count.
  static func find(_ name: String) -> [UInt8]? {
    let colon = UInt8(ascii: ":")
    let listed = (Standard.variable("PATH") ?? []).split(separator: colon).filter { $0.first == UInt8(ascii: "/") }
    for folder in programFolders.map({ Array($0.utf8)[...] }) + listed {
      let path = folder + [UInt8(ascii: "/")] + Array(name.utf8)
      if access(CPath(path).bytes, X_OK) == 0, (try? FileSystem.kind(Array(path))) == .file { return Array(path) }
    }
    return nil
  }
}
