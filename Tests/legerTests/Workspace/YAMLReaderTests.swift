import QuadletAnalysis
import Testing

@testable import leger

/// YAML as libyaml reads it, with places in bytes and bounds on what a text can blow up to.
struct YAMLReaderTests {
  private func read(_ text: String) throws(YAMLProblem) -> [YAMLNode] { try YAMLReader.documents(Array(text.utf8)) }

  @Test func `scalars keep whether they stand in quotes`() throws {
    let node = try #require(read("a: 8080\nb: \"8080\"\nc: true\nd: 'true'\ne: ~\nf: 0x10\ng: 010\nh: yes\n").first)
    #expect(node["a"]?.integer == 8080)
    #expect(node["b"]?.integer == nil)
    #expect(node["b"]?.text == "8080")
    #expect(node["c"]?.boolean == true)
    #expect(node["d"]?.boolean == nil)
    #expect(node["e"]?.isNull == true)
    #expect(node["f"]?.integer == 16)
    #expect(node["g"]?.integer == 8)
    #expect(node["h"]?.boolean == nil)
  }

  @Test func `places count bytes and line feeds`() throws {
    let text = "\u{FEFF}# ü\n'ä': x\r\nlist:\n  - é: here\n"
    let nodes = try read(text)
    let node = try #require(nodes.first?["list"]?.elements.first?["é"])
    #expect(node.place.line == 4)
    #expect(node.place.column == 9)
    #expect(Array(text.utf8)[node.place.range].elementsEqual("here".utf8))
  }

  @Test func `several documents and anchors of each its own`() throws {
    let nodes = try read("a: &x 1\nb: *x\n---\n- c\n---\n")
    #expect(nodes.count == 3)
    #expect(nodes[0]["b"]?.integer == 1)
    #expect(nodes[1].elements.map(\.text) == ["c"])
    #expect(nodes[2].isNull)
    #expect(throws: YAMLProblem.self) { try read("a: &x 1\n---\nb: *x\n") }
  }

  @Test func `a merge key adds what is not there yet`() throws {
    let node = try #require(read("base: &b {x: 1, y: 2}\nnew:\n  <<: *b\n  y: 3\n").first?["new"])
    #expect(node["x"]?.integer == 1)
    #expect(node["y"]?.integer == 3)
    #expect(node.entries.count == 2)
  }

  @Test(arguments: [
    ("a: 1\nb: 2\na: 3\n", 3, 1, "\"a\" already exists in line 1"),
    ("a:\n\t- b\n", 2, 1, "found character that cannot start any token while scanning for the next token"),
    ("a: [1,\n", 2, 1, "did not find expected node content while parsing a flow node"),
    ("a:\n  b: 1\n c: 2\n", 3, 2, "did not find expected key while parsing a block mapping that begins in line 1"),
    ("a: *x\n", 1, 4, "unknown anchor; a value that begins with * needs quotes"),
    ("<<: 1\n", 1, 1, "<< needs a mapping or a list of mappings"),
  ])
  func `what is wrong is told with its place`(_ text: String, _ line: Int, _ column: Int, _ message: String) {
    let problem = #expect(throws: YAMLProblem.self) { try read(text) }
    #expect(problem?.place.line == line)
    #expect(problem?.place.column == column)
    #expect(problem?.message == message)
  }

  @Test func `bytes that are no text are a problem`() {
    let problem = #expect(throws: YAMLProblem.self) { try YAMLReader.documents(Array("a: b\nc: ".utf8) + [0xFF]) }
    #expect(problem?.place.line == 2)
    #expect(problem?.place.column == 4)
  }

  @Test func `UTF-16 is read`() throws {
    let text: [UInt8] = [0xFF, 0xFE] + "a: 1\n".utf8.flatMap { [$0, UInt8(0)] }
    #expect(try YAMLReader.documents(text).first?["a"]?.integer == 1)
  }

  @Test func `an alias bomb is refused`() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...12 {
      let name = "*a\(level - 1)"
      text += "a\(level): &a\(level) [" + Array(repeating: name, count: 10).joined(separator: ", ") + "]\n"
    }
    #expect(throws: YAMLProblem.self) { try read(text) }
  }

  @Test func `a tree that aliases make too deep is refused`() {
    var text = "a0: &a0 [x]\n"
    for level in 1...500 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
    #expect(throws: YAMLProblem.self) { try read(text) }
  }

  @Test func `a million brackets are refused at once`() {
    #expect(throws: YAMLProblem.self) { try read(String(repeating: "[", count: 1_000_000)) }
    #expect(throws: YAMLProblem.self) { try read(String(repeating: "- ", count: 1_000_000)) }
  }

  @Test func `every cut of a text ends in a tree or a problem`() {
    let text = Array("a: &x [1, 'b', \"c\\n\"]\nd: {e: *x, <<: {f: g}}\nh: |\n  text\n---\n- ? i\n  : j\n".utf8)
    for end in 0...text.count { _ = try? YAMLReader.documents(Array(text[..<end])) }
    for index in text.indices {
      var changed = text
      for byte: UInt8 in [0, 0x09, 0x22, 0x2A, 0x3A, 0x5B, 0xC3] {
        changed[index] = byte
        _ = try? YAMLReader.documents(changed)
      }
    }
  }
}
