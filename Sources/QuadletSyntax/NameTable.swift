/// Gives each known name of a key or section a small number, found while lexing.
///
/// Number 0 means a name that is not in the table.
public struct NameTable: Sendable {
  /// A name's number, and so much of its hash that the text of another name is hardly ever compared.
  private struct Slot {
    var tag: UInt32 = 0
    var id: UInt16 = 0
  }

  private var slots: [Slot]
  /// Where the text of each name starts, and how long it is.
  private var extents: [(start: Int32, count: Int32)] = [(0, 0)]
  /// The names, each filled up with zeros to words of eight bytes.
  private var text: [UInt8] = []

  /// The number of each name that the table was made from, in their order.
  public private(set) var given: [UInt16] = []

  /// Makes a table in which the first name has number 1; a name that comes twice has one number.
  public init(_ names: [StaticString]) {
    var capacity = 64
    while capacity < names.count * 2 { capacity *= 2 }
    slots = [Slot](repeating: Slot(), count: capacity)
    extents.reserveCapacity(names.count + 1)
    text.reserveCapacity(names.count * 24)
    given.reserveCapacity(names.count)
    for name in names { given.append(name.withUTF8Buffer { insert($0) }) }
  }

  private mutating func insert(_ name: UnsafeBufferPointer<UInt8>) -> UInt16 {
    let hash = NameHash.of(name.span, 0..<name.count)
    let slot = slot(of: name.span, 0..<name.count, hash)
    if slots[slot].id != 0 { return slots[slot].id }
    let id = UInt16(truncatingIfNeeded: extents.count)
    extents.append((Int32(truncatingIfNeeded: text.count), Int32(truncatingIfNeeded: name.count)))
    text.append(contentsOf: name)
    while text.count % 8 != 0 { text.append(0) }
    slots[slot] = Slot(tag: hash.tag, id: id)
    return id
  }

  /// How many numbers there are, 0 included.
  public var count: Int { extents.count }

  /// The number of a name, 0 when it is not known.
  public func id(of name: Span<UInt8>) -> UInt16 { id(of: name, 0..<name.count) }

  /// The number of a name written as a string.
  public func id(of name: String) -> UInt16 { id(of: Array(name.utf8).span) }

  /// The name behind a number, empty for 0.
  public func name(_ id: UInt16) -> String {
    guard Int(id) < extents.count else { return "" }
    let (start, count) = extents[Int(id)]
    return String(decoding: text[Int(start)..<Int(start + count)], as: UTF8.self)
  }

  /// The number of the name that is a part of a text.
  func id(of text: Span<UInt8>, _ name: Range<Int>) -> UInt16 { id(of: text, name, hash: NameHash.of(text, name)) }

  @inline(__always)
  func id(of text: Span<UInt8>, _ name: Range<Int>, hash: NameHash) -> UInt16 { slots[slot(of: text, name, hash)].id }

  /// The slot that has the name, or the free one where it would go.
  @inline(__always)
  private func slot(of text: Span<UInt8>, _ name: Range<Int>, _ hash: NameHash) -> Int {
    let mask = slots.count - 1
    var slot = Int(hash.tag) & mask
    while true {
      let entry = slots[slot]
      if entry.id == 0 || (entry.tag == hash.tag && isName(entry.id, text, name)) { return slot }
      slot = (slot &+ 1) & mask
    }
  }

  @inline(__always)
  private func isName(_ id: UInt16, _ other: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let (start, count) = extents[Int(id)]
    if Int(count) != range.count { return false }
    let shift = Int(start) &- range.lowerBound
    var position = range.lowerBound
    while position &+ 8 <= range.upperBound {
      if text.span.word(at: position &+ shift) != other.word(at: position) { return false }
      position &+= 8
    }
    if position == range.upperBound { return true }
    let rest = other.wordOrLess(at: position) & ByteWord.mask(range.upperBound &- position)
    return text.span.word(at: position &+ shift) == rest
  }
}

/// The running hash of a name, eight bytes at a time; the lexer feeds it while it looks for the `=`.
struct NameHash {
  private var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Adds the next eight bytes, or those that are left, the unused ones zero.
  @inline(__always)
  mutating func add(_ word: UInt64) {
    let mixed = (value ^ word) &* 0x9E37_79B9_7F4A_7C15
    value = mixed ^ mixed >> 32
  }

  /// The part that tables use.
  var tag: UInt32 { UInt32(truncatingIfNeeded: value) }

  @inline(__always)
  static func of(_ text: Span<UInt8>, _ name: Range<Int>) -> NameHash {
    var hash = NameHash()
    var position = name.lowerBound
    while position &+ 8 <= name.upperBound {
      hash.add(text.word(at: position))
      position &+= 8
    }
    if position < name.upperBound {
      hash.add(text.wordOrLess(at: position) & ByteWord.mask(name.upperBound &- position))
    }
    return hash
  }
}
