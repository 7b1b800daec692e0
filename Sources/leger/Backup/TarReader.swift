import CSystem

/// What an archive says of one of its entries.
struct TarEntry {
  enum Kind { case file, folder, link, hardLink, fifo, device, other }

  let path: [UInt8]
  let kind: Kind
  /// The bytes of a file.
  let size: Int
  /// Where a hard link leads, as a path within the archive.
  let target: [UInt8]
}

/// Reads a tar stream with libarchive, entry by entry; the content of files is passed over unless it is asked for.
final class TarReader {
  /// Where the bytes come from, as long as libarchive asks for them.
  private final class Feed {
    let input: () throws(HostFailure) -> [UInt8]?
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: FileInput.pieceSize, alignment: 16)
    private var rest: ArraySlice<UInt8> = []
    var failure: HostFailure?
    /// How many bytes were read.
    var count = 0
    /// How many of the last bytes are zero.
    var zeros = 0

    init(_ input: @escaping () throws(HostFailure) -> [UInt8]?) { self.input = input }

    deinit { buffer.deallocate() }

    /// Returns the next bytes, which stay where they are until the next call; nil at the end, or when `failure` is set.
    func next() -> UnsafeRawBufferPointer? {
      do throws(HostFailure) {
        while rest.isEmpty {
          guard let bytes = try input() else { return nil }
          rest = bytes[...]
        }
      } catch {
        failure = error
        return nil
      }
      let part = rest.prefix(buffer.count)
      rest = rest.dropFirst(part.count)
      part.withUnsafeBytes { buffer.copyMemory(from: $0) }
      count += part.count
      let trailing = part.reversed().prefix(2 * TarReader.blockSize).prefix { $0 == 0 }.count
      zeros = trailing == part.count ? zeros + trailing : trailing
      return UnsafeRawBufferPointer(rebasing: buffer[..<part.count])
    }
  }

  private static let blockSize = 512
  private let feed: Feed
  private let archive: OpaquePointer

  init(_ input: @escaping () throws(HostFailure) -> [UInt8]?) throws(HostFailure) {
    guard let archive = archive_read_new() else {
      throw HostFailure(.environment, "there is not enough memory to read an archive")
    }
    self.archive = archive
    feed = Feed(input)
    archive_read_support_format_tar(archive)
    let context = Unmanaged.passUnretained(feed).toOpaque()
    let status = archive_read_open(
      archive,
      context,
      nil,
      { _, context, target in
        guard let context else { return -1 }
        let feed = Unmanaged<Feed>.fromOpaque(context).takeUnretainedValue()
        guard let bytes = feed.next() else { return feed.failure == nil ? 0 : -1 }
        target?.pointee = bytes.baseAddress
        return bytes.count
      },
      nil
    )
    if status != ARCHIVE_OK { throw reason() }
  }

  deinit { archive_read_free(archive) }

  private func reason() -> HostFailure {
    if let failure = feed.failure { return failure }
    guard let text = archive_error_string(archive) else { return .damagedArchive("is not a tar archive") }
    return .damagedArchive("cannot be read: \(VisibleText.string(FileSystem.bytes(text)))")
  }

  /// Returns the next entry; nil at the end.
  func next() throws(HostFailure) -> TarEntry? {
    var entry: OpaquePointer?
    switch archive_read_next_header(archive, &entry) {
    // A warning is about a name that is not in the character set of the environment.
    case ARCHIVE_OK, ARCHIVE_WARN: break
    case ARCHIVE_EOF:
      try checkEnd()
      return nil
    default: throw reason()
    }
    guard let entry, let path = archive_entry_pathname(entry) else { throw reason() }
    let target = archive_entry_hardlink(entry)
    return TarEntry(
      path: FileSystem.bytes(path),
      kind: target == nil ? Self.kind(archive_entry_filetype(entry)) : .hardLink,
      size: Int(archive_entry_size(entry)),
      target: target.map { FileSystem.bytes($0) } ?? []
    )
  }

  /// Returns the next bytes of the entry; nil at its end.
  func nextBytes() throws(HostFailure) -> [UInt8]? {
    var count = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: FileInput.pieceSize) { buffer, filled in
      count = archive_read_data(archive, buffer.baseAddress, FileInput.pieceSize)
      filled = max(0, count)
    }
    if count < 0 { throw reason() }
    return count == 0 ? nil : bytes
  }

  private static func kind(_ type: mode_t) -> TarEntry.Kind {
    switch Int32(bitPattern: type) & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    case S_IFLNK: .link
    case S_IFIFO: .fifo
    case S_IFCHR, S_IFBLK: .device
    default: .other
    }
  }

  /// An archive ends in two blocks of zeros; without them it was cut off, and with anything after them it is not what podman
  /// wrote. libarchive accepts both.
  private func checkEnd() throws(HostFailure) {
    while feed.next() != nil {}
    if let failure = feed.failure { throw failure }
    guard feed.count % Self.blockSize == 0, feed.zeros >= 2 * Self.blockSize else {
      throw .damagedArchive("does not end as a tar archive ends")
    }
  }
}
