import Foundation
import TestSupport
import Testing

@testable import leger

/// Whether the simulated host behaves as the lab does: the same steps on both show the same.
///
/// `Tests/EndToEnd/observe` runs the scenarios of `Corpus/simulation` in the lab and stores what it sees in `observed`.
struct ScenarioTests {
  private static let folder = Corpus.folder("simulation")

  private static var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? []).sorted()
  }

  @Test func `no scenario is without its observation`() {
    let observed = Self.names.filter { name in
      FileManager.default.fileExists(
        atPath: Self.folder.appending(path: "\(name)/observed").path(percentEncoded: false)
      )
    }
    #expect(observed == Self.names)
    #expect(observed.count > 40)
  }

  @Test(arguments: names, [UInt32(0), 1000])
  func `a scenario shows on the simulated host what it showed in the lab`(name: String, user: UInt32) throws {
    let folder = Self.folder.appending(path: name)
    let observed = try String(contentsOf: folder.appending(path: "observed"), encoding: .utf8)
    var run = ScenarioRun(user: user)
    for unit in try Corpus.files(below: folder.appending(path: "units")) {
      run.units[unit.name] = String(decoding: try unit.bytes(), as: UTF8.self)
    }
    for step in try String(contentsOf: folder.appending(path: "scenario"), encoding: .utf8).split(separator: "\n") {
      run.perform(step.split(separator: " ").map(String.init))
    }
    #expect(firstDifference(observed, run.text) == "", "\(run.text)")
    #expect(run.host.unknownCommands == [])
  }
}
