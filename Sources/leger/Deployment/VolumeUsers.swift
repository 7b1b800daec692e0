/// Which containers have which volumes mounted.
struct VolumeUsers {
  /// A container that has a volume mounted.
  struct User: Equatable {
    let container: ContainerState
    /// Whether a service of the deployment has started it.
    let isOwn: Bool

    /// Whether it can write at this moment, or once it is no longer paused.
    var isUp: Bool { ["running", "paused"].contains(container.state) }
    var name: String { container.names.first ?? container.id }
  }

  private let users: [(user: User, volumes: [String])]

  /// Asks for the mounts of containers; `own` are the services of a deployment.
  init(_ containers: [ContainerState], own: Set<String>, _ podman: PodmanClient) throws(HostFailure) {
    let mounts = Dictionary(
      try podman.mounts(of: containers.map(\.id)).map { ($0.id, $0.mounts) },
      uniquingKeysWith: { first, _ in first }
    )
    users = containers.map { container in
      let volumes = (mounts[container.id] ?? []).filter { $0.type == "volume" }.compactMap(\.name)
      return (User(container: container, isOwn: container.isOf(own)), volumes)
    }
  }

  /// The containers that have a volume.
  func users(of volume: String) -> [User] { users.filter { $0.volumes.contains(volume) }.map(\.user) }

  /// The volumes of the deployment's own containers.
  var ownVolumes: [String] { users.filter(\.user.isOwn).flatMap(\.volumes) }
}
