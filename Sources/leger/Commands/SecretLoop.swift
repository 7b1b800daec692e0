import Glibc
import QuadletAnalysis

/// Asks the store again and again, and keeps podman's secrets in step: what legerd-sync.service runs.
struct SecretLoop {
  private let scope: Scope
  private let host: any Host
  private let report: (String) -> Void
  private let folders: DeploymentFolders

  /// How often values are compared, and not only versions.
  private static let fullInterval = Duration.seconds(3600)
  /// When to try again after another command was at work.
  private static let retryInterval = Duration.seconds(5)
  /// How long `leger daemon sync` waits for an answer.
  private static let patience = Duration.seconds(120)

  init(_ scope: Scope, on host: any Host, report: @escaping (String) -> Void) throws(HostFailure) {
    (self.scope, self.host, self.report) = (scope, host, report)
    folders = try DeploymentFolders(scope, on: host)
  }

  /// Runs until SIGTERM or SIGINT comes, or the process is gone that has started it.
  func run() throws(HostFailure) {
    // A machine without podman or systemd is told at once.
    _ = try Deployer(scope, on: host)
    let lock = try takeLock()
    defer { lock.release() }
    guard let loop = EventLoop() else { throw HostFailure(.environment, "there is no memory left") }
    var isEnding = false
    for number in [SIGTERM, SIGINT] {
      loop.onSignal(number) {
        isEnding = true
        loop.stop()
      }
    }
    for number in [SIGHUP, SIGUSR1] { loop.onSignal(number) { loop.stop() } }
    let notice = ServiceNotice(on: host)
    let parent = getppid()
    var lastFull: Duration?
    var last = SecretReport(at: 0)
    notice.send("READY=1")
    while !isEnding, getppid() == parent {
      let isFull = lastFull.map { host.monotonicClock - $0 >= Self.fullInterval } ?? true
      var isBusy = false
      var next: SecretReport
      do throws(HostFailure) {
        next = try Deployer(scope, on: host).pollSecrets(isFull: isFull)
        if isFull { lastFull = host.monotonicClock }
      } catch {
        isBusy = error.kind == .locked
        next = SecretReport(at: Int(host.wallClock.components.seconds), problem: error.message)
        next.secrets = last.secrets
      }
      // A signal that came while programs ran was not the loop's.
      if let signal = host.caughtSignal {
        if signal != SIGHUP { break }
        Interruption.forget()
      }
      if !isBusy {
        next.round = last.round + 1
        tell(next, unlike: last)
        try? folders.write(next)
        let wrong = next.secrets.count { $0.state.isProblem }
        notice.send("STATUS=\(next.secrets.count) secrets, \(wrong) to look at")
        last = next
      }
      loop.run(for: isBusy ? Self.retryInterval : interval())
    }
    notice.send("STOPPING=1")
  }

  /// The time until the next round: a tenth more or less, so that machines do not all ask at the same moment.
  private func interval() -> Duration {
    let seconds = (try? HostSettings(scope, on: host).pollInterval) ?? folders.settings.pollInterval
    return .milliseconds(seconds * Int.random(in: 900...1100))
  }

  /// Writes to the log what is not as it was.
  private func tell(_ next: SecretReport, unlike last: SecretReport) {
    if let problem = next.problem, problem != last.problem { report(problem) }
    for name in next.changed { report("\(name): changed") }
    for secret in next.secrets where secret.state.isProblem {
      let before = last.secrets.first { $0.podmanName == secret.podmanName }
      if before?.state != secret.state {
        report("\(secret.podmanName): \(secret.state.rawValue): \(secret.reason ?? "")")
      }
    }
  }

  // MARK: One at a time

  private func takeLock() throws(HostFailure) -> FileLock {
    try folders.make(Path.parent(of: folders.pollLock))
    do throws(LockFailure) {
      return try host.lock(folders.pollLock, within: folders.state, holder: Array("\(getpid())".utf8))
    } catch {
      switch error {
      case .held: throw HostFailure(.locked, "another legerd keeps podman's secrets in step")
      case .failed(let failure): throw HostFailure(folders.pollLock, failure.message)
      }
    }
  }

  /// Makes the loop that runs ask now; returns what it has found.
  static func wake(_ scope: Scope, on host: any Host) throws(HostFailure) -> SecretReport {
    let folders = try DeploymentFolders(scope, on: host)
    let before = try folders.lastSecretReport()
    guard let process = try holder(of: folders, on: host) else {
      throw HostFailure(
        .environment,
        "no daemon keeps podman's secrets in step",
        help: "leger daemon start, or without it: leger secrets sync"
      )
    }
    guard kill(process, SIGUSR1) == 0 else {
      throw HostFailure(.environment, "the daemon cannot be reached: \(SystemError.last.message)")
    }
    let start = host.monotonicClock
    while host.monotonicClock - start < patience {
      host.sleep(for: .milliseconds(100))
      if let report = try folders.lastSecretReport(), report != before { return report }
    }
    throw HostFailure(.failed, "the daemon has not answered within two minutes", help: "leger daemon status")
  }

  private static func holder(of folders: DeploymentFolders, on host: any Host) throws(HostFailure) -> Int32? {
    if host.isMissing(folders.pollLock) { return nil }
    do throws(LockFailure) {
      try host.lock(folders.pollLock, within: folders.state, holder: []).release()
      return nil
    } catch {
      switch error {
      case .held(let bytes): return Int32(String(decoding: bytes, as: UTF8.self)).flatMap { $0 > 0 ? $0 : nil }
      case .failed(let failure): throw HostFailure(folders.pollLock, failure.message)
      }
    }
  }
}
