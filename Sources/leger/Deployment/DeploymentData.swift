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
    _ podman: PodmanClient,
    folders: HostFolders? = nil
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
    addFolders(storage.filter { $0.kind == .bind }, root, users, folders)
  }

  /// Adds the folders of the host that containers write to, or says why they are left out.
  private mutating func addFolders(
    _ storage: [ProjectOverview.Storage],
    _ root: [UInt8],
    _ users: VolumeUsers,
    _ folders: HostFolders?
  ) {
    var count = 0
    for bind in storage {
      let source = folders?.expanded(bind.source) ?? bind.source
      let isOwn = Path.isInside(Array(source.utf8), root)
      let usual = isOwn ? "only what leger has installed there is" : "it is a path of the host, and no volume"
      let isRead = bind.mounts.allSatisfy(\.isReadOnly)
      // Nobody but leger has put anything there.
      if isOwn, isRead { continue }
      guard
        let reason = folders == nil ? usual : isRead ? "containers only read it" : folders?.reasonAgainst(source)
      else {
        count += 1
        let volume = StoredVolume(hostFolder: source, number: count)
        volumes.append(volume)
        self.users[volume.name] = users.users(ofFolder: source)
        continue
      }
      omissions.append(BackupRecord.Omission(name: bind.source, reason: reason))
    }
  }
}

/// The folders of a host that are backed up and restored when that is asked for.
struct HostFolders {
  let folders: DeploymentFolders

  private var host: any Host { folders.host }
  /// Folders whose content is no data, or not that of one deployment.
  private static let systemFolders = [
    "/bin", "/boot", "/dev", "/etc", "/lib", "/proc", "/run", "/sbin", "/sys", "/usr", "/var/run",
  ]

  /// A path with the specifiers of systemd replaced that mean the same folder in every unit of the scope (systemd.unit(5));
  /// others stay.
  func expanded(_ path: String) -> String {
    if !path.contains("%") { return path }
    let isSystem = folders.scope == .system
    let home = isSystem ? "/root" : host.homeFolder
    let below = { (variable: String, name: String) in host.text(variable) ?? home.map { "\($0)/\(name)" } }
    let values: [Character: String?] = [
      "%": "%", "h": home, "t": isSystem ? "/run" : host.runtimeFolder,
      "E": isSystem ? "/etc" : host.configurationFolder,
      "S": isSystem ? "/var/lib" : below("XDG_STATE_HOME", ".local/state"),
      "C": isSystem ? "/var/cache" : below("XDG_CACHE_HOME", ".cache"),
    ]
    var result = ""
    var rest = Substring(path)
    while let character = rest.popFirst() {
      if character == "%", let letter = rest.first, let value = values[letter] ?? nil {
        result += value
        rest.removeFirst()
      } else {
        result.append(character)
      }
    }
    return result
  }

  /// Why a path cannot be archived and replaced as the data of a deployment; nil when it can.
  func reasonAgainst(_ path: String, canBeMissing: Bool = false) -> String? {
    let bytes = Array(path.utf8)
    let parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard bytes.first == UInt8(ascii: "/"), !path.contains("%"),
      parts.dropFirst().allSatisfy({ !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8) })
    else { return "its path is not known before the service runs" }
    let isSystem = Self.systemFolders.contains { Path.isInside(bytes, Array($0.utf8)) }
    if parts.count < 3 || isSystem, !Path.isInside(bytes, folders.units) { return "it is a folder of the system" }
    if [folders.state, folders.backups, folders.units].contains(where: { Path.isInside($0, bytes) }) {
      return "leger keeps its own files there"
    }
    guard let status = try? host.status(bytes, followingLinks: false) else {
      return canBeMissing ? nil : "it does not exist"
    }
    return status.kind == .folder ? nil : "it is not a folder"
  }
}
