/// The data of volumes that a restore puts into place, and what was there before.
///
/// The data of each volume is imported into a temporary one and compared with what was written, before anything stops. Then
/// the folders of the two change places: the temporary volume has the old data, and the same act leads back.
struct VolumeSwap: Codable, Equatable, Sendable {
  /// One volume, from a backup.
  struct Volume: Codable, Equatable, Sendable {
    /// What the backup says of it.
    let archived: BackupRecord.Volume
    /// The name of the temporary volume.
    let temporary: String
    /// Whether podman does not have it yet.
    let isNew: Bool
    /// Whether its folder can change places with that of the temporary volume; else the data is set aside within it.
    let isPlain: Bool
  }

  /// The backup that has the archives.
  let backup: String
  let volumes: [Volume]

  /// The name of a temporary volume.
  static func temporaryName(_ name: String, number: Int) -> String { "leger-restore-\(number)-\(name)" }
}

/// What has become of the volumes of a swap: it is on the disk before the first temporary volume is made, so a crash at any
/// point leaves nothing that the next command does not know of.
struct VolumeSwapState: Codable, Equatable {
  struct Volume: Codable, Equatable {
    let name: String
    let temporary: String
    let isNew: Bool
    let isPlain: Bool
    /// The folder of the host for which it stands, until the end of the restore; nil for a volume.
    let hostFolder: String?
    /// Whether that folder did not exist.
    var isFolderMade = false
    /// Whether leger has made it, where it did not exist.
    var isMade = false
    /// The number of the folder with the old data; nil before the exchange.
    var oldInode: UInt64?
    /// What the folder was, where its data is set aside; nil before that.
    var oldRoot: VolumeFolder.Root?
    /// The number of the folder with the new data; nil before it is complete.
    var newInode: UInt64?
  }

  var volumes: [Volume]
}

/// Carries out swaps.
struct VolumeSwapper {
  let store: BackupStore
  let podman: PodmanClient
  /// Where the state is kept, in a folder that exists.
  let statePath: [UInt8]
  let stateRoot: [UInt8]
  /// Says what is being done.
  let progress: @Sendable (String) -> Void

  private var host: any Host { store.host }
  private var tool: VolumeTool { VolumeTool(podman: podman) }
  private static let stateLimit = 16 << 20

  private func state() throws(HostFailure) -> VolumeSwapState? {
    try host.record(VolumeSwapState.self, at: statePath, limit: Self.stateLimit)
  }

  private func write(_ state: VolumeSwapState) throws(HostFailure) {
    try host.makeFolders(Path.parent(of: statePath), mode: BackupStore.folderMode)
    try host.write(JSONText.encode(state), to: statePath, within: stateRoot, mode: BackupStore.fileMode)
  }

  // MARK: Before anything stops

  /// Makes the temporary volumes, with the data of the backup; begun again, it begins anew.
  func prepare(_ swap: VolumeSwap) throws(HostFailure) {
    guard let id = BackupID(swap.backup) else { throw HostFailure(.failed, "\(swap.backup) is not a backup") }
    try discard()
    var state = VolumeSwapState(
      volumes: swap.volumes.map {
        VolumeSwapState.Volume(
          name: $0.archived.name,
          temporary: $0.temporary,
          isNew: $0.isNew,
          isPlain: $0.isPlain,
          hostFolder: $0.archived.hostFolder
        )
      }
    )
    try write(state)
    for (index, volume) in swap.volumes.enumerated() {
      progress("restoring \(volume.archived.subject) (\(ByteCount.text(volume.archived.content?.bytes ?? 0)))")
      try podman.createVolume(
        volume.temporary,
        driver: "local",
        options: volume.isPlain ? volume.archived.options ?? [:] : [:],
        labels: volume.archived.labels ?? [:]
      )
      state.volumes[index].newInode = try fill(volume.archived, volume.temporary, from: id)
      try write(state)
    }
  }

  /// Puts the data of an archive into a volume, and compares; returns the number of the folder that has it.
  private func fill(
    _ archived: BackupRecord.Volume,
    _ target: String,
    from id: BackupID
  ) throws(HostFailure) -> UInt64 {
    let stream = try store.archive(of: archived, in: id).open(expecting: archived.sha256)
    let total = archived.content?.bytes ?? 0
    let meter = ProgressMeter(of: "the volume \(archived.name)", total: total, host: host, progress)
    var moved = 0
    try podman.importVolume(target) { () throws(HostFailure) in
      let bytes = try stream.next()
      moved += bytes?.count ?? 0
      meter.moved(moved)
      return bytes
    }
    let path = try podman.volume(target).mountpoint
    if let root = archived.root { try tool.settle(path, root) }
    let census = try tool.census(path)
    let held = ContentCount(census)
    if let written = archived.content, held != written {
      throw HostFailure(
        .failed,
        "podman has put \(held.text) into the volume for \(archived.name), and its archive holds \(written.text)"
      )
    }
    return census.inode
  }

