import QuadletSyntax

/// What a project consists of and what it needs of its host, read off the generated services.
public struct ProjectOverview: Sendable {
  /// A line of a file of the project.
  public struct Place: Sendable, Hashable {
    /// The index of the file in the inventory.
    public let file: Int
    /// The line, counted from 1.
    public let line: Int
  }

  /// A unit and its service.
  public struct Unit: Sendable {
    /// The index of the unit in the project.
    public let unit: Int
    /// The name of the service, `.service` included.
    public let service: String
    /// The image of the container, `.image` and `.build` units replaced by what they give; what an `.image` pulls.
    public let image: String?
    /// Whether it has a place in the start of the machine or of the user's session.
    public let startsAtBoot: Bool
    /// Why Podman makes no service of it, in leger's words.
    public let refusal: String?
  }

  /// An image, and who uses it.
  public struct Image: Sendable {
    /// The reference.
    public let name: String
    /// The indices of the `.image` or `.build` units that provide it.
    public internal(set) var providers: [Int] = []
    /// The indices of the units that run it.
    public internal(set) var users: [Int] = []
    /// Whether a unit builds it here.
    public internal(set) var isBuilt = false
  }

  /// A port of the host.
  public struct Port: Sendable {
    /// The value as podman gets it.
    public let text: String
    /// The address of the host, as it is written; nil for every one.
    public let address: String?
    /// The ports of the host, as `8080` or `8080-8085`; nil when podman picks one or systemd fills it in.
    public let hostPorts: String?
    /// The ports of the container; nil when systemd fills it in.
    public let containerPorts: String?
    /// `tcp`, `udp` or `sctp`; nil when systemd fills it in.
    public let transport: String?
    /// The index of the unit.
    public let unit: Int
    /// Where it is written.
    public let place: Place?
  }

  /// Something that is mounted, and where.
  public struct Storage: Sendable {
    /// What it is.
    public enum Kind: String, Sendable {
      /// A volume with a name.
      case volume
      /// A path of the host.
      case bind
    }

    /// One unit that mounts it.
    public struct Mount: Sendable {
      /// The index of the unit.
      public let unit: Int
      /// The path in the container.
      public let destination: String
      /// Whether nothing can be written there.
      public let isReadOnly: Bool
      /// Where it is written.
      public let place: Place?
    }

    /// What it is.
    public let kind: Kind
    /// The name of the volume or the path.
    public let source: String
    /// The `.volume` unit that makes it.
    public internal(set) var unit: Int?
    /// Who mounts it.
    public internal(set) var mounts: [Mount] = []
  }

  /// A network.
  public struct Network: Sendable {
    /// Its name, or a mode such as `host`.
    public let name: String
    /// The `.network` unit that makes it.
    public internal(set) var unit: Int?
    /// The indices of the units in it.
    public internal(set) var users: [Int] = []
  }

  /// A file of environment variables.
  public struct EnvironmentFileUse: Sendable {
    /// The path as it is written.
    public let path: String
    /// Who reads it.
    public let reader: EnvironmentFile.Reader
    /// Whether the service starts without it.
    public let isOptional: Bool
    /// Whether it is there; nil when the path is known on the host only.
    public let isThere: Bool?
    /// The index of the unit.
    public let unit: Int
    /// Where it is written.
    public let place: Place
  }

  /// The units, in the order of their names.
  public internal(set) var units: [Unit] = []
  /// The images, in the order of their names.
  public internal(set) var images: [Image] = []
  /// The published ports, unit by unit.
  public internal(set) var ports: [Port] = []
  /// Volumes, then paths of the host, each in the order of their names.
  public internal(set) var storage: [Storage] = []
  /// The networks, in the order of their names.
  public internal(set) var networks: [Network] = []
  /// While units are read: the index of each image, storage and network by its name.
  var indices = Indices()

  /// Where something is in a list that is being made.
  struct Indices {
    var images: [String: Int] = [:]
    var volumes: [String: Int] = [:]
    var binds: [String: Int] = [:]
    var networks: [String: Int] = [:]
    /// Shared by all units, since it looks for only so many names.
    var nearest = NearestUnit()
  }
  /// The secrets of Podman, unit by unit.
  public internal(set) var secrets: [SecretUse] = []
  /// The environment files, unit by unit.
  public internal(set) var environmentFiles: [EnvironmentFileUse] = []
  /// The oldest Podman that takes the units.
  public let lowest: LowestRelease

  /// Looks at some units of a project, or at all that the generator loads; a part of a project still counts as one.
  public init(_ project: Project, units chosen: [Int]? = nil, host: HostFacts = HostFacts()) {
    lowest = LowestRelease(project, host: host)
    let chosen = Set(chosen ?? Array(project.loaded))
    var converter = Converter<FactsEmitter>(project, host: host)
    let boot = Self.unitsAtBoot(project, host)
    let order = project.loaded.filter { chosen.contains($0) && !project.isTemplateSource($0) }.sorted { left, right in
      project.name(of: left).lexicographicallyPrecedes(project.name(of: right))
    }
    for unit in order { add(unit, project, &converter, startsAtBoot: boot.contains(unit)) }
    secrets = ProjectSecrets(project, host: host).uses.filter { chosen.contains($0.unit) }
    indices = Indices()
    images.sort { $0.name < $1.name }
    storage.sort { ($0.kind == .bind ? 1 : 0, $0.source) < ($1.kind == .bind ? 1 : 0, $1.source) }
    networks.sort { $0.name < $1.name }
  }
}

extension SecretUse {
  /// The line that says it.
  public func place(in project: Project) -> ProjectOverview.Place {
    let line = project.document(ofFile: file).map { $0.position(at: range.lowerBound).line } ?? 1
    return ProjectOverview.Place(file: file, line: line)
  }
}

extension Project {
  /// Whether a unit is a Jinja template of one.
  func isTemplateSource(_ unit: Int) -> Bool { inventory.files[units[unit].file].isTemplateSource }
}
