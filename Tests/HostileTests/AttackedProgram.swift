import Foundation
import Glibc
import Synchronization

/// The program that is attacked, run once.
struct AttackedProgram {
  /// Where it lies.
  let path: [UInt8]

  /// `LEGER_ATTACK_PROGRAM`, or the leger that was built beside the tests; nil when there is none.
  static let standard: AttackedProgram? = {
    if let named = ProcessInfo.processInfo.environment["LEGER_ATTACK_PROGRAM"] {
      return AttackedProgram(path: bytes(named))
    }
    let products = Bundle.main.bundleURL
    return [products, products.deletingLastPathComponent()].map {
      $0.appending(path: "leger").path(percentEncoded: false)
    }
    .first { path in
      var status = stat()
      return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }.map { AttackedProgram(path: bytes($0)) }
  }()

  /// How one run ended.
  struct Ending {
    /// The status as `wait` gives it.
    var status: Int32 = 0
    /// Why it was killed; nil when it ended by itself.
    var killed: Reason?
    /// Seconds of processor time.
    var processor = 0.0
    /// Seconds.
    var duration = 0.0
    /// Bytes; nil when it is not known, because the tests themselves have been larger.
    var peak: Int?
    /// Whether a program that it started was still there.
    var leftPrograms = false

    /// Why a run was killed.
    enum Reason: String {
      case tookTooLong = "10 s are over"
      case tookTooMuchMemory = "it takes too much memory"
      case printedTooMuch = "it prints without end"
      case notStarted = "it cannot be started"
    }

    /// The exit status; nil when a signal ended it.
    var exitStatus: Int32? { status & 0x7F == 0 ? status >> 8 & 0xFF : nil }
    var signal: Int32? { status & 0x7F == 0 ? nil : status & 0x7F }
  }

  static let timeLimit = 10.0
  private static let printLimit = 2 << 30

  /// Starts it in a folder; returns its process ID, or nil.
  func start(_ arguments: [[UInt8]], in folder: [UInt8], _ variables: [[UInt8]], _ streams: AttackStreams) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, descriptor) in [(Int32(0), streams.input), (1, streams.output), (2, streams.programMessages)] {
      if descriptor >= 0 {
        posix_spawn_file_actions_adddup2(&actions, descriptor, number)
      } else {
        posix_spawn_file_actions_addclose(&actions, number)
      }
    }
    guard LibraryCalls.addFolder(folder, to: &actions) else { return nil }
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
    // A busy machine may have no process to give for a moment.
    for _ in 0..<5 {
      let code = Self.withCStrings([path] + arguments) { arguments in
        Self.withCStrings(variables) { posix_spawn(&child, cPath(path), &actions, &attributes, arguments, $0) }
      }
      if code == 0 { return child }
      usleep(100_000)
    }
    return nil
  }

  /// Waits for the end of a program that was started now.
  static func wait(_ child: pid_t, memoryLimit: Int, _ streams: AttackStreams, ownPeak: Int) -> Ending {
    var ending = Ending()
    var usage = rusage()
    let start = ContinuousClock.now
    var round = 0
    while true {
      let ended = wait4(child, &ending.status, ending.killed == nil ? WNOHANG : 0, &usage)
      if ended == child { break }
      if ended < 0, errno != EINTR { break }
      usleep(round < 40 ? 150 : round < 200 ? 1_000 : 5_000)
      round += 1
      if round % 16 != 0 { continue }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      if seconds > timeLimit, !isStarved(child, seconds) { ending.killed = .tookTooLong }
      if residentSize(child) > memoryLimit + 256 << 20 { ending.killed = .tookTooMuchMemory }
      if streams.printed > printLimit { ending.killed = .printedTooMuch }
      if ending.killed != nil { kill(-child, SIGKILL) }
    }
    ending.duration = (ContinuousClock.now - start) / .seconds(1)
    ending.processor = [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    let peak = usage.ru_maxrss << 10
    // Until exec, the memory of a child is that of its parent, and it counts.
    if peak > ownPeak { ending.peak = peak }
    if kill(-child, 0) == 0 {
      // A program that is ending now is none that stays.
      usleep(20_000)
      ending.leftPrograms = kill(-child, 0) == 0
      kill(-child, SIGKILL)
    }
    return ending
  }

  /// Whether a process works, but has had hardly any time for it because the machine is busy.
  private static func isStarved(_ child: pid_t, _ seconds: Double) -> Bool {
    guard seconds < timeLimit * 6, let text = DiskFile.read(bytes("/proc/\(child)/stat")) else { return false }
    let fields = String(decoding: text, as: UTF8.self).split(separator: ")").last?.split(separator: " ") ?? []
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return false }
    return 1..<timeLimit * 0.8 ~= (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// The memory of a process now, in bytes.
  private static func residentSize(_ child: pid_t) -> Int {
    let fields = DiskFile.read(bytes("/proc/\(child)/statm")).map {
      String(decoding: $0, as: UTF8.self).split(separator: " ")
    }
    return (fields.flatMap { $0.count > 1 ? Int($0[1]) : nil } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  private static func withCStrings(
    _ texts: [[UInt8]],
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32
  ) -> Int32 {
    var pointers = texts.map { strdup(cPath($0)) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeMutableBufferPointer { buffer in buffer.baseAddress.map(body) ?? EINVAL }
  }
}

/// The memory of the tests themselves.
enum OwnMemory {
  private static let lock = Mutex(())

  /// Returns what is made, and a size that the tests did not exceed meanwhile, in bytes.
  static func peak<Made>(while make: () -> Made) -> (made: Made, peak: Int) {
    // Another thread must not make it forget in between.
    lock.withLock { _ in
      let file = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
      if file >= 0 {
        _ = DiskFile.put(bytes("5"), file)
        close(file)
      }
      return (make(), peak())
    }
  }

  private static func peak() -> Int {
    let text = DiskFile.read(bytes("/proc/self/status")).map { String(decoding: $0, as: UTF8.self) } ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) << 10
  }
}
