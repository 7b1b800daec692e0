/// Where the errors are that were last reported for one file, to find one at a place without looking at all of them.
///
/// The ranges are in a few sorted runs, each more than twice as long as the next.
struct ErrorRanges {
  private struct Run {
    var ranges: [Range<Int>] = []
    /// For each range, the largest end of it and those before it.
    var ends: [Int] = []

    mutating func append(_ range: Range<Int>) {
      ends.append(max(ends.last ?? 0, range.upperBound))
      ranges.append(range)
    }

    func overlaps(_ range: Range<Int>) -> Bool {
      let place = ranges.partitioned { $0.lowerBound >= range.upperBound }
      return place > 0 && ends[place - 1] > range.lowerBound && !range.isEmpty
    }

    func merged(with other: Run) -> Run {
      var run = Run()
      var (left, right) = (0, 0)
      while left < ranges.count || right < other.ranges.count {
        let takesLeft =
          right == other.ranges.count
          || left < ranges.count && ranges[left].lowerBound <= other.ranges[right].lowerBound
        run.append(takesLeft ? ranges[left] : other.ranges[right])
        if takesLeft { left += 1 } else { right += 1 }
      }
      return run
    }
  }

  private var file = -1
  private var runs: [Run] = []

  /// Notes a finding; one of another file starts anew.
  mutating func note(_ finding: borrowing Finding) {
    if finding.file != file {
      file = finding.file
      runs = []
    }
    // An empty range overlaps nothing.
    if finding.severity != .error || finding.range.isEmpty { return }
    if let last = runs.last?.ranges.last, last.lowerBound <= finding.range.lowerBound {
      runs[runs.count - 1].append(finding.range)
      return
    }
    while runs.count > 1, runs[runs.count - 2].ranges.count <= 2 * runs[runs.count - 1].ranges.count {
      let last = runs.removeLast()
      runs[runs.count - 1] = runs[runs.count - 1].merged(with: last)
    }
    var run = Run()
    run.append(finding.range)
    runs.append(run)
  }

  /// Whether an error of a file overlaps a range.
  func overlap(_ range: Range<Int>, in file: Int) -> Bool {
    file == self.file && runs.contains { $0.overlaps(range) }
  }
}
