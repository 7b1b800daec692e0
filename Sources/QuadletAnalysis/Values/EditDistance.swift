/// The number of edits between two words.
public enum EditDistance {
  /// The smallest number of insertions, deletions, replacements and swaps of adjacent letters that turns one word into
  /// the other; nil when it exceeds the limit.
  public static func between(_ one: [UInt8], _ other: [UInt8], limit: Int) -> Int? {
    guard abs(one.count - other.count) <= limit else { return nil }
    guard !one.isEmpty, !other.isEmpty else { return max(one.count, other.count) }
    var beforeLast = [Int](repeating: 0, count: other.count + 1)
    var last = Array(0...other.count)
    var current = beforeLast
    for row in 1...one.count {
      current[0] = row
      var smallest = row
      for column in 1...other.count {
        let isSame = one[row - 1] == other[column - 1]
        var cost = last[column - 1] + (isSame ? 0 : 1)
        cost = min(cost, last[column] + 1)
        cost = min(cost, current[column - 1] + 1)
        if row > 1, column > 1, one[row - 1] == other[column - 2], one[row - 2] == other[column - 1] {
          cost = min(cost, beforeLast[column - 2] + 1)
        }
        current[column] = cost
        smallest = min(smallest, cost)
      }
      // A swap reaches back two rows, so one row above the limit does not end the search yet.
      if smallest > limit + 1 { return nil }
      swap(&beforeLast, &last)
      swap(&last, &current)
    }
    return last[other.count] <= limit ? last[other.count] : nil
  }
}
