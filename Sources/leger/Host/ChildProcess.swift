import Glibc

/// A started program with a pipe to each of its standard streams.
struct ChildProcess: ~Copyable {
  private let identifier: pid_t
  private var input: Int32
  private var output: Int32
  private var messages: Int32

  /// Descriptors below this number do not stay open in the program.
  private static let closedDescriptors = 256

  /// Starts a program. Signals are as a shell would leave them, and no other file of leger stays open in it.
  init(_ spawn: borrowing Spawn) throws(Spawn.Failure) {
    var pipes: [Int32] = []
    func closeAll() { for descriptor in pipes { close(descriptor) } }
    for _ in 0..<3 {
      var ends: [Int32] = [-1, -1]
      // Swift does not show pipe2; the calls below close what slips through to another child.
      guard pipe(&ends) == 0 else {
        let error = SystemError.last
        closeAll()
        throw .notStarted(error)
      }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      pipes += ends
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (descriptor, end) in [(Int32(0), pipes[0]), (1, pipes[3]), (2, pipes[5])] {
      posix_spawn_file_actions_adddup2(&actions, end, descriptor)
    }
    // What leger opens closes by itself; this is for what leger was given, and for a pipe of another thread.
    for descriptor in 3..<Int32(max(3, min(Self.closedDescriptors, sysconf(Int32(_SC_OPEN_MAX))))) {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGPIPE, SIGINT, SIGQUIT, SIGTERM, SIGCHLD] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var child: pid_t = 0
    let code = Self.withCStrings([spawn.program] + spawn.arguments) { arguments in
      Self.withCStrings(spawn.environment) {
        posix_spawn(&child, CPath(spawn.program).bytes, &actions, &attributes, arguments, $0)
      }
    }
    guard code == 0 else {
      closeAll()
      throw .notStarted(SystemError(code: code))
    }
    for end in [pipes[0], pipes[3], pipes[5]] { close(end) }
    identifier = child
    (input, output, messages) = (pipes[1], pipes[2], pipes[4])
    for end in [input, output, messages] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
  }

  deinit {
    for descriptor in [input, output, messages] where descriptor >= 0 { close(descriptor) }
  }

  /// Feeds the program, takes what it says, and waits for its end; one that does not keep to the limits is killed.
  consuming func finish(
    input text: [UInt8],
    outputLimit: Int,
    timeLimit: Double
  ) throws(Spawn.Failure) -> Spawn.Outcome {
    let end = Self.now + timeLimit
    let quiet = BrokenPipeSilence()
    defer { quiet.end() }
    var (said, told): ([UInt8], [UInt8]) = ([], [])
    var written = 0
    if text.isEmpty { Self.shut(&input) }
    while output >= 0 || messages >= 0 {
      var polls = [
        pollfd(fd: output, events: Int16(POLLIN), revents: 0), pollfd(fd: messages, events: Int16(POLLIN), revents: 0),
        pollfd(fd: input, events: Int16(POLLOUT), revents: 0),
      ]
      let ready = poll(&polls, 3, Int32(max(0, min(1000, (end - Self.now) * 1000))))
      if ready < 0, errno != EINTR { break }
      if Self.now >= end {
        kill()
        throw .tookTooLong(seconds: timeLimit)
      }
      if ready <= 0 { continue }
      if polls[0].revents != 0 { Self.take(from: &output, into: &said) }
      if polls[1].revents != 0 { Self.take(from: &messages, into: &told) }
      if polls[2].revents != 0 { Self.give(text, &written, to: &input) }
      if max(said.count, told.count) > outputLimit {
        kill()
        throw .saidTooMuch(limit: outputLimit)
      }
    }
    guard let status = wait(until: end) else {
      kill()
      throw .tookTooLong(seconds: timeLimit)
    }
    return Spawn.Outcome(status: status, output: said, messages: told)
  }

  // MARK: Pipes

  private static func take(from descriptor: inout Int32, into bytes: inout [UInt8]) {
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    if count > 0 {
      bytes += chunk[..<count]
    } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
      shut(&descriptor)
    }
  }

  private static func give(_ text: [UInt8], _ position: inout Int, to descriptor: inout Int32) {
    let count = text.withUnsafeBytes {
      Glibc.write(descriptor, $0.baseAddress.map { $0 + position }, $0.count - position)
    }
    if count > 0 { position += count }
    let isOver = count < 0 && errno != EAGAIN && errno != EINTR
    if isOver || position >= text.count { shut(&descriptor) }
  }

  private static func shut(_ descriptor: inout Int32) {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }

  // MARK: The end

  private func kill() {
    Glibc.kill(identifier, SIGKILL)
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
  }

  private func wait(until end: Double) -> Int32? {
    var status: Int32 = 0
    while true {
      let ended = waitpid(identifier, &status, WNOHANG)
      if ended == identifier { return status & 0x7F == 0 ? (status >> 8) & 0xFF : (status & 0x7F) + 128 }
      if ended < 0, errno != EINTR { return 127 }
      if Self.now >= end { return nil }
      usleep(500)
    }
  }

  /// Seconds of a clock that nobody sets.
  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func withCStrings(
    _ texts: [[UInt8]],
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32
  ) -> Int32 {
    var pointers = texts.map { strdup(CPath($0).bytes) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeMutableBufferPointer { buffer in buffer.baseAddress.map(body) ?? EINVAL }
  }
}

/// Keeps a pipe that nobody reads any more from ending leger, for this thread and as long as it lasts.
private struct BrokenPipeSilence {
  private var before = sigset_t()
  private var signal = sigset_t()

  init() {
    sigemptyset(&signal)
    sigaddset(&signal, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signal, &before)
  }

  func end() {
    var (signal, before) = (signal, before)
    var none = timespec()
    while sigtimedwait(&signal, nil, &none) > 0 {}
    pthread_sigmask(SIG_SETMASK, &before, nil)
  }
}
