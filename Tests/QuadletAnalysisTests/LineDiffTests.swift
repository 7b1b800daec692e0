import QuadletAnalysis
import TestSupport
import Testing

/// Changes between two texts.
struct LineDiffTests {
  /// Puts the new text together from the old one and the hunks.
  private func patched(_ diff: LineDiff, context: Int) -> [UInt8] {
    let old = splitLines(diff.old)
    var result: [UInt8] = []
    var position = 0
    for hunk in diff.hunks(context: context) {
      while position < hunk.oldStart - 1 {
        result += old[position]
        position += 1
      }
      for line in hunk.lines {
        switch line.kind {
        case .same: result += diff.old[line.range]
        case .added: result += diff.new[line.range]
        case .removed: break
        }
      }
      position = hunk.oldStart - 1 + hunk.oldCount
    }
    for line in old[position...] { result += line }
    return result
  }

  /// The length of the longest common subsequence of lines, by the table that every textbook has.
  private func commonCount(_ old: [UInt8], _ new: [UInt8]) -> Int {
    let left = splitLines(old)
    let right = splitLines(new)
    var row = [Int](repeating: 0, count: right.count + 1)
    for line in left {
      var diagonal = 0
      for index in right.indices {
        let above = row[index + 1]
        row[index + 1] = line == right[index] ? diagonal + 1 : max(above, row[index])
        diagonal = above
      }
    }
    return row[right.count]
  }

  @Test func `the hunks lead from one text to the other by a shortest script`() {
    var random = SplitMix64(seed: 17)
    for _ in 0..<3000 {
      func text() -> [UInt8] {
        var lines: [UInt8] = []
        for _ in 0..<random.below(14) { lines += [UInt8(ascii: "a") + UInt8(random.below(4)), 10] }
        if random.below(3) == 0, !lines.isEmpty { lines.removeLast() }
        return lines
      }
      let (old, new) = (text(), text())
      let diff = LineDiff(old, new)
      let context = random.below(4)
      #expect(patched(diff, context: context) == new)
      #expect(splitLines(old).count - diff.removedCount == commonCount(old, new))
      for hunk in diff.hunks(context: context) {
        #expect(hunk.lines.count { $0.kind != .added } == hunk.oldCount)
        #expect(hunk.lines.count { $0.kind != .removed } == hunk.newCount)
      }
    }
  }

  @Test func `words that differ are marked in lines that belong together`() throws {
    let old = Array("[Container]\nImage=quay.io/app/web:1.27\nExec=serve\n".utf8)
    let new = Array("[Container]\nLabel=x\nImage=quay.io/app/web:1.28\nExec=serve\n".utf8)
    let lines = try #require(LineDiff(old, new).hunks().first).lines
    var marked: [String] = []
    for line in lines {
      let text = line.kind == .added ? new : old
      for mark in line.marks { marked.append("\(line.kind) \(String(decoding: text[mark], as: UTF8.self))") }
    }
    #expect(lines.map { "\($0.kind)" } == ["same", "removed", "added", "added", "same"])
    #expect(marked == ["removed 27", "added 28"])
  }

  @Test func `many changed lines are no long wait`() {
    var random = SplitMix64(seed: 3)
    func text() -> [UInt8] {
      var text: [UInt8] = []
      for _ in 0..<3_000 { text += Array("\(random.below(200))\n".utf8) }
      return text
    }
    let (old, new) = (text(), text())
    let start = ContinuousClock.now
    let diff = LineDiff(old, new)
    #expect(ContinuousClock.now - start < .seconds(60))
    #expect(patched(diff, context: 0) == new)
  }
}
