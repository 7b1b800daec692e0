import Foundation
import TestSupport
import Testing

/// What is declared in one place is in the list that makes it known.
@Suite struct ListTests {
  private static func matches(_ pattern: String, below folder: String) throws -> [String] {
    let regex = try Regex(pattern, as: (Substring, Substring).self)
    return try Corpus.files(below: Corpus.root.appending(path: folder)).flatMap { file in
      String(decoding: try file.bytes(), as: UTF8.self).matches(of: regex).map { String($0.output.1) }
    }
  }

  @Test func `every rule is on the reference page`() throws {
    let declared = try Self.matches(#"= Rule\(\s*"([a-z0-9-]+)""#, below: "Sources/QuadletAnalysis/Rules")
    let page = try String(contentsOf: Corpus.root.appending(path: "Corpus/reference/rules.md"), encoding: .utf8)
    #expect(declared.count > 80)
    #expect(Set(declared).count == declared.count)
    for rule in declared { #expect(page.contains("`\(rule)`") || page.contains("# \(rule)"), "\(rule) is in no list") }
  }

  @Test func `every command has a line in the table of commands`() throws {
    let declared = try Self.matches(#"static let (\w+) = Command\("#, below: "Sources/leger")
    let table = try String(contentsOf: Corpus.root.appending(path: "Sources/leger/Leger.swift"), encoding: .utf8)
    #expect(declared.count > 10)
    for command in declared { #expect(table.contains("{ .\(command) }"), "\(command) is not in the table") }
  }
}
