import QuadletSyntax
import TestSupport
import Testing

@testable import QuadletAnalysis

/// Every rule is tested by its own examples.
@Suite struct RuleTests {
  static let withExamples = Rule.all.filter { withoutExample[$0.name] == nil }

  /// The rules that no text can show, with the reason.
  static let withoutExample = [
    "invalid-utf8": "an example is text, and what it reports is none",
    "unreadable-file": "a file that cannot be read has no text",
    "file-too-large": "64 MiB are no example",
  ]

  private func project(_ files: [(path: String, bytes: [UInt8], markers: [Int])], for rule: Rule) -> Project {
    let target = Target(version: rule.podman ?? .verified, scope: rule.scope)
    return InMemoryProject.make(files.map { ($0.path, $0.bytes) }, target: target)
  }

  private typealias Example = [(path: String, bytes: [UInt8], markers: [Int])]

  /// What a `.leger.yaml` of an example says of it.
  private func settings(_ files: Example, for rule: Rule) -> (own: [SettingsFinding], inUnits: [Finding]) {
    guard let file = files.first(where: { $0.path == ".leger.yaml" }) else { return ([], []) }
    switch YAMLTree.documents(file.bytes) {
    case .failure(let problem): return ([SettingsFinding(problem)], [])
    case .success(let documents):
      let (settings, mistakes) = ProjectSettings.read(documents)
      let host = InMemoryProject.host(files.map { ($0.path, $0.bytes) })
      let check = SettingsCheck(settings, project(files, for: rule), host: host)
      return (mistakes.map(SettingsFinding.init) + check.findings, check.unitFindings)
    }
  }

  /// The findings in the units of an example; what is no unit lies beside them.
  private func findings(_ files: Example, for rule: Rule) -> [Finding] {
    let host = InMemoryProject.host(files.map { ($0.path, $0.bytes) })
    return InMemoryProject.findings(project(files, for: rule), host: host) + settings(files, for: rule).inUnits
  }

  @Test(arguments: withExamples)
  func `the bad example is reported exactly at its markers`(rule: Rule) {
    let files = InMemoryProject.example("\(rule.bad)")
    let project = project(files, for: rule)
    let found = findings(files, for: rule).filter { $0.rule == rule }
    #expect(files.contains { !$0.markers.isEmpty })
    for file in files {
      let index = project.inventory.files.indices.first { project.inventory.path(of: $0) == Array(file.path.utf8) }
      var starts = found.filter { $0.file == index }.map(\.range.lowerBound)
      if file.path == ".leger.yaml" {
        starts = settings(files, for: rule).own.filter { $0.rule == rule }.map(\.place.range.lowerBound)
      }
      // The host finds what is wrong with a bundle when it takes it apart.
      if rule == .malformedBundle {
        do throws(UnitBundle.Failure) { _ = try UnitBundle(file.bytes) } catch { starts = [error.range.lowerBound] }
      }
      let wanted =
        rule == .named("rejected-folder") && file.path != "web.container" ? [] : file.markers
      #expect(Set(starts) == Set(wanted), "\(file.path)")
    }
  }

  @Test(arguments: withExamples)
  func `the good example is free of warnings and errors`(rule: Rule) {
    let files = InMemoryProject.example("\(rule.good)")
    let project = project(files, for: rule)
    #expect(!files.isEmpty && !project.units.isEmpty)
    #expect(findings(files, for: rule).filter { $0.severity > .note }.map(\.message) == [])
    #expect(settings(files, for: rule).own.filter { $0.severity > .note }.map(\.message) == [])
  }

  @Test(arguments: withExamples)
  func `a fix silences its finding and keeps every other byte`(rule: Rule) {
    let files = InMemoryProject.example("\(rule.bad)")
    let project = project(files, for: rule)
    let found = findings(files, for: rule).filter { $0.rule == rule }
    for finding in found {
      guard let fix = finding.fix, case .document(let document) = project.contents[finding.file] else { continue }
      let path = String(decoding: project.inventory.path(of: finding.file), as: UTF8.self)
      let mended = files.map { ($0.path, $0.path == path ? document.applying(fix.edits) : $0.bytes, $0.markers) }
      #expect(findings(mended, for: rule).filter { $0.rule == rule }.count < found.count)
    }
  }

  @Test func `every rule has a name of its own, in kebab case`() {
    #expect(Set(Rule.all.map(\.name)).count == Rule.all.count)
    for rule in Rule.all {
      #expect((rule.bad.utf8CodeUnitCount == 0) == (Self.withoutExample[rule.name] != nil), "\(rule.name)")
      #expect((rule.good.utf8CodeUnitCount == 0) == (Self.withoutExample[rule.name] != nil), "\(rule.name)")
      #expect(rule.name.allSatisfy { ($0.isLowercase && $0.isASCII) || $0 == "-" || $0.isNumber })
      #expect("\(rule.summary)".hasSuffix("."))
      #expect("\(rule.why)".hasSuffix("."))
    }
  }

  @Test(arguments: withExamples)
  func `a rule with a fix says so, and whether it is safe`(rule: Rule) {
    let files = InMemoryProject.example("\(rule.bad)")
    let fixes = findings(files, for: rule).filter { $0.rule == rule }.compactMap(\.fix)
    #expect(!fixes.isEmpty == rule.isFixable)
    if rule.fixSafety == .safe { #expect(fixes.allSatisfy { $0.isSafe }) }
    if rule.fixSafety == .unsafe { #expect(!fixes.contains { $0.isSafe }) }
  }

  @Test(arguments: [([3, 3], 1), ([3, 4], 2), ([4, 3], 2), ([3, 3, 5], 2)])
  func `of two fixes at one place only the first is taken`(places: [Int], count: Int) {
    let fixes = places.enumerated().map { Fix(isSafe: true, edits: [TextEdit($1..<$1, replacement: "\($0)")]) }
    #expect(FixSet(fixes).count == count)
  }
}
