import QuadletSyntax

/// Byte strings, each kept once and told by its number; the numbers count up in the order of first use.
struct StringPool: Sendable {
  private var bytes: [UInt8] = []
  /// Where each string ends; it begins where the one before it ends.
  private var ends: ContiguousArray<Int32> = []
  /// The number of a string, or -1.
  private var slots: ContiguousArray<Int32>

  init(capacity: Int = 0) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots = ContiguousArray(repeating: -1, count: size)
  }

  /// How many strings there are.
  var count: Int { ends.count }

  /// The string with that number.
  subscript(number: Int) -> ArraySlice<UInt8> { bytes[range(number)] }

  /// The number of a string, which is added when it is new.
  mutating func intern(_ string: Span<UInt8>) -> Int {
    let slot = slot(of: string)
    if slots[slot] >= 0 { return Int(slots[slot]) }
    let number = ends.count
    slots[slot] = Int32(truncatingIfNeeded: number)
    for index in string.indices { bytes.append(string[index]) }
    ends.append(Int32(truncatingIfNeeded: bytes.count))
    if ends.count * 2 > slots.count { grow() }
    return number
  }

  /// The number of a string; nil when it is not there.
  func find(_ string: Span<UInt8>) -> Int? {
    let number = slots[slot(of: string)]
    return number < 0 ? nil : Int(number)
  }

  private func range(_ number: Int) -> Range<Int> {
    (number == 0 ? 0 : Int(ends[number - 1]))..<Int(ends[number])
  }

  /// The slot that has the string, or the free one where it would go.
  private func slot(of string: Span<UInt8>) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: string.hash) & mask
    while slots[slot] >= 0, !string.equals(bytes, range(Int(slots[slot]))) { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow() {
    slots = ContiguousArray(repeating: -1, count: slots.count * 2)
    let mask = slots.count - 1
    for number in ends.indices {
      var slot = Int(truncatingIfNeeded: bytes.span.extracting(range(number)).hash) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(truncatingIfNeeded: number)
    }
  }
}

extension Span where Element == UInt8 {
  /// FNV-1a, with its upper bits folded in for tables that use the lower ones only.
  var hash: UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in indices { hash = (hash ^ UInt64(self[index])) &* 0x100_0000_01B3 }
    return hash ^ hash >> 29
  }

  /// Whether it is the same as a part of some text.
  func equals(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    if range.count != count { return false }
    for index in indices where self[index] != text[range.lowerBound + index] { return false }
    return true
  }
}
