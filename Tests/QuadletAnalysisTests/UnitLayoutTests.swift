import Foundation
import QuadletAnalysis
import QuadletSyntax
import TestSupport
import Testing

/// The laws of formatting: the generator makes the same of the new layout, and there is nothing left to format in it.
///
/// `LEGER_MUTANTS` says how many damaged files are tried, `LEGER_SEED` which ones.
struct UnitLayoutTests {
  private static let versions: [PodmanVersion] = [.podman(5, 0, 3), .podman(5, 4, 2), .podman(5, 8, 6)]

  private static func formatted(_ bytes: [UInt8]) -> [UInt8] {
    UnitLayout.formatted(Document(bytes, names: Schema.shared.names))
  }

  /// What is wrong with the layout of some files; nil when all is well.
  private static func failure(_ files: [(path: String, bytes: [UInt8])], _ version: PodmanVersion) -> String? {
    let laidOut = files.map { ($0.path, formatted($0.bytes)) }
    for ((path, bytes), (_, new)) in zip(files, laidOut) {
      if formatted(new) != new { return "\(path): formatting again changes \"\(escape(new))\"" }
      if comments(bytes) != comments(new) { return "\(path): comments differ" }
    }
    // What an older Podman does not read it need not read afterwards; the line that it names may move.
    let dialect = Target(version: version).dialect
    if dialect != .current, files.contains(where: { Podman.LoadError(Document($0.bytes, dialect: dialect)) != nil }) {
      return nil
    }
    let before = FolderProjects.generate(files, version)
    let after = FolderProjects.generate(laidOut, version)
    if before.messages != after.messages { return "messages differ: \(after.messages)" }
    if before.services.keys.sorted() != after.services.keys.sorted() { return "other services" }
    for (name, text) in before.services.sorted(by: { $0.key < $1.key }) where after.services[name] != text {
      return "\(name): \(firstDifference(text, after.services[name] ?? ""))"
    }
    return nil
  }

  private static func comments(_ bytes: [UInt8]) -> [[UInt8]] {
    let document = Document(bytes)
    return document.lines.filter { $0.kind == .comment || $0.kind == .skipped }.map { line in
      Array(document.bytes.dropFirst(line.trimmedRange.lowerBound).prefix(line.trimmedRange.count))
    }.filter { !$0.isEmpty }
  }

  private func check(_ folders: [FolderProjects.Folder]) {
    for folder in folders {
      for version in Self.versions {
        if let failure = Self.failure(folder.files, version) { Issue.record("\(folder.name), \(version): \(failure)") }
      }
    }
  }

  private func checkMutants(of files: [[UInt8]], count: Int) {
    let files = files.filter { $0.count < 16_384 }
    var mutator = Mutator(files, seed: UInt64(truncatingIfNeeded: Setting.number("LEGER_SEED", default: 1)))
    var random = SplitMix64(seed: 6)
    var failed = 0
    for number in 0..<count where failed < 10 {
      let version = random.pick(Self.versions)
      let mutant = mutator.next()
      guard Self.failure([("web.container", mutant)], version) != nil else { continue }
      failed += 1
      let smallest = shrink(mutant) { Self.failure([("web.container", $0)], version) != nil }
      let why = Self.failure([("web.container", smallest)], version) ?? ""
      Issue.record("mutant \(number), \(version), \"\(escape(smallest))\": \(why)")
    }
  }

  @Test func `formatting keeps what the generator makes of our corpus`() throws { check(try FolderProjects.ours()) }

  @Test func `formatting keeps what the generator makes of damaged units`() throws {
    let files = try Corpus.files(below: Corpus.root.appending(path: "Corpus")).map { try $0.bytes() }
    checkMutants(of: files, count: Setting.number("LEGER_MUTANTS", default: 3_000))
  }

