/// A container, as `podman ps --format json` lists it.
struct ContainerState: Decodable, Sendable, Equatable {
  let id: String
  let names: [String]
  let image: String
  let imageID: String
  /// `running`, `exited`, `created`, `paused` and others.
  let state: String
  let labels: [String: String]
  let networks: [String]
  /// How often podman has started it again by itself, as it does for containers of a Kubernetes pod.
  let restarts: Int
  /// The exit status of its last run.
  let exitStatus: Int

  /// The label that podman gives to what a service of systemd has started.
  private static let unitLabel = "PODMAN_SYSTEMD_UNIT"

  /// The service that has started it.
  var service: String? { labels[Self.unitLabel] }

  /// Whether one of some services has started it.
  func isOf(_ services: Set<String>) -> Bool { service.map(services.contains) == true }

  /// Whether it has ended with an error.
  var hasFailed: Bool { ["exited", "stopped"].contains(state) && exitStatus != 0 }

  private enum CodingKeys: String, CodingKey {
    case id = "Id", names = "Names", image = "Image", imageID = "ImageID", state = "State", labels = "Labels"
    case networks = "Networks", restarts = "Restarts", exitStatus = "ExitCode"
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    id = try fields.decode(String.self, forKey: .id)
    names = try fields.decodeIfPresent([String].self, forKey: .names) ?? []
    image = try fields.decodeIfPresent(String.self, forKey: .image) ?? ""
    imageID = try fields.decodeIfPresent(String.self, forKey: .imageID) ?? ""
    state = try fields.decodeIfPresent(String.self, forKey: .state) ?? ""
    labels = try fields.decodeIfPresent([String: String].self, forKey: .labels) ?? [:]
    networks = (try? fields.decodeIfPresent([String].self, forKey: .networks)) ?? []
    restarts = try fields.decodeIfPresent(Int.self, forKey: .restarts) ?? 0
    exitStatus = try fields.decodeIfPresent(Int.self, forKey: .exitStatus) ?? 0
  }
}

/// The health of a container, as `podman container inspect` shows it.
struct ContainerHealth: Decodable, Sendable {
  private struct State: Decodable, Sendable {
    struct Health: Decodable, Sendable {
      struct Check: Decodable, Sendable {
        let output: String?
        private enum CodingKeys: String, CodingKey { case output = "Output" }
      }
      let status: String?
      let log: [Check]?
      private enum CodingKeys: String, CodingKey { case status = "Status", log = "Log" }
    }
    let health: Health?
    private enum CodingKeys: String, CodingKey { case health = "Health" }
  }

  let id: String
  private let state: State

  /// `healthy`, `unhealthy`, `starting`; nil for a container without a health check.
  var word: String? { state.health?.status.flatMap { $0.isEmpty ? nil : $0 } }

  /// The first line that the last check has printed.
  var output: String? {
    state.health?.log?.last?.output?.split(separator: "\n").first.map(String.init)
  }

  private enum CodingKeys: String, CodingKey { case id = "Id", state = "State" }
}

/// An image, as `podman images --format json` lists it.
struct StoredImage: Decodable, Sendable {
  let id: String
  /// The names with their tags; empty for an image that has lost its tag.
  let names: [String]

  private enum CodingKeys: String, CodingKey { case id = "Id", names = "Names" }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    id = try fields.decode(String.self, forKey: .id)
    names = try fields.decodeIfPresent([String].self, forKey: .names) ?? []
  }
}

/// A network, as `podman network ls --format json` lists it.
struct StoredNetwork: Decodable, Sendable {
  let name: String
}

/// A volume, as `podman volume ls --format json` lists it.
struct StoredVolume: Decodable, Sendable {
  let name: String
  private enum CodingKeys: String, CodingKey { case name = "Name" }
}
