/// What comes of reading a file that a `.kube` unit names.
public enum KubernetesFile: Sendable, Equatable {
  /// It is YAML; what `podman kube play` makes of it.
  case facts(KubernetesFacts)
  /// It is no YAML, or larger than leger reads.
  case malformed(YAMLProblem)
  /// It is there and cannot be read; the system's words.
  case unreadable(String)

  /// The facts, when it is YAML.
  public var facts: KubernetesFacts? { if case .facts(let facts) = self { facts } else { nil } }
}

/// The kinds of Kubernetes documents that `podman kube play` does something with.
///
/// Source: PlayKube in pkg/domain/infra/abi/play.go, release by release.
public enum KubernetesKind: String, Sendable, CaseIterable {
  case pod = "Pod"
  case deployment = "Deployment"
  case daemonSet = "DaemonSet"
  case job = "Job"
  case persistentVolumeClaim = "PersistentVolumeClaim"
  case configMap = "ConfigMap"
  case secret = "Secret"

  /// The release that plays it first.
  public var since: PodmanVersion {
    switch self {
    case .daemonSet: .podman(4, 7)
    case .job: .podman(5, 3)
    default: .podman(4, 4)
    }
  }
}

/// What `podman kube play` makes of the documents of a file: pods with their containers, ports and volumes, and what they
/// need. The items of a List count as documents.
public struct KubernetesFacts: Sendable, Equatable {
  /// A name with its place.
  public struct Name: Sendable, Equatable {
    /// The name.
    public let text: String
    /// Where it stands.
    public let place: YAMLPlace
  }

  /// One document, whether podman plays it or not.
  public struct Document: Sendable, Equatable {
    /// The word behind `kind:`, empty when there is none.
    public let kind: String
    /// The name in its metadata, empty when there is none.
    public let name: String
    /// Where the kind stands, else where the document begins.
    public let place: YAMLPlace
  }

  /// A port of the host that a pod takes.
  public struct Port: Sendable, Equatable {
    /// The address of the host (`hostIP`), as written; nil for all of them.
    public let hostAddress: String?
    /// The port of the host.
    public let hostPort: UInt16
    /// The port of the container, that of the host when none is written.
    public let containerPort: UInt16
    /// tcp, udp or sctp; nil for another word, which podman refuses.
    public let transport: TransportProtocol?
    /// Where `hostPort` stands.
    public let place: YAMLPlace
  }

  /// A container of a pod.
  public struct Container: Sendable, Equatable {
    /// The name that podman gives it: that of the pod, a dash, its own.
    public let name: String
    /// The image as written, empty when there is none.
    public let image: String
    /// Whether it runs before the others and ends.
    public let isInit: Bool
    /// Where its name stands.
    public let place: YAMLPlace
    /// Where its image stands.
    public let imagePlace: YAMLPlace
  }

  /// A volume of a pod.
  public struct Volume: Sendable, Equatable {
    /// What is behind it.
    public enum Source: Sendable, Equatable {
      /// The podman volume of that name, which podman makes when it is not there.
      case claim(String)
      /// A path of the host; its type, such as `DirectoryOrCreate`, empty when none is written.
      case hostPath(String, type: String)
      /// A podman volume named after a config map and filled from it.
      case configMap(String)
      /// A podman volume named after a secret and filled from it.
      case secret(String)
      /// A podman volume of the pod's own, named as the volume is.
      case emptyDirectory
      /// Memory.
      case memory
      /// The files of an image.
      case image(String)
      /// Something that podman refuses.
      case unsupported
    }

    /// The name by which containers mount it.
    public let name: String
    /// What is behind it.
    public let source: Source
    /// Where the name of the source stands, else where the volume begins.
    public let place: YAMLPlace

    /// The podman volume that it is, nil for what is none.
    public var volumeName: String? {
      switch source {
      case .claim(let name), .configMap(let name), .secret(let name): name
      case .emptyDirectory: name
      case .hostPath, .memory, .image, .unsupported: nil
      }
    }
  }

  /// A secret or a config map that a pod reads.
  public struct Reference: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// The key that is read, nil for all of them.
    public let key: String?
    /// Whether podman goes on without it.
    public let isOptional: Bool
    /// Where the name stands.
    public let place: YAMLPlace
  }

  /// A pod, of whatever kind of document.
  public struct Pod: Sendable, Equatable {
    /// What it comes from.
    public let kind: KubernetesKind
    /// The name that podman gives it: that of a Pod, and with `-pod` behind it that of a Deployment, DaemonSet or Job.
    public let name: String
    /// Where the name stands.
    public let place: YAMLPlace
    /// Whether it shares the network of the host; then `ports` take nothing. `Network=` of the unit outweighs it.
    public internal(set) var usesHostNetwork = false
    /// The ports of the host that its containers take; those of init containers do not count for podman.
    public internal(set) var ports: [Port] = []
    /// Its containers, init containers first.
    public internal(set) var containers: [Container] = []
    /// Its volumes.
    public internal(set) var volumes: [Volume] = []
    /// The secrets that its volumes and variables read.
    public internal(set) var secrets: [Reference] = []
    /// The config maps that its volumes and variables read.
    public internal(set) var configMaps: [Reference] = []
  }

  /// All documents, in order.
  public internal(set) var documents: [Document] = []
  /// The pods, in order; see `pods(for:)`.
  public internal(set) var pods: [Pod] = []
  /// The podman volumes that PersistentVolumeClaim documents make.
  public internal(set) var claims: [Name] = []
  /// The config maps that are defined here.
  public internal(set) var configMaps: [Name] = []
  /// The secrets that are defined here; podman keeps them as secrets of that name.
  public internal(set) var secrets: [Name] = []
  /// What podman refuses though it is YAML, such as a container without image.
  public internal(set) var mistakes: [YAMLProblem] = []

  init() {}

  /// The pods that a release of Podman makes.
  public func pods(for version: PodmanVersion) -> [Pod] { pods.filter { $0.kind.since <= version } }

  /// The secrets that pods cannot do without and that no document here defines.
  public func missingSecrets(for version: PodmanVersion) -> [Reference] {
    missing(pods(for: version).flatMap(\.secrets), secrets)
  }

  /// The config maps that pods cannot do without and that no document here defines.
  public func missingConfigMaps(for version: PodmanVersion) -> [Reference] {
    missing(pods(for: version).flatMap(\.configMaps), configMaps)
  }

  private func missing(_ needed: [Reference], _ defined: [Name]) -> [Reference] {
    let names = Set(defined.map(\.text))
    return needed.filter { !$0.isOptional && !names.contains($0.name) }
  }
}
