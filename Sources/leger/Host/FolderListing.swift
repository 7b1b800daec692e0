import QuadletSyntax

/// What a folder holds: the names are in one buffer, so a file costs no allocation.
struct FolderListing {
  /// One thing in a folder.
  struct Entry {
    /// The kind as far as the folder itself says it; nil for links, and where the file system does not say.
    let kind: FileKind?
    fileprivate let count: UInt32
    /// Where the name begins.
    fileprivate let start: UInt32
    /// The first eight bytes of the name as a number, for a quick order.
    fileprivate let order: UInt64
  }

  private(set) var entries: [Entry] = []
  /// Each name followed by one to eight NULs, up to a multiple of eight; no name holds one.
  private var names: [UInt8] = []

  /// The name of an entry.
  func name(of entry: Entry) -> ArraySlice<UInt8> { names[Int(entry.start)..<Int(entry.start) + Int(entry.count)] }

  /// Returns the entry with a name.
  func entry(named name: [UInt8]) -> Entry? {
    entries.first { $0.count == name.count && self.name(of: $0).elementsEqual(name) }
  }

  /// Adds something after the others.
  mutating func add(_ name: UnsafeRawBufferPointer, kind: FileKind?) {
    let start = names.count
    names.append(addingCapacity: name.count + 8) { output in
      for byte in name { output.append(byte) }
      for _ in 0..<8 - name.count % 8 { output.append(0) }
    }
    entries.append(
      Entry(
        kind: kind,
        count: UInt32(truncatingIfNeeded: name.count),
        start: UInt32(truncatingIfNeeded: start),
        order: Self.number(names.span, at: start)
      )
    )
  }

  /// Puts the entries into bytewise order.
  mutating func sort() {
    names.withUnsafeBytes { bytes in
      let names = Span<UInt8>(_unsafeBytes: bytes)
      entries.sort { left, right in
        if left.order != right.order { return left.order < right.order }
        return Self.isSorted(names, left, right)
      }
    }
  }

  /// Whether one of two names that begin alike comes before the other; a shorter one ends with a NUL.
  private static func isSorted(_ names: Span<UInt8>, _ left: Entry, _ right: Entry) -> Bool {
    var offset = 8
    while offset < min(left.count, right.count) {
      let numbers = (number(names, at: Int(left.start) + offset), number(names, at: Int(right.start) + offset))
      if numbers.0 != numbers.1 { return numbers.0 < numbers.1 }
      offset += 8
    }
    return left.count < right.count
  }

  /// Returns eight bytes as a number that sorts as they do.
  private static func number(_ names: Span<UInt8>, at start: Int) -> UInt64 {
    precondition(start >= 0 && start + 8 <= names.count)
    return names.word(at: start).byteSwapped
  }
}
