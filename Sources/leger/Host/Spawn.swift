/// A program to run: by absolute path, with an argument array and a clean environment, never through a shell.
struct Spawn: Sendable {
  /// The absolute path of the program.
  let program: [UInt8]
  var arguments: [[UInt8]]
  /// All variables that it gets, as `NAME=VALUE`.
  var environment: [[UInt8]] = []
  /// The folder that it runs in; nil for that of leger.
  var folder: [UInt8]?
  /// How many bytes of output, and how many of messages, it may write.
  var outputLimit = 16 << 20
  /// How long it may run.
  var timeLimit = Duration.seconds(60)
  /// Whether it runs on when leger gets SIGINT or SIGTERM, as a step that takes back another one must.
  var outlastsInterruption = false
  /// Whether signals lead to what they would lead to without it: for a program that runs beside a loop that handles them.
  var leavesSignals = false

  /// The result of a program that has ended.
  struct Outcome: Sendable {
    /// The exit status; of a program that a signal ended, its number plus 128.
    let status: Int32
    let output: [UInt8]
    let messages: [UInt8]
  }

  /// Why a program did not end by itself.
  enum Failure: Error, Equatable {
    case notStarted(SystemError)
    /// What it writes, or how it ended, cannot be read.
    case lost(SystemError)
    case tookTooLong(Duration)
    case saidTooMuch(limit: Int)
    /// Whoever takes its output did not want more.
    case stopped
    /// leger got a signal.
    case interrupted(signal: Int32)

    /// The reason in words, to stand after the name of the program.
    var message: String {
      switch self {
      case .notStarted(let error): "cannot be started: \(error.message)"
      case .lost(let error): "cannot be followed to its end: \(error.message)"
      case .tookTooLong(let limit): "did not end within \(limit.components.seconds) seconds"
      case .saidTooMuch(let limit): "wrote more than \(limit >> 20) MiB"
      case .stopped: "was stopped, since its output was not as expected"
      case .interrupted: "was interrupted"
      }
    }
  }
}

/// The standard streams of a program, moved chunk by chunk while it runs.
struct ProgramStreams {
  /// Returns the next bytes for its standard input; nil at the end.
  var input: () -> [UInt8]? = { nil }
  /// Takes bytes of its standard output; false ends the program.
  var output: ([UInt8]) -> Bool = { _ in true }
  /// Takes bytes of its standard error; false ends the program.
  var messages: ([UInt8]) -> Bool = { _ in true }
}

extension Host {
  /// Runs a program with a text as its standard input and gathers what it writes.
  func run(_ spawn: Spawn, input text: [UInt8] = []) throws(Spawn.Failure) -> Spawn.Outcome {
    var rest: [UInt8]? = text.isEmpty ? nil : text
    var (output, messages): ([UInt8], [UInt8]) = ([], [])
    let status = try run(
      spawn,
      ProgramStreams(
        input: {
          defer { rest = nil }
          return rest
        },
        output: { bytes in
          output += bytes
          return true
        },
        messages: { bytes in
          messages += bytes
          return true
        }
      )
    )
    return Spawn.Outcome(status: status, output: output, messages: messages)
  }

  /// Returns a clean environment: who the user is and where files are, messages in English, and what is given.
  func environment(adding variables: [String]) -> [[UInt8]] {
    let inherited = [
      "PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR",
      "DBUS_SESSION_BUS_ADDRESS",
    ]
    let own = inherited.compactMap { name in variable(name).map { Array("\(name)=".utf8) + $0 } }
    return own + [Array("LC_ALL=C.UTF-8".utf8)] + variables.map { Array($0.utf8) }
  }

  /// Returns the absolute path of a program; nil when it is not installed. Relative entries of PATH do not count, and
  /// for root none that others can change.
  func findProgram(_ name: String) -> [UInt8]? {
    let listed = (variable("PATH") ?? []).split(separator: UInt8(ascii: ":")).filter { $0.first == UInt8(ascii: "/") }
    // The usual folders come first, whatever PATH says.
    let folders = ["/usr/bin", "/usr/local/bin", "/bin"].map { Array($0.utf8)[...] } + listed
    return folders.lazy.map { Path.join(Array($0), Array(name.utf8)) }.first { path in
      guard let status = try? status(path, followingLinks: true) else { return false }
      return status.kind == .file && status.mode & 0o111 != 0 && isTrusted(path, status)
    }
  }

  /// Returns the absolute path of a program that Debian and Fedora have in a package of the same name.
  func requireProgram(_ name: String) throws(HostFailure) -> [UInt8] {
    if let program = findProgram(name) { return program }
    throw HostFailure(
      .environment,
      "\(name) is not installed",
      help: "sudo apt-get install \(name) (Fedora: sudo dnf install \(name))"
    )
  }

  /// Whether only root can change what root is to run. Whom a user trusts with programs is up to the user.
  private func isTrusted(_ path: [UInt8], _ program: FileStatus) -> Bool {
    if !user.isRoot || isInNamespaceOfUser { return true }
    let folders = [Path.parent(of: path), Path.parent(of: resolvedOrSame(path))]
    return ([program] + folders.compactMap { try? status($0, followingLinks: true) }).allSatisfy {
      $0.owner.user == 0 && $0.mode & 0o002 == 0
    }
  }
}
