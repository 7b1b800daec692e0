import Glibc
import QuadletAnalysis
import QuadletSyntax

/// Reads and parses the files of an inventory, many into one buffer, on as many threads as it takes.
struct UnitLoader: Sendable {
  let inventory: Inventory
  let dialect: Dialect

  /// How much is read into one buffer.
  private static let chunkSize = 1 << 20
  /// How many files are worth another thread.
  private static let filesPerThread = 500

  /// What each file holds, in the order of the inventory.
  func load() -> [Inventory.Content] {
    let count = inventory.files.count
    let slices = WorkerPool.slices(of: count, atLeast: Self.filesPerThread)
    return WorkerPool.map(slices) { loadSlice($0) }.flatMap { $0 }
  }

  private func loadSlice(_ slice: Range<Int>) -> [Inventory.Content] {
    var contents: [Inventory.Content] = []
    contents.reserveCapacity(slice.count)
    var next = slice.lowerBound
    while next < slice.upperBound { readChunk(&next, slice.upperBound, &contents) }
    return contents
  }

  /// Reads files one behind the other until the buffer is full, then parses them.
  private func readChunk(_ next: inout Int, _ end: Int, _ contents: inout [Inventory.Content]) {
    var read: [Result<Range<Int>, FileSystem.ReadFailure>] = []
    let first = next
    let size = end - next == 1 ? 64 << 10 : Self.chunkSize
    let text = [UInt8](unsafeUninitializedCapacity: size + size / 8) { buffer, count in
      let room = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<size])
      while next < end {
        guard let result = readFile(inventory.path(of: next, resolved: true), into: room, at: count) else { break }
        if case .success(let range) = result { count = range.upperBound }
        read.append(result)
        next += 1
      }
    }
    if next == first {
      // Larger than the buffer: a buffer of its own.
      contents.append(readLarge(inventory.path(of: next, resolved: true)))
      next += 1
      return
    }
    var batch = SourceBatch(text: text)
    for case .success(let range) in read { batch.parse(range, names: Schema.shared.names, dialect: dialect) }
    var documents = batch.documents().makeIterator()
    for (offset, result) in read.enumerated() {
      switch result {
      case .success: if let document = documents.next() { contents.append(.document(document)) }
      case .failure(let failure): contents.append(content(failure, inventory.path(of: first + offset, resolved: true)))
      }
    }
  }

  private func readLarge(_ path: [UInt8]) -> Inventory.Content {
    do throws(FileSystem.ReadFailure) {
      return .document(Document(try FileSystem.read(path), names: Schema.shared.names, dialect: dialect))
    } catch {
      return content(error, path)
    }
  }

  /// Reads one file behind the others; nil when it does not fit any more.
  private func readFile(
    _ path: [UInt8], into buffer: UnsafeMutableRawBufferPointer, at start: Int
  ) -> Result<Range<Int>, FileSystem.ReadFailure>? {
    let descriptor: Int32
    do throws(FileSystem.ReadFailure) { descriptor = try FileSystem.open(path) } catch { return .failure(error) }
    defer { close(descriptor) }
    var end = start
    while end < buffer.count {
      let got = Glibc.read(descriptor, buffer.baseAddress.map { $0 + end }, buffer.count - end)
      if got == 0 {
        // A pipe without a writer is empty too.
        return end > start || isRegular(descriptor) ? .success(start..<end) : .failure(.special)
      }
      if got < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN { return .failure(.special) }
        return .failure(.failed(call: "read", .last))
      }
      if end == start, !isRegular(descriptor) { return .failure(.special) }
      end += got
    }
    return nil
  }

  private func isRegular(_ descriptor: Int32) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  private func content(_ failure: FileSystem.ReadFailure, _ path: [UInt8]) -> Inventory.Content {
    let shown = String(decoding: path, as: UTF8.self)
    switch failure {
    case .tooLarge: return .tooLarge
    case .special:
      return .unreadable(
        Inventory.Failure(operation: "read \(shown)", message: "not a regular file", isEnvironment: true))
    case .failed(let call, let error):
      return .unreadable(
        Inventory.Failure(
          operation: "\(call) \(shown)", message: error.message, isEnvironment: !error.isAboutPath))
    }
  }
}
