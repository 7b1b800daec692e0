import Foundation
import QuadletSyntax
import TestSupport
import Testing

@testable import QuadletAnalysis

/// One fact in every spelling gives the same answer of every reader (`Corpus/facts/spellings.txt`).
@Suite struct UnitFactsTests {
  /// One fact, and the ways in which it can be written.
  struct Block: CustomTestStringConvertible {
    let name: String
    /// What another container says.
    var others: [String] = []
    var spellings: [String] = []

    var testDescription: String { name }
  }

  private static let blocks: [Block] = {
    let file = Corpus.folder("facts").appending(path: "spellings.txt")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n\n").compactMap { part -> Block? in
      var lines = part.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
      guard !lines.isEmpty else { return nil }
      var block = Block(name: lines.removeFirst())
      for line in lines {
        if line.hasPrefix("with ") {
          block.others.append(String(line.dropFirst(5)))
        } else {
          block.spellings.append(line)
        }
      }
      return block
    }
  }()

  @Test func `the list of spellings has many facts`() {
    #expect(Self.blocks.count > 10)
    #expect(Self.blocks.allSatisfy { $0.spellings.count > 2 })
  }

  @Test(arguments: blocks) func `every spelling of a fact gives the same answers`(_ block: Block) throws {
    let first = try #require(block.spellings.first)
    let expected = answers(block, first)
    #expect(expected != answers(block, "Environment=A=b"), "no reader says anything about \(first)")
    for spelling in block.spellings.dropFirst() {
      let difference = firstDifference(expected, answers(block, spelling))
      #expect(difference.isEmpty, "\(spelling), unlike \(first): \(difference)")
    }
  }

  /// What every reader says about a unit with a spelling in it; without the lines and names of keys.
  private func answers(_ block: Block, _ spelling: String) -> String {
    let image = "[Container]\nImage=docker.io/library/nginx:1.27\n"
    var files: [(path: String, bytes: [UInt8])] = [
      ("web.container", Array((image + "\n[Install]\nWantedBy=default.target\n").utf8)),
      ("other.container", Array((image + block.others.joined(separator: "\n") + "\n").utf8)),
    ]
    let isDropIn = spelling.hasPrefix("drop-in ")
    let lines = (isDropIn ? String(spelling.dropFirst(8)) : spelling).replacing("\\n", with: "\n")
    if isDropIn {
      files.append(("web.container.d/10.conf", Array("[Container]\n\(lines)\n".utf8)))
    } else {
      files[0].bytes = Array((image + lines + "\n\n[Install]\nWantedBy=default.target\n").utf8)
    }
    return FactAnswers(files, withPlaces: false).text
  }

  // MARK: Whole projects

  /// The cases of which each showed that two readers disagreed.
  private static let cases =
    (try? FileManager.default.contentsOfDirectory(
      at: Corpus.folder("facts"),
      includingPropertiesForKeys: [.isDirectoryKey]
    ))?.filter { $0.hasDirectoryPath }.sorted { $0.path() < $1.path() } ?? []

  @Test(arguments: cases) func `readers agree on a project`(_ folder: URL) throws {
    var files: [(path: String, bytes: [UInt8])] = []
    var settings = ""
    for file in try Corpus.files(below: folder) {
      if file.name == "settings.yaml" { settings = String(decoding: try file.bytes(), as: UTF8.self) }
      if UnitKind(fileName: Array(file.name.utf8)) != nil { files.append((file.name, try file.bytes())) }
    }
    let answers = FactAnswers(files, settings: settings, withPlaces: true)
    expectGolden(answers.text, folder.appendingPathExtension("expected"))
  }
}

/// What all readers of facts say about a project.
struct FactAnswers {
  private(set) var text = ""

  init(
    _ files: [(path: String, bytes: [UInt8])],
    settings: String = "ports: []\nvolumes: []\nsecrets: []",
    withPlaces: Bool
  ) {
    let host = InMemoryProject.host(files)
    let project = InMemoryProject.make(files, target: Target(scope: .system))
    let before = InMemoryProject.make([
      ("web.container", Array("[Container]\nImage=docker.io/library/nginx:1.27\n".utf8))
    ])
    func name(_ unit: Int) -> String { String(decoding: project.name(of: unit), as: UTF8.self) }

    for conflict in ProjectConflicts(project, host: host).all {
      say(
        "conflict",
        conflict.kind.rawValue,
        conflict.key,
        Set(conflict.claims.map { name($0.unit) }).sorted().joined(separator: " ")
      )
    }
    let overview = ProjectOverview(project, host: host)
    for port in overview.ports.sorted(by: { $0.text < $1.text }) {
      say("port", port.text, port.address ?? "*", port.hostPorts ?? "-", port.containerPorts ?? "-", name(port.unit))
    }
    for storage in overview.storage {
      for mount in storage.mounts.sorted(by: { $0.unit < $1.unit }) {
        say(
          "storage",
          storage.kind.rawValue,
          storage.source,
          mount.destination,
          mount.isReadOnly ? "ro" : "rw",
          name(mount.unit)
        )
      }
    }
    for network in overview.networks { say("network", network.name, network.users.map(name).joined(separator: " ")) }
    for secret in overview.secrets { say("secret", secret.name, secret.destination, name(secret.unit)) }
    if let tree = try? YAMLTree.documents(Array(settings.utf8)).get() {
      let (read, _) = ProjectSettings.read(tree)
      let check = SettingsCheck(read, project, host: host)
      for finding in check.findings { say("settings", finding.message) }
      for finding in check.unitFindings { say("settings", finding.message) }
    }
    for change in ProjectChanges(from: before, to: project, oldHost: host, newHost: host).services
    where withPlaces == false && change.reasons.contains(where: { $0.level == .dataAtRisk }) {
      say("diff", change.service)
    }
    for finding in InMemoryProject.findings(project, host: host) {
      let path = String(decoding: project.inventory.path(of: finding.file), as: UTF8.self)
      let line = project.document(ofFile: finding.file)?.position(at: finding.range.lowerBound).line ?? 0
      if withPlaces { say("finding", "\(path):\(line)", finding.rule.name) } else { say("finding", finding.rule.name) }
    }
    // A network of the host that is an argument, and a key beside it, are found in another order than two keys.
    text = text.split(separator: "\n").map(String.init).sorted().joined(separator: "\n") + "\n"
  }

  private mutating func say(_ parts: String...) { text += parts.joined(separator: " | ") + "\n" }
}
