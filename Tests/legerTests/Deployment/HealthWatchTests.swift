import QuadletAnalysis
import Synchronization
import Testing

@testable import leger

/// How a watch ends, and when, for what systemd and podman say from one look to the next.
@Suite struct HealthWatchTests {
  /// A host whose programs answer by the time that has passed.
  private final class Clock: Sendable {
    private let host = Mutex<RecordingHost?>(nil)
    var seconds: Double { host.withLock { $0.map { $0.monotonicClock / .seconds(1) } } ?? 0 }
    func start(_ host: RecordingHost) { self.host.withLock { $0 = host } }
  }

  private struct Answers: Sendable {
    var services: @Sendable (Double) -> [String]
    var containers: @Sendable (Double) -> String = { _ in "[]" }
    var health: @Sendable (Double) -> String = { _ in "[]" }
    var probe: @Sendable (Double) -> Int32 = { _ in 0 }
    /// The state of what waits for the network of the system, for services of a user.
    var network: (@Sendable (Double) -> String)?
  }

  /// Watches services; returns why that ended badly, and after how many seconds.
  private func watch(
    of names: [String] = ["web.service"],
    settle: Int = 4,
    health: Int = 20,
    probe: String? = nil,
    _ answers: Answers
  ) throws -> (failure: HostFailure?, time: Double) {
    let clock = Clock()
    let host = RecordingHost(
      files: [
        "/usr/bin/systemctl": "", "/usr/bin/podman": "", "/usr/bin/curl": "", "/run/systemd/system/x": "",
        "/run/user/1000/systemd/private": "",
      ],
      user: UserIdentity(user: answers.network == nil ? 0 : 1000, group: 0)
    ) { words in
      let now = clock.seconds
      if words.last == "podman-user-wait-network-online.service", let network = answers.network {
        return (0, Self.service("podman-user-wait-network-online", network(now), "start"), "")
      }
      switch words[0] {
      case "/usr/bin/systemctl": return (0, answers.services(now).joined(separator: "\n"), "")
      case "/usr/bin/curl": return (answers.probe(now), "", "curl: (7) refused\n")
      default: break
      }
      switch words[1] {
      case "version": return (0, "{\"Client\":{\"Version\":\"5.8.6\"}}", "")
      case "ps": return (0, answers.containers(now), "")
      default: return (0, answers.health(now), "no such container\n")
      }
    }
    clock.start(host)
    let watch = HealthWatch(
      systemd: try Systemd(answers.network == nil ? .system : .user, on: host),
      podman: try PodmanClient(on: host),
      limits: HealthWatch.Limits(healthSeconds: health, settleSeconds: settle),
      names: names,
      probe: probe
    )
    do throws(HostFailure) {
      try watch.check()
      return (nil, clock.seconds)
    } catch {
      return (error, clock.seconds)
    }
  }

  private static func service(
    _ name: String = "web",
    _ active: String = "active",
    _ sub: String = "running",
    run: String = "1",
    restarts: Int = 0,
    _ more: String = ""
  ) -> String {
    "Id=\(name).service\nLoadState=loaded\nActiveState=\(active)\nSubState=\(sub)\nInvocationID=\(run)\n"
      + "NRestarts=\(restarts)\nType=notify\nResult=success\nJob=\n\(more)"
  }

  private static func container(_ state: String = "running", restarts: Int = 0, status: Int = 0) -> String {
    "[{\"Id\":\"c1\",\"Names\":[\"web-1\"],\"State\":\"\(state)\",\"Restarts\":\(restarts),\"ExitCode\":\(status),"
      + "\"Labels\":{\"PODMAN_SYSTEMD_UNIT\":\"web.service\"}},{\"Id\":\"c2\",\"State\":\"exited\",\"ExitCode\":1}]"
  }

  private static func health(_ word: String) -> String {
    "[{\"Id\":\"c1\",\"State\":{\"Health\":{\"Status\":\"\(word)\",\"Log\":[{\"Output\":\"no answer\\nx\"}]}}}]"
  }

  private func expectWell(_ ended: (failure: HostFailure?, time: Double), at time: Double) {
    #expect(ended.failure == nil)
    #expect(ended.time >= time && ended.time < time + 0.3, "\(ended.time)")
  }

  // MARK: Services

  @Test(arguments: [0, 4]) func `what is up from the start has only to stay so`(_ settle: Int) throws {
    expectWell(try watch(settle: settle, Answers { _ in [Self.service()] }), at: Double(settle))
  }

