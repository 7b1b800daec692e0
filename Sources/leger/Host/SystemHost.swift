import CSystem
import Glibc
import QuadletAnalysis
import QuadletSyntax

/// The machine that leger runs on.
struct SystemHost: Host {
  // MARK: Files

  func resolve(_ path: [UInt8]) throws(SystemError) -> [UInt8] { try FileSystem.resolve(path) }

  func kind(_ path: [UInt8]) throws(SystemError) -> FileKind { try FileSystem.status(path).kind }

  func list(_ path: [UInt8]) throws(SystemError) -> FolderListing { try FileSystem.list(path) }

  func read(_ path: [UInt8], limit: Int) throws(ReadFailure) -> [UInt8] { try FileSystem.read(path, limit: limit) }

  func load(_ inventory: Inventory, dialect: Dialect) -> [Inventory.Content] {
    UnitLoader(inventory: inventory, dialect: dialect).load()
  }

  func status(_ path: [UInt8], followingLinks: Bool) throws(SystemError) -> FileStatus {
    try FileSystem.status(path, followingLinks: followingLinks)
  }

  func replace(
    _ path: [UInt8],
    within root: [UInt8],
    with bytes: [UInt8],
    _ options: Replacement
  ) throws(WriteFailure) {
    try FileWriter.replace(path, within: root, with: bytes, options)
  }

  func create(
    _ path: [UInt8],
    within root: [UInt8],
    mode: UInt16,
    _ fill: (FileOutput) throws(HostFailure) -> Void
  ) throws(HostFailure) {
    try FileWriter.create(path, within: root, mode: mode, fill)
  }

  func append(_ bytes: [UInt8], to path: [UInt8], within root: [UInt8], mode: UInt16) throws(WriteFailure) {
    try FileWriter.append(bytes, to: path, within: root, mode: mode)
  }

  func openInput(_ path: [UInt8]) throws(ReadFailure) -> FileInput { try FileSystem.input(path) }

  func freeSpace(of folder: [UInt8]) -> Int? { FileSystem.freeSpace(of: folder) }

  func makeFolder(_ path: [UInt8], within root: [UInt8], mode: UInt16) throws(WriteFailure) {
    try FileWriter.makeFolder(path, within: root, mode: mode)
  }

  func makeLink(_ path: [UInt8], within root: [UInt8], to target: [UInt8]) throws(WriteFailure) {
    try FileWriter.makeLink(path, within: root, to: target)
  }

  func rename(_ path: [UInt8], to newPath: [UInt8], within root: [UInt8]) throws(WriteFailure) {
    try FileWriter.rename(path, to: newPath, within: root)
  }

  func remove(_ path: [UInt8], within root: [UInt8]) throws(WriteFailure) {
    try FileWriter.remove(path, within: root)
  }

  func removeLeftovers(in folder: [UInt8], within root: [UInt8]) {
    guard let folder = try? OpenFolder(folder, within: root) else { return }
    TemporaryFile.removeLeftovers(in: folder)
  }

  func lock(_ path: [UInt8], within root: [UInt8], holder: [UInt8]) throws(LockFailure) -> FileLock {
    try FileLock.flock(path, within: root, holder: holder)
  }

  // MARK: Programs

  func run(_ spawn: Spawn, _ streams: ProgramStreams) throws(Spawn.Failure) -> Int32 {
    // Before the program starts, so no signal can end leger alone.
    let watch = spawn.leavesSignals ? -1 : Interruption.watch()
    defer { if !spawn.leavesSignals { Interruption.unwatch() } }
    if !spawn.outlastsInterruption, let signal = Interruption.signal { throw .interrupted(signal: signal) }
    // Where a parent has made leger ignore it, the kernel would forget how programs ended.
    signal(SIGCHLD, SIG_DFL)
    let child = try ChildProcess(spawn)
    return try child.finish(spawn, streams, watch)
  }

  var caughtSignal: Int32? { Interruption.signal }

  func catchingSignals<Result>(_ body: () throws(HostFailure) -> Result) throws(HostFailure) -> Result {
    _ = Interruption.watch()
    defer { Interruption.unwatch() }
    return try body()
  }

  // MARK: Time

  var wallClock: Duration { Self.time(CLOCK_REALTIME) }

  var monotonicClock: Duration { Self.time(CLOCK_MONOTONIC) }

  func sleep(for duration: Duration) {
    let (seconds, attoseconds) = duration.components
    var rest = timespec(tv_sec: Int(max(0, seconds)), tv_nsec: Int(max(0, attoseconds / 1_000_000_000)))
    var left = timespec()
    while nanosleep(&rest, &left) != 0, errno == EINTR { rest = left }
  }

  static func time(_ clock: clockid_t) -> Duration {
    var time = timespec()
    clock_gettime(clock, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }

  // MARK: Who and where

  var user: UserIdentity { UserIdentity(user: getuid(), group: getgid()) }

  func variable(_ name: String) -> [UInt8]? { getenv(name).map { FileSystem.bytes($0) } }

  var ownProgram: [UInt8]? { try? FileSystem.resolve(Array("/proc/self/exe".utf8)) }

  var currentFolder: [UInt8] {
    guard let text = getcwd(nil, 0) else { return [UInt8(ascii: "/")] }
    defer { free(text) }
    return FileSystem.bytes(text)
  }

  // MARK: Standard streams

  /// Keeps the numbers of standard streams that are closed from being given to files, into which output would be written.
  ///
  /// To use such a stream stays an error.
  static func reserveStandardStreams() {
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 { _ = open("/", leger_path_only) }
  }

  func readInput(limit: Int) throws(ReadFailure) -> [UInt8] {
    try FileSystem.readToEnd(0, expecting: 0, limit: limit)
  }

  func readAnswer() -> [UInt8]? { isatty(0) == 1 ? Self.readLine(0) : nil }

  /// Reads a line from a descriptor, without its newline, at most 1024 bytes of it; nil at the end.
  static func readLine(_ descriptor: Int32) -> [UInt8]? {
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while line.count < 1024 {
      switch Glibc.read(descriptor, &byte, 1) {
      case 1 where byte == UInt8(ascii: "\n"): return line
      case 1: line.append(byte)
      case ..<0 where errno == EINTR: break
      default: return nil
      }
    }
    return line
  }

  func readHiddenAnswer() -> [UInt8]? {
    guard isatty(0) == 1 else { return nil }
    var before = termios()
    guard tcgetattr(0, &before) == 0 else { return nil }
    var hidden = before
    // Ctrl-C arrives as a byte: a signal would leave the terminal silent.
    hidden.c_lflag &= ~tcflag_t(ECHO | ISIG | ICANON)
    tcsetattr(0, TCSAFLUSH, &hidden)
    defer { tcsetattr(0, TCSAFLUSH, &before) }
    return HiddenLine.read {
      var byte: UInt8 = 0
      while true {
        switch Glibc.read(0, &byte, 1) {
        case 1: return byte
        case ..<0 where errno == EINTR: continue
        default: return nil
        }
      }
    }
  }

  func write(_ bytes: [UInt8], to stream: StandardStream) throws(SystemError) {
    try FileSystem.write(bytes, to: stream.rawValue)
  }

  func terminalWidth(of stream: StandardStream) -> Int? {
    guard isatty(stream.rawValue) == 1 else { return nil }
    var size = winsize()
    return ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size) == 0 ? Int(size.ws_col) : 0
  }
}
