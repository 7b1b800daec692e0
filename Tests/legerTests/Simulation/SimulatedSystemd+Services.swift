/// Services: how a unit goes from one activity to the next (src/core/service.c).
extension SimulatedMachine {
  private static let timeout = Duration.seconds(90)

  // MARK: Starting

  /// Starts a service that is down.
  mutating func start(_ name: String) {
    guard var unit = units[name] else { return }
    let interval = unit.definition?.duration("StartLimitIntervalSec", in: "Unit") ?? .seconds(10)
    let burst = unit.definition?.value("Unit", "StartLimitBurst").flatMap { Int($0) } ?? 5
    if now - unit.starts.since > interval || unit.starts.count == 0 { unit.starts = (now, 0) }
    unit.starts.count += 1
    if unit.countsAnew { unit.restarts = 0 }
    unit.countsAnew = false
    if interval > .zero, unit.starts.count > burst {
      unit.result = "start-limit-hit"
      units[name] = unit
      become(.failed, name)
      return
    }
    lastInvocation += 1
    let digits = String(lastInvocation, radix: 16)
    unit.invocation = String(repeating: "0", count: 32 - digits.count) + digits
    unit.result = "success"
    unit.isToldToStop = false
    unit.container = nil
    units[name] = unit
    enter(.startPre, name, "ExecStartPre")
  }

  /// Begins an activity and its commands; without any it is over at once.
  private mutating func enter(_ activity: SimulatedUnit.Activity, _ name: String, _ key: String) {
    let commands = units[name]?.definition?.commands(key) ?? []
    units[name]?.commands = commands
    guard !commands.isEmpty else { return endActivity(activity, name) }
    become(activity, name)
    let isLimited = activity != .start || units[name]?.type != "oneshot"
    let key = activity == .start || activity == .startPre ? "TimeoutStartSec" : "TimeoutStopSec"
    let limit = units[name]?.definition?.duration(key) ?? Self.timeout
    if isLimited, let epoch = units[name]?.epoch { plan(.unitTimesOut(unit: name, epoch: epoch), after: limit) }
    beginCommand(of: name)
  }

  private mutating func beginCommand(of name: String) {
    guard let unit = units[name], let command = unit.commands.first else { return }
    let duration = begin(Self.withoutPrefix(command), for: unit)
    plan(.commandEnds(unit: name, epoch: unit.epoch), after: duration)
  }

  private static func withoutPrefix(_ command: [String]) -> [String] {
    command.isEmpty ? [] : [String(command[0].drop { "-@:+!".contains($0) })] + command.dropFirst()
  }

  /// Goes on after a command of a service has ended.
  mutating func endCommand(of name: String) {
    guard let unit = units[name], let command = unit.commands.first else { return }
    units[name]?.commands.removeFirst()
    let status = end(Self.withoutPrefix(command), for: unit)
    if status != 0, command.first?.first != "-" {
      if unit.result == "success" { units[name]?.result = "exit-code" }
      units[name]?.commands = []
      return fail(unit.activity, name)
    }
    if units[name]?.commands.isEmpty ?? true { endActivity(unit.activity, name) } else { beginCommand(of: name) }
  }

  private mutating func endActivity(_ activity: SimulatedUnit.Activity, _ name: String) {
    switch activity {
    case .startPre: enter(.start, name, "ExecStart")
    case .start: endStart(name)
    case .stop: terminate(name)
    case .stopPost: endStop(name)
    default: break
    }
  }

  private mutating func endStart(_ name: String) {
    guard let unit = units[name] else { return }
    if unit.type == "oneshot" {
      if unit.remainsAfterExit { become(.exited, name) } else { enter(.stop, name, "ExecStop") }
    } else if let container = container(unit.container), container.isAwaitedHealthy {
      // The service is up when its container has been found healthy.
    } else if unit.container != nil, container(unit.container)?.isRunning != true {
      mainProcessEnds(of: name, status: unit.lastStatus)
    } else {
      become(.running, name)
    }
  }

  /// Takes note that the container of a service is healthy.
  mutating func becomesReady(_ name: String) {
    if let unit = units[name], unit.activity == .start, unit.commands.isEmpty { become(.running, name) }
  }