  @Test func `the time to settle begins when the last service is up`() throws {
    let ended = try watch(
      of: ["web.service", "db.service"],
      Answers { now in
        [Self.service("web", now < 3 ? "activating" : "active", "start"), Self.service("db")]
      }
    )
    expectWell(ended, at: 7)
  }

  @Test func `services of a user may wait for the network of the system, for a while`() throws {
    let starting: @Sendable (Double) -> [String] = { now in
      [Self.service("web", now < 70 ? "activating" : "active", "start")]
    }
    expectWell(try watch(Answers(services: starting, network: { $0 < 60 ? "activating" : "active" })), at: 74)
    let other = try watch(Answers(services: starting, network: { _ in "active" }))
    #expect(other.failure?.message == "web.service is activating/start, after 20 s")
    #expect(other.time >= 20 && other.time < 22)
    let never = try watch(
      Answers(services: { _ in [Self.service("web", "activating", "start")] }, network: { _ in "activating" })
    )
    #expect(never.failure != nil)
    #expect(never.time >= 160 && never.time < 165)
  }

  @Test func `a service with a job left is not up yet`() throws {
    let ended = try watch(Answers { now in [Self.service("web", "active", "running", now < 3 ? "Job=7\n" : "")] })
    expectWell(ended, at: 7)
  }

  /// Between two looks a service can have ended and be up again.
  @Test(arguments: [("2", 1), ("2", 0), ("1", 1)])
  func `a start that was not seen begins the time to settle anew`(_ run: String, _ restarts: Int) throws {
    let ended = try watch(Answers { now in [now < 2 ? Self.service() : Self.service(run: run, restarts: restarts)] })
    expectWell(ended, at: 6)
  }

  @Test func `the first start is not a restart`() throws {
    let ended = try watch(
      Answers { now in [now < 2 ? Self.service("web", "activating", "start", run: "") : Self.service()] }
    )
    expectWell(ended, at: 6)
  }

  @Test func `what starts again after it has lived for a while is not well`() throws {
    let ended = try watch(settle: 10, Answers { now in [Self.service(run: now < 6 ? "1" : "2")] })
    let reason = "web.service was started again together with a service that it needs after "
    #expect(ended.failure?.message.hasPrefix(reason) == true, "\(String(describing: ended.failure))")
    #expect(ended.time >= 6 && ended.time < 6.3)
  }

  @Test func `what starts again and again is given five tries`() throws {
    let ended = try watch(Answers { now in [Self.service(run: "\(Int(now))", restarts: Int(now))] })
    #expect(ended.failure?.message == "web.service ended and was started again 5 times")
    #expect(ended.time >= 5 && ended.time < 5.3)
    let counted = try watch(Answers { now in [Self.service(restarts: now < 2 ? 0 : 5)] })
    #expect(counted.failure?.message == "web.service ended and was started again 5 times")
  }

  @Test(
    arguments: [
      ("inactive", "dead", "", "ended by itself"),
      ("inactive", "dead", "Result=exit-code\n", "did not start (exit-code)"),
      ("failed", "failed", "Result=exit-code\n", "failed (exit-code)"),
      ("inactive", "dead", "LoadState=not-found\n", "is not loaded (not-found)"),
      ("inactive", "dead", "Type=oneshot\nRemainAfterExit=yes\n", "ended by itself"),
      ("inactive", "dead", "Type=oneshot\nResult=exit-code\n", "did not start (exit-code)"),
    ]
  )
  func `what is down is found at once`(_ active: String, _ sub: String, _ more: String, _ reason: String) throws {
    let ended = try watch(Answers { _ in [Self.service("web", active, sub, more)] })
    #expect(ended.failure?.message == "web.service \(reason)")
    #expect(ended.failure?.kind == .failed && ended.time == 0)
  }

  @Test func `a job that has done its work is well, and so is one that is still to start`() throws {
    let done = try watch(Answers { _ in [Self.service("web", "inactive", "dead", "Type=oneshot\n")] })
    expectWell(done, at: 4)
    let waiting = try watch(
      Answers { now in [now < 3 ? Self.service("web", "inactive", "dead", run: "", "Job=7\n") : Self.service()] }
    )
    expectWell(waiting, at: 7)
  }

