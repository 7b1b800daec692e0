import Foundation
import QuadletSyntax
import TestSupport
import Testing

/// Damaged files: whatever the input, no byte is lost, every range is valid, and the lexer agrees with the reference
/// reader.
///
/// `LEGER_MUTANTS` sets their number, `LEGER_SEED` the seed; `LEGER_SHARED` names a folder with more units to damage.
@Suite("Round trip of damaged files")
struct RoundTripFuzzTests {
  /// The number of mutants in one run.
  static let count = Setting.number("LEGER_MUTANTS", default: 2_000)
  /// The seed of the random numbers.
  static let seed = UInt64(truncatingIfNeeded: Setting.number("LEGER_SEED", default: 1))

  /// What is wrong with how a file is read; nil when nothing is.
  static func failure(_ bytes: [UInt8]) -> String? {
    let document = Document(bytes)
    if let broken = document.brokenInvariant(input: bytes) { return broken }
    if ReferenceReader.lines(of: document) != ReferenceReader.read(bytes) { return "the reference reader disagrees" }
    return Document(bytes, dialect: .before54).brokenInvariant(input: bytes).map { "before 5.4: \($0)" }
  }

  /// Makes mutants until all are done or fifty have failed; reports each kind of failure with its smallest input.
  private func run(_ files: [[UInt8]], count: Int) {
    var mutator = Mutator(files, seed: Self.seed)
    var reported: Set<String> = []
    var failed = 0
    let start = ContinuousClock.now
    for number in 0..<count {
      let mutant = mutator.next()
      guard Self.failure(mutant) != nil else { continue }
      failed += 1
      let smallest = shrink(mutant) { Self.failure($0) != nil }
      let text = "\"\(escape(smallest))\": \(Self.failure(smallest) ?? "")"
      if reported.insert(text).inserted { Issue.record("mutant \(number), seed \(Self.seed): \(text)") }
      if failed == 50 { return }
    }
    if count > 2_000 { print("\(count) mutants of \(files.count) files in \(ContinuousClock.now - start)") }
  }

  @Test("mutants of our corpus")
  func ours() throws {
    let files = try Corpus.files(below: Corpus.root.appending(path: "Corpus")).map { try $0.bytes() }
    #expect(!files.isEmpty)
    run(files.filter { $0.count < 16_384 }, count: Self.count)
  }

  @Test(
    "mutants of a shared corpus",
    .enabled(if: Corpus.shared != nil, "skipped: LEGER_SHARED does not name a folder of units")
  )
  func shared() throws {
    let folder = try #require(Corpus.shared)
    let files = try Corpus.files(below: folder).map { try $0.bytes() }
    #expect(!files.isEmpty)
    run(files.filter { $0.count < 16_384 }, count: Self.count)
  }
}
