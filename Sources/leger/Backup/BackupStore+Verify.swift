extension BackupStore {
  /// Reads every byte of a backup and compares it with what was written; throws `integrity` when it is something else.
  ///
  /// The archives of volumes are left out where only the units count.
  func verify(
    _ id: BackupID,
    withVolumes: Bool = true,
    progress: (String) -> Void
  ) throws(HostFailure) -> BackupRecord {
    let record = try record(id)
    for file in record.files ?? record.quadletFiles.map({ BackupRecord.File(path: $0, digest: "", mode: 0) }) {
      let path = path(of: file.path, in: id)
      try checkIsFile(path)
      let bytes = try host.bytes(at: path, limit: 64 << 20) ?? []
      // Backups of the earlier leger have no digests.
      if record.files != nil, Digest.hex(of: bytes) != file.digest { throw .damaged(path) }
    }
    for volume in record.volumes where withVolumes {
      progress("reading the archive of \(volume.subject) (\(ByteCount.text(volume.size)))")
      _ = try archive(of: volume, in: id).verify(volume)
    }
    return record
  }

  /// The archive of a volume, which is a file of the backup.
  func archive(of volume: BackupRecord.Volume, in id: BackupID) throws(HostFailure) -> VolumeArchive {
    let path = path(of: volume.archivePath, in: id)
    guard let compression = Compression(archive: volume.archivePath) else {
      throw HostFailure(path, "is no archive that leger can read", kind: .integrity)
    }
    try checkIsFile(path)
    return VolumeArchive(path: path, compression: compression, host: host)
  }
}
