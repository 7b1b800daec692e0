import CSystem
import Glibc

/// The system calls of `SystemHost` that change files, each whole or not at all.
enum FileWriter {
  /// Replaces a file as `Host.replace` promises.
  static func replace(
    _ path: [UInt8],
    within root: [UInt8],
    with bytes: [UInt8],
    _ options: Replacement
  ) throws(WriteFailure) {
    let folder = try OpenFolder(Path.parent(of: path), within: root)
    let name = CPath(Path.name(of: path))
    guard let status = try folder.status(of: name) else {
      if case .content = options.expecting { throw .failed(.missing) }
      return try make(name, in: folder, bytes, options)
    }
    // Only then is it opened: a pipe would get a reader, and a device may act.
    switch FileSystem.kind(status.st_mode) {
    case .link:
      guard options.replacesLinks else { throw .link }
      return try make(name, in: folder, bytes, options)
    case .folder: throw .failed(.isFolder)
    case .special: throw .unreadable(.special)
    case .file: break
    }
    let old = openat(folder.descriptor, name.bytes, FileSystem.openFlags | O_NOFOLLOW)
    guard old >= 0 else { throw .failed(.last) }
    defer { close(old) }
    if try holds(old, bytes, options.expecting) { return try adjust(old, options) }
    // A rename needs no permission for the file itself, but whoever made it read-only meant it.
    guard faccessat(folder.descriptor, name.bytes, W_OK, AT_EACCESS) == 0 else { throw .failed(.last) }
    guard status.st_nlink < 2 else { throw .hardLinks(Int(status.st_nlink)) }
    try make(name, in: folder, bytes, options, insteadOf: old)
  }

  /// Checks what a file holds: true when it is the new content already.
  private static func holds(
    _ descriptor: Int32,
    _ bytes: [UInt8],
    _ expectation: Replacement.Expectation
  ) throws(WriteFailure) -> Bool {
    if expectation == .nothing { throw .failed(SystemError(code: EEXIST)) }
    let content: [UInt8]
    do throws(ReadFailure) {
      content = try FileSystem.read(from: descriptor, limit: max(bytes.count, SizeLimit.unit))
    } catch {
      throw .unreadable(error)
    }
    if content == bytes { return true }
    if case .content(let expected) = expectation, content != expected { throw .changed }
    return false
  }

