import CSystem
import Glibc

/// The way for volumes whose folder cannot change places with another one, such as those of a device: what is in the folder
/// is set aside within it, and comes back or goes.
extension VolumeFolder {
  /// Has the old content while the new one is beside it.
  private static let oldName = Array(".leger-old".utf8)
  /// Has a part of the old content, the rest of which is beside it: there is no new content then.
  private static let movingName = Array(".leger-moving".utf8)

  /// The names that a census leaves out.
  static let asideNames = [oldName, movingName]

  /// Moves all that is in a folder into one within it.
  static func setAside(_ path: [UInt8]) throws(HostFailure) {
    let folder = try OpenVolume(path)
    if folder.has(oldName) { throw HostFailure(path, "has the old data of another restore", kind: .failed) }
    try folder.make(movingName)
    for name in try folder.names() { try folder.move(name, to: Path.join(movingName, name)) }
    try folder.move(movingName, to: oldName)
  }

  /// Removes the new content and moves the old one back; does nothing where none is set aside.
  static func bringBack(_ path: [UInt8]) throws(HostFailure) {
    let folder = try OpenVolume(path)
    if folder.has(oldName) {
      for name in try folder.names() { try folder.removeTree(name) }
      // From here on nothing but old content is left, wherever it is.
      try folder.move(oldName, to: movingName)
    }
    guard folder.has(movingName) else { return }
    for name in try folder.names(in: movingName) { try folder.move(Path.join(movingName, name), to: name) }
    try folder.removeTree(movingName)
  }

  /// Removes the old content.
  static func removeOld(_ path: [UInt8]) throws(HostFailure) {
    let folder = try OpenVolume(path)
    for name in asideNames where folder.has(name) {
      try folder.keepingTime { () throws(HostFailure) in try folder.removeTree(name) }
    }
  }
}

/// The folder of a volume, held open.
private struct OpenVolume: ~Copyable {
  private let path: [UInt8]
  private let descriptor: Int32

  init(_ path: [UInt8]) throws(HostFailure) {
    self.path = path
    descriptor = Glibc.open(CPath(path).bytes, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw HostFailure(path, SystemError.last.message) }
  }

  deinit { close(descriptor) }

  private func failure(_ name: [UInt8]) -> HostFailure {
    HostFailure(Path.join(path, name), SystemError.last.message, kind: .failed)
  }

  func has(_ name: [UInt8]) -> Bool {
    var status = stat()
    return fstatat(descriptor, CPath(name).bytes, &status, AT_SYMLINK_NOFOLLOW) == 0
  }

  func make(_ name: [UInt8]) throws(HostFailure) {
    if mkdirat(descriptor, CPath(name).bytes, 0o700) != 0, errno != EEXIST { throw failure(name) }
  }

  /// The names in the folder, or in one within it, but for those of what is set aside.
  func names(in name: [UInt8] = Array(".".utf8)) throws(HostFailure) -> [[UInt8]] {
    let inner = openat(descriptor, CPath(name).bytes, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard inner >= 0 else { throw failure(name) }
    defer { close(inner) }
    do throws(SystemError) {
      let listing = try FileSystem.list(inner)
      return listing.entries.map { Array(listing.name(of: $0)) }.filter { !VolumeFolder.asideNames.contains($0) }
    } catch {
      throw HostFailure(path, error.message, kind: .failed)
    }
  }

  func move(_ name: [UInt8], to target: [UInt8]) throws(HostFailure) {
    guard renameat(descriptor, CPath(name).bytes, descriptor, CPath(target).bytes) == 0 else { throw failure(name) }
    fsync(descriptor)
  }

  /// Does something that would change the time of the folder.
  func keepingTime(_ body: () throws(HostFailure) -> Void) throws(HostFailure) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure([]) }
    try body()
    let times = [status.st_atim, status.st_mtim]
    guard futimens(descriptor, times) == 0 else { throw failure([]) }
  }

  /// Removes something with all that is in it; links are not followed.
  func removeTree(_ name: [UInt8]) throws(HostFailure) {
    let place = Path.join(path, name)
    var text = CPath(place).bytes
    let problem: HostFailure? = text.withUnsafeMutableBufferPointer { buffer in
      var paths: [UnsafeMutablePointer<CChar>?] = [buffer.baseAddress, nil]
      guard let walk = fts_open(&paths, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, nil) else {
        return HostFailure(place, SystemError.last.message, kind: .failed)
      }
      defer { fts_close(walk) }
      while let entry = fts_read(walk)?.pointee {
        let kind = Int32(entry.fts_info)
        if kind == FTS_D { continue }
        if unlinkat(AT_FDCWD, entry.fts_accpath, kind == FTS_DP ? AT_REMOVEDIR : 0) != 0 {
          return HostFailure(FileSystem.bytes(entry.fts_path), SystemError.last.message, kind: .failed)
        }
      }
      return nil
    }
    if let problem { throw problem }
  }
}
