/// One attack: what lies on the disk, how leger is called, what its streams are, and what happens meanwhile.
///
/// Everything is below one folder: `work` is the current folder and holds the operands, `home` is the user's, and `outside`
/// must never change. `@ROOT@` stands for that folder in arguments, targets and contents.
struct Attack {
  var command = Command.validate
  /// The arguments, the command's name first.
  var arguments: [[UInt8]] = []
  /// What is put on the disk, in this order.
  var entries: [DiskEntry] = []
  /// What leger may change, by path below the folder; everything below a folder counts.
  var targets: [[UInt8]] = []
  /// Where the operand is among the arguments; nil when there is none, or several.
  var operandIndex: Int?
  var environment: [(name: String, value: String)] = []
  var input = Input.null
  var output = Output.file
  var closesMessages = false
  var disturbances: [Disturbance] = []

  /// A command, with what it may do.
  enum Command: String, CaseIterable {
    case validate
    case fix
    case format
    case generate
    case cat
    case graph
    case inspect
    case diff
    case checkConflicts = "check-conflicts"
    case explain
    case help
    case completions
  }

  /// What standard input is.
  enum Input {
    case null
    case closed
    case folder
    case file([UInt8])
    case pipe([UInt8])
    /// A pipe that does not wait, whose writer pauses between its pieces.
    case slowPipe([UInt8])

    /// What can be read from it.
    var content: [UInt8] {
      switch self {
      case .null, .closed, .folder: []
      case .file(let text), .pipe(let text), .slowPipe(let text): text
      }
    }
  }

  /// What standard output is.
  enum Output {
    case file
    case closed
    /// A device that takes nothing.
    case full
    /// A pipe that no process reads any more.
    case brokenPipe
    /// A pipe that does not wait, whose reader pauses.
    case slowPipe
  }

  /// Whether the command changes units on purpose.
  var writes: Bool {
    switch command {
    case .format: !has("--check") && !has("--diff")
    case .fix, .validate: (has("--fix") || has("fix")) && !has("--diff")
    case .generate: has("--output")
    default: false
    }
  }

  /// Whether standard output is exact text on purpose, with every byte of the units.
  var printsExactText: Bool {
    switch command {
    case .format: has("-") || has("--diff")
    case .fix, .validate: has("--diff") || (has("--fix") && has("-"))
    case .generate: true
    case .cat: !has("--json")
    case .diff: has("--text")
    default: false
    }
  }

  /// The format that the options ask for: the last one counts.
  var format: [UInt8]? {
    var format: [UInt8]?
    for (index, argument) in arguments.enumerated() {
      if argument == bytes("--json") { format = bytes("json") }
      if argument == bytes("--format"), index + 1 < arguments.count { format = arguments[index + 1] }
    }
    return format
  }

  private func has(_ argument: String) -> Bool { arguments.contains(bytes(argument)) }

  /// Whether standard output is the formatted standard input.
  var filters: Bool { command == .format && arguments.contains(bytes("-")) && !arguments.contains(bytes("--check")) }
}
