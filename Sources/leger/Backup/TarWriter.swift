import CSystem
import Glibc

/// Writes a tar stream with libarchive, piece by piece, in the format that POSIX calls pax.
final class TarWriter {
  /// A file to write.
  struct File {
    /// The path within the archive.
    let path: String
    let size: Int
    /// Opens it.
    let open: () throws(HostFailure) -> FileInput
  }

  /// What libarchive has written and nobody has taken.
  private final class Gathered {
    var bytes: [UInt8] = []
  }

  private let archive: OpaquePointer
  private let gathered = Gathered()
  private var files: ArraySlice<File>
  /// The file that is being written, and how many of its bytes are missing.
  private var current: (input: FileInput, path: String, rest: Int)?
  private var hasEnded = false

  init(_ files: [File]) throws(HostFailure) {
    guard let archive = archive_write_new() else { throw HostFailure(.environment, "there is not enough memory") }
    self.archive = archive
    self.files = files[...]
    archive_write_set_format_pax_restricted(archive)
    archive_write_set_bytes_in_last_block(archive, 1)
    let context = Unmanaged.passUnretained(gathered).toOpaque()
    let status = archive_write_open(
      archive,
      context,
      nil,
      { _, context, bytes, count in
        guard let context, let bytes else { return -1 }
        Unmanaged<Gathered>.fromOpaque(context).takeUnretainedValue()
          .bytes += UnsafeRawBufferPointer(start: bytes, count: count)
        return count
      },
      nil
    )
    if status != ARCHIVE_OK { throw failure() }
  }

  deinit { archive_write_free(archive) }

  private func failure() -> HostFailure {
    let text = archive_error_string(archive).map { VisibleText.string(FileSystem.bytes($0)) } ?? "unknown"
    return HostFailure(.failed, "the archive cannot be written: \(text)")
  }

  /// Returns the next bytes of the stream; nil at its end.
  func next() throws(HostFailure) -> [UInt8]? {
    while gathered.bytes.isEmpty, !hasEnded { try advance() }
    if gathered.bytes.isEmpty { return nil }
    defer { gathered.bytes = [] }
    return gathered.bytes
  }

  private func advance() throws(HostFailure) {
    if let (input, path, rest) = current {
      let bytes: [UInt8]?
      do throws(ReadFailure) { bytes = try input.next() } catch {
        throw HostFailure(Array(path.utf8), error.message)
      }
      let count = bytes?.count ?? 0
      guard count <= rest, bytes != nil || rest == 0 else {
        throw HostFailure(Array(path.utf8), "has changed while it was read", kind: .failed)
      }
      if let bytes { if archive_write_data(archive, bytes, bytes.count) != bytes.count { throw failure() } }
      current = bytes == nil ? nil : (input, path, rest - count)
    } else if let file = files.popFirst() {
      guard let entry = archive_entry_new() else { throw HostFailure(.environment, "there is not enough memory") }
      defer { archive_entry_free(entry) }
      archive_entry_set_pathname(entry, file.path)
      archive_entry_set_size(entry, Int64(file.size))
      archive_entry_set_filetype(entry, UInt32(Glibc.S_IFREG))
      archive_entry_set_perm(entry, mode_t(BackupStore.fileMode))
      if archive_write_header(archive, entry) != ARCHIVE_OK { throw failure() }
      current = (try file.open(), file.path, file.size)
    } else {
      hasEnded = true
      if archive_write_close(archive) != ARCHIVE_OK { throw failure() }
    }
  }
}
