/// Pairs removed lines with the added lines that replace them, and marks the words that differ.
enum WordMarks {
  /// The maximum number of lines in a change that gets marks; marks do not help in a larger one.
  private static let lineLimit = 100
  /// How many lines further down to look for the pair of a line.
  private static let lookahead = 4
  /// The maximum number of words in a line that gets marks.
  private static let wordLimit = 500

  /// Sets the marks of the lines of one change.
  static func mark(
    _ removed: inout [LineDiff.Line],
    of old: [UInt8],
    _ added: inout [LineDiff.Line],
    of new: [UInt8]
  ) {
    guard !removed.isEmpty, !added.isEmpty, removed.count + added.count <= lineLimit else { return }
    let before = removed.map { words(of: old, $0.range) }
    let after = added.map { words(of: new, $0.range) }
    var next = 0
    for line in removed.indices where next < added.count {
      let candidates = next..<min(added.count, next + lookahead)
      for candidate in candidates {
        guard let marks = compare(before[line], old, after[candidate], new) else { continue }
        removed[line].marks = marks.old
        added[candidate].marks = marks.new
        next = candidate + 1
        break
      }
    }
  }

  /// Splits a line into runs of word characters, and every other byte by itself; leaves out the newline.
  private static func words(of text: [UInt8], _ line: Range<Int>) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var position = line.lowerBound
    while position < line.upperBound, words.count <= wordLimit {
      let start = position
      while position < line.upperBound, isWord(text[position]) { position += 1 }
      if position == start { position += 1 }
      if text[start] != UInt8(ascii: "\n") { words.append(start..<position) }
    }
    return words
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x30 && byte <= 0x39 || byte == 0x5F
  }

  /// The words that differ; nil when the lines have too little in common for one to have become the other.
  private static func compare(
    _ before: [Range<Int>],
    _ old: [UInt8],
    _ after: [Range<Int>],
    _ new: [UInt8]
  ) -> (old: [Range<Int>], new: [Range<Int>])? {
    if before.count > wordLimit || after.count > wordLimit { return nil }
    var numbers: [ArraySlice<UInt8>: Int32] = [:]
    func number(_ word: ArraySlice<UInt8>) -> Int32 {
      if let known = numbers[word] { return known }
      let number = Int32(truncatingIfNeeded: numbers.count)
      numbers[word] = number
      return number
    }
    let left = before.map { number(old[$0]) }
    let right = after.map { number(new[$0]) }
    let script = EditScript(left, right, bound: numbers.count)
    var common = 0
    var total = 0
    for (index, word) in before.enumerated() where isWord(old[word.lowerBound]) {
      total += word.count
      if !script.removed[index] { common += 2 * word.count }
    }
    for word in after where isWord(new[word.lowerBound]) { total += word.count }
    // Half of the letters, or the same key: `Key=` is what distinguishes the lines of a unit.
    let sharesKey = left.first == right.first && before.first.map { isWord(old[$0.lowerBound]) } ?? false
    guard sharesKey || 2 * common >= total else { return nil }
    return (merged(before, script.removed, old), merged(after, script.added, new))
  }

  /// The ranges of the marked words, merged when nothing or only blanks separate them.
  private static func merged(_ words: [Range<Int>], _ isMarked: [Bool], _ text: [UInt8]) -> [Range<Int>] {
    var marks: [Range<Int>] = []
    for (word, isChanged) in zip(words, isMarked) where isChanged {
      if let last = marks.last, text[last.upperBound..<word.lowerBound].allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
        marks[marks.count - 1] = last.lowerBound..<word.upperBound
      } else {
        marks.append(word)
      }
    }
    return marks
  }
}
