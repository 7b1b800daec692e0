/// The changes from one text to another, line by line; the texts can be any bytes.
public struct LineDiff: Sendable {
  /// A line of a hunk.
  public struct Line: Sendable, Equatable {
    /// Which of the texts contains the line.
    public enum Kind: Sendable, Equatable {
      /// Both.
      case same
      /// The old one.
      case removed
      /// The new one.
      case added
    }

    /// Which of the texts contains the line.
    public let kind: Kind
    /// The range of the line including its newline: in the new text when it is added, otherwise in the old one.
    public let range: Range<Int>
    /// The words that differ from the paired line, as ranges in the same text; empty for a line without a pair.
    public internal(set) var marks: [Range<Int>] = []
  }

  /// Changes that are close together, with the lines around them.
  public struct Hunk: Sendable, Equatable {
    /// The number of the first line in the old text, counted from 1.
    public let oldStart: Int
    /// The number of the first line in the new text, counted from 1.
    public let newStart: Int
    /// The number of lines of the old text that it covers.
    public let oldCount: Int
    /// The number of lines of the new text that it covers.
    public let newCount: Int
    /// The lines; for each change, first the removed ones, then the added ones.
    public let lines: [Line]
  }

  /// The old text.
  public let old: [UInt8]
  /// The new text.
  public let new: [UInt8]
  /// Where each line starts, followed by the end of the text.
  private let oldLines: [Int]
  private let newLines: [Int]
  /// Runs of removed and added lines, as indices.
  private let changes: [Change]

  private struct Change {
    var old: Range<Int>
    var new: Range<Int>
  }

  /// The maximum number of lines, in both texts together, to compare one by one; in longer texts, everything between
  /// the first and the last difference counts as changed.
  private static let lineLimit = 1 << 22

  /// Compares two texts.
  public init(_ old: [UInt8], _ new: [UInt8]) {
    self.old = old
    self.new = new
    oldLines = Self.lineStarts(old)
    newLines = Self.lineStarts(new)
    changes = Self.compare(old, oldLines, new, newLines)
  }

  /// Whether the texts are equal.
  public var isEmpty: Bool { changes.isEmpty }

  /// The number of added lines.
  public var addedCount: Int { changes.reduce(0) { $0 + $1.new.count } }

  /// The number of removed lines.
  public var removedCount: Int { changes.reduce(0) { $0 + $1.old.count } }

  /// The changes, with up to `context` equal lines around each; changes that touch or overlap form one hunk.
  public func hunks(context: Int = 3) -> [Hunk] {
    var hunks: [Hunk] = []
    var first = 0
    let context = max(0, context)
    while first < changes.count {
      var last = first
      while last + 1 < changes.count, changes[last + 1].old.lowerBound - changes[last].old.upperBound <= 2 * context {
        last += 1
      }
      hunks.append(hunk(changes[first...last], context))
      first = last + 1
    }
    return hunks
  }

  private func hunk(_ changes: ArraySlice<Change>, _ context: Int) -> Hunk {
    let leading = changes.first.map { min(context, $0.old.lowerBound) } ?? 0
    let start = (changes.first?.old.lowerBound ?? 0) - leading
    let end = min(oldLines.count - 1, (changes.last?.old.upperBound ?? 0) + context)
    var lines: [Line] = []
    var position = start
    var growth = 0
    for change in changes {
      for line in position..<change.old.lowerBound { lines.append(Line(kind: .same, range: range(oldLines, line))) }
      var removed = change.old.map { Line(kind: .removed, range: range(oldLines, $0)) }
      var added = change.new.map { Line(kind: .added, range: range(newLines, $0)) }
      WordMarks.mark(&removed, of: old, &added, of: new)
      lines += removed
      lines += added
      position = change.old.upperBound
      growth += change.new.count - change.old.count
    }
    for line in position..<end { lines.append(Line(kind: .same, range: range(oldLines, line))) }
    return Hunk(
      oldStart: start + 1,
      newStart: (changes.first?.new.lowerBound ?? 0) - leading + 1,
      oldCount: end - start,
      newCount: end - start + growth,
      lines: lines
    )
  }

  private func range(_ starts: [Int], _ line: Int) -> Range<Int> { starts[line]..<starts[line + 1] }

  // MARK: Comparing

  private static func lineStarts(_ text: [UInt8]) -> [Int] {
    var starts = [0]
    for index in text.indices where text[index] == UInt8(ascii: "\n") { starts.append(index + 1) }
    if starts.last != text.count { starts.append(text.count) }
    return starts
  }

  private static func compare(_ old: [UInt8], _ oldLines: [Int], _ new: [UInt8], _ newLines: [Int]) -> [Change] {
    var start = 0
    var oldEnd = oldLines.count - 1
    var newEnd = newLines.count - 1
    func isSame(_ left: Int, _ right: Int) -> Bool {
      old[oldLines[left]..<oldLines[left + 1]] == new[newLines[right]..<newLines[right + 1]]
    }
    while start < oldEnd, start < newEnd, isSame(start, start) { start += 1 }
    while oldEnd > start, newEnd > start, isSame(oldEnd - 1, newEnd - 1) {
      oldEnd -= 1
      newEnd -= 1
    }
    if start == oldEnd, start == newEnd { return [] }
    if start == oldEnd || start == newEnd || oldEnd - start + newEnd - start > lineLimit {
      return [Change(old: start..<oldEnd, new: start..<newEnd)]
    }
    var numbers = LineNumbers(capacity: oldEnd - start + newEnd - start)
    let before = (start..<oldEnd).map { numbers.number(of: old, oldLines[$0]..<oldLines[$0 + 1]) }
    let after = (start..<newEnd).map { numbers.number(of: new, newLines[$0]..<newLines[$0 + 1]) }
    let script = EditScript(before, after, bound: numbers.count)
    return changes(script).map {
      Change(
        old: $0.old.lowerBound + start..<$0.old.upperBound + start,
        new: $0.new.lowerBound + start..<$0.new.upperBound + start
      )
    }
  }

  /// Returns the runs of an edit script.
  private static func changes(_ script: EditScript) -> [Change] {
    var changes: [Change] = []
    var old = 0
    var new = 0
    while old < script.removed.count || new < script.added.count {
      let oldStart = old
      let newStart = new
      while old < script.removed.count, script.removed[old] { old += 1 }
      while new < script.added.count, script.added[new] { new += 1 }
      if old > oldStart || new > newStart {
        changes.append(Change(old: oldStart..<old, new: newStart..<new))
      }
      if old < script.removed.count { old += 1 }
      if new < script.added.count { new += 1 }
    }
    return changes
  }
}

/// Assigns equal lines of several texts the same number.
private struct LineNumbers {
  /// The number of different lines.
  private(set) var count = 0
  /// By slot: the line's number plus 1; 0 for a free slot.
  private var slots: [Int32]
  private var hashes: [UInt64] = []
  private var texts: [ArraySlice<UInt8>] = []

  init(capacity: Int) {
    var size = 16
    while size < 2 * capacity { size *= 2 }
    slots = [Int32](repeating: 0, count: size)
  }

  mutating func number(of text: [UInt8], _ range: Range<Int>) -> Int32 {
    let slice = text[range]
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in slice { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    hash ^= hash >> 32
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let number = slots[slot] - 1
      if hashes[Int(number)] == hash, texts[Int(number)] == slice { return number }
      slot = (slot + 1) & (slots.count - 1)
    }
    let number = Int32(truncatingIfNeeded: count)
    slots[slot] = number + 1
    hashes.append(hash)
    texts.append(slice)
    count += 1
    return number
  }
}
