import Foundation
import QuadletSyntax
import TestSupport
import Testing

/// Every file of `Corpus/syntax` against the picture beside it.
@Suite("Golden dumps")
struct GoldenTests {
  /// The units, or none when the folder is missing; `present` says so then.
  static let units = (try? Corpus.units(in: "syntax")) ?? []

  @Test("a file is cut into the lines that its golden shows", arguments: units)
  func golden(unit: CorpusUnit) throws {
    expectGolden(Document(try unit.bytes()).dump(), unit.golden)
  }

  @Test("a file reads as the reference reader reads it", arguments: units)
  func reference(unit: CorpusUnit) throws {
    let bytes = try unit.bytes()
    let document = Document(bytes)
    #expect(ReferenceReader.lines(of: document) == ReferenceReader.read(bytes))
    #expect(document.brokenInvariant(input: bytes) == nil)
  }

  @Test("the corpus is there, and no golden stands without its unit")
  func present() throws {
    #expect(Self.units.count > 100)
    let folder = Corpus.folder("syntax")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))
    for golden in names where golden.hasSuffix(".expected") {
      #expect(names.contains(String(golden.dropLast(".expected".count))), "\(golden)")
    }
  }
}
