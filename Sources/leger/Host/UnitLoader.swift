import CSystem
import Glibc
import QuadletAnalysis
import QuadletSyntax

/// Reads and parses the files of an inventory for `SystemHost`, many into one buffer, on as many threads as are worth it.
struct UnitLoader: Sendable {
  let inventory: Inventory
  let dialect: Dialect

  /// How much is read into one buffer.
  private static let chunkSize = 1 << 20
  /// How many files are worth another thread.
  private static let filesPerThread = 500
  /// How many files a thread takes at once; memory of a buffer that they leave empty is never touched.
  private static let filesPerPiece = 250

  /// Returns what each file holds, in the order of the inventory.
  func load() -> [Inventory.Content] {
    let count = inventory.files.count
    if WorkerPool.threads(for: count, atLeast: Self.filesPerThread) == 1 { return loadSlice(0..<count) }
    return WorkerPool.map(count, piece: Self.filesPerPiece, atLeast: Self.filesPerThread) { isWorker in
      if isWorker { leger_unshare_open_files() }
    } _: { _, slice in
      loadSlice(slice)
    }.flatMap { $0 }
  }

  private func loadSlice(_ slice: Range<Int>) -> [Inventory.Content] {
    var contents: [Inventory.Content] = []
    contents.reserveCapacity(slice.count)
    var next = slice.lowerBound
    var opener = FileOpener()
    while next < slice.upperBound { readChunk(&next, slice.upperBound, &opener, &contents) }
    opener.close()
    return contents
  }

  /// Reads files one after another until the buffer is full, then parses them.
  private func readChunk(
    _ next: inout Int,
    _ end: Int,
    _ opener: inout FileOpener,
    _ contents: inout [Inventory.Content]
  ) {
    var read: [ReadOutcome] = []
    read.reserveCapacity(min(end - next, 2048))
    let first = next
    let size = end - next == 1 ? 64 << 10 : Self.chunkSize
    let text = [UInt8](unsafeUninitializedCapacity: size + size / 8) { buffer, count in
      let room = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<size])
      while next < end {
        guard let result = readFile(next, &opener, into: room, at: count) else { break }
        read.append(result)
        if case .text(let range) = result {
          if let oversize = Oversize(Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(rebasing: room[range]))) {
            read[read.count - 1] = .oversized(oversize)
          } else {
            count = range.upperBound
          }
        }
        next += 1
      }
    }
    if next == first {
      // It is larger than the buffer and gets one of its own.
      contents.append(readLarge(inventory.path(of: next, resolved: true)))
      next += 1
      return
    }
    var batch = SourceBatch(text: text)
    for case .text(let range) in read { batch.parse(range, names: Schema.shared.names, dialect: dialect) }
    var documents = batch.documents().makeIterator()
    for (offset, result) in read.enumerated() {
      switch result {
      case .text: if let document = documents.next() { contents.append(.document(document)) }
      case .oversized(let oversize): contents.append(.tooLarge(oversize))
      case .failure(let failure): contents.append(content(failure, inventory.path(of: first + offset, resolved: true)))
      }
    }
  }

  private func readLarge(_ path: [UInt8]) -> Inventory.Content {
    do throws(ReadFailure) {
      let text = try FileSystem.read(path, limit: SizeLimit.unit)
      return Inventory.Content(parsing: text, dialect: dialect)
    } catch {
      return content(error, path)
    }
  }

  /// Reads one file after the others; nil when it does not fit any more.
  private func readFile(
    _ file: Int,
    _ opener: inout FileOpener,
    into buffer: UnsafeMutableRawBufferPointer,
    at start: Int
  ) -> ReadOutcome? {
    let opened: Int32?
    do throws(ReadFailure) { opened = try opener.open(file, of: inventory) } catch { return .failure(error) }
    guard let descriptor = opened else { return .text(start..<start) }
    defer { close(descriptor) }
    var end = start
    while end < buffer.count {
      let got = Glibc.read(descriptor, buffer.baseAddress.map { $0 + end }, buffer.count - end)
      if got == 0 { return .text(start..<end) }
      if got < 0 {
        if errno == EINTR { continue }
        return .failure(.failed(call: "read", .last))
      }
      end += got
    }
    return nil
  }

  private func content(_ failure: ReadFailure, _ path: [UInt8]) -> Inventory.Content {
    let shown = String(decoding: path, as: UTF8.self)
    switch failure {
    case .tooLarge: return .tooLarge(.bytes)
    case .special, .unavailable:
      return .unreadable(
        Inventory.Failure(operation: "read \(shown)", message: failure.message, isEnvironment: true)
      )
    case .failed(let call, let error):
      return .unreadable(
        Inventory.Failure(
          operation: "\(call) \(shown)",
          message: error.message,
          isEnvironment: !error.isAboutPath
        )
      )
    }
  }
}

/// The result of reading a file into a buffer.
private enum ReadOutcome {
  case text(Range<Int>)
  case oversized(Oversize)
  case failure(ReadFailure)
}

/// Opens the files of an inventory, those of one folder relative to it, so no path is built or walked twice.
private struct FileOpener {
  private var folder = -1
  private var descriptor: Int32 = -1
  private var name: [CChar] = []

  /// Opens a file; nil for a unit that is masked by a link to `/dev/null`, which Podman reads as an empty one.
  mutating func open(_ file: Int, of inventory: borrowing Inventory) throws(ReadFailure) -> Int32? {
    let record = inventory.files[file]
    var parent = AT_FDCWD
    if case .unit = record.role, !record.isTemplateSource {
      openFolder(record.folder, of: inventory)
      if descriptor >= 0 { parent = descriptor }
    }
    name.removeAll(keepingCapacity: true)
    if parent == AT_FDCWD {
      for byte in inventory.path(of: file, resolved: true) { name.append(CChar(bitPattern: byte)) }
    } else {
      for byte in inventory.name(of: file) { name.append(CChar(bitPattern: byte)) }
    }
    name.append(0)
    if record.isPlainFile {
      let opened = openat(parent, name, FileSystem.openFlags)
      guard opened >= 0 else { throw .failed(call: "open", .last) }
      return opened
    }
    do throws(ReadFailure) {
      return try FileSystem.open(name, in: parent)
    } catch {
      if error == .special, isNullDevice(parent) { return nil }
      throw error
    }
  }

  private mutating func openFolder(_ folder: Int, of inventory: borrowing Inventory) {
    if folder == self.folder { return }
    close()
    self.folder = folder
    descriptor = Glibc.open(CPath(inventory.folders[folder].resolvedPath).bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  }

  private func isNullDevice(_ parent: Int32) -> Bool {
    var status = stat()
    guard fstatat(parent, name, &status, 0) == 0 else { return false }
    return status.st_mode & S_IFMT == S_IFCHR && status.st_rdev == Self.nullDevice
  }

  /// Character device 1:3, as Linux numbers `/dev/null` (admin-guide/devices.txt).
  private static let nullDevice: dev_t = 1 << 8 | 3

  mutating func close() {
    if descriptor >= 0 { Glibc.close(descriptor) }
    descriptor = -1
  }
}
