import Foundation
import TestSupport
import Testing

/// An error is what Podman's generator refuses or does not read, and nothing else is one.
@Suite struct SeverityLawTests {
  private struct Report: Decodable {
    struct Finding: Decodable {
      let path: String
      let severity: String
      let rule: String
    }

    let findings: [Finding]
  }

  /// Errors about files that this generator does not so much as look at, or leaves out because of another file.
  private static let unspoken: Set<String> = ["kind-too-new", "rejected-folder"]

  @Test func `errors stand exactly where the generator refuses`() throws {
    guard let shared = Corpus.shared else {
      print("skipped: LEGER_SHARED does not name a folder with stored outputs of Podman's generator")
      return
    }
    let program = try #require(BuiltProgram(), "leger is neither beside the tests nor named by LEGER_BINARY")
    let work = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(
      path: "leger-severity-\(UUID().uuidString)",
      directoryHint: .isDirectory
    )
    try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: work) }
    var total = 0
    var failures: [String] = []
    for stored in try StoredCase.all(in: shared.appending(path: "corpus")) {
      let root = work.appending(path: "q")
      defer { try? FileManager.default.removeItem(at: root) }
      // Several folders are one search path for the generator, and several projects for validate.
      guard try stored.install(at: root).count == 1 else { continue }
      for version in ["5.8.6", "5.4.2", "6.0.0-dev"] {
        for (mode, option) in [("rootful", "--system"), ("user", "--user")] {
          let expectation = try stored.expectation(version: version, mode: mode)
          let messages = String(decoding: expectation.messages, as: UTF8.self)
          if messages.contains("panic:") { continue }
          total += 1
          let place = root.path(percentEncoded: false)
          let result = try ChildProcess.run(
            program.path,
            ["validate", "--format", "json", "--level", "error", "--podman-version", version, option, place],
            [:]
          )
          let report = try JSONDecoder().decode(Report.self, from: Data(result.output))
          if let failure = Self.difference(report, messages) {
            failures.append("\(stored.title), Podman \(version), \(mode): \(failure)")
          }
        }
      }
    }
    print("\(total - failures.count) of \(total) runs have errors exactly where the generator refuses")
    #expect(total > 1000)
    if let first = failures.first { Issue.record("\(failures.count) runs differ; the first: \(first)") }
  }

  private static func difference(_ report: Report, _ messages: String) -> String? {
    let refused = Set(names(in: messages, behind: "converting \"") + names(in: messages, behind: "error loading \""))
    var told: Set<String> = []
    var hasDropIn = false
    for finding in report.findings where finding.severity == "error" && !unspoken.contains(finding.rule) {
      let parts = finding.path.split(separator: "/").map(String.init)
      let name = parts.last ?? ""
      // What is wrong in a drop-in is told there, and of the unit by the generator.
      if !refused.contains(name), parts.dropLast().last?.hasSuffix(".d") == true {
        hasDropIn = true
      } else {
        told.insert(name)
      }
    }
    let tooMuch = told.subtracting(refused)
    let lacking = hasDropIn ? [] : refused.subtracting(told)
    if tooMuch.isEmpty, lacking.isEmpty { return nil }
    return "errors where none is \(tooMuch.sorted()), none where one is \(lacking.sorted())"
  }

  /// The file names in quotes that follow some words.
  private static func names(in messages: String, behind words: String) -> [String] {
    messages.components(separatedBy: words).dropFirst().compactMap { rest in
      guard let end = rest.firstIndex(of: "\"") else { return nil }
      return rest[..<end].replacing("\\", with: "").split(separator: "/").last.map(String.init)
    }
  }
}
