import Foundation
import QuadletAnalysis
import TestSupport
import Testing

/// What holds for every change of every unit: the level agrees with what the generator makes.
@Suite struct ProjectChangesLawTests {
  private typealias Files = [(path: String, bytes: [UInt8])]

  /// The units of each folder of our projects, and of other people's when LEGER_SHARED leads to them.
  private static let projects: [[CorpusUnit]] = {
    var folders = [Corpus.folder("projects")]
    if let shared = Corpus.shared { folders.append(shared.appending(path: "corpus/real")) }
    let units = folders.flatMap { (try? Corpus.files(below: $0)) ?? [] }.filter {
      UnitKind(fileName: Array($0.url.lastPathComponent.utf8)) != nil
    }
    let byFolder = Dictionary(grouping: units) { $0.url.deletingLastPathComponent().path(percentEncoded: false) }
    return byFolder.sorted { $0.key < $1.key }.map(\.value)
  }()

  private func read(_ units: [CorpusUnit]) throws -> Files {
    try units.map { ($0.url.lastPathComponent, try $0.bytes()) }
  }

  private func changes(_ old: Files, _ new: Files) -> ProjectChanges {
    ProjectChanges(from: InMemoryProject.make(old), to: InMemoryProject.make(new))
  }

  @Test func `a project is what it is`() throws {
    for units in Self.projects {
      let files = try read(units)
      #expect(changes(files, files).services.isEmpty)
      let commented = files.map { ($0.path, Array("# a comment\n\n".utf8) + $0.bytes) }
      #expect(changes(files, commented).services.allSatisfy { $0.level == .noOp })
    }
  }

  /// `no-op` is told if and only if the services have the same words in them, order and comments aside.
  @Test func `the level agrees with the generated services`() throws {
    let count = Setting.number("LEGER_CHANGES", default: 250)
    var random = SplitMix64(seed: 7)
    let projects = try Self.projects.map { try read($0) }
    var mutator = Mutator([], seed: 11)
    for _ in 0..<count {
      let old = random.pick(projects)
      var new = old
      let index = random.below(new.count)
      for _ in 0...random.below(3) {
        mutator.apply(
          random.pick([.lineDeleted, .lineDoubled, .linesSwapped, .byteChanged, .byteDeleted]),
          to: &new[index].bytes
        )
      }
      let found = changes(old, new)
      let before = services(old)
      let after = services(new)
      let text = String(decoding: new[index].bytes, as: UTF8.self)
      for name in Set(before.keys).intersection(after.keys) where before[name] != after[name] {
        let change = found.services.first { $0.service == name }
        #expect(change != nil && change?.level != .noOp, "\(name) is another service:\n\(text)")
      }
      for change in found.services where [.reload, .restart, .recreate, .dataAtRisk].contains(change.level) {
        guard change.oldService == nil else { continue }
        #expect(!change.reasons.isEmpty, "\(change.service)")
        #expect(
          before[change.service] != after[change.service] || isOrder(change),
          "\(change.service) is the same:\n\(text)"
        )
      }
      for change in found.services where change.level == .removed || change.level == .refused {
        #expect(after[change.service] == nil, "\(change.service) is still there:\n\(text)")
      }
    }
  }

  /// Whether all reasons are other orders of the same words.
  private func isOrder(_ change: ServiceChange) -> Bool {
    change.reasons.allSatisfy { words($0.oldValues) == words($0.newValues) }
  }

  private func words(_ values: [String]) -> [String] {
    values.flatMap { $0.split(separator: " ").map(String.init) }.sorted()
  }

  /// By name: the words of each service, in order of themselves; a list of units in [Unit] is a set.
  private func services(_ files: Files) -> [String: [String]] {
    let lists = ["After", "Before", "Wants", "Requires", "Requisite", "BindsTo", "PartOf", "Upholds", "Conflicts"]
    var found: [String: [String]] = [:]
    var generation = Generation(InMemoryProject.make(files))
    generation.run { service in
      var text: [UInt8] = []
      service.write(to: &text)
      var section = ""
      var words: [String] = []
      var units = Set<String>()
      for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
        if line.hasPrefix("[") {
          section = String(line)
          continue
        }
        if line.hasPrefix("#") || line.hasPrefix(";") || section.hasPrefix("[X-") { continue }
        let key = line.prefix { $0 != "=" }
        let values = line.dropFirst(key.count + 1).split(separator: " ").map { "\(section)\(key)=\($0)" }
        if key == "SourcePath" { continue }
        if lists.contains(String(key)) {
          units.formUnion(values)
        } else {
          words += values.isEmpty ? ["\(key)="] : values
        }
      }
      found[String(decoding: service.name, as: UTF8.self)] = words.sorted() + units.sorted()
    }
    return found
  }
}
