/// What a project needs to know of the world around it; the core asks, the host answers.
public struct HostFacts: Sendable {
  /// A file that a unit names, such as one of `EnvironmentFile=`.
  public struct File: Sendable {
    /// What it holds.
    public let bytes: [UInt8]
    /// Its permission bits, such as 0o600.
    public let mode: UInt16

    /// Makes a file.
    public init(bytes: [UInt8], mode: UInt16) {
      self.bytes = bytes
      self.mode = mode
    }
  }

  /// Whether a path exists, asked for `AddDevice=-PATH`.
  public let pathExists: @Sendable ([UInt8]) -> Bool
  /// The file at a path; nil when it is not there, is no regular file, cannot be read, has more than 16 MiB or is an `Oversize`.
  public let file: @Sendable ([UInt8]) -> File?
  /// What the Kubernetes YAML file at a path says; nil when there is no such file, `unreadable` when it could not be read.
  public let kubernetes: @Sendable ([UInt8]) -> KubernetesFile?
  /// The podman program in the commands.
  public let podman: [UInt8]

  /// Makes facts; without any, no device and no file exists, and nothing is known of Kubernetes YAML.
  public init(
    podman: String = "/usr/bin/podman",
    pathExists: @escaping @Sendable ([UInt8]) -> Bool = { _ in false },
    file: @escaping @Sendable ([UInt8]) -> File? = { _ in nil },
    kubernetes: @escaping @Sendable ([UInt8]) -> KubernetesFile? = { _ in .unreadable("files of the host were not read")
    }
  ) {
    self.podman = Array(podman.utf8)
    self.pathExists = pathExists
    self.file = file
    self.kubernetes = kubernetes
  }
}
