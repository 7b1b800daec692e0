import Foundation
import QuadletSyntax
import TestSupport
import Testing

/// Every file in `Corpus/syntax` against the dump next to it.
@Suite("Golden dumps")
struct GoldenTests {
  /// The units, or none when the folder is missing, which `present` reports.
  static let units = (try? Corpus.units(in: "syntax")) ?? []

  @Test("a file is split into the lines in its golden", arguments: units)
  func golden(unit: CorpusUnit) throws {
    expectGolden(Document(try unit.bytes()).dump(), unit.golden)
  }

  @Test("the lexer agrees with the reference reader", arguments: units)
  func reference(unit: CorpusUnit) throws {
    let bytes = try unit.bytes()
    let document = Document(bytes)
    #expect(ReferenceReader.lines(of: document) == ReferenceReader.read(bytes))
    #expect(document.brokenInvariant(input: bytes) == nil)
  }

  @Test("the corpus exists, and every golden has its unit")
  func present() throws {
    #expect(Self.units.count > 100)
    let folder = Corpus.folder("syntax")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))
    for golden in names where golden.hasSuffix(".expected") {
      #expect(names.contains(String(golden.dropLast(".expected".count))), "\(golden)")
    }
  }
}
