import Foundation
import TestSupport
import Testing

/// The daemon and its network, with a stand-in for tailscaled: `Tests/Setec/tailnet` says what is asked and expected.
struct TailnetProgramTests {
  private static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(
    .enabled(if: BuiltProgram.isThere, Comment(rawValue: BuiltProgram.absence)),
    .enabled(if: python != nil, "skipped: there is no python3")
  ) func `callers over a network are who they are, and get what is theirs`() throws {
    let program = Process()
    program.executableURL = URL(filePath: try #require(Self.python))
    let script = Corpus.root.appending(path: "Tests/Setec/tailnet").path(percentEncoded: false)
    program.arguments = [script, try #require(BuiltProgram.path)]
    let (output, messages) = (Pipe(), Pipe())
    program.standardOutput = output
    program.standardError = messages
    try program.run()
    _ = try output.fileHandleForReading.readToEnd()
    let text = String(decoding: try messages.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    program.waitUntilExit()
    #expect(program.terminationStatus == 0, "\(text)")
  }
}
