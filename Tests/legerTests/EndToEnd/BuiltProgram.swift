import Foundation
import Glibc

/// The `leger` that was built beside the tests, run as a user would run it.
enum BuiltProgram {
  /// Where it lies; nil when it has not been built.
  static let path: String? = {
    let products = Bundle.main.bundleURL
    let candidates = [products, products.deletingLastPathComponent()].map { $0.appending(path: "leger") }
    return candidates.map { $0.path(percentEncoded: false) }.first { access($0, X_OK) == 0 && !isFolder($0) }
  }()

  static let isThere = path != nil
  static let absence = "skipped: there is no leger beside the tests; `swift build` makes it"

  /// A run that could not be started.
  struct Failure: Error {
    let call: String
    let code: Int32
  }

  /// What standard output leads into.
  enum Destination {
    case file
    /// A pipe that nobody reads any more.
    case closedPipe
    case terminal
    /// A device that takes nothing.
    case fullDisk
  }

  /// Runs it to its end; a run that takes longer than `limit` seconds is killed.
  static func run(
    _ arguments: [String],
    in folder: String,
    input: String? = nil,
    environment: [String: String] = [:],
    output destination: Destination = .file,
    limit: Double = 30
  ) throws -> ProgramRun {
    try run(
      bytes: arguments.map { Array($0.utf8) },
      in: folder,
      input: input.map { Array($0.utf8) },
      environment: environment,
      output: destination,
      limit: limit
    )
  }

  /// The same with arguments that need not be UTF-8.
  static func run(
    bytes arguments: [[UInt8]],
    in folder: String,
    input: [UInt8]? = nil,
    environment: [String: String] = [:],
    output destination: Destination = .file,
    limit: Double = 30
  ) throws -> ProgramRun {
    guard let path else { throw Failure(call: "find leger", code: ENOENT) }
    let scratch = try ScratchFolder()
    if let input { try scratch.write("in", input) }
    let stream = try OutputStream(destination, file: scratch.path + "/out")

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input == nil ? "/dev/null" : scratch.path + "/in", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, stream.descriptor, 1)
    posix_spawn_file_actions_addopen(&actions, 2, scratch.path + "/err", O_WRONLY | O_CREAT | O_TRUNC, 0o600)

    // The tests may ignore SIGPIPE; a shell does not.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

    var child: pid_t = 0
    // The shell goes into the folder and then becomes the program.
    let shell = "/bin/sh"
    let words = [shell, "-c", "cd \"$1\" && shift && exec \"$@\"", shell, folder, path].map { Array($0.utf8) }
    let code = withCStrings(words + arguments) { arguments in
      withCStrings(variables(environment)) { posix_spawn(&child, shell, &actions, &attributes, arguments, $0) }
    }
    guard code == 0 else { throw Failure(call: "posix_spawn", code: code) }
    let status = wait(for: child, limit: limit)
    return ProgramRun(
      output: try stream.readBack(),
      messages: [UInt8](try Data(contentsOf: URL(filePath: scratch.path + "/err"))),
      status: status
    )
  }

  private static func variables(_ given: [String: String]) -> [[UInt8]] {
    var variables = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
    variables["LD_LIBRARY_PATH"] = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"]
    return variables.merging(given) { $1 }.map { Array("\($0.key)=\($0.value)".utf8) }
  }

  /// The exit status; a signal counts as its number plus 128, as in a shell, and a run that was too long as nil.
  private static func wait(for child: pid_t, limit: Double) -> Int32? {
    let end = ContinuousClock.now + .seconds(limit)
    var status: Int32 = 0
    while true {
      let ended = waitpid(child, &status, WNOHANG)
      if ended == child { return status & 0x7F == 0 ? (status >> 8) & 0xFF : (status & 0x7F) + 128 }
      if ended < 0, errno != EINTR { return nil }
      if ContinuousClock.now > end {
        kill(child, SIGKILL)
        waitpid(child, &status, 0)
        return nil
      }
      usleep(1_000)
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func withCStrings(
    _ texts: [[UInt8]],
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32
  ) -> Int32 {
    var pointers = texts.map { text in strdup(text.map { CChar(bitPattern: $0) } + [0]) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeMutableBufferPointer { buffer in buffer.baseAddress.map(body) ?? EINVAL }
  }
}

/// What came of one run.
struct ProgramRun {
  let output: [UInt8]
  let messages: [UInt8]
  /// The exit status; nil when the run was killed because it took too long.
  let status: Int32?

  var text: String { String(decoding: output, as: UTF8.self) }
  var messageText: String { String(decoding: messages, as: UTF8.self) }

  /// The lines of standard output that begin a finding.
  var findings: [String] {
    text.split(separator: "\n").map(String.init).filter { $0.hasSuffix("]") && !$0.hasPrefix(" ") }
  }
}

/// Where the output of a run goes, and how it is read back.
private final class OutputStream {
  let descriptor: Int32
  private let file: String
  private let terminal: Int32?

  init(_ destination: BuiltProgram.Destination, file: String) throws {
    self.file = file
    switch destination {
    case .file:
      terminal = nil
      descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    case .fullDisk:
      terminal = nil
      descriptor = open("/dev/full", O_WRONLY | O_CLOEXEC)
    case .closedPipe:
      terminal = nil
      // A named pipe can be opened so that no other child gets to hold an end of it.
      guard mkfifo(file, 0o600) == 0 else { throw BuiltProgram.Failure(call: "mkfifo", code: errno) }
      let reader = open(file, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
      descriptor = open(file, O_WRONLY | O_CLOEXEC)
      close(reader)
    case .terminal:
      var ends: (master: Int32, slave: Int32) = (-1, -1)
      guard openpty(&ends.master, &ends.slave, nil, nil, nil) == 0 else {
        throw BuiltProgram.Failure(call: "openpty", code: errno)
      }
      for end in [ends.master, ends.slave] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      terminal = ends.master
      descriptor = ends.slave
    }
    guard descriptor >= 0 else { throw BuiltProgram.Failure(call: "open", code: errno) }
  }

  /// What was written; what a terminal got must fit into its buffer.
  func readBack() throws -> [UInt8] {
    guard let terminal else {
      var status = stat()
      guard stat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return [] }
      return FileManager.default.contents(atPath: file).map { [UInt8]($0) } ?? []
    }
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var poll = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
    var bytes: [UInt8] = []
    while Glibc.poll(&poll, 1, 100) == 1, poll.revents & Int16(POLLIN) != 0 {
      let count = read(terminal, &chunk, chunk.count)
      if count <= 0 { break }
      bytes += chunk[..<count]
    }
    return bytes
  }

  deinit {
    close(descriptor)
    if let terminal { close(terminal) }
  }
}
