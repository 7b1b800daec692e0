import QuadletAnalysis
import Testing

/// Projects of units that are held in memory.
@Suite struct MemoryProjectTests {
  @Test func `a file of a project can be replaced`() throws {
    let project = Project(files: [
      ("web.container", Array("[Container]\nImage=localhost/web:1\nPublishPorts=80\n".utf8)),
      ("db.container", Array("[Container]\nImage=localhost/db:1\n".utf8)),
    ])
    let file = try #require(
      project.inventory.files.indices.first { project.inventory.name(of: $0).starts(with: "web".utf8) }
    )
    let fixed = project.replacing(file: file, with: Array("[Container]\nImage=localhost/web:1\n".utf8))
    #expect(project.findings().contains { $0.rule.name == "unknown-key" })
    #expect(!fixed.findings().contains { $0.rule.name == "unknown-key" })
    #expect(fixed.inventory.files.count == 2)
  }
}
