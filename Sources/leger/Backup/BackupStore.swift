/// The folder with all backups of a scope: one folder for each, named by its ID.
///
/// A backup is written under another name and gets its own as the last act, so one that is not complete is never taken for a
/// backup. One that is removed loses its name first.
struct BackupStore: Sendable {
  let folder: [UInt8]
  let host: any Host

  static let recordName = Array(".backup-metadata.json".utf8)
  /// The SHA-256 digest of the record.
  private static let digestName = Array(".backup-metadata.sha256".utf8)
  private static let (pinText, drillText) = (".pinned", ".proven.json")
  private static let (pinName, drillName) = (Array(pinText.utf8), Array(drillText.utf8))
  /// The names of what is said of a backup on this host, and does not belong to it.
  static let remarks = [pinText, drillText]
  /// Beginnings of the names of folders that are not backups yet, or not any more.
  private static let newPrefix = Array(".leger-new-".utf8)
  private static let oldPrefix = Array(".leger-old-".utf8)
  /// The size of the largest record, in bytes.
  private static let recordLimit = 16 << 20
  static let fileMode: UInt16 = 0o600
  static let folderMode: UInt16 = 0o700

  // MARK: Finding

  /// Returns the backups, oldest first; those of a deployment, when it is given.
  func all(of deployment: String? = nil) throws(HostFailure) -> [BackupID] {
    try host.names(in: folder).compactMap { BackupID($0) }.filter { deployment == nil || $0.deployment == deployment }
      .sorted()
  }

  /// Finds what a user means: an ID, the name of a deployment with one backup, the beginning of only one ID, or of a
  /// deployment a time or `latest`.
  func find(_ text: String, of deployment: String? = nil) throws(HostFailure) -> BackupID {
    let known = try all(of: deployment)
    if let exact = known.first(where: { $0.description == text }) { return exact }
    if text == "latest", let last = known.last { return last }
    // A name is a name, also where it begins that of another deployment.
    let named = known.filter { $0.deployment == text }
    let fitting =
      named.isEmpty
      ? known.filter { $0.description.hasPrefix(text) || deployment != nil && $0.time.hasPrefix(text) } : named
    if fitting.count == 1 { return fitting[0] }
    let shown = VisibleText.quoted(Array(text.utf8))
    if fitting.count > 1 {
      throw HostFailure(
        .usage,
        "\(shown) can mean \(fitting.count) backups"
          + (fitting.count > 5 ? ", the newest of which are " : ": ")
          + fitting.suffix(5).map(\.description).joined(separator: ", "),
        help: "type more of it"
      )
    }
    let nearest = NearestName.nearest(to: text, among: known.map(\.description))
    throw HostFailure(
      .usage,
      "there is no backup \(shown)" + (deployment.map { " of \($0)" } ?? "")
        + (nearest.map { "; did you mean \"\($0)\"?" } ?? ""),
      help: nearest == nil ? "leger backup list" : nil
    )
  }

  func path(of id: BackupID) -> [UInt8] { Path.join(folder, Array(id.description.utf8)) }

  /// The path of a file of a backup, whose own path was checked when the record was read.
  func path(of file: String, in id: BackupID) -> [UInt8] { Path.join(path(of: id), Array(file.utf8)) }

  /// An ID that no backup has.
  func newID(_ deployment: String, at seconds: Int) throws(HostFailure) -> BackupID {
    let known = Set(try all(of: deployment))
    for number in 1...9999 {
      guard let id = BackupID(deployment, at: seconds, number: number) else { break }
      if !known.contains(id) { return id }
    }
    throw HostFailure(.failed, "there are too many backups of this second")
  }

  // MARK: Reading

  /// Reads what is in a backup; throws `integrity` when its record is not what was written, or leads out of its folder.
  func record(_ id: BackupID) throws(HostFailure) -> BackupRecord {
    let path = Path.join(self.path(of: id), Self.recordName)
    guard (try? host.status(self.path(of: id), followingLinks: false))?.kind == .folder else {
      throw HostFailure(self.path(of: id), "is not a folder", kind: .integrity)
    }
    try checkIsFile(path)
    guard let bytes = try host.bytes(at: path, limit: Self.recordLimit) else {
      throw HostFailure(path, "does not exist", kind: .integrity)
    }
    let digestPath = Path.join(self.path(of: id), Self.digestName)
    if !host.isMissing(digestPath) { try checkIsFile(digestPath) }
    let digest = try host.bytes(at: digestPath, limit: 1024)
    if let digest, digest != Array("\(Digest.hex(of: bytes))\n".utf8) { throw .damaged(path) }
    guard let record = JSONText.decode(BackupRecord.self, from: bytes) else { throw .damaged(path) }
    // Backups of the earlier leger have neither.
    guard digest != nil || record.schema == nil else {
      throw HostFailure(digestPath, "does not exist", kind: .integrity)
    }
    guard record.id == id.description, record.deploymentName == id.deployment else { throw .damaged(path) }
    let paths = record.quadletFiles + (record.files ?? []).map(\.path) + record.volumes.map(\.archivePath)
    if let bad = paths.first(where: { !Self.isInside($0) }) {
      throw HostFailure(
        path,
        "names a file outside of the backup: \(VisibleText.quoted(Array(bad.utf8)))",
        kind: .integrity
      )
    }
    if let bad = record.volumes.first(where: { !Self.isVolumeName($0.name) }) {
      throw HostFailure(path, "names no volume: \(VisibleText.quoted(Array(bad.name.utf8)))", kind: .integrity)
    }
    return record
  }

