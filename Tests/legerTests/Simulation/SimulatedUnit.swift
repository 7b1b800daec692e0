/// A unit in the memory of the simulated systemd: what was loaded, and what it does.
struct SimulatedUnit: Sendable {
  /// What a service does, by the word for it in `SubState`.
  enum Activity: String, Sendable {
    case dead, failed, start, running, exited, stop
    case startPre = "start-pre"
    case stopSigterm = "stop-sigterm"
    case stopPost = "stop-post"
    case autoRestart = "auto-restart"
    case autoRestartQueued = "auto-restart-queued"

    /// The word in `ActiveState`.
    var state: String {
      switch self {
      case .dead: "inactive"
      case .failed: "failed"
      case .startPre, .start, .autoRestart, .autoRestartQueued: "activating"
      case .running, .exited: "active"
      case .stop, .stopSigterm, .stopPost: "deactivating"
      }
    }

    var isActive: Bool { state == "active" }
    var isDeactivating: Bool { state == "deactivating" }
    /// Whether it has failed, and will be started again.
    var awaitsRestart: Bool { self == .autoRestart || self == .autoRestartQueued }
    /// Whether nothing of it runs.
    var isDown: Bool { self == .dead || self == .failed }
  }

  /// What systemd has been asked to do with a unit, and has not finished.
  struct Job: Sendable {
    enum Kind: Sendable { case start, stop, restart }

    var number: Int
    var kind: Kind
    var isRunning = false
  }

  let name: String
  /// What was loaded at the last reload; nil when there is no file any more.
  var definition: UnitDefinition?
  var isMasked = false
  /// What links of the generator make it want.
  var linkedWants: [String] = []
  /// The text of the Quadlet unit when this was loaded, to see that it has changed.
  var source: [UInt8]?
  var activity = Activity.dead
  var result = "success"
  var restarts = 0
  var invocation = ""
  var job: Job?
  /// The container whose end is the end of the service.
  var container: String?
  /// The exit status of the last container.
  var lastStatus: Int32 = 0
  /// The commands of the current activity that have not ended, the one that runs first.
  var commands: [[String]] = []
  /// Changes with every activity, so events of an earlier one are recognized.
  var epoch = 0
  /// Whether a job has asked it to stop, so it is not restarted.
  var isToldToStop = false
  /// Whether the next start is not one of a series of automatic restarts.
  var countsAnew = true
  /// The starts that count towards the limit: when the first one was, and how many there were.
  var starts = (since: Duration.zero, count: 0)

  var load: String {
    if isMasked { return "masked" }
    guard let definition else { return "not-found" }
    return definition.commands("ExecStart").isEmpty ? "bad-setting" : "loaded"
  }

  var type: String { definition?.value("Service", "Type") ?? "simple" }
  var remainsAfterExit: Bool {
    ["yes", "true", "1", "on"].contains(definition?.value("Service", "RemainAfterExit") ?? "")
  }
  var requires: [String] { definition?.requires ?? [] }
  var bindsTo: [String] { definition?.bindsTo ?? [] }
  var wants: [String] { (definition?.wants ?? []) + linkedWants }
  var partOf: [String] { definition?.partOf ?? [] }
  var after: [String] { definition?.after ?? [] }
  var before: [String] { definition?.before ?? [] }

  /// Whether it takes this unit down with it when that one is stopped.
  func follows(_ other: String) -> Bool {
    requires.contains(other) || bindsTo.contains(other) || partOf.contains(other)
  }

  /// Whether an exit status is one of success.
  func isSuccess(_ status: Int32) -> Bool {
    status == 0 || (definition?.words("Service", "SuccessExitStatus") ?? []).contains("\(status)")
  }

  /// Whether systemd restarts it by itself, as it has ended.
  var restartsItself: Bool {
    switch definition?.value("Service", "Restart") ?? "no" {
    case "always": true
    case "on-failure": result != "success"
    case "on-success": result == "success"
    case "on-abnormal", "on-watchdog", "on-abort": result != "success" && result != "exit-code"
    default: false
    }
  }
}
