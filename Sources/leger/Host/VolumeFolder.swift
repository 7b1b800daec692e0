import CSystem
import Glibc

/// The folder that has the data of a volume, looked at and changed by a process that owns it: root, or in user scope one in
/// the user namespace of podman.
enum VolumeFolder {
  /// What `podman volume export` loses of the root of a volume.
  struct Root: Codable, Equatable, Sendable {
    var user: UInt32
    var group: UInt32
    /// The permission bits.
    var mode: UInt16
    /// When it was changed, in seconds since 1970 and nanoseconds.
    var seconds: Int
    var nanoseconds: Int
    /// Extended attributes: the bytes of each in hexadecimal digits, by name.
    var attributes: [String: String]
  }

  /// What a volume holds.
  struct Census: Codable, Equatable, Sendable {
    /// Files, folders, links and pipes; sockets do not count, since no archive has them.
    var entries = 0
    /// The bytes of all files, those with several names once.
    var bytes = 0
    /// How many of the entries are devices.
    var devices = 0
    /// The names of extended attributes that `podman volume export` leaves out, sorted.
    var lostAttributes: [String] = []
    var root: Root
    /// The number of the folder in its file system.
    var inode: UInt64
  }

  // MARK: Looking

  /// Walks through a folder; links are not followed, and other file systems not entered.
  static func census(_ path: [UInt8]) throws(HostFailure) -> Census {
    let failure = { (place: [UInt8], code: Int32) in HostFailure(place, SystemError(code: code).message) }
    var start = stat()
    guard lstat(CPath(path).bytes, &start) == 0 else { throw failure(path, errno) }
    guard FileSystem.kind(start.st_mode) == .folder else { throw HostFailure(path, "is not a folder") }
    var census = Census(root: try root(path, start), inode: UInt64(start.st_ino))
    var lost: Set<String> = []
    var known: Set<[UInt64]> = []
    var text = CPath(path).bytes
    let problem: HostFailure? = text.withUnsafeMutableBufferPointer { buffer in
      var paths: [UnsafeMutablePointer<CChar>?] = [buffer.baseAddress, nil]
      guard let walk = fts_open(&paths, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, nil) else { return failure(path, errno) }
      defer { fts_close(walk) }
      while true {
        errno = 0
        guard let pointer = fts_read(walk) else { return errno == 0 ? nil : failure(path, errno) }
        let entry = pointer.pointee
        let place = FileSystem.bytes(entry.fts_path)
        switch Int32(entry.fts_info) {
        case FTS_DP: continue
        case FTS_ERR, FTS_DNR, FTS_NS: return failure(place, entry.fts_errno)
        default: break
        }
        if entry.fts_level == 0 { continue }
        if entry.fts_level == 1, asideNames.contains(Array(Path.name(of: place))) {
          fts_set(walk, pointer, FTS_SKIP)
          continue
        }
        let status = entry.fts_statp.pointee
        if status.st_mode & S_IFMT == S_IFSOCK { continue }
        census.entries += 1
        if [S_IFCHR, S_IFBLK].contains(status.st_mode & S_IFMT) { census.devices += 1 }
        if FileSystem.kind(status.st_mode) == .file,
          status.st_nlink < 2 || known.insert([UInt64(status.st_dev), UInt64(status.st_ino)]).inserted
        {
          census.bytes += Int(status.st_size)
        }
        lost.formUnion(attributeNames(place).filter { !isExported($0) })
      }
    }
    if let problem { throw problem }
    census.lostAttributes = lost.sorted()
    return census
  }

  /// Whether `podman volume export` keeps an attribute, or podman gives it anew.
  private static func isExported(_ name: String) -> Bool {
    name.hasPrefix("user.") || ["security.capability", "security.ima", "security.selinux"].contains(name)
  }

  private static func attributeNames(_ path: [UInt8]) -> [String] {
    var names = [CChar](repeating: 0, count: 4096)
    let count = llistxattr(CPath(path).bytes, &names, names.count)
    if count <= 0 { return [] }
    return names[..<count].split(separator: 0).map { String(decoding: $0.map { UInt8(bitPattern: $0) }, as: UTF8.self) }
  }

