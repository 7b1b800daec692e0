import Foundation
import TestSupport
import Testing

@testable import leger

/// The plans from one folder of units to another, on a host where the first is installed (`Corpus/plans`).
@Suite struct PlanCorpusTests {
  private static let names =
    (try? FileManager.default.contentsOfDirectory(atPath: Corpus.folder("plans").path(percentEncoded: false)).sorted())
    ?? []

  @Test(arguments: names) func plan(_ name: String) throws {
    let folder = Corpus.folder("plans").appending(path: name)
    let host = SimulatedHost()
    for (index, image) in ["example.org/web:1", "example.org/web:2", "example.org/db:1"].enumerated() {
      host.register(image, RegistryImage(id: String(repeating: "\(index)", count: 64)))
    }
    let old = folder.appending(path: "old")
    if FileManager.default.fileExists(atPath: old.path(percentEncoded: false)) {
      try put(old, on: host)
      #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
      host.change { $0.files.removeAll("/srv/app") }
    }
    try put(folder.appending(path: "new"), on: host)
    let before = host.observation()
    let start = host.output.count
    #expect(host.leger("install --dry-run /srv/app") == .clean, "\(host.messages)")
    #expect(host.observation() == before)
    expectGolden(String(host.output.dropFirst(start)), folder.appending(path: "plan.expected"))
    // The plan is what happens.
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    #expect(host.leger("install --dry-run /srv/app") == .clean)
    #expect(host.output.hasSuffix("app: nothing to do\n"), "\(host.output)")
    #expect(host.unknownCommands == [])
  }

  private func put(_ folder: URL, on host: SimulatedHost) throws {
    for file in try Corpus.files(below: folder) {
      host.write("/srv/app/\(file.name)", String(decoding: try file.bytes(), as: UTF8.self))
    }
  }
}
