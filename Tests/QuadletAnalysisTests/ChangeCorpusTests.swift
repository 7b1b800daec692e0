import Foundation
import QuadletAnalysis
import TestSupport
import Testing

/// The pairs of projects and texts in `Corpus/changes`.
@Suite struct ChangeCorpusTests {
  /// One pair: the files of the old and of the new project.
  private struct Pair {
    let title: String
    var old: [(path: String, bytes: [UInt8])] = []
    var new: [(path: String, bytes: [UInt8])] = []
  }

  private static func pairs(in file: URL) throws -> [Pair] {
    var pairs: [Pair] = []
    var side = ""
    var path = ""
    var body = ""
    func finish() {
      guard !path.isEmpty, !pairs.isEmpty else { return }
      let entry = (path, Array(body.utf8))
      if side != "new" { pairs[pairs.count - 1].old.append(entry) }
      if side != "old" { pairs[pairs.count - 1].new.append(entry) }
      (path, body) = ("", "")
    }
    let text = try String(contentsOf: file, encoding: .utf8)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      if line.hasPrefix("=== ") {
        finish()
        pairs.append(Pair(title: String(line.dropFirst(4))))
      } else if line.hasPrefix("--- "), let space = line.dropFirst(4).firstIndex(of: " ") {
        finish()
        side = String(line.dropFirst(4)[..<space])
        path = String(line[line.index(after: space)...])
      } else {
        body += line + "\n"
      }
    }
    finish()
    return pairs
  }

  // MARK: Services

  @Test func `what services need is what is kept`() throws {
    let file = Corpus.folder("changes").appending(path: "services.changes")
    var text = ""
    for pair in try Self.pairs(in: file) {
      let (old, new) = (InMemoryProject.make(pair.old), InMemoryProject.make(pair.new))
      let changes = ProjectChanges(
        from: old,
        to: new,
        oldHost: InMemoryProject.host(pair.old),
        newHost: InMemoryProject.host(pair.new)
      ) { path, isData in
        let name = String(decoding: path, as: UTF8.self)
        guard name.contains("changed") else { return [] }
        let file = ProjectChanges.File(path: path + Array((isData ? "/data" : "").utf8), change: .changed)
        return name.hasSuffix(".yaml") ? [file, ProjectChanges.File(path: path, change: .added)] : [file]
      }
      text += "=== \(pair.title)\n" + changes.services.map { Self.shown($0, old, new) }.joined()
      for file in changes.namedFiles {
        text += "file \(String(decoding: file.path, as: UTF8.self)) \(file.change.rawValue)\n"
      }
      let counts = ChangeLevel.allCases.filter { changes.count($0) > 0 }.map { "\(changes.count($0)) \($0.word)" }
      text += "in all: \(counts.joined(separator: ", "))\n"
    }
    expectGolden(text, file.appendingPathExtension("expected"))
  }

  private static func shown(_ change: ServiceChange, _ old: Project, _ new: Project) -> String {
    func shown(_ place: ServiceChange.Place?, _ project: Project) -> String {
      place.map { "\(String(decoding: project.inventory.name(of: $0.file), as: UTF8.self)):\($0.line)" } ?? "-"
    }
    var text = "\(change.service) of \(change.unit): \(change.level.word)"
    if let name = change.oldService { text += ", was \(name)" }
    if let name = change.oldUnit { text += ", of \(name)" }
    text += change.oldFile == nil ? ", came" : change.newFile == nil ? ", went" : ""
    if !change.alsoStops.isEmpty { text += ", stops \(change.alsoStops.joined(separator: " "))" }
    text += "\n"
    for reason in change.reasons {
      text +=
        "  \(reason.level.word) [\(reason.section ?? "-")] \(reason.key ?? "-"): "
        + "\(reason.old.map { "|\($0)|" } ?? "nothing") -> \(reason.new.map { "|\($0)|" } ?? "nothing") "
        + "at \(shown(reason.oldPlace, old)) and \(shown(reason.newPlace, new)), \(reason.notes.count) notes\n"
    }
    return text
  }

  @Test func `two files that are named side by side are one unit`() throws {
    let image = Array("[Container]\nImage=localhost/app:1\n".utf8)
    let old = InMemoryProject.make([("a.container", image), ("x.container", image)])
    let new = InMemoryProject.make([("b.container", image + Array("Exec=b\n".utf8)), ("y.container", image)])
    let one = ProjectChanges(from: old, to: new, oldFiles: [0], newFiles: [0])
    #expect(one.services.map(\.level) == [.recreate])
    #expect(one.services.map(\.oldUnit) == ["a.container"])
    #expect(ProjectChanges(from: old, to: new, oldFiles: [0], newFiles: []).services.map(\.level) == [.removed])
    #expect(ProjectChanges(from: old, to: new, newFiles: [0]).services.map(\.level) == [.removed, .removed, .added])
    #expect(ProjectChanges(from: old, to: new, oldFiles: [0, 1], newFiles: [0]).services.count == 3)
  }

  // MARK: Lines

  @Test(arguments: [3, 0, 1]) func `lines and the words marked in them are those that are kept`(context: Int) throws {
    let file = Corpus.folder("changes").appending(path: "lines.changes")
    var text = ""
    for pair in try Self.pairs(in: file) {
      guard let old = pair.old.first?.bytes, let new = pair.new.first?.bytes else { continue }
      let diff = LineDiff(old, new)
      text += "=== \(pair.title): \(diff.removedCount) removed, \(diff.addedCount) added\n"
      for hunk in diff.hunks(context: context) {
        text += "@@ -\(hunk.oldStart),\(hunk.oldCount) +\(hunk.newStart),\(hunk.newCount) @@\n"
        for line in hunk.lines {
          let bytes = line.kind == .added ? new : old
          let sign = line.kind == .added ? "+" : line.kind == .removed ? "-" : " "
          text += sign + String(decoding: bytes[line.range], as: UTF8.self)
          for mark in line.marks { text += "  ^ |\(String(decoding: bytes[mark], as: UTF8.self))|\n" }
        }
      }
    }
    expectGolden(text, file.appendingPathExtension("context-\(context).expected"))
  }
}
