extension RandomAccessCollection where Index == Int {
  /// The index of the first element that meets a condition, when it and all after it do; found by halving.
  @inlinable package func partitioned(by isBehind: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
