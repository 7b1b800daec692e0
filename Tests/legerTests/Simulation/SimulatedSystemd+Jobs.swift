/// Jobs: what systemd has been asked to do, in which order, and what follows from it (systemd.unit(5), src/core/job.c).
extension SimulatedMachine {
  /// Why systemd does not accept a job.
  struct JobRefusal: Error {
    let message: String
    let status: Int32
  }

  /// Asks for a job for each unit, with those that it entails; all or none.
  mutating func request(_ kind: SimulatedUnit.Job.Kind, _ names: [String], restartsDependents: Bool = false)
    throws(JobRefusal)
  {
    var jobs: [(name: String, kind: SimulatedUnit.Job.Kind)] = []
    for name in names { try add(kind, name, to: &jobs, restartsDependents: restartsDependents) }
    for job in jobs { install(job.kind, job.name) }
    runJobs()
    collectUnits()
  }

  private mutating func add(
    _ kind: SimulatedUnit.Job.Kind,
    _ name: String,
    to jobs: inout [(name: String, kind: SimulatedUnit.Job.Kind)],
    restartsDependents: Bool = false
  ) throws(JobRefusal) {
    // Targets, mounts and sockets are not modelled; those that services need are up.
    guard name.hasSuffix(".service") else { return }
    let unit = bringToMemory(name)
    if kind != .stop {
      if unit.load == "not-found" { throw JobRefusal(message: "Unit \(name) not found.", status: 5) }
      if unit.load == "masked" { throw JobRefusal(message: "Unit \(name) is masked.", status: 1) }
      if unit.load == "bad-setting" {
        throw JobRefusal(message: "Unit \(name) has a bad unit file setting.", status: 1)
      }
    }
    if let index = jobs.firstIndex(where: { $0.name == name }) {
      if jobs[index].kind == .start, kind == .restart { jobs[index].kind = .restart }
      return
    }
    jobs.append((name, kind))
    if kind != .stop {
      for other in unit.requires + unit.bindsTo { try add(.start, other, to: &jobs) }
      for other in unit.wants {
        var more = jobs
        if (try? add(.start, other, to: &more)) != nil { jobs = more }
      }
    }
    if kind != .start || restartsDependents {
      for other in units.keys.sorted() where units[other]?.follows(name) ?? false {
        if kind == .stop {
          try add(.stop, other, to: &jobs)
        } else if let activity = units[other]?.activity, !activity.isDown, !activity.isDeactivating {
          var more = jobs
          if (try? add(.restart, other, to: &more)) != nil { jobs = more }
        }
      }
    }
  }

  private mutating func install(_ kind: SimulatedUnit.Job.Kind, _ name: String) {
    guard let unit = units[name] else { return }
    if let old = unit.job {
      if old.kind == kind || old.kind == .restart && kind == .start { return }
      if old.kind == .start, kind == .restart {
        units[name]?.job = SimulatedUnit.Job(number: old.number, kind: .restart)
        return
      }
    } else if kind == .stop ? unit.activity.isDown : kind == .start && unit.activity.isActive {
      return
    }
    lastJob += 1
    units[name]?.job = SimulatedUnit.Job(number: lastJob, kind: kind)
  }

  // MARK: Order

  /// Starts every job whose turn has come.
  mutating func runJobs() {
    var isDone = false
    while !isDone {
      isDone = true
      let waiting = units.values.filter { $0.job.map { !$0.isRunning } ?? false }
      for unit in waiting.sorted(by: { ($0.job?.number ?? 0) < ($1.job?.number ?? 0) }) {
        guard let job = units[unit.name]?.job, !job.isRunning, !hasToWait(unit.name, job) else { continue }
        if run(job, unit.name) { isDone = false }
      }
    }
  }

  /// Whether the job of a unit comes after one of another unit.
  private func hasToWait(_ name: String, _ job: SimulatedUnit.Job) -> Bool {
    guard let unit = units[name] else { return false }
    for (otherName, other) in units where otherName != name {
      guard let otherJob = other.job else { continue }
      // Whatever is ordered after another unit goes down before it and comes up after it.
      if unit.after.contains(otherName) || other.before.contains(name), job.kind == .start { return true }
      if unit.before.contains(otherName) || other.after.contains(name), otherJob.kind != .start { return true }
    }
    return false
  }

