import Foundation
import QuadletSyntax
import Testing

@testable import QuadletAnalysis

/// The tables of keys against the facts in `Corpus/facts/directives.tsv`, and against themselves.
@Suite("Directives")
struct DirectiveTests {
  /// Each table with the first two columns that its keys have in the facts.
  static let tables: [Table] = [
    Table("container", "Container", Directive.container),
    Table("pod", "Pod", Directive.pod),
    Table("kube", "Kube", Directive.kube),
    Table("volume", "Volume", Directive.volume),
    Table("network", "Network", Directive.network),
    Table("image", "Image", Directive.image),
    Table("build", "Build", Directive.build),
    Table("artifact", "Artifact", Directive.artifact),
    Table("*", "Quadlet", Directive.quadlet),
  ]

  /// How many keys each kind has from a release on, for every release that brought one.
  static let growth: [Growth] = [
    Growth("container", "4.4 29, 4.5 52, 4.6 60, 4.7 66, 4.8 73, 5.0 76, 5.1 77, 5.2 80, 5.3 87"),
    Growth("container", "5.4 87, 5.5 92, 5.6 92, 5.7 93, 5.8 94, 6.0 94, 6.1 95"),
    Growth("pod", "4.8 0, 5.0 7, 5.1 7, 5.2 8, 5.3 24, 5.4 25, 5.5 26, 5.6 28, 5.7 29, 6.0 29"),
    Growth("build", "5.1 0, 5.2 23, 5.3 24, 5.4 24, 5.5 26, 5.6 26, 5.7 28, 5.8 28, 6.0 28"),
    Growth("kube", "4.4 8, 4.5 10, 4.6 12, 4.7 14, 4.8 17, 5.0 17, 5.1 17, 5.2 18, 5.3 19, 6.0 19"),
    Growth("network", "4.4 10, 4.5 10, 4.6 11, 4.7 13, 4.8 15, 5.0 15, 5.2 15, 5.3 16, 5.5 17, 5.6 18, 6.0 18"),
    Growth("image", "4.7 0, 4.8 14, 5.0 14, 5.2 14, 5.3 15, 5.4 15, 5.5 17, 5.6 18, 6.0 18"),
    Growth("volume", "4.4 7, 4.5 7, 4.6 8, 4.7 9, 4.8 13, 5.0 13, 5.2 13, 5.3 14, 5.8 14, 6.0 16"),
    Growth("artifact", "5.6 0, 5.7 13, 5.8 13, 6.0 13"),
    Growth("*", "5.2 0, 5.3 1, 6.0 1"),
  ]

  @Test(arguments: UnitKind.allCases) func `of a kind have its name`(kind: UnitKind) {
    #expect("\(SectionTable(kind))" == kind.word)
  }

  @Test("equal the facts row by row")
  func facts() throws {
    let file = try repositoryRoot().appending(path: "Corpus/facts/directives.tsv")
    let text = try String(contentsOf: file, encoding: .utf8)
    let expected = text.split(separator: "\n").map(String.init)
    #expect(expected.first == "kind\tsection\tkey\tsince\treader\tgrammar\tdeprecated\tempty")
    let actual = Self.tables.flatMap { table in table.directives.map { row(of: $0, in: table) } }
    #expect(expected.count - 1 == actual.count)
    for (expected, actual) in zip(expected.dropFirst(), actual) {
      #expect(expected == actual)
    }
  }

  @Test("name each key once, in alphabetical order", arguments: tables)
  func order(table: Table) {
    let names = table.directives.map { $0.name.description }
    #expect(Set(names).count == names.count)
    #expect(names == names.sorted { $0.lowercased() < $1.lowercased() })
  }

  @Test("grow from release to release as Podman did", arguments: growth)
  func releases(growth: Growth) throws {
    let table = try #require(Self.tables.first { $0.kind == growth.kind })
    for (version, count) in growth.steps {
      let known = table.directives.count { $0.since <= version }
      #expect(known == count, "\(table.section) in \(version)")
    }
  }

