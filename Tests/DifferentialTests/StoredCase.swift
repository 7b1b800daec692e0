import Foundation

/// One case of the shared corpus: where its units are, and the stored output of the real generator.
struct StoredCase: Sendable {
  /// The folders that contain cases.
  enum Suite: String, CaseIterable, Sendable {
    case real, edge
    case podmanTests = "podman-e2e"
  }

  /// The stored output of the real generator.
  struct Expectation {
    let output: [UInt8]
    let messages: [UInt8]
    let status: Int32
    /// Sorted lines `LINK -> TARGET`.
    let links: [String]
  }

  let suite: Suite
  let name: String
  /// The `corpus` folder.
  let corpus: URL
  /// The files and folders of a case from Podman's own tests.
  private let members: [String]

  /// The name for messages.
  var title: String { "\(suite.rawValue)/\(name)" }

  /// Returns all cases of a corpus.
  static func all(in corpus: URL) throws -> [StoredCase] {
    let members = try podmanMembers(corpus)
    return try Suite.allCases.flatMap { suite in
      let folder = corpus.appending(path: "expected/5.8.6/rootful/\(suite.rawValue)")
      return try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).sorted().map {
        name in
        StoredCase(suite: suite, name: name, corpus: corpus, members: members[name] ?? [])
      }
    }
  }

  private static func podmanMembers(_ corpus: URL) throws -> [String: [String]] {
    struct Entry: Decodable {
      let `case`: String
      let companions: [String]
      let dropins: [String]
    }
    let data = try Data(contentsOf: corpus.appending(path: "podman-e2e/cases.json"))
    let entries = try JSONDecoder().decode([Entry].self, from: data)
    return Dictionary(entries.map { ($0.case, [$0.case] + $0.companions + $0.dropins) }, uniquingKeysWith: { $1 })
  }

  /// Returns the stored output of one version; where it is the same as that of 5.8.6, only the latter is stored.
  func expectation(version: String, mode: String) throws -> Expectation {
    var folder = corpus.appending(path: "expected/\(version)/\(mode)/\(title)")
    if !FileManager.default.fileExists(atPath: folder.path(percentEncoded: false)) {
      folder = corpus.appending(path: "expected/5.8.6/\(mode)/\(title)")
    }
    let status = String(decoding: try Data(contentsOf: folder.appending(path: "exit")), as: UTF8.self)
    let links = (try? Data(contentsOf: folder.appending(path: "links.txt"))) ?? Data()
    return Expectation(
      output: [UInt8](try Data(contentsOf: folder.appending(path: "stdout.txt"))),
      messages: [UInt8](try Data(contentsOf: folder.appending(path: "stderr.txt"))),
      status: Int32(status.trimmingCharacters(in: .whitespacesAndNewlines)) ?? -1,
      links: String(decoding: links, as: UTF8.self).split(separator: "\n").map(String.init).sorted()
    )
  }

  /// Copies the case and its links to a folder; returns the search path.
  func install(at root: URL) throws -> [String] {
    let files = FileManager.default
    let place = root.path(percentEncoded: false)
    switch suite {
    case .real: try files.copyItem(at: corpus.appending(path: title), to: root)
    case .podmanTests:
      try files.createDirectory(at: root, withIntermediateDirectories: true)
      for member in members {
        try files.copyItem(at: corpus.appending(path: "podman-e2e/units/\(member)"), to: root.appending(path: member))
      }
    case .edge:
      let source = corpus.appending(path: title)
      let units = source.appending(path: "q")
      if files.fileExists(atPath: units.path(percentEncoded: false)) {
        try files.copyItem(at: units, to: root)
      } else {
        try files.createDirectory(at: root, withIntermediateDirectories: true)
      }
      try makeLinks(listed(source.appending(path: "links"), separator: "\n"), at: root)
      let folders = listed(source.appending(path: "unit-dirs"), separator: ":").map { moved($0, to: place) }
      if !folders.isEmpty { return folders }
    }
    return [place]
  }

  private func makeLinks(_ lines: [String], at root: URL) throws {
    let place = root.path(percentEncoded: false)
    for line in lines {
      guard let arrow = line.range(of: " -> ") else { continue }
      let path = String(line[..<arrow.lowerBound])
      let link = path.hasPrefix("/") ? URL(filePath: moved(path, to: place)) : root.appending(path: path)
      try FileManager.default.createDirectory(at: link.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        atPath: link.path(percentEncoded: false),
        withDestinationPath: moved(String(line[arrow.upperBound...]), to: place)
      )
    }
  }

  private func listed(_ file: URL, separator: Character) -> [String] {
    guard let data = try? Data(contentsOf: file) else { return [] }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      .split(separator: separator).map(String.init)
  }

  /// Replaces `/q`, where the units were in the stored runs, with the root.
  private func moved(_ path: String, to root: String) -> String {
    path == "/q" || path.hasPrefix("/q/") ? root + path.dropFirst(2) : path
  }
}
