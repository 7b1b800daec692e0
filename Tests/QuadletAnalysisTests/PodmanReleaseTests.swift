import TestSupport
import Testing

@testable import QuadletAnalysis

/// What changes from one Podman release to the next, and the page that lists it.
@Suite("Podman releases")
struct PodmanReleaseTests {
  @Test("are on a page of their own")
  func page() {
    expectGolden(PodmanReleases.markdown, Corpus.folder("reference").appending(path: "podman-releases.md"))
  }

  @Test("differ in an order that goes forward")
  func order() {
    for (older, newer) in zip(ReleaseDifference.all, ReleaseDifference.all.dropFirst()) {
      #expect(older.release <= newer.release, "\(newer.summary)")
    }
  }

  @Test("begin a behavior that does not hold yet, and end one that does")
  func turns() {
    var holding: Set<Behavior> = []
    var seen: Set<Behavior> = []
    for difference in ReleaseDifference.all {
      if let behavior = difference.ends {
        #expect(holding.remove(behavior) != nil, "\(behavior) in \(difference.release)")
      }
      if let behavior = difference.begins {
        #expect(holding.insert(behavior).inserted, "\(behavior) in \(difference.release)")
        seen.insert(behavior)
      }
    }
    #expect(seen == Set(Behavior.allCases))
  }

  @Test("have the behaviors that begin in them and none that ended before")
  func targets() throws {
    for difference in ReleaseDifference.all {
      let target = Target(version: difference.release)
      if let behavior = difference.begins { #expect(target.has(behavior), "\(behavior)") }
      if let behavior = difference.ends { #expect(!target.has(behavior), "\(behavior)") }
    }
    let entrypoint = try ["4.9", "5.0", "5.2.5", "5.3", "5.8.1", "5.8.2", "6.1"].filter { text in
      Target(version: try #require(PodmanVersion(text == "5.3" ? "5.3.0" : text))).has(.entrypointAsOneWord)
    }
    #expect(entrypoint == ["5.0", "5.2.5", "5.8.2", "6.1"])
  }

  @Test("are described in short sentences, each with its source")
  func summaries() {
    for difference in ReleaseDifference.all {
      let summary = difference.summary.description
      #expect(summary.hasSuffix("."), "\(summary)")
      #expect(summary.count < 300, "\(summary)")
      #expect(!summary.contains("\n"), "\(summary)")
      #expect(summary.count { $0 == "`" }.isMultiple(of: 2), "\(summary)")
      #expect(difference.pullRequest > 16_000, "\(summary)")
    }
    let summaries = ReleaseDifference.all.map(\.summary.description)
    #expect(Set(summaries).count == summaries.count)
  }

  @Test("have one newest patch each, which covers every difference")
  func patches() {
    let patches = PodmanVersion.newestPatches
    #expect(patches == patches.sorted())
    #expect(patches.first.map { $0 >= .oldest } == true)
    #expect(patches.contains(.verified))
    #expect(patches.last == .newest)
    for release in PodmanReleases.all {
      let newest = patches.filter { $0.major == release.major && $0.minor == release.minor }
      #expect(newest.count == 1, "\(release)")
      #expect(newest.allSatisfy { $0 >= release }, "\(release)")
    }
  }
}
