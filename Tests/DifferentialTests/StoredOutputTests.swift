import Foundation
import TestSupport
import Testing

/// Compares leger with stored output of the real generator, in three versions, for units that people wrote.
@Suite struct StoredOutputTests {
  private static let versions = ["5.8.6", "5.4.2", "6.0.0-dev"]
  private static let modes = ["rootful", "user"]

  @Test func agreesWithStoredOutputs() throws {
    guard let shared = Corpus.shared else {
      print("skipped: LEGER_SHARED does not name a folder with stored outputs of Podman's generator")
      return
    }
    let program = try #require(BuiltProgram(), "leger not found next to the tests, and LEGER_BINARY does not name it")
    let work = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(
      path: "leger-stored-\(UUID().uuidString)",
      directoryHint: .isDirectory
    )
    try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: work) }

    var total = 0
    var differences: [String] = []
    for stored in try StoredCase.all(in: shared.appending(path: "corpus")) {
      let root = work.appending(path: "q")
      let searchPath = try stored.install(at: root)
      for version in Self.versions {
        for mode in Self.modes {
          total += 1
          let run = StoredRun(stored: stored, searchPath: searchPath, root: root, version: version, mode: mode)
          if let difference = try run.difference(program, links: work.appending(path: "links")) {
            differences.append("\(stored.title), Podman \(version), \(mode): \(difference)")
          }
        }
      }
      try FileManager.default.removeItem(at: root)
    }
    print("\(total - differences.count) of \(total) runs agree")
    for difference in differences.dropFirst().prefix(20) { print(difference.prefix { $0 != "\n" }) }
    if let first = differences.first {
      Issue.record("\(differences.count) of \(total) runs differ; the first:\n\(first)")
    }
  }
}

/// One stored case, as one version reads it for the system or for a user.
struct StoredRun {
  let stored: StoredCase
  let searchPath: [String]
  let root: URL
  let version: String
  let mode: String

  /// Returns where leger differs, apart from known and intended differences.
  func difference(_ program: BuiltProgram, links folder: URL) throws -> Difference? {
    if KnownDifferences.all.contains(where: { $0.run == stored.title }) { return nil }
    let expectation = try stored.expectation(version: version, mode: mode)
    let expected = GeneratorOutput(
      output: expectation.output,
      messages: expectation.messages,
      status: expectation.status
    )
    let place = root.path(percentEncoded: false)
    let actual = try program.generate(searchPath, root: place, version: version, mode: mode)
    if let difference = Comparison.difference(expected: expected, actual: actual) { return difference }
    if expected.isCrash { return nil }
    let links = try program.links(searchPath, output: folder, version: version, mode: mode)
    return links == expectation.links
      ? nil : Difference(subject: "links", expected: expectation.links, actual: links)
  }
}