  /// Throws when a path of a backup is a link, or not a file.
  func checkIsFile(_ path: [UInt8]) throws(HostFailure) {
    let kind: FileKind
    do throws(SystemError) {
      kind = try host.status(path, followingLinks: false).kind
    } catch {
      throw HostFailure(path, error.message, kind: .integrity)
    }
    guard kind == .file else { throw HostFailure(path, "is not a file", kind: .integrity) }
  }

  /// Whether a path stays in the folder that it is relative to.
  static func isInside(_ path: String) -> Bool {
    !path.isEmpty && !path.utf8.contains(0)
      && path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { !["", ".", ".."].contains($0) }
  }

  /// Whether podman could call a volume so.
  static func isVolumeName(_ name: String) -> Bool {
    guard let first = name.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: ".") else { return false }
    return name.utf8.count < 256
      && name.utf8.allSatisfy {
        ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || (0x30...0x39).contains($0) || "_.-".utf8.contains($0)
      }
  }

  // MARK: Writing

  /// Begins a backup; returns the folder that its files are written to.
  func begin(_ id: BackupID) throws(HostFailure) -> [UInt8] {
    let path = Path.join(folder, Self.newPrefix + Array(id.description.utf8))
    try host.makeFolders(folder, mode: Self.folderMode)
    try host.removeTree(path, within: folder)
    try host.makeFolders(path, mode: Self.folderMode)
    return path
  }

  /// Makes a backup of what was written for it.
  func finish(_ id: BackupID, _ record: BackupRecord, in path: [UInt8]) throws(HostFailure) {
    let bytes = JSONText.encode(record)
    let digest = Array("\(Digest.hex(of: bytes))\n".utf8)
    try host.write(digest, to: Path.join(path, Self.digestName), within: folder, mode: Self.fileMode)
    try host.write(bytes, to: Path.join(path, Self.recordName), within: folder, mode: Self.fileMode)
    try host.move(path, to: self.path(of: id), within: folder)
  }

  /// Makes a backup of a folder whose files come from elsewhere, unless the check throws.
  func adopt(
    _ id: BackupID,
    from path: [UInt8],
    _ check: (BackupStore) throws(HostFailure) -> Void
  ) throws(HostFailure) {
    // The check reads it by its name, in a folder of its own.
    let room = Path.join(folder, Self.newPrefix + Array("imported".utf8))
    try host.removeTree(room, within: folder)
    try host.makeFolders(room, mode: Self.folderMode)
    let inner = Path.join(room, Array(id.description.utf8))
    try host.move(path, to: inner, within: folder)
    do throws(HostFailure) {
      try check(BackupStore(folder: room, host: host))
      try host.move(inner, to: self.path(of: id), within: folder)
    } catch {
      try? host.removeTree(room, within: folder)
      throw error
    }
    try host.removeTree(room, within: folder)
  }

  /// Removes a backup.
  func remove(_ id: BackupID) throws(HostFailure) {
    let path = Path.join(folder, Self.oldPrefix + Array(id.description.utf8))
    try host.removeTree(path, within: folder)
    do throws(WriteFailure) {
      try host.rename(self.path(of: id), to: path, within: folder)
    } catch {
      throw HostFailure(self.path(of: id), error.message)
    }
    try host.removeTree(path, within: folder)
  }

  /// Removes what killed commands have left; to be called under the lock.
  func removeLeftovers() throws(HostFailure) {
    for name in try host.names(in: folder) {
      for prefix in [Self.newPrefix, Self.oldPrefix] where name.utf8.starts(with: prefix) {
        try host.removeTree(Path.join(folder, Array(name.utf8)), within: folder)
      }
    }
  }

  // MARK: Pins

  /// Whether a backup is never removed by itself.
  func isPinned(_ id: BackupID) -> Bool { !host.isMissing(Path.join(path(of: id), Self.pinName)) }

  func pin(_ id: BackupID) throws(HostFailure) {
    try host.write([], to: Path.join(path(of: id), Self.pinName), within: folder, mode: Self.fileMode)
  }

  func unpin(_ id: BackupID) throws(HostFailure) {
    try host.removeIfPresent(Path.join(path(of: id), Self.pinName), within: folder)
  }

  // MARK: Drills

  /// What came of the drills of a backup.
  func drills(_ id: BackupID) -> BackupDrills {
    (try? host.record(BackupDrills.self, at: Path.join(path(of: id), Self.drillName), limit: 65536)) ?? BackupDrills()
  }

  func write(_ drills: BackupDrills, of id: BackupID) throws(HostFailure) {
    let path = Path.join(path(of: id), Self.drillName)
    try host.write(JSONText.encode(drills), to: path, within: folder, mode: Self.fileMode)
  }
}

/// What came of the last drills of a backup.
struct BackupDrills: Codable, Equatable, Sendable {
  /// That it was restored, and what came of it worked.
  struct Proof: Codable, Equatable, Sendable {
    /// In seconds since 1970.
    let at: Int
    /// The version of Podman that ran it.
    let podman: String
    /// Whether its probe has answered.
    let probe: Bool
  }

  /// That it was restored, and what came of it did not work.
  struct Failure: Codable, Equatable, Sendable {
    /// In seconds since 1970.
    let at: Int
    let reason: String
  }

  var proof: Proof?
  /// The last failure since then.
  var failure: Failure?
}
