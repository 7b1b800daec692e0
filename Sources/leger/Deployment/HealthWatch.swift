/// Watches services after a start: until they are up and healthy, and then whether they stay so.
///
/// systemd alone does not say it: `start` returns 0 for a service that crashes a moment later, a loop with `Restart=always`
/// never reads `failed`, and only podman knows whether a container is unhealthy.
struct HealthWatch {
  /// How long to wait until all are healthy, and how long they must then stay so.
  struct Limits: Codable, Equatable, Sendable {
    var healthSeconds = 90
    var settleSeconds = 10

    /// The times in words, to stand after what is watched.
    var words: String { "(at most \(healthSeconds) s until healthy, then \(settleSeconds) s)" }
  }

  /// Why the watch has ended badly.
  struct Failure: Error {
    let service: String?
    let reason: String
    /// What the last health check has printed.
    var output: String?
  }

  let systemd: Systemd
  let podman: PodmanClient
  let limits: Limits
  /// The services that must be up.
  let names: [String]
  /// The address that must answer.
  let probe: String?

  /// A service that ends this soon after its start may be waiting for another one, and is given some more tries.
  private static let youth = Duration.seconds(5)
  private static let tries = 5

  /// How a service or a container has fared so far.
  private struct Life {
    var invocation = ""
    var restarts: Int
    var upSince: Duration?
    var downSince: Duration?
    private var tries = 0

    init(restarts: Int = 0) { self.restarts = restarts }

    /// Notes that it has started anew; returns after how long or how often, when that is no longer the beginning.
    mutating func begin(times: Int, at now: Duration) -> String? {
      let lived = upSince.map { now - $0 } ?? .zero
      tries += max(1, times)
      upSince = nil
      if lived >= HealthWatch.youth { return "after \(lived.components.seconds) s" }
      return tries >= HealthWatch.tries ? "\(tries) times" : nil
    }
  }

  private struct Verdict {
    /// What is not up yet, and how it is.
    var waiting: (service: String?, reason: String)?
    /// Whether a service has started anew since the last look.
    var hasFlapped = false
  }

  /// Returns when all is well; throws with the last lines of the service that is not.
  func check() throws(HostFailure) {
    let start = systemd.host.wallClock
    guard let failure = try run() else { return }
    guard let service = failure.service else { throw HostFailure(.failed, failure.reason) }
    let check = failure.output.map { ["the last health check printed: \($0)"] } ?? []
    throw HostFailure(
      .failed,
      "\(service) \(failure.reason)",
      details: check + systemd.lastLines(of: service, since: start)
    )
  }

  private func run() throws(HostFailure) -> Failure? {
    let host = systemd.host
    let start = host.monotonicClock
    var lives: [String: Life] = [:]
    var steadySince: Duration?
    // The time to become healthy begins anew when the network of the system is there.
    var begin = start
    var pause = PollingPause()
    while true {
      let now = host.monotonicClock
      if !systemd.outlastsInterruption, host.caughtSignal != nil {
        return Failure(service: nil, reason: "interrupted")
      }
      do throws(Failure) {
        let verdict = try look(now, &lives)
        if verdict.waiting == nil, !verdict.hasFlapped {
          let since = steadySince ?? now
          steadySince = since
          if now - since >= .seconds(limits.settleSeconds) { return nil }
        } else {
          steadySince = nil
          // A service that is steady when the time is over has the time to settle on top of it.
          let limit = Duration.seconds(limits.healthSeconds)
          if begin != start, now - start < limit + Self.networkWait, isNetworkAwaited { begin = now }
          if now - begin >= limit, let waiting = verdict.waiting {
            if begin == start, isNetworkAwaited {
              begin = now
              continue
            }
            throw Failure(
              service: waiting.service,
              reason: "\(waiting.reason), after \(limits.healthSeconds) s"
            )
          }
        }
      } catch {
        return error
      }
      let settled = steadySince.map { $0 + .seconds(limits.settleSeconds) - host.monotonicClock }
      host.sleep(for: max(.zero, min(pause.next(), settled ?? .seconds(1))))
    }
  }

  /// How long services of a user may wait for the network of the system, besides the time to become healthy.
  private static let networkWait = Duration.seconds(120)

  /// Whether services of a user still wait for the network of the system, as podman's generator orders all of them to: where
  /// nothing has asked for `network-online.target`, that takes 90 seconds after each boot (podman-systemd.unit(5)).
  private var isNetworkAwaited: Bool {
    let name = "podman-user-wait-network-online.service"
    return systemd.scope == .user && (try? systemd.states(of: [name]))?[name]?.activeState == "activating"
  }

