import Testing

@testable import QuadletSyntax

struct ByteWordTests {
  private func isSame(_ one: [UInt8], _ other: [UInt8]) -> Bool { one.span.isSame(as: other.span) }

  @Test(arguments: 0..<20) func `two texts are the same when every byte is`(count: Int) {
    let text = (0..<count).map { UInt8($0 + 1) }
    #expect(isSame(text, Array(text)))
    #expect(!isSame(text, text + [0]))
    #expect(!isSame(text + [0], text))
    for index in text.indices {
      var other = text
      other[index] ^= 0x80
      #expect(!isSame(text, other))
    }
  }
}
