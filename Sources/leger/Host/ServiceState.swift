/// What systemd says of one service: `systemctl show`, whose properties are those of org.freedesktop.systemd1(5).
struct ServiceState: Sendable, Equatable {
  /// The properties that are asked for.
  static let properties = [
    "Id", "LoadState", "ActiveState", "SubState", "Result", "NRestarts", "InvocationID", "FragmentPath", "SourcePath",
    "Job", "Type", "RemainAfterExit", "RequiredBy", "BoundBy", "ConsistsOf", "PropagatesStopTo", "TriggeredBy",
    "ExecMainStatus",
  ]

  private let values: [String: String]

  init(_ values: [String: String]) { self.values = values }

  private func value(_ name: String) -> String { values[name] ?? "" }

  /// The name, `.service` included.
  var name: String { value("Id") }
  /// `loaded`, `not-found`, `masked`, `error`, `bad-setting`.
  var loadState: String { value("LoadState") }
  /// `active`, `activating`, `deactivating`, `inactive`, `failed`, `reloading`.
  var activeState: String { value("ActiveState") }
  /// `running`, `exited`, `auto-restart`, `dead` and others.
  var subState: String { value("SubState") }
  /// `success`, or how the last run failed.
  var result: String { value("Result") }
  /// The exit status of its process when it ran last; nil when that is not known.
  var exitStatus: Int32? { Int32(value("ExecMainStatus")) }
  /// How often systemd has restarted it by itself.
  var restarts: Int { Int(value("NRestarts")) ?? 0 }
  /// What tells one run from another; empty before the first.
  var invocation: String { value("InvocationID") }
  /// The file that systemd has read.
  var fragmentPath: String { value("FragmentPath") }
  /// The unit that the file was generated from.
  var sourcePath: String { value("SourcePath") }
  /// Whether systemd has yet to do something that it was asked for.
  var hasJob: Bool { !value("Job").isEmpty && value("Job") != "0" }
  /// Whether its process is meant to end.
  var isOneshot: Bool { value("Type") == "oneshot" }
  /// Whether a oneshot counts as active after its process has ended.
  var remainsAfterExit: Bool { value("RemainAfterExit") == "yes" }

  var isLoaded: Bool { loadState == "loaded" }
  var isMasked: Bool { loadState == "masked" }
  var isActive: Bool { activeState == "active" || activeState == "reloading" }
  /// Whether it is neither running nor about to.
  var isDown: Bool { (activeState == "inactive" || activeState == "failed") && !hasJob }
  /// Whether it runs, or someone has asked for it to.
  var isUp: Bool { !isDown }

  /// The units that systemd stops together with this one: services, and also timers, sockets and targets. A socket or path
  /// that triggers it counts, too: it would start the service again at once.
  var stopsWith: [String] {
    let units = { (property: String) in value(property).split(separator: " ").map(String.init) }
    return ["RequiredBy", "BoundBy", "ConsistsOf", "PropagatesStopTo"].flatMap(units)
      + units("TriggeredBy").filter { $0.hasSuffix(".socket") || $0.hasSuffix(".path") }
  }

  /// Reads what `systemctl show` prints: `NAME=VALUE` lines, an empty line between two services.
  static func all(in output: [UInt8]) -> [ServiceState] {
    var states: [ServiceState] = []
    var values: [String: String] = [:]
    func finish() {
      if !values.isEmpty { states.append(ServiceState(values)) }
      values = [:]
    }
    for line in output.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else {
        if line.isEmpty { finish() }
        continue
      }
      let name = String(decoding: line[..<equals], as: UTF8.self)
      values[name] = String(decoding: line[(equals + 1)...], as: UTF8.self)
    }
    finish()
    return states
  }
}
