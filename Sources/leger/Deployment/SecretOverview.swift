/// A secret as it is in the store, in podman and in what runs, without its value.
struct SecretOverview: Sendable {
  /// The name in the store.
  var name: SecretName
  /// Nil for one that units use and the store does not have.
  var info: SecretInfo?
  /// What podman has of it, by its names there.
  var podman: [PodmanSecret]
  /// The services that use it, sorted.
  var users: [String]
  /// Those whose containers were made before podman got the value that it has now.
  var waiting: [String]
}

extension Deployer {
  /// Puts together what the store has with what podman has and units use.
  func overview(of infos: [SecretInfo]) throws(HostFailure) -> [SecretOverview] {
    let desired = try desiredSecrets()
    let stored = try podman.storedSecrets()
    let containers = try podman.containers()
    let names = Set(infos.map(\.name)).union(desired.map(\.name)).sorted()
    return names.map { name in
      let uses = desired.filter { $0.name == name }
      let podman = stored.filter { secret in
        uses.contains { $0.podmanName == secret.name } || SecretSync.source(of: secret) == name.description
      }
      let users = Set(uses.flatMap(\.users)).sorted()
      let waiting = users.filter { service in
        let changed = uses.filter { $0.users.contains(service) }.flatMap { use in
          podman.filter { $0.name == use.podmanName }.compactMap(\.changedAt)
        }.max()
        guard let changed else { return false }
        return containers.contains { $0.service == service && ($0.createdAt ?? changed) < changed }
      }
      return SecretOverview(
        name: name,
        info: infos.first { $0.name == name },
        podman: podman,
        users: users,
        waiting: waiting
      )
    }
  }
}
