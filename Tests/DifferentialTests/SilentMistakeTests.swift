import Foundation
import QuadletAnalysis
import TestSupport
import Testing

/// leger reports common mistakes that Podman's generator does not mention, under the right rule.
@Suite struct SilentMistakeTests {
  private struct Case: Decodable {
    let `case`: String
    let files: [String: String]
  }

  /// The expected rule for each case, in the order of the file.
  private static let rules: [String] = [
    "lost-continuation", "swallowed-section", "boolean-mistake", "unknown-key", "unknown-section", "misplaced-section",
    "reference-without-extension", "invalid-value", "invalid-value", "invalid-value", "port-conflict",
    "container-name-conflict", "service-name-conflict", "ordering-cycle", "key-against-pod", "key-against-pod",
    "second-exec-start", "not-started-at-boot", "auto-update-without-effect", "invalid-value", "invalid-value",
    "invalid-value", "wrong-service-name", "unknown-key", "malformed-line", "byte-order-mark", "missing-key",
  ]

  @Test func `each one is reported under its rule, and most can be fixed`() throws {
    guard let shared = Corpus.shared else {
      print("skipped: LEGER_SHARED does not name a folder with mistakes that the generator does not mention")
      return
    }
    let text = try String(contentsOf: shared.appending(path: "cases/silent-mistakes.jsonl"), encoding: .utf8)
    let cases = try text.split(separator: "\n").map { try JSONDecoder().decode(Case.self, from: Data($0.utf8)) }
    #expect(cases.count == Self.rules.count)
    var fixable = 0
    for (entry, rule) in zip(cases, Self.rules) {
      let project = InMemoryProject.make(entry.files.map { ($0.key, Array($0.value.utf8)) })
      let found = InMemoryProject.findings(project).filter { $0.rule.name == rule }
      #expect(!found.isEmpty, "\(entry.case): \(rule)")
      if found.contains(where: { $0.fix != nil }) { fixable += 1 }
    }
    print("\(fixable) of \(cases.count) can be fixed")
    #expect(fixable >= 15)
  }
}
