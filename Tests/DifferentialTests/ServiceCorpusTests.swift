import Foundation
import QuadletAnalysis
import TestSupport
import Testing

/// The projects of `Corpus/services` and what Podman's generator makes of them.
@Suite struct ServiceCorpusTests {
  /// The newest patch of every minor release, newest first; 5.8.1 because 5.8.2 reads quotes in another way.
  private static let releases = [
    "6.1", "6.0", "5.8.6", "5.8.1", "5.7.1", "5.6.2", "5.5.2", "5.4.2", "5.3.2", "5.2.5", "5.1.2", "5.0.3", "4.9.5",
    "4.8.3", "4.7.2", "4.6.2", "4.5.1", "4.4.4",
  ].compactMap { PodmanVersion($0) }

  /// The releases for which a user's services are kept too.
  private static let releasesForUsers = ["6.0", "5.8.6", "5.4.2", "5.2.5", "4.9.5"].compactMap { PodmanVersion($0) }

  private static let verified = Target(version: .verified, scope: .system)

  @Test(arguments: try ServiceCase.all().filter { !$0.needsDisk })
  func `services, links, messages and status are word for word those that are kept`(project: ServiceCase) throws {
    expectGolden(try project.run(Self.verified), project.golden)
  }

  @Test(arguments: try ServiceCase.all().filter { !$0.needsDisk })
  func `other releases differ in what is kept, and in nothing else`(project: ServiceCase) throws {
    var runs: [PodmanVersion: String] = [:]
    for release in Self.releases { runs[release] = try project.run(Target(version: release, scope: .system)) }
    var text = ""
    func compare(_ name: String, _ other: String, _ left: String?, _ right: String?) {
      guard let left, let right, left != right else { return }
      text += "=== \(name), from \(other)\n" + LineComparison.differences(left, right)
    }
    let middle = Self.releases.firstIndex(of: .verified) ?? 0
    for index in (0..<middle).reversed() {
      let (release, other) = (Self.releases[index], Self.releases[index + 1])
      compare("Podman \(release)", "\(other)", runs[other], runs[release])
    }
    for index in (middle + 1)..<Self.releases.count {
      let (release, other) = (Self.releases[index], Self.releases[index - 1])
      compare("Podman \(release)", "\(other)", runs[other], runs[release])
    }
    for release in Self.releasesForUsers {
      let ofUser = try project.run(Target(version: release, scope: .user))
      compare("Podman \(release) for a user", "the same for the system", runs[release], ofUser)
    }
    expectGolden(text, project.differences)
  }

  @Test(arguments: try ServiceCase.all().filter { !$0.needsDisk })
  func `contents, relations and conflicts of a project are those that are kept`(project: ServiceCase) throws {
    expectGolden(ServiceFacts.shown(try project.project(Self.verified), host: project.host), project.facts)
  }

  @Test func `the program says the same of the folders on disk`() throws {
    let program = try #require(BuiltProgram(), "leger is neither beside the tests nor named by LEGER_BINARY")
    try onDisk(try ServiceCase.all()) { project, searchPath, root in
      let links = URL(filePath: root + "-links", directoryHint: .isDirectory)
      let output = try program.generate(searchPath, root: root, version: "5.8.6", mode: "rootful")
      let text =
        output.services.map { ServiceCase.shown($0.name, $0.text.dropLast()) }.joined()
        + ServiceCase.shown(
          try program.links(searchPath, output: links, version: "5.8.6", mode: "rootful"),
          output.messages,
          hasErrors: output.hasErrors
        )
      expectGolden(text, project.golden)
    }
  }

  /// The oldest release whose services leger is meant to write word for word.
  private static let oldestVerified = PodmanVersion.podman(5, 3)

  /// Projects of which leger says something else than a release: faults that wait for their correction.
  private static let knownDifferences: [(release: PodmanVersion, projects: Set<String>)] = [
    // ReloadCmd= runs in `--cidfile=%t/%N.cid`, not in the container by name; a word without "=" is warned of.
    (.podman(5, 5, 2), ["container-environment", "container-reload", "newer-keys"]),
    // Octal escapes come out wrong, and Network=NAME.container is refused unless the other has a ContainerName=.
    (
      .podman(5, 3, 2),
      ["container-exec", "container-exec-octal", "container-names", "container-networks", "kube-networks"]
    ),
  ]

  @Test func `the real generator says the same`() throws {
    let generators = RealGenerator.all().filter { $0.version >= Self.oldestVerified }
    if generators.isEmpty {
      print("skipped: no generator of Podman here; LEGER_ORACLE can name a folder with quadlet-VERSION in it")
      return
    }
    var runs = 0
    try onDisk(try ServiceCase.all().filter { !$0.needsDisk }) { project, searchPath, root in
      for generator in generators {
        let isKnown = Self.knownDifferences.contains {
          $0.release == generator.version && $0.projects.contains(project.name)
        }
        for scope in Scope.allCases {
          runs += 1
          let difference = try difference(generator, scope, project, searchPath.joined(separator: ":"), root)
          if isKnown {
            withKnownIssue(isIntermittent: true) { #expect(difference == nil) }
          } else if let difference {
            Issue.record("\(project.name), Podman \(generator.version), \(scope): \(difference)")
          }
        }
      }
    }
    print("\(runs) runs compared with \(generators.map { "\($0.version)" }.joined(separator: ", "))")
  }

  private func difference(
    _ generator: RealGenerator,
    _ scope: Scope,
    _ project: ServiceCase,
    _ searchPath: String,
    _ root: String
  ) throws -> Difference? {
    let target = Target(version: generator.version, scope: scope)
    let expected = try generator.run(searchPath, scope: scope).moved(from: root)
    let actual = try project.output(target)
    if let difference = Comparison.difference(expected: expected, actual: actual, ordersMessages: true) {
      return difference
    }
    if expected.isCrash { return nil }
    let links = try generator.links(searchPath, output: root + "-links", scope: scope)
    let ours = try project.links(target)
    return links == ours ? nil : Difference(subject: "links", expected: links, actual: ours)
  }

  /// Calls the body for each project while it lies in a folder of its own, with its search path and that folder.
  private func onDisk(_ projects: [ServiceCase], _ body: (ServiceCase, [String], String) throws -> Void) throws {
    let work = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(
      path: "leger-services-\(UUID().uuidString)",
      directoryHint: .isDirectory
    )
    try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: work) }
    for project in projects {
      let root = work.appending(path: "q")
      defer { try? FileManager.default.removeItem(at: root) }
      try body(project, try project.install(at: root), root.path(percentEncoded: false))
    }
  }
}
