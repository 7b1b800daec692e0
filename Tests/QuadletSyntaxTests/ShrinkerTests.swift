import TestSupport
import Testing

/// The helpers of the fuzz tests.
@Suite("Test support")
struct ShrinkerTests {
  @Test("shrinking ends at the smallest failing input")
  func smallest() {
    let input = Array("[A]\nB=1\nC=x#y\n\nD=2\n".utf8)
    #expect(shrink(input) { $0.contains(UInt8(ascii: "#")) } == Array("#".utf8))
    #expect(shrink(input) { $0.count >= 3 } == Array("aaa".utf8))
    let two = shrink(input) { $0.contains(UInt8(ascii: "B")) && $0.contains(UInt8(ascii: "2")) }
    #expect(two == Array("B2".utf8))
    #expect(shrink(input) { _ in true } == [])
  }

  @Test("the same seed gives the same mutants, another seed gives others")
  func seeds() {
    func mutants(_ seed: UInt64) -> [[UInt8]] {
      var mutator = Mutator([Array("[A]\nB=1\n".utf8), Array("C=2\n".utf8)], seed: seed)
      return (0..<20).map { _ in mutator.next() }
    }
    #expect(mutants(1) == mutants(1))
    #expect(mutants(1) != mutants(2))
  }

  @Test("every kind of damage works on every file", arguments: Mutator.Kind.allCases)
  func kinds(kind: Mutator.Kind) {
    for text in ["", "a", "\n", "a\nb", "a\nb\n"] {
      var mutator = Mutator([Array(text.utf8)], seed: 3)
      for _ in 0..<50 {
        var bytes = Array(text.utf8)
        mutator.apply(kind, to: &bytes)
        #expect(bytes.count <= 2 * text.utf8.count + 16)
      }
    }
  }

  @Test("the generator produces the published numbers of SplitMix64")
  func generator() {
    var random = SplitMix64(seed: 1_234_567)
    #expect(random.next() == 6_457_827_717_110_365_317)
    #expect(random.next() == 3_203_168_211_198_807_973)
  }
}
