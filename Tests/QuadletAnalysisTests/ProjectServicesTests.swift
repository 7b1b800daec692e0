import TestSupport
import Testing

@testable import QuadletAnalysis

/// What is told of the services of a project.
struct ProjectServicesTests {
  @Test func `what any container writes to is data, in whatever order it is named`() {
    let unit = { (volumes: [String]) in
      Array(("[Container]\nImage=example.org/a:1\n" + volumes.map { "Volume=\($0)\n" }.joined()).utf8)
    }
    let files: [(path: String, bytes: [UInt8])] = [
      ("a.container", unit(["./first:/x", "./conf:/c:ro", "./other:/o:ro"])),
      ("b.container", unit(["./first:/x:ro", "./last:/x:ro", "./conf:/c:ro"])),
      ("c.container", unit(["./last:/x", "./alone:/x", "./conf:/c:ro"])),
      ("d.container", unit(["./alone:/y", "./first:/x:ro"])),
    ]
    let services = ProjectServices(InMemoryProject.make(files), host: InMemoryProject.host(files))
    let named = services.namedPaths.map { "\(String(decoding: $0.path, as: UTF8.self)) \($0.isData)" }
    #expect(named == ["alone true", "conf false", "first true", "last true", "other false"])
  }
}
