/// The result of reading a file that a `.kube` unit names.
public enum KubernetesFile: Sendable, Equatable {
  /// The file is valid YAML; what `podman kube play` makes of it.
  case facts(KubernetesFacts)
  /// The file is not valid YAML, or is larger than leger reads.
  case malformed(YAMLProblem)
  /// The file exists but cannot be read; the system's error message.
  case unreadable(String)

  /// The facts; nil when the file is not valid YAML or cannot be read.
  public var facts: KubernetesFacts? { if case .facts(let facts) = self { facts } else { nil } }
}

/// The kinds of Kubernetes documents that `podman kube play` handles.
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

  /// The first release that plays it.
  public var since: PodmanVersion {
    switch self {
    case .daemonSet: .podman(4, 7)
    case .job: .podman(5, 3)
    default: .podman(4, 4)
    }
  }
}

/// What `podman kube play` makes of the documents in a file: pods with their containers, ports and volumes, and what
/// they need. The items of a List count as documents.
public struct KubernetesFacts: Sendable, Equatable {
  /// A name with its place.
  public struct Name: Sendable, Equatable {
    /// The name.
    public let text: String
    /// Where it is written.
    public let place: YAMLPlace
  }

  /// One document, whether or not podman plays it.
  public struct Document: Sendable, Equatable {
    /// The value of `kind:`; empty when there is none.
    public let kind: String
    /// The name in its metadata; empty when there is none.
    public let name: String
    /// Where the kind is written, else where the document starts.
    public let place: YAMLPlace
  }

  /// A host port that a pod uses.
  public struct Port: Sendable, Equatable {
    /// The host address (`hostIP`), as written; nil for all addresses.
    public let hostAddress: String?
    /// The host port.
    public let hostPort: UInt16
    /// The container port; the same as the host port when none is written.
    public let containerPort: UInt16
    /// tcp, udp or sctp; nil for any other word, which podman refuses.
    public let transport: TransportProtocol?
    /// Where `hostPort` is written.
    public let place: YAMLPlace
  }

  /// A container of a pod.
  public struct Container: Sendable, Equatable {
    /// The name that podman gives it: the pod's name, a dash, and its own name.
    public let name: String
    /// The image as written; empty when there is none.
    public let image: String
    /// Whether it runs to completion before the other containers start.
    public let isInit: Bool
    /// Where its name is written.
    public let place: YAMLPlace
    /// Where its image is written.
    public let imagePlace: YAMLPlace
  }

  /// A volume of a pod.
  public struct Volume: Sendable, Equatable {
    /// What provides the content of a volume.
    public enum Source: Sendable, Equatable {
      /// The podman volume of that name, which podman creates if it does not exist.
      case claim(String)
      /// A path on the host, and its type, such as `DirectoryOrCreate`; the type is empty when none is written.
      case hostPath(String, type: String)
      /// A podman volume named after a config map and filled from it.
      case configMap(String)
      /// A podman volume named after a secret and filled from it.
      case secret(String)
      /// A podman volume for this pod only, with the name of the volume.
      case emptyDirectory
      /// A file system in memory.
      case memory
      /// The files of an image.
      case image(String)
      /// Something that podman refuses.
      case unsupported
    }

    /// The name by which containers mount it.
    public let name: String
    /// What provides its content.
    public let source: Source
    /// Where the name of the source is written, else where the volume starts.
    public let place: YAMLPlace

    /// The name of the podman volume that it is; nil when it is not one.
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
    /// The key that is read; nil for all keys.
    public let key: String?
    /// Whether podman continues without it.
    public let isOptional: Bool
    /// Where the name is written.
    public let place: YAMLPlace
  }

  /// A pod, from any kind of document.
  public struct Pod: Sendable, Equatable {
    /// The kind of document that defines it.
    public let kind: KubernetesKind
    /// The name that podman gives it: that of the document, followed by `-pod` for a Deployment, DaemonSet or Job.
    public let name: String
    /// Where the name is written.
    public let place: YAMLPlace
    /// Whether it uses the host's network, so `ports` take no host ports. The unit's `Network=` overrides it.
    public internal(set) var usesHostNetwork = false
    /// The host ports that its containers use; podman ignores those of init containers.
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
  /// The podman volumes that PersistentVolumeClaim documents create.
  public internal(set) var claims: [Name] = []
  /// The config maps that are defined here.
  public internal(set) var configMaps: [Name] = []
  /// The secrets that are defined here; podman keeps them as secrets of that name.
  public internal(set) var secrets: [Name] = []
  /// What podman refuses although it is valid YAML, such as a container without an image.
  public internal(set) var mistakes: [YAMLProblem] = []

  init() {}

  /// Returns the pods that a release of Podman creates.
  public func pods(for version: PodmanVersion) -> [Pod] { pods.filter { $0.kind.since <= version } }

  /// Returns the secrets that pods require and that no document in the file defines.
  public func missingSecrets(for version: PodmanVersion) -> [Reference] {
    missing(pods(for: version).flatMap(\.secrets), secrets)
  }

  /// Returns the config maps that pods require and that no document in the file defines.
  public func missingConfigMaps(for version: PodmanVersion) -> [Reference] {
    missing(pods(for: version).flatMap(\.configMaps), configMaps)
  }

  private func missing(_ needed: [Reference], _ defined: [Name]) -> [Reference] {
    let names = Set(defined.map(\.text))
    return needed.filter { !$0.isOptional && !names.contains($0.name) }
  }
}
