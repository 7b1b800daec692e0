import QuadletAnalysis

/// The data of a deployment on a host: the volumes that its containers use, and who else uses them.
struct DeploymentData {
  /// The volumes whose data can be archived.
  private(set) var volumes: [StoredVolume] = []
  /// What cannot, and why.
  private(set) var omissions: [BackupRecord.Omission] = []
  /// The users of each of the volumes, by its name.
  private(set) var users: [String: [VolumeUsers.User]] = [:]

  /// Looks at the volumes of a deployment: those that its units name, and those that its containers have.
  /// `root` is the folder of its units.
  init(
    of deployment: Candidate,
    in root: [UInt8],
    _ users: VolumeUsers,
    _ podman: PodmanClient
  ) throws(HostFailure) {
    let storage = deployment.overview.storage
    let named = storage.filter { $0.kind == .volume && !$0.source.isEmpty && !$0.source.contains("%") }.map(\.source)
    let declared = deployment.services.all.filter { $0.kind == .volume && !$0.isTemplate }.map(\.resource)
    let stored = Dictionary(try podman.volumes().map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for name in Set(named + declared + users.ownVolumes).filter({ !$0.isEmpty && !$0.contains("%") }).sorted() {
      guard let volume = stored[name] else {
        omissions.append(BackupRecord.Omission(name: name, reason: "the volume does not exist yet"))
        continue
      }
      if volume.isAnonymous && !named.contains(name) {
        omissions.append(
          BackupRecord.Omission(name: name, reason: "podman has made it for one container, and removes it with that")
        )
      } else if let reason = volume.reasonWithoutData {
        omissions.append(BackupRecord.Omission(name: name, reason: reason))
      } else {
        volumes.append(volume)
        self.users[name] = users.users(of: name)
      }
    }
    let binds = Set(storage.filter { $0.kind == .bind }.map(\.source)).sorted()
    omissions += binds.map { path in
      let isOwn = Path.isInside(Array(path.utf8), root)
      return BackupRecord.Omission(
        name: path,
        reason: isOwn ? "only what leger has installed there is" : "it is a path of the host, and no volume"
      )
    }
  }
}
