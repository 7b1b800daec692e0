import QuadletAnalysis

extension Deployer {
  /// What stands before a secret's name in Podman to make that in the store.
  var secretPrefix: String { folders.settings.secretPrefix ?? "leger/" }

  /// The secrets that installed deployments use, each with the services that do.
  ///
  /// A name that systemd fills in is none that can be made beforehand.
  func desiredSecrets() throws(HostFailure) -> [SecretSync.Desired] {
    var users: [String: Set<String>] = [:]
    for name in try store.names() {
      guard let installed = try installed(name) else { continue }
      for use in installed.candidate.overview.secrets where !use.name.isEmpty && !use.name.contains("%") {
        let services = installed.candidate.services.all.filter { $0.unit == use.unit }.map(\.name)
        users[use.name, default: []].formUnion(services)
      }
    }
    return users.sorted { $0.key < $1.key }.map { name, services in
      SecretSync.Desired(podmanName: name, name: SecretName(secretPrefix + name), users: services.sorted())
    }
  }

  /// What compares and changes the secrets of Podman.
  func secretSync(with store: any SecretStore) throws(HostFailure) -> SecretSync {
    SecretSync(
      store: store,
      podman: podman,
      digestKey: try SecretSync.digestKey(in: folders.state, on: host)
    )
  }
}
