import QuadletSyntax
import TestSupport
import Testing

/// Maps joined text back to the file.
@Suite("Offsets")
struct OffsetTests {
  /// The file's text for a word of a logical line.
  private func source(of word: String, in text: String, line index: Int = 0) throws -> String {
    let document = Document(Array(text.utf8))
    let all = Array(document.source.text)
    let range = document.logicalRange(of: document.line(index))
    let needle = Array(word.utf8)
    let start = try #require(range.first { all[$0..<range.upperBound].starts(with: needle) })
    let found = document.sourceRange(of: start..<start + needle.count, inLine: index)
    return String(decoding: document.bytes[found], as: UTF8.self)
  }

  @Test("a range within one piece maps to the same bytes")
  func onePiece() throws {
    let text = "Exec = one \\\n  # no\n  two \\\n  three\n"
    for word in ["Exec", "=", "one", "two", "three"] { #expect(try source(of: word, in: text) == word) }
  }

  @Test("a range across several pieces includes what is between them")
  func severalPieces() throws {
    #expect(try source(of: "ab", in: "K=a\\\n  b\n") == "a\\\n  b")
    #expect(try source(of: "Key", in: "K\\\ne\\\n y=v\n") == "K\\\ne\\\n y")
    #expect(try source(of: "[Unit]", in: "[Un\\\n;\n\nit]\n") == "[Un\\\n;\n\nit]")
  }

  @Test("the end of a value is the end of its last piece, whatever follows")
  func ends() {
    let tails = ["", "\n", "\n\n", "\n# c\n", "\nA=1\n", "\n\\\nA=1\n", "\n\\", "\n\\\n", "  \n", "\\", "\\ \n"]
    for tail in tails {
      let document = Document(Array("K=a \\\n  b\(tail)".utf8))
      let line = document.line(0)
      let end = document.sourceOffset(of: line.valueRange.upperBound, inLine: 0)
      #expect(end == 9, "tail \(escape(tail.utf8))")
      #expect(line.endIndex == 2, "tail \(escape(tail.utf8))")
    }
  }

  @Test("an empty range stays empty, even between two pieces")
  func emptyRange() {
    let document = Document(Array("K=a\\\n  b\n".utf8))
    let value = document.line(0).valueRange
    #expect(document.sourceRange(of: value.lowerBound..<value.lowerBound, inLine: 0) == 2..<2)
    #expect(document.sourceRange(of: value.lowerBound + 1..<value.lowerBound + 1, inLine: 0) == 7..<7)
  }

  @Test("a line of many pieces maps each byte as one of few does")
  func manyPieces() {
    for count in [1, 2, 3, 4, 7, 8, 9, 100] {
      // Pieces, comments between them, and empty pieces.
      let pieces = (0..<count).map { $0 % 3 == 2 ? "# no\n \\\n" : "p\($0) \\\n" }.joined()
      let document = Document(Array("K=\(pieces)end\nL=a\\\nb\n".utf8))
      let line = document.line(0)
      let all = document.source.text
      var last = -1
      for offset in document.logicalRange(of: line) {
        let place = document.sourceOffset(of: offset, inLine: 0)
        #expect(place > last && document.bytes[place] == all[offset], "\(count) pieces, offset \(offset)")
        last = place
      }
      #expect(document.line(line.endIndex).nameText == "L")
    }
  }

  @Test("in a source of several files, offsets are relative to the start of each file")
  func laterFile() {
    let first = Array("[A]\nK=x\\\ny\n".utf8)
    let second = Array("# c\nK = a\\\n b\nL=m\n".utf8)
    var batch = SourceBatch(text: first + second)
    batch.parse(0..<first.count, names: NameTable([]))
    batch.parse(first.count..<first.count + second.count, names: NameTable([]))
    let document = batch.documents()[1]
    #expect(document.sourceRange(of: document.line(1).valueRange, inLine: 1) == 8..<13)
    #expect(document.sourceRange(of: document.line(3).valueRange, inLine: 3) == 16..<17)
    #expect(document.line(1).trimmedRange == 4..<10)
    #expect(document.line(2).trimmedRange == 12..<13)
  }

  @Test("line and column are found for every byte")
  func positions() {
    let document = Document(Array("[A]\n\nK=v\nx".utf8))
    let expected = [1, 1, 1, 1, 2, 3, 3, 3, 3, 4, 4]
    #expect((0...10).map { document.position(at: $0).line } == expected)
    #expect((0...10).map { document.position(at: $0).column } == [1, 2, 3, 4, 1, 1, 2, 3, 4, 1, 2])
    #expect(Document([]).position(at: 0) == Position(line: 1, column: 1))
  }

  @Test("every logical byte in the corpus is the file's byte at its source offset", arguments: GoldenTests.units)
  func corpus(unit: CorpusUnit) throws {
    let bytes = try unit.bytes()
    let document = Document(bytes)
    for line in document.lines where line.kind == .entry || line.kind == .header {
      let range = document.logicalRange(of: line)
      let back = range.map { bytes[document.sourceOffset(of: $0, inLine: line.index)] }
      #expect(back == Array(document.source.text[range]), "line \(line.index + 1)")
    }
  }
}
