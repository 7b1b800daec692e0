/// The files that leger keeps for itself, with failures in words.
extension Host {
  /// Reads a record that leger has written; nil when there is none.
  func record<T: Decodable>(_ type: T.Type, at path: [UInt8], limit: Int) throws(HostFailure) -> T? {
    guard let bytes = try bytes(at: path, limit: limit) else { return nil }
    guard let value = JSONText.decode(type, from: bytes) else { throw .damaged(path) }
    return value
  }

  /// Reads a file; nil when there is none.
  func bytes(at path: [UInt8], limit: Int) throws(HostFailure) -> [UInt8]? {
    do throws(ReadFailure) {
      return try read(path, limit: limit)
    } catch {
      if case .failed(_, let reason) = error, reason.isMissing { return nil }
      throw HostFailure(path, error.message)
    }
  }

  /// Opens a file of any size; the function returns its next bytes, nil at the end.
  func stream(of path: [UInt8]) throws(HostFailure) -> () throws(HostFailure) -> [UInt8]? {
    let failure = { (reason: ReadFailure) in HostFailure(path, reason.message) }
    let input: FileInput
    do throws(ReadFailure) { input = try openInput(path) } catch { throw failure(error) }
    return { () throws(HostFailure) in
      do throws(ReadFailure) { return try input.next() } catch { throw failure(error) }
    }
  }

  /// Gives a file or folder another place, with what it may replace as `rename` says.
  func move(_ path: [UInt8], to newPath: [UInt8], within root: [UInt8]) throws(HostFailure) {
    do throws(WriteFailure) { try rename(path, to: newPath, within: root) } catch {
      throw HostFailure(newPath, error.message)
    }
  }

  /// The names in a folder; none when it does not exist.
  func names(in folder: [UInt8]) throws(HostFailure) -> [String] {
    do throws(SystemError) {
      let listing = try list(folder)
      return listing.entries.map { String(decoding: listing.name(of: $0), as: UTF8.self) }
    } catch {
      if error.isMissing { return [] }
      throw HostFailure(folder, error.message)
    }
  }

  /// Makes a folder and those above it that do not exist.
  func makeFolders(_ folder: [UInt8], mode: UInt16) throws(HostFailure) {
    var missing: [[UInt8]] = []
    var path = folder
    while isMissing(path) {
      missing.append(path)
      path = Path.parent(of: path)
    }
    let root = path
    for path in missing.reversed() {
      do throws(WriteFailure) {
        try makeFolder(path, within: root, mode: mode)
      } catch {
        throw HostFailure(path, "cannot be made: \(error.message)")
      }
    }
    if (try? kind(folder)) != .folder { throw HostFailure(folder, "is not a folder") }
  }

  /// Writes a file, whole or not at all.
  func write(_ bytes: [UInt8], to path: [UInt8], within root: [UInt8], mode: UInt16) throws(HostFailure) {
    do throws(WriteFailure) {
      try replace(path, within: root, with: bytes, Replacement(mode: mode))
    } catch {
      throw HostFailure(path, error.message)
    }
  }

  /// Removes a file, a link or an empty folder, if it exists.
  func removeIfPresent(_ path: [UInt8], within root: [UInt8]) throws(HostFailure) {
    do throws(WriteFailure) {
      try remove(path, within: root)
    } catch {
      if case .failed(let reason) = error, reason.isMissing { return }
      throw HostFailure(path, error.message)
    }
  }

  /// Removes a folder with all that is in it, or a file; links are removed, not followed.
  func removeTree(_ folder: [UInt8], within root: [UInt8]) throws(HostFailure) {
    guard let status = try? status(folder, followingLinks: false) else { return }
    if status.kind == .folder {
      let listing: FolderListing
      do throws(SystemError) { listing = try list(folder) } catch { throw HostFailure(folder, error.message) }
      for entry in listing.entries { try removeTree(Path.join(folder, listing.name(of: entry)), within: root) }
    }
    try removeIfPresent(folder, within: root)
  }
}

extension HostFailure {
  /// Says that a record is not what was written.
  static func damaged(_ path: [UInt8]) -> HostFailure {
    HostFailure(path, "is damaged: it is not what leger writes", kind: .integrity)
  }
}
