import Glibc
import Testing

@testable import leger

/// Lines that a person types.
@Suite struct AnswerTests {
  /// Returns the lines that are read from a pipe, until one is none.
  private func lines(_ text: String) throws -> [String] {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    defer { close(ends[0]) }
    try SystemHost.write(text, to: ends[1])
    var lines: [String] = []
    while let line = SystemHost.readLine(ends[0]), lines.count < 10 {
      lines.append(String(decoding: line, as: UTF8.self))
    }
    return lines
  }

  @Test func `a line ends with its newline, and what has none is no answer`() throws {
    #expect(try lines("y\n\nyes \nno") == ["y", "", "yes "])
    #expect(try lines("") == [])
    #expect(SystemHost.readLine(-1) == nil)
  }

  @Test func `a line is read as far as an answer can be long`() throws {
    let long = String(repeating: "a", count: 1024)
    #expect(try lines(long + "\n") == [long, ""])
    #expect(try lines(long + "b\n") == [long, "b"])
  }
}

extension SystemHost {
  /// Writes a text to the end of a pipe, and closes it.
  fileprivate static func write(_ text: String, to descriptor: Int32) throws {
    defer { close(descriptor) }
    try FileSystem.write(Array(text.utf8), to: descriptor)
  }
}
