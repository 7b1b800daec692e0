import TestSupport
import Testing

@testable import QuadletAnalysis

@Suite("Error ranges")
struct ErrorRangesTests {
  @Test("an overlap is found however the errors were ordered", arguments: 0..<20 as Range<UInt64>)
  func overlaps(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var errors = ErrorRanges()
    var known: [Range<Int>] = []
    for _ in 0..<300 {
      let start = Int.random(in: 0..<2000, using: &random)
      let range = start..<start + Int.random(in: 0..<12, using: &random)
      let other = range.lowerBound + 3..<range.upperBound + 5
      #expect(errors.overlap(other, in: 1) == known.contains { $0.overlaps(other) })
      errors.note(Finding(file: 1, range: range, rule: .invalidValue, severity: .error, Message("wrong")))
      known.append(range)
    }
    #expect(!errors.overlap(0..<2000, in: 2))
    errors.note(Finding(file: 2, range: 0..<1, rule: .invalidValue, severity: .error, Message("wrong")))
    #expect(!errors.overlap(0..<2000, in: 1))
  }

  @Test("a reference within the default of another is part of it")
  func nestedDefaults() {
    let meanings = { (text: String) in VariableReference.all(in: Array(text.utf8)[...]).map(\.meaning) }
    #expect(meanings("x${A:-${B:-c}}") == [.text])
    #expect(meanings("x${A:-${B}}") == [.text, .value])
    #expect(meanings(String(repeating: "${V:", count: 1000)) == [.text])
    #expect(meanings("${A:-b}${C:-d}") == [.text, .text])
  }
}
