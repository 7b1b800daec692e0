import CSystem
import Glibc

/// A started program with a pipe to each of its standard streams, leader of its own process group.
struct ChildProcess: ~Copyable {
  private let identifier: pid_t
  private var input: Int32
  private var output: Int32
  private var messages: Int32

  /// Descriptors below this number do not stay open in the program.
  private static let closedDescriptors: Int32 = 256
  /// How long a program that must end has between SIGTERM and SIGKILL.
  private static let grace = 1.0

  /// Starts a program. Signals are as a shell would leave them, and no other file of leger stays open in it.
  init(_ spawn: borrowing Spawn) throws(Spawn.Failure) {
    guard spawn.program.first == UInt8(ascii: "/") else { throw .notStarted(SystemError(code: ENOENT)) }
    let pipes = try Self.makePipes()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (descriptor, end) in [(Int32(0), pipes[0]), (1, pipes[3]), (2, pipes[5])] {
      posix_spawn_file_actions_adddup2(&actions, end, descriptor)
    }
    // What leger opens closes by itself; this is for what leger was given, and for a pipe of another thread.
    for descriptor in 3..<max(3, min(Self.closedDescriptors, Int32(clamping: sysconf(Int32(_SC_OPEN_MAX))))) {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    if let folder = spawn.folder { _ = leger_spawn_in(&actions, CPath(folder).bytes) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGPIPE, SIGINT, SIGQUIT, SIGTERM, SIGCHLD] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP
    posix_spawnattr_setflags(&attributes, Int16(truncatingIfNeeded: flags))
    var child: pid_t = 0
    let code = Self.withCStrings([spawn.program] + spawn.arguments) { arguments in
      Self.withCStrings(spawn.environment) {
        posix_spawn(&child, CPath(spawn.program).bytes, &actions, &attributes, arguments, $0)
      }
    }
    guard code == 0 else {
      for descriptor in pipes { close(descriptor) }
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

  /// Makes the two ends of a pipe for each standard stream.
  private static func makePipes() throws(Spawn.Failure) -> [Int32] {
    var pipes: [Int32] = []
    for _ in 0..<3 {
      var ends: [Int32] = [-1, -1]
      // Swift does not show pipe2; a child of another thread that gets an end meanwhile closes it itself.
      guard pipe(&ends) == 0 else {
        let error = SystemError.last
        for descriptor in pipes { close(descriptor) }
        throw .notStarted(error)
      }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      pipes += ends
    }
    return pipes
  }

  // MARK: Running

  /// Moves the streams until the program ends; one that does not keep to the limits is ended. Returns its exit status.
  ///
  /// `watch` becomes readable when leger gets a signal.
  consuming func finish(
    _ spawn: borrowing Spawn,
    _ streams: ProgramStreams,
    _ watch: Int32
  ) throws(Spawn.Failure) -> Int32 {
    let quiet = BrokenPipeSilence()
    defer { quiet.end() }
    let end = Self.now + Self.seconds(spawn.timeLimit)
    var waiting = StreamInput(streams.input)
    var (said, told) = (0, 0)
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    if waiting.isAtEnd { Self.shut(&input) }
    while output >= 0 || messages >= 0 {
      var polls = [
        pollfd(fd: output, events: Int16(POLLIN), revents: 0), pollfd(fd: messages, events: Int16(POLLIN), revents: 0),
        pollfd(fd: input, events: Int16(POLLOUT), revents: 0),
        pollfd(fd: spawn.outlastsInterruption ? -1 : watch, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&polls, 4, Int32(max(0, min(1000, (end - Self.now) * 1000))))
      if ready < 0, errno != EINTR { throw endGroup(.lost(.last)) }
      if let failure = failure(of: spawn, at: end) { throw endGroup(failure) }
      if ready <= 0 { continue }
      if polls[0].revents != 0, let failure = Self.take(from: &output, into: &chunk, &said, streams.output) {
        throw endGroup(failure)
      }
      if polls[1].revents != 0, let failure = Self.take(from: &messages, into: &chunk, &told, streams.messages) {
        throw endGroup(failure)
      }
      if polls[2].revents != 0, !waiting.give(to: input) { Self.shut(&input) }
      if max(said, told) > spawn.outputLimit { throw endGroup(.saidTooMuch(limit: spawn.outputLimit)) }
    }
    while true {
      if let status = try wait() { return status }
      if let failure = failure(of: spawn, at: end) { throw endGroup(failure) }
      usleep(500)
    }
  }

  /// Why the program must end now.
  private func failure(of spawn: borrowing Spawn, at end: Double) -> Spawn.Failure? {
    if !spawn.outlastsInterruption, let signal = Interruption.signal { return .interrupted(signal: signal) }
    return Self.now >= end ? .tookTooLong(spawn.timeLimit) : nil
  }

  /// Hands on what can be read; returns why the program must end, if it must.
  private static func take(
    from descriptor: inout Int32,
    into chunk: inout [UInt8],
    _ total: inout Int,
    _ consumer: ([UInt8]) -> Bool
  ) -> Spawn.Failure? {
    let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    if count > 0 {
      total += count
      return consumer(Array(chunk[..<count])) ? nil : .stopped
    }
    if count < 0 { return errno == EAGAIN || errno == EINTR ? nil : .lost(.last) }
    shut(&descriptor)
    return nil
  }

  private static func shut(_ descriptor: inout Int32) {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }

  // MARK: The end

  /// Ends the program and all of its group: politely first, then for certain. Returns the reason, to throw.
  private func endGroup(_ reason: Spawn.Failure) -> Spawn.Failure {
    kill(-identifier, SIGTERM)
    let end = Self.now + Self.grace
    var state = siginfo_t()
    while Self.now < end {
      // Left unreaped, it keeps its number from being given to another process before the group is killed.
      if waitid(P_PID, id_t(identifier), &state, WEXITED | WNOHANG | WNOWAIT) != 0 || state.si_signo != 0 { break }
      usleep(2000)
    }
    kill(-identifier, SIGKILL)
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    return reason
  }

  /// Returns the exit status when the program has ended.
  private func wait() throws(Spawn.Failure) -> Int32? {
    var status: Int32 = 0
    let ended = waitpid(identifier, &status, WNOHANG)
    if ended == identifier { return status & 0x7F == 0 ? (status >> 8) & 0xFF : (status & 0x7F) + 128 }
    if ended < 0, errno != EINTR { throw .lost(.last) }
    return nil
  }

  private static var now: Double { seconds(SystemHost.time(CLOCK_MONOTONIC)) }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
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

/// The bytes that wait to be written to a program, from one chunk after the other.
private struct StreamInput {
  private let next: () -> [UInt8]?
  private var chunk: [UInt8]?
  private var position = 0

  init(_ next: @escaping () -> [UInt8]?) {
    self.next = next
    advance()
  }

  var isAtEnd: Bool { chunk == nil }

  private mutating func advance() {
    position = 0
    repeat { chunk = next() } while chunk?.isEmpty == true
  }

  /// Writes what the pipe takes; false when nothing is left, or the program does not read any more.
  mutating func give(to descriptor: Int32) -> Bool {
    guard let bytes = chunk else { return false }
    let count = bytes.withUnsafeBytes {
      write(descriptor, $0.baseAddress.map { $0 + position }, $0.count - position)
    }
    if count < 0 { return errno == EAGAIN || errno == EINTR }
    position += count
    if position == bytes.count { advance() }
    return chunk != nil
  }
}

/// Keeps a pipe that no process reads any more from ending leger, for this thread and as long as it lasts.
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
