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
  /// When it was made, in seconds since 1970.
  let createdAt: Int?

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
    case networks = "Networks", restarts = "Restarts", exitStatus = "ExitCode", createdAt = "Created"
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
    // Some releases write a text here.
    createdAt = try? fields.decodeIfPresent(Int.self, forKey: .createdAt)
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

/// What a container has mounted, as `podman container inspect` shows it.
struct ContainerMounts: Decodable, Sendable {
  struct Mount: Decodable, Sendable {
    let type: String
    /// The name of a volume.
    let name: String?
    /// The path on the host.
    let source: String?
    let destination: String
    private enum CodingKeys: String, CodingKey {
      case type = "Type", name = "Name", source = "Source", destination = "Destination"
    }
  }

  let id: String
  let mounts: [Mount]

  private enum CodingKeys: String, CodingKey { case id = "Id", mounts = "Mounts" }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    id = try fields.decode(String.self, forKey: .id)
    mounts = try fields.decodeIfPresent([Mount].self, forKey: .mounts) ?? []
  }
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

/// Data that podman archives and restores: a volume, or a folder of the host for which a volume stands meanwhile.
protocol NamedData {
  var name: String { get }
  /// The folder; nil for a volume.
  var hostFolder: String? { get }
}

extension NamedData {
  /// What people know it by: the name of the volume, or the path of the folder.
  var shownName: String { hostFolder ?? name }

  /// The same within a sentence.
  var subject: String { hostFolder ?? "the volume \(name)" }
}

/// A volume, as `podman volume ls --format json` lists it.
struct StoredVolume: Decodable, Sendable, NamedData {
  let name: String
  let driver: String
  /// The folder that has its data; of a volume that must be mounted first, the one that it is mounted to.
  let mountpoint: String
  let labels: [String: String]
  let options: [String: String]
  /// How many containers and others have it mounted.
  let mountCount: Int

  /// Whether it was made for one container, under a name that no person chose.
  let isAnonymous: Bool
  /// The folder of the host for which it stands, for as long as that is archived or restored; nil for every other one.
  let hostFolder: String?

  /// Whether its data lies in a folder of its own, as podman makes it unless told otherwise.
  var isPlain: Bool { driver == "local" && options["type"] == nil && options["device"] == nil }

  /// Why it has no data that could be kept; nil when it has.
  var reasonWithoutData: String? {
    if options["type"] == "tmpfs" { return "it is in memory (tmpfs)" }
    if driver == "image" { return "it is made of an image" }
    return nil
  }

  private enum CodingKeys: String, CodingKey {
    case name = "Name", driver = "Driver", mountpoint = "Mountpoint", labels = "Labels", options = "Options"
    case isAnonymous = "Anonymous", mountCount = "MountCount"
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    name = try fields.decode(String.self, forKey: .name)
    isAnonymous = try fields.decodeIfPresent(Bool.self, forKey: .isAnonymous) ?? false
    hostFolder = nil
    mountCount = try fields.decodeIfPresent(Int.self, forKey: .mountCount) ?? 0
    driver = try fields.decodeIfPresent(String.self, forKey: .driver) ?? "local"
    mountpoint = try fields.decodeIfPresent(String.self, forKey: .mountpoint) ?? ""
    labels = try fields.decodeIfPresent([String: String].self, forKey: .labels) ?? [:]
    options = try fields.decodeIfPresent([String: String].self, forKey: .options) ?? [:]
  }

  /// A volume that stands for a folder of the host, so that podman archives its data as it does that of every other one.
  init(hostFolder path: String, number: Int) {
    (name, driver, mountpoint, labels) = ("\(Self.hostFolderPrefix)\(number)", "local", "", [:])
    options = ["type": "none", "o": "bind", "device": path]
    (isAnonymous, mountCount, hostFolder) = (false, 0, path)
  }

  /// What the names of such volumes begin with.
  static let hostFolderPrefix = "leger-folder-"

}
