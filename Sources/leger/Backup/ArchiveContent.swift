/// How much a volume, or the archive of one, holds.
struct ContentCount: Codable, Equatable, Sendable {
  /// Files, folders, links and pipes, the root left out. A file with several names counts once for each.
  var entries = 0
  /// The bytes of all files, those with several names once.
  var bytes = 0
  /// How many of the entries are devices.
  var devices = 0

  /// The content in words.
  var text: String { "\(entries) \(entries == 1 ? "entry" : "entries"), \(ByteCount.text(bytes))" }
}

extension ContentCount {
  /// What a volume holds.
  init(_ census: VolumeFolder.Census) {
    self.init(entries: census.entries, bytes: census.bytes, devices: census.devices)
  }
}

/// Reads through a tar stream: counts what it holds, and finds what should not be in it.
struct ArchiveContent {
  private var count = ContentCount()
  /// The links, beneath which nothing may lie.
  private var links: Set<[UInt8]> = []
  /// What an archive may hold at most, when that is known: so a small file cannot keep leger busy for days.
  private let limit: ContentCount?
  /// Whether it is what podman writes of a volume at this moment.
  private let isNew: Bool

  private init(limit: ContentCount?, isNew: Bool) {
    self.limit = limit
    self.isNew = isNew
  }

  /// Reads a stream to its end; throws `integrity` when it is damaged, when an entry leads out of the volume, or when there
  /// is more in it than there should be.
  static func count(
    _ input: @escaping () throws(HostFailure) -> [UInt8]?,
    limit: ContentCount? = nil,
    isNew: Bool = false
  ) throws(HostFailure) -> ContentCount {
    let reader = try TarReader(input)
    var content = ArchiveContent(limit: limit, isNew: isNew)
    while let entry = try reader.next() { try content.add(entry) }
    return content.count
  }

  private mutating func add(_ entry: TarEntry) throws(HostFailure) {
    let parts = entry.path.split(separator: UInt8(ascii: "/")).map(Array.init).filter { $0 != Array(".".utf8) }
    // The root of the volume.
    if parts.isEmpty, entry.kind == .folder { return }
    let shown = VisibleText.quoted(entry.path)
    let isInside = { (path: [UInt8]) in
      path.first != UInt8(ascii: "/")
        && !path.split(separator: UInt8(ascii: "/")).contains { $0.elementsEqual("..".utf8) }
    }
    guard !parts.isEmpty, isInside(entry.path) else {
      throw .damagedArchive("has an entry that leads out of the volume: \(shown)")
    }
    if entry.kind == .hardLink, !isInside(entry.target) {
      throw .damagedArchive("has a hard link that leads out of the volume: \(shown)")
    }
    if entry.kind == .device {
      count.devices += 1
      // Only as many as the record counts.
      if count.devices > limit?.devices ?? 0, !isNew { throw .damagedArchive("has a device: \(shown)") }
    }
    if entry.kind == .other { throw .damagedArchive("has something that no volume has: \(shown)") }
    var above: [UInt8] = []
    for part in parts.dropLast() {
      above = above.isEmpty ? part : Path.join(above, part)
      if links.contains(above) { throw .damagedArchive("has an entry beneath a link: \(shown)") }
    }
    if entry.kind == .link {
      links.insert(above.isEmpty ? parts[parts.count - 1] : Path.join(above, parts[parts.count - 1]))
    }
    guard entry.size >= 0, let bytes = count.bytes.adding(entry.kind == .file ? entry.size : 0) else {
      throw .damagedArchive("has a file of an impossible size: \(shown)")
    }
    count.entries += 1
    count.bytes = bytes
    if let limit, count.entries > limit.entries || count.bytes > limit.bytes {
      throw .damagedArchive("holds more than was written: \(shown)")
    }
  }
}

extension Int {
  /// The sum, nil when it is too large.
  fileprivate func adding(_ other: Int) -> Int? {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? nil : sum
  }
}