  private mutating func fail(_ activity: SimulatedUnit.Activity, _ name: String) {
    switch activity {
    case .stopPost: endStop(name)
    case .stop: terminate(name)
    default: enter(.stopPost, name, "ExecStopPost")
    }
  }

  // MARK: Stopping

  /// Stops a service because a job asks for it.
  mutating func stop(_ name: String) {
    guard let unit = units[name] else { return }
    units[name]?.isToldToStop = true
    switch unit.activity {
    case .running, .exited: enter(.stop, name, "ExecStop")
    case .start, .startPre: terminate(name)
    default: break
    }
  }

  /// Sends SIGTERM to what still runs of a service, and waits for it.
  private mutating func terminate(_ name: String) {
    guard let id = units[name]?.container, let container = container(id), container.isRunning else {
      return enter(.stopPost, name, "ExecStopPost")
    }
    if monitorsEndFirst, units[name]?.definition == nil, container.script.statusAtTerm != nil {
      abandon(id)
      units[name]?.container = nil
      return enter(.stopPost, name, "ExecStopPost")
    }
    become(.stopSigterm, name)
    if let epoch = units[name]?.epoch {
      let limit = units[name]?.definition?.duration("TimeoutStopSec") ?? Self.timeout
      plan(.unitTimesOut(unit: name, epoch: epoch), after: limit)
    }
    sendTerm(to: id)
  }

  /// Ends what has exceeded its time.
  mutating func timeOut(_ name: String) {
    guard let unit = units[name] else { return }
    if unit.result == "success" { units[name]?.result = "timeout" }
    units[name]?.commands = []
    switch unit.activity {
    case .startPre, .start, .stop: terminate(name)
    case .stopSigterm:
      // SIGKILL takes the container's monitor too, which would have removed the container.
      if let id = unit.container { abandon(id) }
      units[name]?.container = nil
      enter(.stopPost, name, "ExecStopPost")
    case .stopPost: endStop(name)
    default: break
    }
  }

  /// Takes note that the container of a service has ended.
  mutating func mainProcessEnds(of name: String, status: Int32) {
    guard let unit = units[name] else { return }
    let isSuccess = unit.isSuccess(status)
    units[name]?.container = nil
    units[name]?.lastStatus = status
    if !isSuccess, unit.result == "success" { units[name]?.result = "exit-code" }
    switch unit.activity {
    case .running: isSuccess ? enter(.stop, name, "ExecStop") : enter(.stopPost, name, "ExecStopPost")
    case .start:
      if isSuccess, unit.result == "success" { units[name]?.result = "protocol" }
      enter(.stopPost, name, "ExecStopPost")
    case .stopSigterm: enter(.stopPost, name, "ExecStopPost")
    default: break
    }
  }

  private mutating func endStop(_ name: String) {
    guard let unit = units[name] else { return }
    if unit.restartsItself, !unit.isToldToStop, unit.job?.kind != .stop {
      become(.autoRestart, name)
      let delay = unit.definition?.duration("RestartSec") ?? .milliseconds(100)
      if let epoch = units[name]?.epoch { plan(.restartIsDue(unit: name, epoch: epoch), after: delay) }
    } else {
      units[name]?.countsAnew = true
      become(unit.result == "success" ? .dead : .failed, name)
    }
  }

  /// Starts a service again after its `RestartSec=`, and restarts those that depend on it.
  mutating func restartAutomatically(_ name: String) {
    units[name]?.restarts += 1
    units[name]?.countsAnew = false
    units[name]?.activity = .autoRestartQueued
    units[name]?.epoch += 1
    do throws(JobRefusal) {
      try request(.start, [name], restartsDependents: true)
    } catch {
      units[name]?.result = "resources"
      become(.failed, name)
    }
  }

  // MARK: Failures

  /// Runs `systemctl reset-failed` for a unit.
  mutating func resetFailed(_ name: String) {
    units[name]?.restarts = 0
    units[name]?.starts.count = 0
    if units[name]?.activity == .failed {
      units[name]?.result = "success"
      become(.dead, name)
    }
    collectUnits()
  }
}