  private func look(_ now: Duration, _ lives: inout [String: Life]) throws(Failure) -> Verdict {
    let states: [String: ServiceState]
    do throws(HostFailure) { states = try systemd.states(of: names) } catch {
      throw Failure(service: nil, reason: error.message)
    }
    var verdict = Verdict()
    // A service whose process has failed explains why those that need it are down.
    let isFailed = { (name: String) in states[name]?.activeState == "failed" || (states[name]?.restarts ?? 0) > 0 }
    let order = names.filter(isFailed) + names.filter { !isFailed($0) }
    for case (let name, let state?) in order.map({ ($0, states[$0]) }) {
      do throws(Failure) {
        try judge(name, state, now, &lives[name, default: Life()], &verdict)
      } catch {
        // One that systemd keeps starting again takes those down that need it.
        let culprit = names.first { $0 != name && (states[$0]?.restarts ?? 0) > 0 }
        guard state.restarts == 0, let culprit else { throw error }
        throw Failure(service: culprit, reason: "ended and was started again, and \(name) failed with it")
      }
    }
    if verdict.waiting == nil { try judgeContainers(now, &lives, &verdict) }
    if verdict.waiting == nil, let probe { judgeProbe(probe, &verdict) }
    return verdict
  }

  private func judge(
    _ name: String,
    _ state: ServiceState,
    _ now: Duration,
    _ life: inout Life,
    _ verdict: inout Verdict
  ) throws(Failure) {
    if !state.isLoaded { throw Failure(service: name, reason: "is not loaded (\(state.loadState))") }
    if state.activeState == "failed" { throw Failure(service: name, reason: "failed (\(state.result))") }
    let isAnother = !life.invocation.isEmpty && !state.invocation.isEmpty && state.invocation != life.invocation
    if isAnother || state.restarts > life.restarts {
      verdict.hasFlapped = true
      let why =
        state.restarts > 0 ? "ended and was started again" : "was started again together with a service that it needs"
      if let when = life.begin(times: state.restarts - life.restarts, at: now) {
        throw Failure(service: name, reason: "\(why) \(when)")
      }
    }
    life.restarts = state.restarts
    if !state.invocation.isEmpty { life.invocation = state.invocation }
    if state.isActive {
      life.upSince = life.upSince ?? now
      // Between a job that stops and one that starts it again.
      if state.hasJob { verdict.waiting = verdict.waiting ?? (name, "is not up yet") }
      return
    }
    if state.isDown {
      if state.isOneshot, state.result == "success", !state.remainsAfterExit { return }
      throw Failure(
        service: name,
        reason: state.result == "success" ? "ended by itself" : "did not start (\(state.result))"
      )
    }
    verdict.waiting = verdict.waiting ?? (name, "is \(state.activeState)/\(state.subState)")
  }

  private func judgeContainers(
    _ now: Duration,
    _ lives: inout [String: Life],
    _ verdict: inout Verdict
  ) throws(Failure) {
    let own = Set(names)
    let containers: [ContainerState]
    do throws(HostFailure) { containers = try podman.containers().filter { $0.isOf(own) } } catch {
      throw Failure(service: nil, reason: error.message)
    }
    var health: [String: (word: String, output: String?)] = [:]
    do throws(HostFailure) {
      health = try podman.health(of: containers.filter { $0.state == "running" }.map(\.id))
    } catch {
      // A container may have gone in between; as long as podman does not answer, none counts as healthy.
      verdict.waiting = verdict.waiting ?? (nil, error.message)
    }
    for container in containers {
      // What podman has counted before is not of this start.
      try judge(container, now, &lives[container.id, default: Life(restarts: container.restarts)], &verdict)
      guard let status = health[container.id], status.word != "healthy" else { continue }
      if status.word == "unhealthy" {
        throw Failure(service: container.service, reason: "is unhealthy", output: status.output)
      }
      verdict.waiting = verdict.waiting ?? (container.service, "is not healthy yet (\(status.word))")
    }
  }

  /// Looks at one container of a service that is up: of a Kubernetes pod, systemd does not see when one ends, and podman
  /// starts it again by itself.
  private func judge(
    _ container: ContainerState,
    _ now: Duration,
    _ life: inout Life,
    _ verdict: inout Verdict
  ) throws(Failure) {
    let name = container.names.first ?? container.id
    if container.restarts > life.restarts {
      verdict.hasFlapped = true
      if let when = life.begin(times: container.restarts - life.restarts, at: now) {
        throw Failure(service: container.service, reason: "has a container, \(name), that was started again \(when)")
      }
    }
    life.restarts = container.restarts
    life.downSince = container.hasFailed ? life.downSince ?? now : nil
    if container.state == "running" { life.upSince = life.upSince ?? now }
    guard let down = life.downSince else { return }
    let reason = "has a container, \(name), that ended with exit status \(container.exitStatus)"
    if now - down >= Self.youth { throw Failure(service: container.service, reason: reason) }
    verdict.waiting = verdict.waiting ?? (container.service, reason)
  }

  private func judgeProbe(_ url: String, _ verdict: inout Verdict) {
    do throws(HostFailure) {
      if let reason = try Curl(on: systemd.host).probe(url) { verdict.waiting = (nil, "probe \(url): \(reason)") }
    } catch {
      verdict.waiting = (nil, error.message)
    }
  }
}