  // MARK: While the users are stopped

  /// Puts the new data into place.
  func exchange(_ swap: VolumeSwap) throws(HostFailure) {
    guard let id = BackupID(swap.backup), var state = try state() else {
      throw HostFailure(.failed, "the data to restore is not found")
    }
    for (index, volume) in swap.volumes.enumerated() {
      guard let wanted = state.volumes[index].newInode else {
        throw HostFailure(.failed, "the data of the volume \(volume.archived.name) is not complete")
      }
      let isThere = try podman.volumes().contains { $0.name == volume.archived.name }
      if isThere, volume.isNew, !state.volumes[index].isMade {
        throw HostFailure(.failed, "someone has made the volume \(volume.archived.name) meanwhile")
      }
      if !isThere {
        state.volumes[index].isMade = true
        let folder = volume.archived.hostFolder.map { Array($0.utf8) }
        if let folder { state.volumes[index].isFolderMade = host.isMissing(folder) }
        try write(state)
        if let folder { try host.makeFolders(folder, mode: 0o755) }
        try podman.createVolume(
          volume.archived.name,
          driver: volume.archived.driver ?? "local",
          options: volume.archived.options ?? [:],
          labels: volume.archived.labels ?? [:]
        )
      }
      guard volume.isPlain else {
        try podman.mounting(volume.archived.name) { () throws(HostFailure) in
          let path = try podman.volume(volume.archived.name).mountpoint
          state.volumes[index].oldRoot = try tool.census(path).root
          try write(state)
          try tool.perform(.aside, path)
          progress("putting the data of \(volume.archived.shownName) into place")
          _ = try fill(volume.archived, volume.archived.name, from: id)
        }
        continue
      }
      let path = try podman.volume(volume.archived.name).mountpoint
      if state.volumes[index].oldInode == nil {
        state.volumes[index].oldInode = try tool.census(path).inode
        try write(state)
      }
      try tool.exchange(path, with: try podman.volume(volume.temporary).mountpoint, toHave: wanted)
    }
  }

  /// Puts the old data back, where anything else is in its place.
  func exchangeBack() throws(HostFailure) {
    guard let state = try state() else { return }
    let present = Set(try podman.volumes().map(\.name))
    for volume in state.volumes where present.contains(volume.name) {
      if !volume.isPlain, let root = volume.oldRoot {
        // The device can have had data although podman did not know the volume.
        try podman.mounting(volume.name) { () throws(HostFailure) in
          let path = try podman.volume(volume.name).mountpoint
          try tool.perform(.back, path)
          try tool.settle(path, root)
        }
      }
      if volume.isNew {
        if volume.isMade { try podman.removeVolume(volume.name) }
        if volume.isFolderMade, let folder = volume.hostFolder.map({ Array($0.utf8) }) {
          try host.removeIfPresent(folder, within: Path.parent(of: folder))
        }
      } else if let old = volume.oldInode {
        try tool.exchange(
          try podman.volume(volume.name).mountpoint,
          with: try podman.volume(volume.temporary).mountpoint,
          toHave: old
        )
      }
    }
  }

  // MARK: The end

  /// Leaves the temporary volumes to a person; returns their names.
  func forget() throws(HostFailure) -> [String] {
    let names = (try? state())?.volumes.map(\.temporary) ?? []
    try host.removeIfPresent(statePath, within: stateRoot)
    return names
  }

  /// Removes the temporary volumes, whatever data they have.
  func discard() throws(HostFailure) {
    guard let state = try state() else { return }
    let present = Set(try podman.volumes().map(\.name))
    for volume in state.volumes {
      if present.contains(volume.temporary) { try podman.removeVolume(volume.temporary) }
      guard !volume.isPlain, present.contains(volume.name) else { continue }
      try podman.mounting(volume.name) { () throws(HostFailure) in
        try tool.perform(.finish, try podman.volume(volume.name).mountpoint)
      }
      if volume.hostFolder != nil { try podman.removeVolume(volume.name) }
    }
    try host.removeIfPresent(statePath, within: stateRoot)
  }
}
