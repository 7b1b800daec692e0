import TestSupport
import Testing

@testable import QuadletSyntax

/// Many files in one text.
@Suite("Source batch")
struct BatchTests {
  private static let pieces = [
    "[Container]", "Image=a", "\n", "\n", "\n", "=", " ", "\t", "\\", "\\\n", "#", "# leger: x", ";", "é", "\u{A0}",
    "\0",
    "\r\n", "Environment=A=%h \"b c\" $x", "PublishPort=8080:80", "[X]y", "[", "]", "longlonglonglongkey=value{", "'",
    "%n",
  ]

  private static func text(_ random: inout SplitMix64) -> [UInt8] {
    Array(
      (0..<Int.random(in: 0...12, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined().utf8
    )
  }

  @Test("a file is read the same way alone and among others, wherever it is", arguments: [Dialect.current, .before54])
  func neighbours(dialect: Dialect) {
    let names = NameTable(["Container", "Image", "Environment", "PublishPort", "longlonglonglongkey"])
    var random = SplitMix64(seed: 3)
    for _ in 0..<3_000 {
      let files = (0..<5).map { _ in Self.text(&random) }
      var batch = SourceBatch(text: files.flatMap { $0 })
      var start = 0
      for file in files {
        batch.parse(start..<start + file.count, names: names, dialect: dialect)
        start += file.count
      }
      for (document, file) in zip(batch.documents(), files) {
        let alone = Document(file, names: names, dialect: dialect)
        #expect(document.lines.map(Self.facts) == alone.lines.map(Self.facts))
        #expect(document.mayBeRejected == alone.mayBeRejected && document.hasInstructions == alone.hasInstructions)
      }
    }
  }

  private static func facts(_ line: Line) -> String {
    "\(line.kind) \(line.range) \(line.name) \(line.record.flags.rawValue) \(line.nameText)=\(line.valueText)"
  }

  @Test("a plain value is a single word without any special character")
  func plainValues() {
    var random = SplitMix64(seed: 4)
    var plain = 0
    for _ in 0..<20_000 {
      let document = Document(Self.text(&random))
      for line in document.lines where line.kind == .entry && line.record.flags.has(.plainValue) {
        let value = line.valueText
        if value.isEmpty { continue }
        plain += 1
        #expect(!value.utf8.contains { $0 < 0x28 || $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "{") })
        for style in [Words.Style.plain, .command] {
          var words = Words()
          let text = document.source.text
          let outcome = words.append(text.span, line.valueRange, style: style)
          #expect(outcome == .complete)
          #expect(words.words.map { String(decoding: words.text($0), as: UTF8.self) } == [value])
        }
      }
    }
    #expect(plain > 300)
    #expect(Document(Array("[A]\nImage=docker.io/a/b:1\nB=c\n".utf8)).line(1).record.flags.has(.plainValue))
  }
}
