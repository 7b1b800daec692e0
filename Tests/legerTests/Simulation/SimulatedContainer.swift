/// A container of the simulated podman.
struct SimulatedContainer: Sendable {
  let id: String
  var name: String
  var image: String
  var imageID: String
  var labels: [String: String]
  var command: [String]
  var script: ContainerScript
  var state = State.running
  var exitStatus: Int32 = 0
  /// Whether it is removed when it ends.
  var isTransient = false
  var stopTimeout = Duration.seconds(10)
  /// When it will have ended, when that has been asked for.
  var endsAt: Duration?
  var startedAt: Duration
  var health: HealthCheck?
  /// Whether its service waits until it is healthy.
  var notifiesWhenHealthy = false
  var networks: [String] = []
  /// The ports of the host that it listens on, each with its protocol.
  var ports: [String] = []
  /// The named volumes that it mounts, with the paths in it.
  var volumes: [(name: String, path: String)] = []
  /// The folders of the host that it mounts, with the paths in it.
  var folders: [(name: String, path: String)] = []
  /// The values of the secrets that it got when it was made, by their names.
  var secrets: [String: String] = [:]
  var pod: String?
  var isInfra = false
  /// Whether its processes are dead without podman's knowledge, since its monitor was killed with them.
  var isOrphaned = false
  /// After how long podman starts it again by itself, and again.
  var restartPeriod: Duration?
  /// After how long it fails without systemd's knowledge.
  var failure: Duration?

  enum State: String, Sendable { case created, running, paused, stopping, exited }

  /// Whether its process runs; also while someone waits for its end.
  var isRunning: Bool { state == .running || state == .paused || state == .stopping }

  /// The service that it belongs to.
  var unit: String? { labels["PODMAN_SYSTEMD_UNIT"] }
  var isAwaitedHealthy: Bool { notifiesWhenHealthy && isRunning && health?.status != .healthy }
}

/// How podman looks after the health of a container.
struct HealthCheck: Sendable {
  enum Status: String, Sendable { case starting, healthy, unhealthy }

  /// What the check finds.
  enum Finding: Sendable, Equatable {
    case good, bad
    /// Good until the container has made this file.
    case goodUntil(file: String)
    case goodFor(Duration)
  }

  var finding = Finding.good
  var interval = Duration.seconds(30)
  var retries = 3
  var startPeriod = Duration.zero
  var killsWhenUnhealthy = false
  var status = Status.starting
  var failures = 0

  /// Reads a command such as `true`, `false` or `test ! -e FILE`; any other one is taken to find the container healthy.
  static func finding(of command: String) -> Finding {
    let words = command.split(separator: " ")
    if words.first == "false" || command == "exit 1" { return .bad }
    if words.count == 4, words.prefix(3).elementsEqual(["test", "!", "-e"]) {
      return .goodUntil(file: String(words[3]))
    }
    return .good
  }
}

/// A pod, whose infra container lives as long as it does.
struct SimulatedPod: Sendable {
  let id: String
  let name: String
  var infra: String
  /// Whether it stops when its last container has ended.
  var stopsWhenEmpty: Bool
  var labels: [String: String] = [:]
}
