/// Gives each known name of a key or section a small number, found while lexing.
///
/// Number 0 means a name that is not in the table.
public struct NameTable: Sendable {
  /// A name by its ends: up to sixteen bytes they are all of it.
  private struct Ends: Equatable {
    /// The first eight bytes, or as many as there are.
    let first: UInt64
    /// The last eight bytes; the same as the first when there are no more.
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

  /// The number of a name; 0 for a free slot.
  private var slots: [UInt16]
  /// The names, in the order of their numbers.
  private var entries: [(ends: Ends, name: StaticString)] = []

  /// The number of each name that the table was made from, in their order.
  public private(set) var given: [UInt16] = []

  /// Makes a table in which the first name has number 1; a name that comes twice has one number.
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

  /// How many numbers there are, 0 included.
  public var count: Int { entries.count + 1 }

  /// The number of a name, 0 when it is not known.
  public func id(of name: Span<UInt8>) -> UInt16 { id(of: name, 0..<name.count) }

  /// The number of a name written as a string.
  public func id(of name: String) -> UInt16 { id(of: Array(name.utf8).span) }

  /// The name behind a number, empty for 0.
  public func name(_ id: UInt16) -> String { id == 0 || Int(id) > entries.count ? "" : "\(entries[Int(id) - 1].name)" }

  /// The number of the name that is a part of a text.
  @inline(__always)
  func id(of text: Span<UInt8>, _ name: Range<Int>) -> UInt16 { slots[slot(of: text, name)] }

  /// The slot that has the name, or the free one where it would go.
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

  /// Whether a long name, whose ends are known to be right, is right between them.
  private func hasMiddle(_ entry: Int, _ text: Span<UInt8>, _ name: Range<Int>) -> Bool {
    entries[entry].name.withUTF8Buffer { known in
      for index in 8..<known.count - 8 where known[index] != text[name.lowerBound + index] { return false }
      return true
    }
  }
}
