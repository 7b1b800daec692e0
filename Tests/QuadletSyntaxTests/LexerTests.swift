import QuadletSyntax
import TestSupport
import Testing

/// Lines tile the file, and each has the kind that Podman takes it for.
@Suite("Lexer")
struct LexerTests {
  /// A small file, described with escapes.
  struct Sample: ExpressibleByStringLiteral, CustomTestStringConvertible, Sendable {
    let bytes: [UInt8]

    init(stringLiteral text: String) { bytes = Array(text.utf8) }

    var testDescription: String { escape(bytes) }
  }

  /// Inputs whose ends are the most likely to be split wrongly.
  static let edges: [Sample] = [
    "", "\n", "\n\n", " ", " \n", "a", "a\n", "a\n\n", "\na", "=", "a=", "a=\n", "[", "[]", "[a]", "#", ";", "\\",
    "\\\n", "\\\n\\",
    "a\\\nb", "a=\\\n", "a=b\\", "\r\n", "\r", "a=b\r", "\0", "\u{FEFF}", "\u{A0}", "\u{A0}\n", "a\u{A0}=",
  ]

  @Test("lines tile the file, and no byte is lost", arguments: edges)
  func tiling(sample: Sample) {
    let bytes = sample.bytes
    let document = Document(bytes)
    #expect(Array(document.bytes) == bytes)
    #expect(document.lines.first?.range.lowerBound ?? 0 == 0)
    #expect(document.lines.last?.range.upperBound ?? 0 == bytes.count)
    for (line, next) in zip(document.lines, document.lines.dropFirst()) {
      #expect(line.range.upperBound == next.range.lowerBound)
    }
    #expect(document.brokenInvariant(input: bytes) == nil)
  }

  @Test("the lexer agrees with the reference reader on every file of up to four significant bytes")
  func exhaustive() {
    let alphabet: [UInt8] = Array("a =[]#\\\n".utf8) + [0xA0]
    var input: [UInt8] = []
    var failures: [String] = []
    func extend(_ depth: Int) {
      let document = Document(input)
      if let broken = document.brokenInvariant(input: input) { failures.append("\(escape(input)): \(broken)") }
      if ReferenceReader.lines(of: document) != ReferenceReader.read(input) { failures.append(escape(input)) }
      guard depth > 0 else { return }
      for byte in alphabet {
        input.append(byte)
        extend(depth - 1)
        input.removeLast()
      }
    }
    extend(4)
    #expect(failures.prefix(10) == [])
  }

  @Test("a key or value of any length ends where it should, whatever comes after it")
  func alignment() {
    for length in 0..<40 {
      for end in ["\n", "\r\n", "", " \n", "\u{A0}\n", "\t\n"] {
        let value = String(repeating: "v", count: length)
        let text = "K\(value)=\(value)\(end)[S]\n"
        let line = Document(Array(text.utf8)).line(0)
        #expect(line.nameText == "K\(value)")
        #expect(line.valueText == (end.isEmpty ? "\(value)[S]" : value))
      }
    }
  }

  @Test("unusual bytes are noted wherever they are in a line")
  func marks() {
    for length in 0..<24 {
      let padding = String(repeating: "p", count: length)
      let lines = Document(Array("K=\(padding)é\nK=\(padding)\u{01}x\nK=\(padding)\t\r\nK=\(padding)\0\n".utf8)).lines
      #expect(lines.map(\.hasNonASCII) == [true, false, false, false])
      #expect(lines.map(\.hasControl) == [false, true, false, true])
    }
  }

  @Test("files in one source are read as they are alone")
  func batch() throws {
    let files = try Corpus.units(in: "syntax").map { try $0.bytes() }
    var batch = SourceBatch(text: Array(files.joined()))
    let names = NameTable(["Exec", "Image"])
    var start = 0
    for file in files {
      batch.parse(start..<start + file.count, names: names)
      start += file.count
    }
    for (document, file) in zip(batch.documents(), files) {
      let alone = Document(file, names: names)
      #expect(Array(document.bytes) == file)
      #expect(document.lines.map(\.kind) == alone.lines.map(\.kind))
      #expect(document.lines.map(\.name) == alone.lines.map(\.name))
      #expect(document.lines.map(\.range) == alone.lines.map(\.range))
      #expect(document.lines.map(\.valueText) == alone.lines.map(\.valueText))
    }
  }
}
