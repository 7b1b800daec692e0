import QuadletSyntax

/// Byte strings, each stored only once and identified by a number; numbers are assigned in the order of first use.
struct StringPool: Sendable {
  /// The number of a string, or -1 for none, and its hash, which saves most needless comparisons.
  private struct Slot: Sendable {
    var number: Int32 = -1
    var hash: UInt32 = 0
  }

  /// The strings, one after the other.
  private(set) var bytes: [UInt8] = []
  /// Where each string ends; it starts where the one before it ends.
  private var ends: ContiguousArray<Int32> = []
  private var slots: ContiguousArray<Slot>

  init(capacity: Int = 0) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots = ContiguousArray(repeating: Slot(), count: size)
    ends.reserveCapacity(capacity)
  }

  /// Creates a pool of literals.
  init(_ strings: [StaticString]) {
    self.init(capacity: strings.count)
    for string in strings { string.withUTF8Buffer { _ = intern($0.span) } }
  }

  /// The number of strings.
  var count: Int { ends.count }

  /// Returns the string with a number.
  subscript(number: Int) -> ArraySlice<UInt8> { bytes[range(of: number)] }

  /// Returns the range in `bytes` of the string with a number.
  func range(of number: Int) -> Range<Int> { (number == 0 ? 0 : Int(ends[number - 1]))..<Int(ends[number]) }

  /// Returns the number of a string, and adds the string if it is new.
  mutating func intern(_ string: Span<UInt8>) -> Int { intern(string, hash: string.hash) }

  /// Returns the number of a string whose hash is known, and adds the string if it is new.
  mutating func intern(_ string: Span<UInt8>, hash: UInt32) -> Int {
    let slot = slot(of: string, hash)
    if slots[slot].number >= 0 { return Int(slots[slot].number) }
    let number = ends.count
    slots[slot] = Slot(number: Int32(truncatingIfNeeded: number), hash: hash)
    bytes.append(string)
    ends.append(Int32(truncatingIfNeeded: bytes.count))
    if ends.count * 2 > slots.count { grow() }
    return number
  }

  /// Returns the number of a string, or nil when the pool does not have it.
  func find(_ string: Span<UInt8>) -> Int? {
    let number = slots[slot(of: string, string.hash)].number
    return number < 0 ? nil : Int(number)
  }

  /// Returns the slot with the string, or the free slot where it would go.
  private func slot(of string: Span<UInt8>, _ hash: UInt32) -> Int {
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot].number >= 0 {
      if slots[slot].hash == hash, string.equals(bytes.span.extracting(range(of: Int(slots[slot].number)))) { break }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private mutating func grow() {
    let old = slots
    slots = ContiguousArray(repeating: Slot(), count: old.count * 2)
    let mask = slots.count - 1
    for taken in old where taken.number >= 0 {
      var slot = Int(taken.hash) & mask
      while slots[slot].number >= 0 { slot = (slot + 1) & mask }
      slots[slot] = taken
    }
  }
}

extension Span where Element == UInt8 {
  /// A hash of the bytes, computed eight at a time; its lower bits are as well mixed as the upper ones.
  var hash: UInt32 {
    let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
    var hash = UInt64(truncatingIfNeeded: count)
    var index = 0
    while index + 8 <= count {
      hash = (hash ^ word(at: index)) &* factor
      hash ^= hash >> 32
      index += 8
    }
    // A word that overlaps the bytes before it covers the rest in one step.
    var rest: UInt64 = 0
    if count >= 8 {
      rest = word(at: count - 8)
    } else {
      while index < count {
        rest = rest << 8 | UInt64(self[index])
        index += 1
      }
    }
    hash = (hash ^ rest) &* factor
    return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
  }

  /// The bytes as an array.
  var array: [UInt8] { withUnsafeBufferPointer { Array($0) } }

  /// Returns whether the bytes are equal, comparing eight at a time.
  func equals(_ other: Span<UInt8>) -> Bool {
    if count != other.count { return false }
    var index = 0
    while index + 8 <= count {
      let left = word(at: index)
      if left != other.word(at: index) { return false }
      index += 8
    }
    if count >= 8 {
      let left = word(at: count - 8)
      return left == other.word(at: count - 8)
    }
    while index < count {
      if self[index] != other[index] { return false }
      index += 1
    }
    return true
  }
}

extension [UInt8] {
  /// Appends the bytes of a span.
  mutating func append(_ text: Span<UInt8>) {
    text.withUnsafeBufferPointer { append(contentsOf: $0) }
  }

  /// Appends a literal.
  mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { append(contentsOf: $0) }
  }
}
