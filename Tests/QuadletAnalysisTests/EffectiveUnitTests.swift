import QuadletAnalysis
import TestSupport
import Testing

@Suite struct EffectiveUnitTests {
  @Test func `drop-ins are merged by specificity and name, and what is replaced or reset is marked`() throws {
    let project = InMemoryProject.make(
      [
        ("web.container", "[Container]\nImage=localhost/app:1\nVolume=/a:/a\n"),
        ("web.container.d/10-volumes.conf", "[Container]\nVolume=\nVolume=/b:/b\n"),
        ("container.d/20-image.conf", "[Container]\nImage=localhost/app:2\n[Service]\nRestart=always\n"),
        ("container.d/10-volumes.conf", "[Container]\nVolume=/never:/never\n"),
      ].map { ($0.0, Array($0.1.utf8)) }
    )
    let unit = try #require(project.loaded.first)
    let effective = EffectiveUnit(unit, of: project)
    #expect(effective.sections.map(\.name) == ["Container", "Service"])
    let lines = effective.sections[0].assignments.map { ($0.isEffective ? "+ " : "- ") + $0.key + "=" + $0.value }
    #expect(
      lines == [
        "- Image=localhost/app:1", "- Volume=/a:/a", "- Volume=", "+ Volume=/b:/b", "+ Image=localhost/app:2",
      ]
    )
  }

  @Test func `a bundle is taken apart with the places of its parts`() throws {
    let text = Array("# FileName=web\n[Container]\nImage=a\n --- \n\n# FileName=data\n[VOLUME]\n".utf8)
    let bundle = try UnitBundle(text)
    #expect(bundle.parts.map { String(decoding: $0.name, as: UTF8.self) } == ["web.container", "data.volume"])
    #expect(bundle.parts.map { text[$0.range.lowerBound] } == [UInt8(ascii: "#"), UInt8(ascii: "#")])
    #expect(throws: UnitBundle.Failure.self) { try UnitBundle(Array("[Container]\n".utf8)) }
    #expect(throws: UnitBundle.Failure.self) { try UnitBundle(Array("# FileName=a/b\n[Container]\n".utf8)) }
  }
}
