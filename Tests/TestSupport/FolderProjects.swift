import Foundation
import QuadletAnalysis

/// The folders of a corpus as files for `InMemoryProject`, without reading them as a program would.
public enum FolderProjects {
  /// A folder: its units, and the drop-ins in their drop-in folders.
  public struct Folder: Sendable {
    /// The path within the corpus.
    public let name: String
    /// The files, by path within the folder.
    public let files: [(path: String, bytes: [UInt8])]
  }

  /// Every folder below another that contains units, sorted by path.
  public static func all(below root: URL) throws -> [Folder] {
    var folders: [String: [(path: String, bytes: [UInt8])]] = [:]
    for file in try Corpus.files(below: root) {
      var parts = file.name.split(separator: "/").map(String.init)
      let name = parts.removeLast()
      if UnitKind(fileName: Array(name.utf8)) != nil {
        folders[parts.joined(separator: "/"), default: []].append((name, try file.bytes()))
      } else if name.hasSuffix(".conf"), let above = parts.last, above.hasSuffix(".d") {
        parts.removeLast()
        folders[parts.joined(separator: "/"), default: []].append(("\(above)/\(name)", try file.bytes()))
      }
    }
    return folders.filter { !$0.value.allSatisfy { $0.path.contains("/") } }
      .sorted { $0.key < $1.key }.map { Folder(name: $0.key, files: $0.value) }
  }

  /// The projects in `Corpus/`, and the examples of every rule.
  public static func ours() throws -> [Folder] {
    let examples = Rule.all.flatMap { rule in
      [(rule.bad, "bad"), (rule.good, "good")].filter { $0.0.utf8CodeUnitCount > 0 }.map { text, word in
        Folder(
          name: "\(rule.name) \(word)",
          files: InMemoryProject.example("\(text)").map { ($0.path, $0.bytes) }
        )
      }
    }
    return try all(below: Corpus.root.appending(path: "Corpus")) + examples
  }

  /// What the generator produces from files: each service by name, and the messages.
  public static func generate(
    _ files: [(path: String, bytes: [UInt8])],
    _ version: PodmanVersion
  ) -> (services: [String: String], messages: [String]) {
    var generation = Generation(InMemoryProject.make(files, target: Target(version: version)))
    var services: [String: String] = [:]
    generation.run { service in
      var text: [UInt8] = []
      service.write(to: &text)
      services[escape(service.path)] = splitLines(text).map { escape($0) }.joined(separator: "\n")
    }
    return (services, generation.report.messages)
  }
}
