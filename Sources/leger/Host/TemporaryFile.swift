import CSystem
import Glibc

/// A file that is being written, under a name that no person chooses; locked, so others know that its writer still runs.
struct TemporaryFile: ~Copyable {
  let descriptor: Int32
  let name: CPath

  private static let prefix = Array(".leger-".utf8)
  private static let suffix = Array(".new".utf8)
  private static let digitCount = 16
  /// How often a name is tried; one is taken only when another process has cleaned up between two calls.
  private static let attempts = 10

  /// Makes a file in a folder.
  init(in folder: borrowing OpenFolder, mode: mode_t) throws(WriteFailure) {
    let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    for _ in 0..<Self.attempts {
      let name = Self.newName()
      let descriptor = openat(folder.descriptor, name.bytes, flags, mode)
      guard descriptor >= 0 else {
        if errno == EEXIST { continue }
        throw .failed(.last)
      }
      var status = stat()
      // Where locks do not exist, nobody can take it for a leftover either.
      let isHeld = leger_lock_file(descriptor) == 0 || errno != EWOULDBLOCK
      if isHeld, fstat(descriptor, &status) == 0, status.st_nlink > 0 {
        self.descriptor = descriptor
        self.name = name
        return
      }
      close(descriptor)
      folder.unlink(name)
    }
    throw .failed(SystemError(code: EEXIST))
  }

  deinit { close(descriptor) }

  /// Returns a name that does not exist, as far as chance can tell.
  static func newName() -> CPath {
    var name = prefix
    name.append(hexadecimal: .random(in: .min ... .max), width: digitCount)
    return CPath(name + suffix)
  }

  private static func isName(_ name: ArraySlice<UInt8>) -> Bool {
    name.count == prefix.count + digitCount + suffix.count && name.starts(with: prefix)
      && name.suffix(suffix.count).elementsEqual(suffix)
      && name.dropFirst(prefix.count).prefix(digitCount).allSatisfy(\.isHexadecimalCapital)
  }

  // MARK: Leftovers

  /// How long a link must have existed to be a leftover, in seconds: it cannot be locked.
  private static let linkAge = 60

  /// Removes what killed processes have left in a folder.
  static func removeLeftovers(in folder: borrowing OpenFolder) {
    guard let listing = try? FileSystem.list(folder.descriptor) else { return }
    for name in listing.entries.lazy.map(listing.name) where isName(name) {
      let name = CPath(name)
      guard let status = try? folder.status(of: name), geteuid() == 0 || status.st_uid == geteuid() else { continue }
      switch FileSystem.kind(status.st_mode) {
      case .file: removeUnlocked(name, in: folder)
      case .link: if time(nil) - status.st_ctim.tv_sec > linkAge { folder.unlink(name) }
      case .folder, .special: continue
      }
    }
  }

  private static func removeUnlocked(_ name: CPath, in folder: borrowing OpenFolder) {
    let descriptor = openat(folder.descriptor, name.bytes, FileSystem.openFlags | O_NOFOLLOW)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    if leger_lock_file(descriptor) == 0 { folder.unlink(name) }
  }
}

extension UInt8 {
  fileprivate var isHexadecimalCapital: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "F"): true
    default: false
    }
  }
}
