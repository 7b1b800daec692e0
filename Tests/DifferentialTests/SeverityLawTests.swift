import Foundation
import TestSupport
import Testing

/// leger reports an error exactly where Podman's generator refuses a unit or does not read a file.
@Suite struct SeverityLawTests {
  private struct Report: Decodable {
    struct Finding: Decodable {
      let path: String
      let severity: String
      let rule: String
    }

    let findings: [Finding]
  }

  /// The rules about files that the generator silently ignores: files of unknown kinds or in a folder that it rejects.
  private static let unspoken: Set<String> = ["kind-too-new", "rejected-folder"]

  @Test func `errors are reported exactly where the generator refuses`() throws {
    guard let shared = Corpus.shared else {
      print("skipped: LEGER_SHARED does not name a folder with stored outputs of Podman's generator")
      return
    }
    let program = try #require(BuiltProgram(), "leger not found next to the tests, and LEGER_BINARY does not name it")
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
      // The generator reads several folders as one search path, but validate reads them as several projects.
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
      // leger reports a mistake in a drop-in there, but the generator reports it for the unit.
      if !refused.contains(name), parts.dropLast().last?.hasSuffix(".d") == true {
        hasDropIn = true
      } else {
        told.insert(name)
      }
    }
    let tooMuch = told.subtracting(refused)
    let lacking = hasDropIn ? [] : refused.subtracting(told)
    if tooMuch.isEmpty, lacking.isEmpty { return nil }
    return "unexpected errors in \(tooMuch.sorted()), missing errors in \(lacking.sorted())"
  }

  /// Returns the quoted file names that follow certain words.
  private static func names(in messages: String, behind words: String) -> [String] {
    messages.components(separatedBy: words).dropFirst().compactMap { rest in
      guard let end = rest.firstIndex(of: "\"") else { return nil }
      return rest[..<end].replacing("\\", with: "").split(separator: "/").last.map(String.init)
    }
  }
}
