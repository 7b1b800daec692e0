/// Gives each known name of a key or section a small number, found while lexing.
///
/// Number 0 means a name that is not in the table.
public struct NameTable: Sendable {
  private var slots: [UInt16]
  private var ends: [UInt32] = [0]
  private var text: [UInt8] = []

  /// The number of each name that the table was made from, in their order.
  public private(set) var given: [UInt16] = []

  /// Makes a table in which the first name has number 1; a name that comes twice has one number.
  public init(_ names: [StaticString]) {
    var capacity = 64
    while capacity < names.count * 2 { capacity *= 2 }
    slots = [UInt16](repeating: 0, count: capacity)
    ends.reserveCapacity(names.count + 1)
    text.reserveCapacity(names.count * 16)
    given.reserveCapacity(names.count)
    for name in names { given.append(name.withUTF8Buffer { insert($0) }) }
  }

  private mutating func insert(_ buffer: UnsafeBufferPointer<UInt8>) -> UInt16 {
    let name = buffer.span
    let mask = slots.count - 1
    var slot = Int(NameHash.of(name)) & mask
    while slots[slot] != 0 {
      let range = range(of: slots[slot])
      if range.count == name.count, matches(name, at: range.lowerBound) { return slots[slot] }
      slot = (slot + 1) & mask
    }
    text.append(contentsOf: buffer)
    let id = UInt16(truncatingIfNeeded: ends.count)
    ends.append(UInt32(truncatingIfNeeded: text.count))
    slots[slot] = id
    return id
  }

  /// How many numbers there are, 0 included.
  public var count: Int { ends.count }

  /// The number of a name, 0 when it is not known.
  public func id(of name: Span<UInt8>) -> UInt16 {
    id(of: name, hash: NameHash.of(name))
  }

  /// The number of a name written as a string.
  public func id(of name: String) -> UInt16 {
    id(of: Array(name.utf8).span)
  }

  /// The name behind a number, empty for 0.
  public func name(_ id: UInt16) -> String {
    id == 0 || Int(id) >= ends.count ? "" : String(decoding: text[range(of: id)], as: UTF8.self)
  }

  func id(of name: Span<UInt8>, hash: UInt32) -> UInt16 {
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while true {
      let id = slots[slot]
      if id == 0 { return 0 }
      let range = range(of: id)
      if range.count == name.count, matches(name, at: range.lowerBound) { return id }
      slot = (slot + 1) & mask
    }
  }

  private func range(of id: UInt16) -> Range<Int> {
    Int(ends[Int(id) - 1])..<Int(ends[Int(id)])
  }

  private func matches(_ name: Span<UInt8>, at start: Int) -> Bool {
    for index in name.indices where text[start + index] != name[index] { return false }
    return true
  }
}

/// The running hash of a name; the lexer feeds it byte by byte while it looks for the `=`.
struct NameHash {
  static let seed: UInt32 = 2_166_136_261

  @inline(__always)
  static func add(_ byte: UInt8, to hash: UInt32) -> UInt32 {
    let mixed = (hash ^ UInt32(byte)) &* 16_777_619
    return mixed ^ (mixed >> 15)
  }

  static func of(_ name: Span<UInt8>) -> UInt32 {
    var hash = seed
    for index in name.indices { hash = add(name[index], to: hash) }
    return hash
  }
}
