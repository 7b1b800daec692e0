/// The file that has the content of a volume: a tar stream, compressed.
struct VolumeArchive {
  let path: [UInt8]
  let compression: Compression
  let host: any Host

  /// What was written.
  struct Written {
    var size: Int
    /// The SHA-256 digest of the file.
    var digest: String
    var content: ContentCount
  }

  /// Writes the file in one pass: `source` hands in the tar stream, which is compressed, digested and counted on its way.
  ///
  /// `moved` hears how many bytes of the stream have gone by.
  func write(
    within root: [UInt8],
    _ source: (FileOutput) throws(HostFailure) -> Void,
    moved: @escaping (Int) -> Void
  ) throws(HostFailure) -> Written {
    let digest = StreamDigest()
    let size = Counter()
    let counting = BackgroundCount()
    defer { counting.cancel() }
    try host.create(path, within: root, mode: BackupStore.fileMode) { (file) throws(HostFailure) in
      let encoder = try compression.encoder { (bytes) throws(HostFailure) in
        digest.update(bytes)
        size.value += bytes.count
        try file.write(bytes)
      }
      let total = Counter()
      try source(
        FileOutput { (bytes) throws(HostFailure) in
          counting.add(bytes)
          try encoder.write(bytes)
          total.value += bytes.count
          moved(total.value)
        }
      )
      try encoder.finish()
    }
    return Written(size: size.value, digest: digest.finish(), content: try counting.finish())
  }

  private final class Counter {
    var value = 0
  }

  /// Opens the file for its tar stream. At the end of the stream the digest is compared, when it is known.
  func open(expecting digest: String?) throws(HostFailure) -> any StreamDecoder {
    let input = try host.stream(of: path)
    let found = StreamDigest()
    return try compression.decoder { () throws(HostFailure) in
      if let bytes = try input() {
        found.update(bytes)
        return bytes
      }
      if let digest, found.finish() != digest {
        throw .damagedArchive("is not what was written: its digest is another one")
      }
      return nil
    }
  }

  /// Reads every byte of the file and compares it with what was written.
  func verify(_ volume: BackupRecord.Volume) throws(HostFailure) -> ContentCount {
    do throws(HostFailure) {
      let stream = try open(expecting: volume.sha256)
      let content = try ArchiveContent.count({ () throws(HostFailure) in try stream.next() }, limit: volume.content)
      if let written = volume.content, content != written {
        throw .damagedArchive("holds \(content.text), and \(written.text) were written")
      }
      return content
    } catch {
      var failure = error
      if failure.kind == .integrity {
        failure.message = "\(VisibleText.quoted(Array(volume.archivePath.utf8))): \(failure.message)"
      }
      throw failure
    }
  }
}

/// Counts a tar stream on a thread of its own, while it is compressed.
private final class BackgroundCount {
  private let channel: Channel<[UInt8]>
  private let task: ThreadTask<Result<ContentCount, HostFailure>>
  private let thread: ThreadTask<Result<ContentCount, HostFailure>>.Thread?
  private var hasEnded = false

  init() {
    let channel = Channel<[UInt8]>(limit: 8)
    let task = ThreadTask<Result<ContentCount, HostFailure>> { _ in
      // Who is handed more after a failure must not wait.
      defer { channel.close() }
      do throws(HostFailure) { return .success(try ArchiveContent.count({ channel.receive() }, isNew: true)) } catch {
        return .failure(error)
      }
    }
    self.channel = channel
    self.task = task
    thread = task.start()
    if thread == nil { channel.close() }
  }

  func add(_ bytes: [UInt8]) { channel.send(bytes) }

  func finish() throws(HostFailure) -> ContentCount {
    hasEnded = true
    channel.close()
    return try task.join(thread).get()
  }

  func cancel() {
    if hasEnded { return }
    hasEnded = true
    channel.close()
    _ = task.join(thread)
  }
}
