/// Returns the smallest input found for which `fails` still holds: delta debugging, first by lines, then by bytes.
///
/// `fails(input)` must hold; the result fails too, and stops failing when any one of its bytes is removed.
public func shrink(_ input: [UInt8], while fails: ([UInt8]) -> Bool) -> [UInt8] {
  var best = input
  while true {
    let size = best.count
    best = Array(minimize(splitLines(best)) { fails(Array($0.joined())) }.joined())
    best = minimize(best, while: fails)
    if best.count == size { return plain(best, while: fails) }
  }
}

/// Removes ever smaller runs of elements while the rest still fails.
private func minimize<Element>(_ elements: [Element], while fails: ([Element]) -> Bool) -> [Element] {
  var best = elements
  var run = best.count
  while run > 0 {
    var start = 0
    var removed = false
    while start < best.count {
      var candidate = best
      candidate.removeSubrange(start..<min(start + run, best.count))
      if fails(candidate) {
        best = candidate
        removed = true
      } else {
        start += run
      }
    }
    if run > 1 { run /= 2 } else if !removed { break }
  }
  return best
}

/// Replaces each byte with `a` where that changes nothing, so the bytes that matter stand out.
private func plain(_ input: [UInt8], while fails: ([UInt8]) -> Bool) -> [UInt8] {
  var best = input
  for index in best.indices where best[index] != UInt8(ascii: "a") {
    var candidate = best
    candidate[index] = UInt8(ascii: "a")
    if fails(candidate) { best = candidate }
  }
  return best
}
