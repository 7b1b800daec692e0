/// Finds the known name that a mistyped one was probably meant to be.
enum NearestName {
  /// Returns the nearest candidate, the first of several equally near ones, or nil when none is near enough.
  ///
  /// Up to a third of the letters may be wrong, and case is ignored. The start of exactly one longer name also matches.
  static func nearest(to typed: String, among candidates: [String]) -> String? {
    let word = Array(typed.lowercased().utf8)
    guard !word.isEmpty else { return nil }
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let found = distance(word, Array(candidate.lowercased().utf8))
      if found <= max(1, word.count / 3), found < word.count, found < best?.distance ?? .max {
        best = (candidate, found)
      }
    }
    if let best { return best.name }
    guard word.count >= 3 else { return nil }
    let longer = candidates.filter { $0.utf8.starts(with: word) }
    return longer.count == 1 ? longer.first : nil
  }

  /// Counts insertions, deletions, substitutions and swaps of adjacent letters (optimal string alignment).
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for i in left.indices {
      var row = [i + 1]
      row.reserveCapacity(right.count + 1)
      for j in right.indices {
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (left[i] == right[j] ? 0 : 1))
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
          cost = min(cost, beforeLast[j - 1] + 1)
        }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[right.count]
  }
}
