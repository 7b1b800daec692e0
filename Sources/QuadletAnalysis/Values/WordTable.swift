/// Words to compare with the bytes of a value.
///
/// Their number is part of the type, so a table is plain data, without allocation or reference counting.
typealias WordTable<let count: Int> = InlineArray<count, StaticString>

/// Words that each stand for something.
typealias MeaningTable<let count: Int, Meaning> = InlineArray<count, (word: StaticString, meaning: Meaning)>

extension InlineArray where Element == StaticString {
  /// The words as strings; for messages only, because it allocates.
  var strings: [String] { indices.map { "\(self[$0])" } }
}

/// Comparisons with literals.
///
/// They are inlined, so each literal compiles down to its length and bytes.
extension Span where Element == UInt8 {
  /// Whether a part equals a word.
  @inline(__always)
  func equals(_ part: Range<Int>, _ word: StaticString, ignoringCase: Bool = false) -> Bool {
    part.upperBound - part.lowerBound == word.utf8CodeUnitCount
      && matches(part.lowerBound, word, ignoringCase: ignoringCase)
  }

  /// Whether a part starts with a word.
  @inline(__always)
  func hasPrefix(_ part: Range<Int>, _ word: StaticString, ignoringCase: Bool = false) -> Bool {
    part.upperBound - part.lowerBound >= word.utf8CodeUnitCount
      && matches(part.lowerBound, word, ignoringCase: ignoringCase)
  }

  /// Whether a part ends with a word.
  @inline(__always)
  func hasSuffix(_ part: Range<Int>, _ word: StaticString) -> Bool {
    part.upperBound - part.lowerBound >= word.utf8CodeUnitCount
      && matches(part.upperBound - word.utf8CodeUnitCount, word, ignoringCase: false)
  }

  /// Whether a part equals one of several words.
  @inline(__always)
  func isOne<let count: Int>(_ part: Range<Int>, of words: WordTable<count>, ignoringCase: Bool = false) -> Bool {
    position(part, in: words, ignoringCase: ignoringCase) != nil
  }

  /// The index of the word that a part equals.
  @inline(__always)
  func position<let count: Int>(
    _ part: Range<Int>,
    in words: WordTable<count>,
    ignoringCase: Bool = false
  ) -> Int? {
    var index = 0
    while index < count {
      if equals(part, words[index], ignoringCase: ignoringCase) { return index }
      index += 1
    }
    return nil
  }

  /// What the word that a part equals stands for.
  @inline(__always)
  func meaning<let count: Int, Meaning>(
    _ part: Range<Int>,
    in table: MeaningTable<count, Meaning>,
    ignoringCase: Bool = false
  ) -> Meaning? {
    var index = 0
    while index < count {
      if equals(part, table[index].word, ignoringCase: ignoringCase) { return table[index].meaning }
      index += 1
    }
    return nil
  }

  /// Whether the bytes at a position are those of a word.
  @inline(__always)
  private func matches(_ start: Int, _ word: StaticString, ignoringCase: Bool) -> Bool {
    word.withUTF8Buffer { letters in
      var index = 0
      while index < letters.count {
        let (byte, letter) = (self[start + index], letters[index])
        guard byte == letter || ignoringCase && byte.lowercased == letter.lowercased else { return false }
        index += 1
      }
      return true
    }
  }
}
