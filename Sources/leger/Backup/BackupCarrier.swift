/// Makes one file of a backup, to be carried elsewhere, and a backup of such a file.
struct BackupCarrier {
  let store: BackupStore

  private var host: any Host { store.host }
  /// How many files a backup may have.
  private static let fileLimit = 100_000
  /// How long encryption may take.
  private static let timeLimit = Duration.seconds(86400)
  /// What a file that age has encrypted begins with (age-encryption.org/v1).
  private static let ageHeader = Array("age-encryption.org/v1".utf8)
  private static let carriedName = Array(".leger-new-carried".utf8)

  // MARK: Export

  /// Writes a backup, whose every byte is read and compared first, to a new file; for a recipient it is encrypted by `age`.
  func export(
    _ id: BackupID,
    to path: [UInt8],
    recipient: String?,
    progress: (String) -> Void
  ) throws(HostFailure) {
    // What is in the way should be told before a long time of reading.
    guard host.isMissing(path), !host.isLink(path) else {
      throw HostFailure(path, "exists already", kind: .usage)
    }
    if recipient != nil { _ = try host.requireProgram("age") }
    let record = try store.verify(id, progress: progress)
    progress("writing \(VisibleText.quoted(path)) (\(ByteCount.text(record.size)))")
    try host.create(path, within: Path.parent(of: path), mode: BackupStore.fileMode) { (file) throws(HostFailure) in
      guard let recipient else { return try pack(id, to: file) }
      let channel = Channel<[UInt8]>(limit: 16)
      let task = ThreadTask<HostFailure?> { _ in
        defer { channel.close() }
        do throws(HostFailure) { try pack(id, to: FileOutput { channel.send($0) }) } catch { return error }
        return nil
      }
      guard let thread = task.start() else { throw HostFailure(.environment, "no thread can be started") }
      defer { channel.close() }
      do throws(HostFailure) {
        try age(["--encrypt", "--recipient", recipient], input: { channel.receive() }, output: file)
      } catch {
        channel.close()
        throw task.join(thread) ?? error
      }
      if let failure = task.join(thread) { throw failure }
    }
  }

  /// Writes a backup as a tar stream. libarchive could do so, too, but its writers need libraries that are in no static leger.
  private func pack(_ id: BackupID, to output: FileOutput) throws(HostFailure) {
    let words =
      ["--create", "--format=pax", "--numeric-owner", "--owner=0", "--group=0"]
      + BackupStore.remarks.map { "--exclude=./\(id)/\($0)" } + [
        "--directory=\(String(decoding: store.folder, as: UTF8.self))", "--", "./\(id)",
      ]
    var spawn = Spawn(
      program: try host.requireProgram("tar"),
      arguments: words.map { Array($0.utf8) },
      environment: host.environment(adding: [])
    )
    spawn.timeLimit = Self.timeLimit
    try host.transfer(spawn, named: "tar", input: { () throws(HostFailure) in nil }, output: output)
  }

  // MARK: Import

  /// Makes a backup of a file that `export` has written, and compares it; returns its ID. `identity` is the file with the key
  /// for what `age` has encrypted.
  func importBackup(
    from path: [UInt8],
    identity: [UInt8]?,
    progress: (String) -> Void
  ) throws(HostFailure) -> BackupID {
    try host.makeFolders(store.folder, mode: BackupStore.folderMode)
    let carried = Path.join(store.folder, Self.carriedName)
    try host.removeTree(carried, within: store.folder)
    let source = try host.stream(of: path)
    let first = try source()
    var begun = first
    var input = { () throws(HostFailure) -> [UInt8]? in
      defer { begun = nil }
      if let begun { return begun }
      return try source()
    }
    if first?.starts(with: Self.ageHeader) ?? false {
      guard let identity else {
        throw HostFailure(
          .usage,
          "\(VisibleText.quoted(path)) is encrypted",
          help: "name the file with the key: leger backup import --identity KEY-FILE \(VisibleText.quoted(path))"
        )
      }
      progress("decrypting \(VisibleText.quoted(path))")
      let encrypted = input
      try host.create(carried, within: store.folder, mode: BackupStore.fileMode) { (file) throws(HostFailure) in
        try age(["--decrypt", "--identity", String(decoding: identity, as: UTF8.self)], input: encrypted, output: file)
      }
      input = try host.stream(of: carried)
    }
    defer { try? host.removeTree(carried, within: store.folder) }
    return try unpack(try TarReader(input), progress: progress)
  }

  private func unpack(_ reader: TarReader, progress: (String) -> Void) throws(HostFailure) -> BackupID {
    var found: (id: BackupID, folder: [UInt8])?
    var count = 0
    do throws(HostFailure) {
      while let entry = try reader.next() {
        if entry.kind == .folder { continue }
        let text = String(
          decoding: entry.path.starts(with: Array("./".utf8)) ? entry.path.dropFirst(2) : entry.path[...],
          as: UTF8.self
        )
        let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
        guard entry.kind == .file, parts.count == 2, BackupStore.isInside(parts[1]),
          !BackupStore.remarks.contains(parts[1]),
          let id = BackupID(parts[0]), found == nil || found?.id == id, count < Self.fileLimit
        else { throw .damagedArchive("is no backup: \(VisibleText.quoted(entry.path))") }
        count += 1
        if found == nil {
          guard host.isMissing(store.path(of: id)) else { throw HostFailure(.usage, "there is a backup \(id) already") }
          found = (id, try store.begin(id))
        }
        guard let folder = found?.folder else { continue }
        let place = Path.join(folder, Array(parts[1].utf8))
        try host.makeFolders(Path.parent(of: place), mode: BackupStore.folderMode)
        try host.create(place, within: store.folder, mode: BackupStore.fileMode) { (file) throws(HostFailure) in
          while let bytes = try reader.nextBytes() { try file.write(bytes) }
        }
      }
      guard let found else { throw .damagedArchive("is no backup: it is empty") }
      try store.adopt(found.id, from: found.folder) { (copy) throws(HostFailure) in
        _ = try copy.verify(found.id, progress: progress)
      }
      return found.id
    } catch {
      if let found { try? host.removeTree(found.folder, within: store.folder) }
      throw error
    }
  }

  // MARK: Encryption

  private func age(
    _ words: [String],
    input: @escaping () throws(HostFailure) -> [UInt8]?,
    output: FileOutput
  ) throws(HostFailure) {
    var spawn = Spawn(
      program: try host.requireProgram("age"),
      arguments: words.map { Array($0.utf8) },
      environment: host.environment(adding: [])
    )
    spawn.timeLimit = Self.timeLimit
    try host.transfer(spawn, named: "age", input: input, output: output)
  }
}
