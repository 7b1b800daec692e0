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

  private let users: [(user: User, volumes: [String], folders: [String])]

  /// Asks for the mounts of containers; `own` are the services of a deployment.
  init(_ containers: [ContainerState], own: Set<String>, _ podman: PodmanClient) throws(HostFailure) {
    let mounts = Dictionary(
      try podman.mounts(of: containers.map(\.id)).map { ($0.id, $0.mounts) },
      uniquingKeysWith: { first, _ in first }
    )
    users = containers.map { container in
      let mounted = mounts[container.id] ?? []
      return (
        User(container: container, isOwn: container.isOf(own)),
        mounted.filter { $0.type == "volume" }.compactMap(\.name),
        mounted.filter { $0.type == "bind" }.compactMap(\.source)
      )
    }
  }

  /// The containers that have a volume.
  func users(of volume: String) -> [User] { users.filter { $0.volumes.contains(volume) }.map(\.user) }

  /// The containers that have a folder of the host, one within it, or one that it is within.
  func users(ofFolder path: String) -> [User] {
    let meets = { (other: String) in
      [(path, other), (other, path)].contains { Path.isInside(Array($0.utf8), Array($1.utf8)) }
    }
    return users.filter { $0.folders.contains(where: meets) }.map(\.user)
  }

  /// The volumes of the deployment's own containers.
  var ownVolumes: [String] { users.filter(\.user.isOwn).flatMap(\.volumes) }
}
