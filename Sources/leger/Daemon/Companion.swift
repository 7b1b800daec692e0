import Glibc
import QuadletAnalysis

/// A process of leger's own that runs beside the server, and is started again when it ends.
final class Companion {
  private let program: [UInt8]
  private let arguments: [[UInt8]]
  private let environment: [[UInt8]]
  /// The exit status with which it says that this machine is not one that it can work on.
  private let refusal: Int32
  private let report: (String) -> Void
  private var process: pid_t?
  private var isRefused = false

  /// How often it is looked after.
  private static let interval = Duration.seconds(10)
  /// How long it may take to finish what it does, in tenths of a second.
  private static let patience = 300

  init(
    _ program: [UInt8],
    _ arguments: [[UInt8]],
    environment: [[UInt8]],
    refusal: Int32,
    report: @escaping (String) -> Void
  ) {
    (self.program, self.arguments, self.environment) = (program, arguments, environment)
    (self.refusal, self.report) = (refusal, report)
  }

  /// Starts it, and looks after it from then on.
  func start(on loop: EventLoop) {
    spawn()
    loop.every(Self.interval) { [unowned self] in
      look(WNOHANG)
      if process == nil, !isRefused { spawn() }
    }
  }

  /// Lets it finish what it does, and waits for its end.
  func end() {
    guard let process else { return }
    kill(process, SIGTERM)
    for _ in 0..<Self.patience {
      look(WNOHANG)
      if self.process == nil { return }
      usleep(100_000)
    }
    kill(process, SIGKILL)
    look(0)
  }

  private func look(_ options: Int32) {
    guard let process else { return }
    var status: Int32 = 0
    guard waitpid(process, &status, options) == process else { return }
    self.process = nil
    let code = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    isRefused = code == refusal
    if isRefused { report("podman's secrets are not kept in step on this machine; the store is served") }
  }

  private func spawn() {
    // By its usual name: as `legerd` it would take the words for those of `leger daemon run`.
    let name = Array("leger".utf8)
    var words = ([name] + arguments).map { UnsafeMutablePointer<CChar>?(strdup(CPath($0).bytes)) } + [nil]
    var variables = environment.map { UnsafeMutablePointer<CChar>?(strdup(CPath($0).bytes)) } + [nil]
    defer { for text in words + variables { free(text) } }
    var number: pid_t = 0
    if posix_spawn(&number, CPath(program).bytes, nil, nil, &words, &variables) == 0 { process = number }
  }
}
