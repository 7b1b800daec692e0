import Foundation
import QuadletAnalysis
import QuadletSyntax
import TestSupport
import Testing

/// The law of safe fixes: every generated service stays as it is, or a refused unit is repaired, with nothing else changed.
///
/// Comments, which Podman copies into the service, do not count: a fix may take one away that has no use any more.
/// `LEGER_MUTANTS` says how many damaged files are tried, `LEGER_SEED` which ones.
struct SafeFixTests {
  typealias Files = [(path: String, bytes: [UInt8])]

  /// Makes all safe fixes, round by round.
  private static func mended(_ files: Files, _ version: PodmanVersion) -> (files: Files, rules: Set<String>) {
    var files = files
    var rules: Set<String> = []
    for _ in 0..<20 {
      let project = InMemoryProject.make(files, target: Target(version: version))
      var fixes: [Int: [Fix]] = [:]
      for finding in InMemoryProject.findings(project) {
        guard let fix = finding.fix, fix.isSafe else { continue }
        fixes[finding.file, default: []].append(fix)
        rules.insert(finding.rule.name)
      }
      if fixes.isEmpty { return (files, rules) }
      for (file, fixes) in fixes {
        guard let document = project.document(ofFile: file) else { continue }
        let path = String(decoding: project.inventory.path(of: file), as: UTF8.self)
        guard let index = files.firstIndex(where: { $0.path == path }) else { continue }
        files[index].bytes = document.applying(FixSet(fixes).edits)
      }
    }
    Issue.record("the fixes of \(rules.sorted()) come to no end")
    return (files, rules)
  }

  /// How the law is broken; nil when it holds.
  private static func failure(_ files: Files, _ version: PodmanVersion) -> String? {
    let (mended, rules) = mended(files, version)
    if rules.isEmpty { return nil }
    let before = FolderProjects.generate(files, version).services.mapValues(withoutComments)
    let after = FolderProjects.generate(mended, version).services.mapValues(withoutComments)
    let repaired = after.keys.filter { before[$0] == nil }
    for (name, text) in before.sorted(by: { $0.key < $1.key }) {
      guard let now = after[name] else { return "\(rules.sorted()): \(name) is gone" }
      // A repaired unit is wanted by the pod it is in, and so on: lines may come, none may go.
      if now != text, repaired.isEmpty || !isSupersequence(now, of: text) {
        return "\(rules.sorted()): \(name) differs, \(firstDifference(text, now))"
      }
    }
    return nil
  }

  private static func withoutComments(_ text: String) -> String {
    text.split(separator: "\n").filter { $0 != "\\n" && $0.first != "#" && $0.first != ";" }.joined(separator: "\n")
  }

  private static func isSupersequence(_ text: String, of other: String) -> Bool {
    var rest = text.split(separator: "\n")[...]
    for line in other.split(separator: "\n") {
      guard let index = rest.firstIndex(of: line) else { return false }
      rest = rest[(index + 1)...]
    }
    return true
  }

  private static let versions: [PodmanVersion] = [.podman(5, 4, 2), .podman(5, 8, 6)]

  private func check(_ folders: [FolderProjects.Folder]) {
    for folder in folders {
      for version in Self.versions {
        if let failure = Self.failure(folder.files, version) { Issue.record("\(folder.name), \(version): \(failure)") }
      }
    }
  }

  private func checkMutants(of folders: [FolderProjects.Folder], count: Int) {
    let units = folders.flatMap(\.files).filter { $0.bytes.count < 16_384 && !$0.path.contains("/") }
    let extensions = units.map { $0.path.split(separator: ".").last ?? "container" }
    var mutator = Mutator(
      units.map(\.bytes),
      seed: UInt64(truncatingIfNeeded: Setting.number("LEGER_SEED", default: 1))
    )
    var random = SplitMix64(seed: 5)
    var failed = 0
    for number in 0..<count where failed < 10 {
      let path = "web.\(random.pick(extensions))"
      let version = random.pick(Self.versions)
      let mutant = mutator.next()
      guard Self.failure([(path, mutant)], version) != nil else { continue }
      failed += 1
      let smallest = shrink(mutant) { Self.failure([(path, $0)], version) != nil }
      Issue.record(
        "mutant \(number), \(path) \"\(escape(smallest))\": \(Self.failure([(path, smallest)], version) ?? "")"
      )
    }
  }

  @Test func `safe fixes keep every service of our corpus`() throws { check(try FolderProjects.ours()) }

  @Test func `safe fixes keep the service of a damaged unit`() throws {
    checkMutants(of: try FolderProjects.ours(), count: Setting.number("LEGER_MUTANTS", default: 2_000))
  }

  @Test(.enabled(if: Corpus.shared != nil, "skipped: LEGER_SHARED does not name a folder of units"))
  func `safe fixes keep every service of a shared corpus`() throws {
    let folders = try FolderProjects.all(below: try #require(Corpus.shared).appending(path: "corpus"))
    check(folders)
    checkMutants(of: folders, count: Setting.number("LEGER_MUTANTS", default: 2_000))
  }
}