  private static func root(_ path: [UInt8], _ status: stat) throws(HostFailure) -> Root {
    var attributes: [String: String] = [:]
    // podman labels folders itself.
    for name in attributeNames(path) where name != "security.selinux" {
      var value = [UInt8](repeating: 0, count: 64 << 10)
      let count = lgetxattr(CPath(path).bytes, name, &value, value.count)
      if count < 0 { throw HostFailure(path, "its extended attribute \(name) cannot be read") }
      attributes[name] = Digest.text(of: value[..<count])
    }
    return Root(
      user: status.st_uid,
      group: status.st_gid,
      mode: UInt16(truncatingIfNeeded: status.st_mode & 0o7777),
      seconds: status.st_mtim.tv_sec,
      nanoseconds: status.st_mtim.tv_nsec,
      attributes: attributes
    )
  }

  // MARK: Changing

  /// Gives a folder the owner, mode, attributes and time of another one.
  static func settle(_ path: [UInt8], _ root: Root) throws(HostFailure) {
    let folder = Glibc.open(CPath(path).bytes, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { throw HostFailure(path, SystemError.last.message) }
    defer { close(folder) }
    guard fchown(folder, root.user, root.group) == 0, fchmod(folder, mode_t(root.mode)) == 0 else {
      throw HostFailure(path, "its owner and mode cannot be set: \(SystemError.last.message)")
    }
    for (name, digits) in root.attributes.sorted(by: { $0.key < $1.key }) {
      guard let value = Digest.bytes(of: digits) else { throw .damagedArchive("has an attribute that cannot be read") }
      guard fsetxattr(folder, name, value, value.count, 0) == 0 else {
        throw HostFailure(path, "its extended attribute \(name) cannot be set: \(SystemError.last.message)")
      }
    }
    var status = stat()
    guard fstat(folder, &status) == 0 else { throw HostFailure(path, SystemError.last.message) }
    let times = [status.st_atim, timespec(tv_sec: root.seconds, tv_nsec: root.nanoseconds)]
    guard futimens(folder, times) == 0 else { throw HostFailure(path, SystemError.last.message) }
    guard fsync(folder) == 0 else { throw HostFailure(path, SystemError.last.message) }
  }

  /// Makes a path lead to the folder with an inode number. Where it does already, nothing happens; where the other path does,
  /// the two change places.
  static func exchange(_ path: [UInt8], with other: [UInt8], toHave inode: UInt64) throws(HostFailure) {
    let status = { (path: [UInt8]) throws(HostFailure) -> stat in
      var status = stat()
      guard lstat(CPath(path).bytes, &status) == 0 else { throw HostFailure(path, SystemError.last.message) }
      return status
    }
    if UInt64(try status(path).st_ino) == inode { return }
    guard UInt64(try status(other).st_ino) == inode else {
      throw HostFailure(other, "is not the folder that leger has made there", kind: .failed)
    }
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    let (folder, otherFolder) = (
      Glibc.open(CPath(Path.parent(of: path)).bytes, flags), Glibc.open(CPath(Path.parent(of: other)).bytes, flags)
    )
    defer { for descriptor in [folder, otherFolder] where descriptor >= 0 { close(descriptor) } }
    guard folder >= 0, otherFolder >= 0 else { throw HostFailure(path, SystemError.last.message) }
    // What was imported must be on the disk before it takes the place of what is.
    guard leger_sync_file_system(otherFolder) == 0 else { throw HostFailure(other, SystemError.last.message) }
    let names = (CPath(Path.name(of: path)), CPath(Path.name(of: other)))
    guard leger_exchange(folder, names.0.bytes, otherFolder, names.1.bytes) == 0 else {
      throw HostFailure(path, "cannot change places with another folder: \(SystemError.last.message)")
    }
    fsync(folder)
    fsync(otherFolder)
  }
}