  @Test("advise against 13 keys")
  func deprecated() {
    #expect(Self.tables.flatMap(\.directives).count(where: \.isDeprecated) == 13)
  }

  @Test("have summaries of one short sentence", arguments: tables)
  func summaries(table: Table) {
    for directive in table.directives {
      let summary = directive.summary.description
      #expect(summary.hasSuffix("."), "\(directive.name)")
      #expect(summary.count < 100, "\(directive.name)")
      #expect(!summary.contains("\n"), "\(directive.name)")
      #expect(summary.first?.isUppercase == true, "\(directive.name)")
    }
  }

  @Test("give podman options to the four readers that need no conversion")
  func options() {
    for directive in Self.tables.flatMap(\.directives) {
      guard let option = directive.option?.description else { continue }
      #expect(option.hasPrefix("--"), "\(directive.name)")
      #expect([.last, .boolean, .all, .keyValue].contains(directive.reader), "\(directive.name)")
    }
  }

  @Test("name each systemd key once, with the names that are hard to remember")
  func systemdNames() {
    for table in [SystemdDirective.unit, SystemdDirective.service, SystemdDirective.install] {
      let names = table.map { $0.name.description }
      #expect(Set(names).count == names.count)
    }
    let unit = Set(SystemdDirective.unit.map { $0.name.description })
    #expect(unit.isSuperset(of: ["StartLimitInterval", "OnFailureIsolate", "PropagateReloadTo", "BindTo"]))
    #expect(unit.isSuperset(of: ["AssertPathExists", "ConditionCPUFeature", "JoinsNamespaceOf", "CollectMode"]))
    let service = Set(SystemdDirective.service.map { $0.name.description })
    #expect(service.isSuperset(of: ["BlockIOWeight", "CPUShares", "MemoryLimit", "StartLimitBurst", "ReadOnlyPaths"]))
    #expect(service.isSuperset(of: ["LimitNOFILE", "SendSIGHUP", "TasksMax", "ImportCredential", "PAMName"]))
  }

  @Test("translate names of units in 15 keys of [Unit]")
  func translatedDependencies() {
    #expect(SystemdDirective.unit.count { $0.grammar == .unitNames } == 15)
    #expect(SystemdDirective.install.count == 6)
  }

  /// One line of the facts.
  private func row(of directive: Directive, in table: Table) -> String {
    let facts = "\(directive.name)\t\(directive.since)\t\(directive.reader)\t\(directive.grammar)"
    let remarks = "\(directive.insteadOf?.description ?? "-")\t\(directive.empty)"
    return "\(table.kind)\t\(table.section)\t\(facts)\t\(remarks)"
  }

  /// The folder of the package.
  private func repositoryRoot() throws -> URL {
    var folder = URL(filePath: #filePath)
    repeat {
      folder.deleteLastPathComponent()
      let manifest = folder.appending(path: "Package.swift")
      if FileManager.default.fileExists(atPath: manifest.path) { return folder }
    } while folder.path != "/"
    throw CocoaError(.fileNoSuchFile)
  }
}

extension DirectiveTests {
  /// The keys of one section.
  struct Table: Sendable, CustomTestStringConvertible {
    let kind: String
    let section: String
    let directives: [Directive]
    var testDescription: String { "[\(section)]" }

    init(_ kind: String, _ section: String, _ directives: [Directive]) {
      self.kind = kind
      self.section = section
      self.directives = directives
    }
  }

  /// The numbers of keys of one kind, written `4.4 29, 4.5 52`.
  struct Growth: Sendable, CustomTestStringConvertible {
    let kind: String
    let steps: [(version: PodmanVersion, count: Int)]
    var testDescription: String { kind }

    init(_ kind: String, _ text: String) {
      self.kind = kind
      steps = text.split(separator: ",").compactMap { step in
        let numbers = step.split { !$0.isNumber }.compactMap { UInt32($0) }
        return numbers.count == 3 ? (.podman(numbers[0], numbers[1]), Int(numbers[2])) : nil
      }
    }
  }
}
