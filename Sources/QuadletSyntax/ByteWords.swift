/// Reads eight bytes of a text at a time, as numbers whose lowest byte is the first.
extension Span<UInt8> {
  /// The eight bytes from an offset on; the caller has made sure that all of them lie within the span.
  @inlinable @inline(__always)
  package func word(at offset: Int) -> UInt64 {
    assert(offset >= 0 && offset + 8 <= count)
    return UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
  }

  /// Whether another text has the same bytes.
  package func isSame(as other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    var offset = 0
    while offset &+ 8 <= count {
      if word(at: offset) != other.word(at: offset) { return false }
      offset &+= 8
    }
    return offset == count || wordOrLess(at: offset) == other.wordOrLess(at: offset)
  }

  /// The eight bytes from an offset on; zeros after the end of the span.
  @inlinable @inline(__always)
  package func wordOrLess(at offset: Int) -> UInt64 {
    offset >= 0 && offset &+ 8 <= count ? word(at: offset) : lessThanWord(at: offset)
  }

  @usableFromInline @inline(never)
  func lessThanWord(at offset: Int) -> UInt64 {
    let rest = count &- offset
    guard offset >= 0, rest > 0 else { return 0 }
    // The last word of the span, without the bytes before the offset.
    if count >= 8 { return word(at: count &- 8) >> UInt64(truncatingIfNeeded: (8 &- rest) &* 8) }
    var word: UInt64 = 0
    var index = count
    while index > offset {
      index &-= 1
      word = word << 8 | UInt64(self[index])
    }
    return word
  }

  /// Whether a byte occurs.
  @inlinable package func contains(byte: UInt8) -> Bool {
    let pattern = ByteWord.repeating(byte)
    var index = 0
    while index + 8 <= count {
      if ByteWord.zeros(word(at: index) ^ pattern) != 0 { return true }
      index += 8
    }
    while index < count {
      if self[index] == byte { return true }
      index += 1
    }
    return false
  }
}

/// Searches words of eight bytes. Each search returns a word whose lowest set bit is the highest bit of the first byte
/// found; bits above that byte mean nothing.
@usableFromInline package enum ByteWord {
  @inlinable static var lows: UInt64 { 0x0101_0101_0101_0101 }
  /// The highest bit of each byte.
  @inlinable package static var highs: UInt64 { 0x8080_8080_8080_8080 }

  /// One byte, repeated eight times.
  @inlinable @inline(__always)
  package static func repeating(_ byte: UInt8) -> UInt64 { UInt64(byte) &* lows }

  /// A mask of the lowest bytes of a word, at most seven.
  @inlinable @inline(__always)
  package static func mask(_ count: Int) -> UInt64 {
    1 &<< UInt64(truncatingIfNeeded: count &* 8) &- 1
  }

  /// Finds bytes that are zero.
  @inlinable @inline(__always)
  package static func zeros(_ word: UInt64) -> UInt64 { (word &- lows) & ~word & highs }

  /// Finds bytes below a limit of at most 128.
  @inlinable @inline(__always)
  package static func below(_ limit: UInt8, _ word: UInt64) -> UInt64 { (word &- repeating(limit)) & ~word & highs }

  /// How many bytes come before the first one found; 8 when none was.
  @inlinable @inline(__always)
  package static func offset(_ found: UInt64) -> Int { found.trailingZeroBitCount >> 3 }
}

extension Span<UInt8> {
  /// Counts the newlines.
  package var newlineCount: Int {
    let pattern = ByteWord.repeating(0x0A)
    var total = 0
    var index = 0
    while index &+ 8 <= count {
      // Bits above the first byte found mean nothing in `zeros`; here every byte counts.
      let other = word(at: index) ^ pattern
      let low = other & ~ByteWord.highs
      total &+= (~((low &+ ~ByteWord.highs) | other) & ByteWord.highs).nonzeroBitCount
      index &+= 8
    }
    while index < count {
      if self[index] == 0x0A { total &+= 1 }
      index &+= 1
    }
    return total
  }
}