  /// Begins a job; false when it has to wait for what the unit does.
  private mutating func run(_ job: SimulatedUnit.Job, _ name: String) -> Bool {
    guard let unit = units[name] else { return false }
    switch job.kind {
    case .start:
      if unit.activity.isActive {
        finishJob(of: name)
      } else if unit.activity.isDeactivating {
        return false
      } else if unit.bindsTo.contains(where: { unit.after.contains($0) && isUnavailable($0) }) {
        finishJob(of: name, fails: true)
      } else {
        units[name]?.job?.isRunning = true
        // It does not wait for the end of the delay, but counts as one of the restarts.
        if unit.activity == .autoRestart { units[name]?.restarts += 1 }
        if unit.activity.isDown || unit.activity.awaitsRestart { start(name) }
      }
    case .stop, .restart:
      units[name]?.job?.isRunning = true
      if unit.activity.isDown {
        settle(name)
      } else if unit.activity.awaitsRestart {
        become(.dead, name)
      } else {
        stop(name)
      }
    }
    return true
  }

  private func isUnavailable(_ name: String) -> Bool {
    name.hasSuffix(".service") && !(units[name]?.activity.isActive ?? false)
  }

  // MARK: The end of a job

  /// Ends the job of a unit that has come to rest, or turns a restart into a start.
  mutating func settle(_ name: String) {
    guard let unit = units[name], let job = unit.job, job.isRunning else { return }
    switch job.kind {
    case .start: finishJob(of: name, fails: unit.activity == .failed)
    case .stop: finishJob(of: name)
    case .restart: units[name]?.job = SimulatedUnit.Job(number: job.number, kind: .start)
    }
  }

  /// Ends a job; when a start fails, so do the starts of those that require the unit.
  mutating func finishJob(of name: String, fails: Bool = false) {
    let kind = units[name]?.job?.kind
    units[name]?.job = nil
    guard fails, kind == .start else { return }
    for other in units.keys.sorted() {
      guard let unit = units[other], unit.job?.kind == .start else { continue }
      if unit.requires.contains(name) || unit.bindsTo.contains(name) { finishJob(of: other, fails: true) }
    }
  }

  // MARK: What follows from a change

  /// Gives a unit another activity, with all that systemd does then.
  mutating func become(_ activity: SimulatedUnit.Activity, _ name: String) {
    guard let old = units[name]?.activity else { return }
    units[name]?.activity = activity
    units[name]?.epoch += 1
    let job = units[name]?.job
    let isUnexpected = job.map { !$0.isRunning || $0.kind == .start } ?? true
    if activity.isActive {
      if job?.kind == .start, job?.isRunning ?? false { finishJob(of: name) }
    } else if activity.isDown {
      settle(name)
    } else if activity == .autoRestart, job?.isRunning ?? false {
      // The unit passes through `failed` or `inactive` on the way.
      if job?.kind == .start { finishJob(of: name, fails: units[name]?.result != "success") } else { settle(name) }
    }
    let wasUp = old.isActive || old.state == "activating"
    let goesDown = activity.isDown || activity.isDeactivating || activity == .autoRestart
    if isUnexpected, wasUp, goesDown, !old.awaitsRestart {
      let bound = units.keys.sorted().filter { units[$0]?.bindsTo.contains(name) ?? false }
      for other in bound { try? request(.stop, [other]) }
    }
  }

  /// The units that systemd keeps in memory: those that are not down, and those that they refer to.
  var unitsInMemory: Set<String> {
    var kept = Set(units.values.filter { $0.activity != .dead || $0.job != nil }.map(\.name))
    var rest = Array(kept)
    while let name = rest.popLast() {
      guard let unit = units[name] else { continue }
      for other in unit.requires + unit.bindsTo + unit.wants + unit.partOf + unit.after + unit.before {
        if kept.insert(other).inserted { rest.append(other) }
      }
    }
    return kept
  }

  /// Forgets the state of units that systemd does not keep in memory.
  mutating func collectUnits() {
    let kept = unitsInMemory
    for (name, unit) in units where !kept.contains(name) {
      if unit.definition == nil, !unit.isMasked {
        units[name] = nil
      } else if !unit.invocation.isEmpty || unit.result != "success" || unit.starts.count > 0 {
        var fresh = SimulatedUnit(name: name)
        (fresh.definition, fresh.isMasked, fresh.source) = (unit.definition, unit.isMasked, unit.source)
        fresh.linkedWants = unit.linkedWants
        fresh.epoch = unit.epoch + 1
        units[name] = fresh
      }
    }
  }
}
