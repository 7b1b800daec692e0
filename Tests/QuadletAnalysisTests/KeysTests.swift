import Testing

@testable import QuadletAnalysis

@Suite struct KeysTests {
  @Test func `every key that conversions ask for is in a table`() {
    for child in Mirror(reflecting: Schema.shared.keys).children {
      if let id = child.value as? UInt16 { #expect(id != 0, "\(child.label ?? "")") }
    }
  }

  @Test func `the newest patch of a minor release is meant when none is given`() {
    #expect(PodmanVersion("5.8") == .verified)
    #expect(PodmanVersion("v5.4.2-dev") == .podman(5, 4, 2))
    #expect(PodmanVersion("3.0") == nil)
    #expect(PodmanVersion("6.2") == nil)
    #expect(PodmanVersion("5") == nil)
    #expect(PodmanVersion("5.x") == nil)
  }
}
