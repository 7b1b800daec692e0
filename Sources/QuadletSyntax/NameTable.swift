/// Assigns each known key or section name a small number, which the lexer looks up.
///
/// Number 0 stands for a name that is not in the table.
public struct NameTable: Sendable {
  /// A name represented by its two ends; for names of up to sixteen bytes, that is the whole name.
  private struct Ends: Equatable {
    /// The first eight bytes, or fewer if the name is shorter.
    let first: UInt64
    /// The last eight bytes; the same as the first when the name has no more than eight.
    let last: UInt64
    let count: Int

    @inline(__always)
    init(_ text: Span<UInt8>, _ name: Range<Int>) {
      count = name.upperBound &- name.lowerBound
      let word = text.wordOrLess(at: name.lowerBound)
      first = count < 8 ? word & ByteWord.mask(count) : word
      last = count > 8 ? text.word(at: name.upperBound &- 8) : first
    }

    @inline(__always)
    var hash: Int {
      let mixed = (first ^ last &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: count)) &* 0xD6E8_FEB8_6659_FD93
      return Int(truncatingIfNeeded: mixed >> 32)
    }
  }

  /// The number of the name in each slot; 0 for a free slot.
  private var slots: [UInt16]
  /// The names, in order of their numbers.
  private var entries: [(ends: Ends, name: StaticString)] = []

  /// The number of each name passed to the initializer, in the same order.
  public private(set) var given: [UInt16] = []

  /// Creates a table that numbers the names from 1; a name that occurs twice gets one number.
  public init(_ names: [StaticString]) {
    var capacity = 64
    while capacity < names.count * 2 { capacity *= 2 }
    slots = [UInt16](repeating: 0, count: capacity)
    entries.reserveCapacity(names.count)
    given.reserveCapacity(names.count)
    for name in names { given.append(name.withUTF8Buffer { number(name, $0.span) }) }
  }

  @inline(__always)
  private mutating func number(_ name: StaticString, _ text: Span<UInt8>) -> UInt16 {
    let slot = slot(of: text, 0..<text.count)
    if slots[slot] == 0 {
      entries.append((Ends(text, 0..<text.count), name))
      slots[slot] = UInt16(truncatingIfNeeded: entries.count)
    }
    return slots[slot]
  }

  /// How many numbers there are, including 0.
  public var count: Int { entries.count + 1 }

  /// The number of a name; 0 when it is not known.
  public func id(of name: Span<UInt8>) -> UInt16 { id(of: name, 0..<name.count) }

  /// The number of a name written as a string.
  public func id(of name: String) -> UInt16 { id(of: Array(name.utf8).span) }

  /// The name with a number; empty for 0.
  public func name(_ id: UInt16) -> String { id == 0 || Int(id) > entries.count ? "" : "\(entries[Int(id) - 1].name)" }

  /// The number of the name at a range of a text.
  @inline(__always)
  func id(of text: Span<UInt8>, _ name: Range<Int>) -> UInt16 { slots[slot(of: text, name)] }

  /// The slot that holds the name, or the free slot where it would go.
  @inline(__always)
  private func slot(of text: Span<UInt8>, _ name: Range<Int>) -> Int {
    let wanted = Ends(text, name)
    let mask = slots.count &- 1
    var slot = wanted.hash & mask
    while slots[slot] != 0 {
      let entry = Int(slots[slot]) &- 1
      if entries[entry].ends == wanted, wanted.count <= 16 || hasMiddle(entry, text, name) { return slot }
      slot = (slot &+ 1) & mask
    }
    return slot
  }

  /// Whether a long name whose ends match also matches between them.
  private func hasMiddle(_ entry: Int, _ text: Span<UInt8>, _ name: Range<Int>) -> Bool {
    entries[entry].name.withUTF8Buffer { known in
      for index in 8..<known.count - 8 where known[index] != text[name.lowerBound + index] { return false }
      return true
    }
  }
}
