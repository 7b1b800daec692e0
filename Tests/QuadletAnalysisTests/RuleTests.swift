import QuadletAnalysis
import QuadletSyntax
import TestSupport
import Testing

/// Every rule is tested by its own examples.
@Suite struct RuleTests {
  static let withExamples = Rule.all.filter { $0.bad.utf8CodeUnitCount > 0 }

  @Test(arguments: withExamples)
  func `the bad example is reported exactly at its markers`(rule: Rule) {
    let files = InMemoryProject.example("\(rule.bad)")
    let project = InMemoryProject.make(files.map { ($0.path, $0.bytes) })
    let found = InMemoryProject.findings(project).filter { $0.rule.isSame(as: rule) }
    for file in files {
      let index = project.inventory.files.indices.first { project.inventory.path(of: $0) == Array(file.path.utf8) }
      let starts = found.filter { $0.file == index }.map(\.range.lowerBound)
      let wanted =
        rule.isSame(as: .named("rejected-folder") ?? rule) && file.path != "web.container" ? [] : file.markers
      #expect(Set(starts) == Set(wanted), "\(file.path)")
    }
  }

  @Test(arguments: withExamples)
  func `the good example is free of warnings and errors`(rule: Rule) {
    let files = InMemoryProject.example("\(rule.good)")
    let findings = InMemoryProject.findings(InMemoryProject.make(files.map { ($0.path, $0.bytes) }))
    #expect(findings.filter { $0.severity > .note }.map(\.message) == [])
  }

  @Test(arguments: withExamples)
  func `a fix silences its finding and keeps every other byte`(rule: Rule) {
    let files = InMemoryProject.example("\(rule.bad)")
    let project = InMemoryProject.make(files.map { ($0.path, $0.bytes) })
    for finding in InMemoryProject.findings(project) where finding.rule.isSame(as: rule) {
      guard let fix = finding.fix, case .document(let document) = project.contents[finding.file] else { continue }
      let path = String(decoding: project.inventory.path(of: finding.file), as: UTF8.self)
      let mended = files.map { ($0.path, $0.path == path ? document.applying(fix.edits) : $0.bytes) }
      let left = InMemoryProject.findings(InMemoryProject.make(mended)).filter { $0.rule.isSame(as: rule) }
      #expect(left.count < InMemoryProject.findings(project).filter { $0.rule.isSame(as: rule) }.count)
    }
  }

  @Test func `every rule has a name of its own, in kebab case`() {
    #expect(Set(Rule.all.map(\.name)).count == Rule.all.count)
    for rule in Rule.all {
      #expect(rule.name.allSatisfy { ($0.isLowercase && $0.isASCII) || $0 == "-" || $0.isNumber })
      #expect("\(rule.summary)".hasSuffix("."))
      #expect("\(rule.why)".hasSuffix("."))
    }
  }

  @Test(arguments: withExamples)
  func `a rule with a fix says so`(rule: Rule) {
    let files = InMemoryProject.example("\(rule.bad)")
    let findings = InMemoryProject.findings(InMemoryProject.make(files.map { ($0.path, $0.bytes) }))
    let hasFix = findings.contains { $0.rule.isSame(as: rule) && $0.fix != nil }
    #expect(hasFix == rule.isFixable)
  }
}