  /// Gives a file that has the right content the mode and the owner that are asked for.
  private static func adjust(_ descriptor: Int32, _ options: Replacement) throws(WriteFailure) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, set(options, on: descriptor, like: status) else { throw .failed(.last) }
  }

  /// Writes a file under a temporary name and gives it its own at the end.
  private static func make(
    _ name: CPath,
    in folder: borrowing OpenFolder,
    _ bytes: [UInt8],
    _ options: Replacement,
    insteadOf old: Int32? = nil
  ) throws(WriteFailure) {
    let temporary = try TemporaryFile(in: folder, mode: old == nil && options.mode == nil ? 0o644 : 0o600)
    do throws(WriteFailure) {
      try fill(temporary.descriptor, bytes, options, like: old)
      try move(temporary.name, to: name, in: folder, options, insteadOf: old)
    } catch {
      folder.unlink(temporary.name)
      throw error
    }
    folder.sync()
  }

  private static func fill(
    _ descriptor: Int32,
    _ bytes: [UInt8],
    _ options: Replacement,
    like old: Int32?
  ) throws(WriteFailure) {
    do throws(SystemError) { try FileSystem.write(bytes, to: descriptor) } catch { throw .failed(error) }
    var status: stat?
    if let old {
      var found = stat()
      guard fstat(old, &found) == 0 else { throw .failed(.last) }
      status = found
    }
    guard set(options, on: descriptor, like: status) else { throw .failed(.last) }
    // After the owner and the mode, which take capabilities and access control lists away.
    if let old { try ExtendedAttributes.copy(from: old, to: descriptor) }
    guard fsync(descriptor) == 0 else { throw .failed(.last) }
  }

  /// Sets the owner and the mode that are asked for, else those of the old file.
  private static func set(_ options: Replacement, on descriptor: Int32, like old: stat?) -> Bool {
    var made = stat()
    guard fstat(descriptor, &made) == 0 else { return false }
    let user = options.owner?.user ?? old?.st_uid ?? made.st_uid
    let group = options.owner?.group ?? old?.st_gid ?? made.st_gid
    if made.st_uid != user || made.st_gid != group, fchown(descriptor, user, group) != 0 { return false }
    let mode = options.mode.map { mode_t($0) } ?? (old?.st_mode ?? made.st_mode) & 0o7777
    return made.st_mode & 0o7777 == mode || fchmod(descriptor, mode) == 0
  }

  // MARK: The moment of the change

  private static func move(
    _ temporary: CPath,
    to name: CPath,
    in folder: borrowing OpenFolder,
    _ options: Replacement,
    insteadOf old: Int32?
  ) throws(WriteFailure) {
    let descriptor = folder.descriptor
    switch (options.expecting, old) {
    case (.nothing, _):
      // A link to the temporary file fails when the name has been taken meanwhile; a rename would not.
      guard linkat(descriptor, temporary.bytes, descriptor, name.bytes, 0) == 0 else { throw .failed(.last) }
      folder.unlink(temporary)
    case (.content(let expected), let old?): try exchange(temporary, with: name, in: folder, old, expected)
    default:
      guard renameat(descriptor, temporary.bytes, descriptor, name.bytes) == 0 else { throw .failed(.last) }
    }
  }

  /// Puts the new file in place of the old one, unless that is not what was expected any more.
  ///
  /// What another process writes between a comparison and a rename would be lost. So the two files swap their names, and
  /// swap back when the old one turns out to be another.
  private static func exchange(
    _ temporary: CPath,
    with name: CPath,
    in folder: borrowing OpenFolder,
    _ old: Int32,
    _ expected: [UInt8]
  ) throws(WriteFailure) {
    guard isUnchanged(name, in: folder, old, expected) else { throw .changed }
    // Locked, it is not taken for a leftover while it has the temporary name.
    _ = leger_lock_file(old)
    let descriptor = folder.descriptor
    guard leger_exchange(descriptor, temporary.bytes, descriptor, name.bytes) == 0 else {
      let error = SystemError.last
      // Network file systems cannot do that.
      guard [EINVAL, ENOSYS, ENOTSUP].contains(error.code) else { throw .failed(error) }
      guard renameat(descriptor, temporary.bytes, descriptor, name.bytes) == 0 else { throw .failed(.last) }
      return
    }
    guard isUnchanged(temporary, in: folder, old, expected) else {
      guard leger_exchange(descriptor, temporary.bytes, descriptor, name.bytes) == 0 else { throw .failed(.last) }
      throw .changed
    }
    folder.unlink(temporary)
  }

  /// Whether a name still stands for an open file, and that for the same content.
  private static func isUnchanged(
    _ name: CPath,
    in folder: borrowing OpenFolder,
    _ file: Int32,
    _ expected: [UInt8]
  ) -> Bool {
    var open = stat()
    guard let named = try? folder.status(of: name), fstat(file, &open) == 0 else { return false }
    guard named.st_dev == open.st_dev, named.st_ino == open.st_ino, lseek(file, 0, SEEK_SET) == 0 else { return false }
    return (try? FileSystem.read(from: file, limit: expected.count)) == expected
  }

  /// Adds to a file as `Host.append` promises.
  static func append(
    _ bytes: [UInt8],
    to path: [UInt8],
    within root: [UInt8],
    mode: UInt16
  ) throws(WriteFailure) {
    let folder = try OpenFolder(Path.parent(of: path), within: root)
    let name = CPath(Path.name(of: path))
    let old = try folder.status(of: name)
    switch old.map({ FileSystem.kind($0.st_mode) }) {
    case nil, .file: break
    case .link: throw .link
    case .folder: throw .failed(.isFolder)
    case .special: throw .unreadable(.special)
    }
    let flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
    let descriptor = openat(folder.descriptor, name.bytes, flags, mode_t(mode))
    guard descriptor >= 0 else { throw .failed(.last) }
    defer { close(descriptor) }
    var before = stat()
    guard fstat(descriptor, &before) == 0 else { throw .failed(.last) }
    do throws(SystemError) {
      try FileSystem.write(bytes, to: descriptor)
      if fsync(descriptor) != 0 { throw .last }
    } catch {
      // A part of it would spoil what is added next.
      _ = ftruncate(descriptor, before.st_size)
      throw .failed(error)
    }
    if old == nil { folder.sync() }
  }

  // MARK: Names

  /// Makes a folder as `Host.makeFolder` promises.
  static func makeFolder(_ path: [UInt8], within root: [UInt8], mode: UInt16) throws(WriteFailure) {
    let folder = try OpenFolder(Path.parent(of: path), within: root)
    guard mkdirat(folder.descriptor, CPath(Path.name(of: path)).bytes, mode_t(mode)) == 0 else { throw .failed(.last) }
    folder.sync()
  }

  /// Makes a symbolic link as `Host.makeLink` promises.
  static func makeLink(_ path: [UInt8], within root: [UInt8], to target: [UInt8]) throws(WriteFailure) {
    let folder = try OpenFolder(Path.parent(of: path), within: root)
    let name = CPath(Path.name(of: path))
    if folder.target(of: name) == target { return }
    let temporary = TemporaryFile.newName()
    guard symlinkat(CPath(target).bytes, folder.descriptor, temporary.bytes) == 0 else { throw .failed(.last) }
    guard renameat(folder.descriptor, temporary.bytes, folder.descriptor, name.bytes) == 0 else {
      let error = SystemError.last
      folder.unlink(temporary)
      throw .failed(error)
    }
    folder.sync()
  }

  /// Moves a file, link or folder.
  static func rename(_ path: [UInt8], to newPath: [UInt8], within root: [UInt8]) throws(WriteFailure) {
    let old = try OpenFolder(Path.parent(of: path), within: root)
    let new = try OpenFolder(Path.parent(of: newPath), within: root)
    let names = (CPath(Path.name(of: path)), CPath(Path.name(of: newPath)))
    guard renameat(old.descriptor, names.0.bytes, new.descriptor, names.1.bytes) == 0 else { throw .failed(.last) }
    new.sync()
    old.sync()
  }

  /// Removes a file, a link or an empty folder.
  static func remove(_ path: [UInt8], within root: [UInt8]) throws(WriteFailure) {
    let folder = try OpenFolder(Path.parent(of: path), within: root)
    let name = CPath(Path.name(of: path))
    let isFolder = try folder.status(of: name).map { FileSystem.kind($0.st_mode) == .folder } ?? false
    guard unlinkat(folder.descriptor, name.bytes, isFolder ? AT_REMOVEDIR : 0) == 0 else { throw .failed(.last) }
    folder.sync()
  }
}

extension OpenFolder {
  /// Returns what a link in the folder leads to; nil when the name is no link.
  fileprivate func target(of name: CPath) -> [UInt8]? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlinkat(descriptor, name.bytes, &bytes, bytes.count)
    return count < 0 || count == bytes.count ? nil : bytes[..<count].map { UInt8(bitPattern: $0) }
  }
}
