import Foundation
import TestSupport
import Testing

@testable import leger

/// What the program prints for the projects in `Corpus/projects`, compared with the goldens beside them.
@Suite(.enabled(if: BuiltProgram.isThere, "\(BuiltProgram.absence)"))
struct GoldenOutputTests {
  private static let projects = Corpus.folder("projects")
  private let folder = Self.projects.path(percentEncoded: false)

  /// The same text for every place that the repository can lie in.
  private func portable(_ text: String) -> String {
    let resolved = Self.projects.resolvingSymlinksInPath().path(percentEncoded: false)
    return text.replacing(resolved.hasSuffix("/") ? String(resolved.dropLast()) : resolved, with: "/units")
  }

  private func golden(_ name: String) -> URL { Self.projects.appending(path: name) }

  @Test(arguments: ["text", "concise", "json", "github", "gitlab", "junit"])
  func mistakes(_ format: String) throws {
    let run = try BuiltProgram.run(["validate", "mistakes", "--format", format], in: folder)
    #expect(run.status == 1)
    expectGolden(portable(run.text), golden("mistakes.\(format).expected"))
  }

  /// The rules have a line each and a test of their own; the golden has the rest of the log.
  @Test func mistakesAsSARIF() throws {
    let run = try BuiltProgram.run(["validate", "mistakes", "--format", "sarif"], in: folder)
    #expect(run.status == 1)
    let lines = run.text.split(separator: "\n", omittingEmptySubsequences: false)
    let rest = lines.filter { !$0.hasPrefix("{\"id\":") }.joined(separator: "\n")
    expectGolden(
      portable(rest.replacing(#/"ruleIndex":\d+/#, with: "\"ruleIndex\":0")),
      golden("mistakes.sarif.expected")
    )
  }

  @Test func rulesOfSARIFAreThoseOfTheResults() throws {
    let run = try BuiltProgram.run(["validate", "mistakes", "--format", "sarif"], in: folder)
    let log = try JSONDecoder().decode(SARIFLog.self, from: Data(run.output))
    let first = try #require(log.runs.first)
    #expect(first.results.count > 5)
    for result in first.results {
      #expect(first.tool.driver.rules[result.ruleIndex].id == result.ruleId)
    }
  }

  /// Each mistake that was put into the project is found.
  @Test(arguments: [
    ("unknown-key", "wiki.container", 6), ("missing-unit", "wiki.container", 7),
    ("reference-without-extension", "wiki.container", 8), ("split-assignment", "wiki.container", 9),
    ("misplaced-key", "wiki.container", 10), ("inline-comment", "database.container", 7),
    ("boolean-mistake", "database.container", 8), ("unknown-section", "database.container", 10),
    ("swallowed-section", "search.container", 10),
  ])
  func eachMistakeIsFound(_ rule: String, _ file: String, _ line: Int) throws {
    let run = try BuiltProgram.run(["validate", "mistakes", "--format", "json"], in: folder)
    let report = try JSONDecoder().decode(JSONLog.self, from: Data(run.output))
    #expect(report.schema == 1)
    #expect(report.findings.contains { $0.rule == rule && $0.path == "mistakes/\(file)" && $0.line == line })
  }

  @Test func photosIsClean() throws {
    let run = try BuiltProgram.run(["validate", "photos", "--level", "note"], in: folder)
    #expect(run.status == 0)
    #expect(run.text == "no findings in 8 files\n")
    #expect(run.messageText == "")
  }

  @Test(arguments: ["text", "json"])
  func photosOnOnePage(_ format: String) throws {
    let run = try BuiltProgram.run(["inspect", "photos", "--format", format], in: folder)
    #expect(run.status == 0)
    #expect(run.messageText == "")
    expectGolden(portable(run.text), golden("photos.inspect.\(format).expected"))
    if format == "text" { #expect(run.text.split(separator: "\n").allSatisfy { $0.count <= 80 }) }
  }

  @Test(arguments: ["text", "dot", "mermaid", "json"])
  func graphOfPhotos(_ format: String) throws {
    let run = try BuiltProgram.run(["graph", "photos", "--format", format], in: folder)
    #expect(run.status == 0)
    #expect(run.messageText == "")
    expectGolden(run.text, golden("photos.graph.\(format).expected"))
  }

  @Test(arguments: [("graph-boot", 0), ("graph-cycles", 1)] as [(String, Int32)])
  func treesOfServicesThatOthersDoNotNeed(_ project: String, _ status: Int32) throws {
    let run = try BuiltProgram.run(["graph", "../services/\(project)"], in: folder)
    // A unit that the generator refuses is not in the tree.
    #expect(run.status == status)
    expectGolden(run.text, golden("\(project).text.expected"))
  }

  @Test(arguments: ["text", "json"], ["conflicts-names", "conflicts-networks", "conflicts-ports"])
  func conflicts(_ format: String, _ project: String) throws {
    let run = try BuiltProgram.run(["check-conflicts", "../services/\(project)", "--format", format], in: folder)
    #expect(run.status == 1)
    #expect(run.messageText == "")
    expectGolden(run.text, golden("\(project).\(format).expected"))
  }

  @Test(arguments: [("error", 0), ("warning", 1), ("note", 1), ("never", 0)] as [(String, Int32)])
  func conflictsFailWhenWarningsDo(_ severity: String, _ status: Int32) throws {
    func run(_ project: String) throws -> ProgramRun {
      try BuiltProgram.run(["check-conflicts", project, "--fail-on", severity], in: folder)
    }
    #expect(try run("../services/conflicts-ports").status == status)
    #expect(try run("photos").status == 0)
  }

  @Test func unitsThatPublishAPort() throws {
    let ports = ["check-conflicts", "../services/conflicts-ports", "--port"]
    let run = try BuiltProgram.run(ports + ["9001"], in: folder)
    #expect(run.status == 0)
    let places = ["a.container:4:13", "host-args.container:4:16"]
    #expect(run.text == places.map { "../services/conflicts-ports/\($0)\n" }.joined())
    #expect(try BuiltProgram.run(ports + ["9"], in: folder).text == "no unit uses host port 9\n")
  }

  @Test func photosIsGenerated() throws {
    let run = try BuiltProgram.run(["generate", "photos"], in: folder)
    #expect(run.status == 0)
    expectGolden(portable(run.text), golden("photos.generate.expected"))
    let loading = run.messageText.split(separator: "\n")
    #expect(loading.count == 8)
    #expect(loading.allSatisfy { $0.hasPrefix("Loading source ") })
  }
}

private struct SARIFLog: Decodable {
  struct Run: Decodable {
    let tool: Tool
    let results: [Result]
  }
  struct Tool: Decodable { let driver: Driver }
  struct Driver: Decodable { let rules: [Rule] }
  struct Rule: Decodable { let id: String }
  struct Result: Decodable {
    let ruleId: String
    let ruleIndex: Int
  }
  let runs: [Run]
}

private struct JSONLog: Decodable {
  struct Finding: Decodable {
    let path: String
    let line: Int
    let rule: String
  }
  let schema: Int
  let findings: [Finding]
}
