/// What a backup is to hold: its record as far as it is known beforehand, and where the rest comes from.
struct BackupOrder: Codable, Equatable, Sendable {
  /// A volume to archive.
  struct Volume: Codable, Equatable, Sendable, NamedData {
    var name: String
    /// Whether podman mounts it only for containers.
    var isMountedFirst: Bool
    /// Whether a command has made its data fit to be read while other data changes.
    var isPrepared: Bool
    /// The folder of the host for which it stands; nil for a volume that exists.
    var hostFolder: String?
  }

  /// Without the volumes and sizes.
  var record: BackupRecord
  var volumes: [Volume]
  /// What leger knows of the deployment, as the text of a file.
  var generation: String
  var compression: Compression

  /// The name of that file.
  static let generationName = ".generation.json"
}

/// Makes backups.
struct BackupWriter {
  let store: BackupStore
  let podman: PodmanClient
  /// Says what is being done.
  let progress: @Sendable (String) -> Void

  private var host: any Host { store.host }
  private var tool: VolumeTool { VolumeTool(podman: podman) }

  /// How large a file of a deployment may be, in bytes.
  private static let fileLimit = 64 << 20

  /// Makes a backup, whole or not at all; one that exists already is left as it is. The files of the deployment are read from
  /// its folder.
  func write(_ order: BackupOrder, from folder: [UInt8]) throws(HostFailure) {
    guard let id = BackupID(order.record.id) else {
      throw HostFailure(.failed, "\(order.record.id) cannot be the name of a backup")
    }
    if !host.isMissing(store.path(of: id)) { return }
    let path = try store.begin(id)
    do throws(HostFailure) {
      var record = order.record
      record.size = try copyFiles(record.files ?? [], order.generation, from: folder, to: path)
      for volume in order.volumes {
        let archived = try archive(volume, order, in: path)
        record.size += archived.size
        record.volumes.append(archived)
      }
      try store.finish(id, record, in: path)
    } catch {
      // What cannot be removed now is removed by the next command.
      try? host.removeTree(path, within: store.folder)
      throw error
    }
  }

  private func copyFiles(
    _ files: [BackupRecord.File],
    _ generation: String,
    from folder: [UInt8],
    to path: [UInt8]
  ) throws(HostFailure) -> Int {
    var size = 0
    for file in files {
      let bytes: [UInt8]
      if file.path == BackupOrder.generationName {
        bytes = Array(generation.utf8)
      } else {
        let source = Path.join(folder, Array(file.path.utf8))
        guard let found = try host.bytes(at: source, limit: Self.fileLimit), Digest.hex(of: found) == file.digest else {
          throw HostFailure(source, "has changed since the backup began", kind: .failed)
        }
        bytes = found
      }
      let target = Path.join(path, Array(file.path.utf8))
      try host.makeFolders(Path.parent(of: target), mode: BackupStore.folderMode)
      try host.write(bytes, to: target, within: store.folder, mode: BackupStore.fileMode)
      size += bytes.count
    }
    return size
  }

  // MARK: Volumes

  private func archive(
    _ volume: BackupOrder.Volume,
    _ order: BackupOrder,
    in path: [UInt8]
  ) throws(HostFailure) -> BackupRecord.Volume {
    let taken = Set((order.record.files ?? []).map(\.path))
    let archive = { () throws(HostFailure) in try archiveMounted(volume, order, taken: taken, in: path) }
    guard volume.isMountedFirst else { return try archive() }
    guard let folder = volume.hostFolder else { return try podman.mounting(volume.name, archive) }
    return try podman.withVolume(volume.name, of: folder) { () throws(HostFailure) in
      try podman.mounting(volume.name, archive)
    }
  }

  private func archiveMounted(
    _ volume: BackupOrder.Volume,
    _ order: BackupOrder,
    taken: Set<String>,
    in path: [UInt8]
  ) throws(HostFailure) -> BackupRecord.Volume {
    let stored = try podman.volume(volume.name)
    var name = "volumes/\(volume.name)\(order.compression.suffix)"
    while taken.contains(name) { name = "volumes/_\(name.dropFirst("volumes/".count))" }
    let file = Path.join(path, Array(name.utf8))
    try host.makeFolders(Path.parent(of: file), mode: BackupStore.folderMode)
    let before = try tool.census(stored.mountpoint)
    progress("backing up \(volume.subject) (\(ByteCount.text(before.bytes)))")
    let archive = VolumeArchive(path: file, compression: order.compression, host: host)
    let meter = ProgressMeter(of: volume.subject, total: before.bytes, host: host, progress)
    let written = try archive.write(
      within: store.folder,
      { (output) throws(HostFailure) in try podman.exportVolume(volume.name, to: output) },
      moved: { meter.moved($0) }
    )
    let after = try tool.census(stored.mountpoint)
    let held = ContentCount(after)
    let isWhole = volume.isPrepared ? written.content.entries > 0 || held.entries == 0 : written.content == held
    guard isWhole else {
      let isLive = order.record.details?.consistency == .live
      throw HostFailure(
        .failed,
        "the archive of \(volume.subject) holds \(written.content.text), and \(volume.hostFolder == nil ? "the volume" : "the folder") \(held.text)"
          + (isLive ? ": it has changed meanwhile" : ""),
        help: isLive ? "leger backup create --consistency stop \(order.record.deploymentName)" : nil
      )
    }
    return BackupRecord.Volume(
      name: volume.name,
      archivePath: name,
      size: written.size,
      sha256: written.digest,
      content: written.content,
      root: after.root,
      driver: stored.driver,
      options: stored.options,
      labels: stored.labels,
      lostAttributes: after.lostAttributes.isEmpty ? nil : after.lostAttributes,
      isPrepared: volume.isPrepared ? true : nil,
      hostFolder: volume.hostFolder
    )
  }
}

/// Says from time to time how far something has come that takes long.
final class ProgressMeter {
  private let subject: String
  private let total: Int
  private let host: any Host
  private let progress: (String) -> Void
  private var next: Duration
  /// How long a step is quiet.
  private static let pause = Duration.seconds(5)

  init(of subject: String, total: Int, host: any Host, _ progress: @escaping (String) -> Void) {
    self.subject = subject
    self.total = total
    self.host = host
    self.progress = progress
    next = host.monotonicClock + Self.pause
  }

  /// Hears how many bytes have gone by.
  func moved(_ count: Int) {
    let now = host.monotonicClock
    if now < next { return }
    next = now + Self.pause
    progress("  \(subject): \(ByteCount.text(min(count, total))) of \(ByteCount.text(total))")
  }
}