  @Test func `what is not up in time is named with how it is`() throws {
    let ended = try watch(Answers { _ in [Self.service("web", "activating", "start-pre")] })
    #expect(ended.failure?.message == "web.service is activating/start-pre, after 20 s")
    #expect(ended.time >= 20 && ended.time < 20.3)
    let none = try watch(health: 0, Answers { _ in [Self.service("web", "activating", "start-pre")] })
    #expect(none.failure?.message == "web.service is activating/start-pre, after 0 s" && none.time == 0)
  }

  @Test func `who is steady when the time is over may still settle`() throws {
    let ended = try watch(Answers { now in [Self.service("web", now < 19 ? "activating" : "active", "start")] })
    expectWell(ended, at: 23)
  }

  @Test func `what fails or starts again is accused before what it takes down`() throws {
    let failed = try watch(
      of: ["a.service", "web.service"],
      Answers { _ in [Self.service("a", "inactive", "dead"), Self.service("web", "failed", "failed")] }
    )
    #expect(failed.failure?.message == "web.service failed (success)")
    let loops = try watch(
      of: ["a.service", "web.service"],
      Answers { now in
        [
          Self.service("a", now < 2 ? "active" : "inactive", "dead"),
          Self.service("web", "activating", "auto-restart", restarts: now < 2 ? 0 : 1),
        ]
      }
    )
    #expect(loops.failure?.message == "web.service ended and was started again, and a.service failed with it")
  }

  // MARK: Containers

  @Test func `a container must be healthy, and its last check is shown when it is not`() throws {
    let up: @Sendable (Double) -> [String] = { _ in [Self.service()] }
    let running: @Sendable (Double) -> String = { _ in Self.container() }
    let slow = try watch(
      Answers(services: up, containers: running, health: { Self.health($0 < 3 ? "starting" : "healthy") })
    )
    expectWell(slow, at: 7)
    let sick = try watch(
      Answers(services: up, containers: running, health: { Self.health($0 < 3 ? "healthy" : "unhealthy") })
    )
    #expect(sick.failure?.message == "web.service is unhealthy")
    #expect(sick.failure?.details == ["the last health check printed: no answer"])
    let never = try watch(Answers(services: up, containers: running, health: { _ in Self.health("starting") }))
    #expect(never.failure?.message == "web.service is not healthy yet (starting), after 20 s")
    let mute = try watch(Answers(services: up, containers: running, health: { $0 < 3 ? "?" : Self.health("healthy") }))
    expectWell(mute, at: 7)
  }

  @Test func `a container that podman starts again begins the time to settle anew`() throws {
    let up: @Sendable (Double) -> [String] = { _ in [Self.service()] }
    // What podman has counted before the start is not of this start.
    expectWell(try watch(Answers(services: up, containers: { _ in Self.container(restarts: 3) })), at: 4)
    let once = try watch(Answers(services: up, containers: { Self.container(restarts: $0 < 2 ? 3 : 4) }))
    expectWell(once, at: 6)
    let late = try watch(settle: 10, Answers(services: up, containers: { Self.container(restarts: $0 < 6 ? 0 : 1) }))
    #expect(late.failure?.message.hasPrefix("web.service has a container, web-1, that was started again after") == true)
    let often = try watch(Answers(services: up, containers: { Self.container(restarts: Int($0)) }))
    #expect(often.failure?.message == "web.service has a container, web-1, that was started again 5 times")
  }

  @Test func `a container that has failed is given a few seconds`() throws {
    let up: @Sendable (Double) -> [String] = { _ in [Self.service()] }
    let comesBack = try watch(
      Answers(services: up, containers: { $0 < 3 ? Self.container("exited", status: 3) : Self.container() })
    )
    expectWell(comesBack, at: 7)
    let failed = try watch(Answers(services: up, containers: { _ in Self.container("exited", status: 3) }))
    #expect(failed.failure?.message == "web.service has a container, web-1, that ended with exit status 3")
    #expect(failed.time >= 5 && failed.time < 5.3)
    expectWell(try watch(Answers(services: up, containers: { _ in Self.container("exited") })), at: 4)
  }

  // MARK: The probe

  @Test func `an address must answer`() throws {
    let url = "http://localhost:8080/"
    let up: @Sendable (Double) -> [String] = { _ in [Self.service()] }
    let slow = try watch(probe: url, Answers(services: up, probe: { $0 < 3 ? 7 : 0 }))
    expectWell(slow, at: 7)
    let never = try watch(probe: url, Answers(services: up, probe: { _ in 7 }))
    #expect(never.failure?.message == "probe \(url): curl: (7) refused, after 20 s")
  }
}