  @Test(.enabled(if: Corpus.shared != nil, "skipped: LEGER_SHARED does not name a folder of units"))
  func `formatting keeps what the generator makes of a shared corpus`() throws {
    let folders = try FolderProjects.all(below: try #require(Corpus.shared).appending(path: "corpus"))
    check(folders)
    checkMutants(of: folders.flatMap { $0.files.map(\.bytes) }, count: Setting.number("LEGER_MUTANTS", default: 3_000))
  }

  @Test(arguments: [
    ("blanks around = and at the ends", " [Container] \n\tImage  =  a \t\n", "[Container]\nImage=a\n"),
    ("line ends", "[Container]\r\nImage=a\r\n", "[Container]\nImage=a\n"),
    ("the last newline", "[Container]\nImage=a", "[Container]\nImage=a\n"),
    ("an empty line before a section", "[A]\na=b\n[B]\n", "[A]\na=b\n\n[B]\n"),
    ("none before what older releases take for an assignment", "[A]\n# c\n;=\n[B]\n", "[A]\n# c\n;=\n[B]\n"),
    ("but before a comment with a semicolon", "[A]\n; c\n[B]\n", "[A]\n\n; c\n[B]\n"),
    ("its comment included", "[A]\na=b\n# c\n[B]\n", "[A]\na=b\n\n# c\n[B]\n"),
    ("two empty lines stay, since the service has one of them", "[A]\n\n\n[B]\n", "[A]\n\n\n[B]\n"),
    ("no empty line at the top", "\n# c\n[A]\n", "# c\n[A]\n"),
    ("but two stay", "\n\n[A]\n", "\n\n[A]\n"),
    (
      "pieces of a value keep their distance", "[A]\na=b \\\n        c \\\n          d \\\n# e\n        f\n",
      "[A]\na=b \\\n  c \\\n    d \\\n  # e\n  f\n"
    ),
    ("blanks before a backslash stay", "[A]\na = b  \\ \nc\n", "[A]\na=b  \\\n  c\n"),
    ("blanks in comments and values stay", "[A]\n  #  c  d \na=b  c\n", "[A]\n#  c  d\na=b  c\n"),
    ("a file that Podman rejects stays", "[A]  \n  a\n", "[A]  \n  a\n"),
    ("a line that older releases take for a comment stays", "[A]\n: = b\n", "[A]\n: = b\n"),
    ("an empty file", "", ""),
  ])
  func layout(_ what: String, _ old: String, _ new: String) {
    #expect(String(decoding: Self.formatted(Array(old.utf8)), as: UTF8.self) == new, "\(what)")
  }

  @Test func `each unit of a bundle is formatted by itself`() {
    let old = "\n# FileName=a\n [Container]\r\nImage = x\r\n ---\r\n# FileName=b\n[Volume]\n"
    let new = "\n# FileName=a\n[Container]\nImage=x\n---\n# FileName=b\n[Volume]\n"
    #expect(UnitLayout.formatted(bundle: Array(old.utf8)) == Array(new.utf8))
    #expect(UnitLayout.formatted(bundle: Array(new.utf8)) == Array(new.utf8))
  }

  @Test(arguments: [
    ("[A]\na=b \\\n\tc \\\n\t  d\n", "[A]\na=b \\\n  c \\\n    d\n"),
    ("[A]\na=b \\\n    \tc \\\n        d\n", "[A]\na=b \\\n  c \\\n  d\n"),
    ("[A]\na=b \\\n\t\tc \\\n\td\n", "[A]\na=b \\\n          c \\\n  d\n"), ("\n[A]\n", "[A]\n"),
    ("[A]\n# c\n\n# d\n[B]\n", "[A]\n# c\n\n# d\n[B]\n"), ("[A]\na=\n", "[A]\na=\n"),
  ])
  func `continuations, comments and empty lines are laid out`(_ old: String, _ new: String) {
    #expect(String(decoding: UnitLayout.formatted(Document(Array(old.utf8))), as: UTF8.self) == new)
  }
}
