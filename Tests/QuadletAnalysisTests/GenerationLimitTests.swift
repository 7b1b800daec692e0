import QuadletAnalysis
import TestSupport
import Testing

/// Units that are larger in one way than any counter of 16 bits.
@Suite struct GenerationLimitTests {
  @Test func `a unit with 40,000 sections keeps them all, in order`() {
    let sections = 40_000
    let text = "[Container]\nImage=localhost/app:1\n" + (0..<sections).map { "[X-\($0)]\nKey=\($0)\n" }.joined()
    let lines = service(of: [("web.container", text)]).split(separator: "\n")
    let names = lines.filter { $0.hasPrefix("[X-") && $0 != "[X-Container]" }
    #expect(names == (0..<sections).map { "[X-\($0)]" })
    #expect(lines.filter { $0.hasPrefix("Key=") } == (0..<sections).map { "Key=\($0)" })
  }

  @Test func `a section that comes again far behind is one with the first`() {
    let others = (0..<100).map { "[X-\($0)]\nKey=\($0)\n" }.joined()
    let again = (0..<100).map { "[X-\($0)]\nAgain=\($0)\n" }.joined()
    let text = service(of: [("web.container", "[Container]\nImage=localhost/app:1\n" + others + again)])
    #expect((0..<100).allSatisfy { text.contains("[X-\($0)]\nKey=\($0)\nAgain=\($0)\n") })
  }

  @Test func `a unit takes what 70,000 drop-ins say`() {
    let dropIns = (0..<70_000).map { ("web.container.d/\($0).conf", "[Service]\nEnvironment=KEY\($0)=\($0)\n") }
    let text = service(of: [("web.container", "[Container]\nImage=localhost/app:1\n")] + dropIns)
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("Environment=KEY") }
    #expect(Set(lines).count == dropIns.count)
  }

  private func service(of files: [(String, String)]) -> String {
    var text: [UInt8] = []
    var generation = Generation(InMemoryProject.make(files.map { ($0.0, Array($0.1.utf8)) }))
    generation.run { $0.write(to: &text) }
    return String(decoding: text, as: UTF8.self)
  }
}
