import Foundation
import QuadletAnalysis
import QuadletSyntax
import TestSupport
import Testing

/// One project of `Corpus/services`: units that we wrote, and beside them what the generator makes of them.
struct ServiceCase: Sendable, CustomTestStringConvertible {
  /// What the project is called, after what it shows.
  let name: String
  private let folder: URL

  var testDescription: String { name }

  /// Where the units seem to lie: no output depends on the machine.
  static let root = "/q"

  /// All projects, sorted by name.
  static func all() throws -> [ServiceCase] {
    let folder = Corpus.folder("services")
    return try names(in: folder).filter { isFolder(folder.appending(path: $0)) }.map {
      ServiceCase(name: $0, folder: folder.appending(path: $0))
    }
  }

  /// The services that Podman 5.8.6 makes for the system.
  var golden: URL { folder.appending(path: "services.expected") }
  /// What differs in other releases, and for a user.
  var differences: URL { folder.appending(path: "releases.expected") }
  /// What the project consists of, how its services hang together, and what they fight about.
  var facts: URL { folder.appending(path: "facts.expected") }

  /// The symbolic links of the project, which are not kept as such: PATH -> TARGET.
  private var links: [(path: String, target: String)] {
    lines(of: "links").compactMap { line in
      line.range(of: " -> ").map { (String(line[..<$0.lowerBound]), String(line[$0.upperBound...])) }
    }
  }

  /// Whether only a folder on disk shows what the project is about, because it has symbolic links.
  var needsDisk: Bool { !links.isEmpty }

  /// The folders to search, within the project; the project itself when it does not say.
  private var searchPath: [String] {
    let given = lines(of: "search-path")
    return given.isEmpty ? [""] : given.map { "/" + $0 }
  }

  /// Paths that exist on the host, for devices that are passed in when they exist.
  private static let devices: Set<[UInt8]> = [Array("/dev/null".utf8)]

  /// The host on which nothing is but the project and a device.
  var host: HostFacts {
    let folder = folder
    @Sendable func bytes(_ path: [UInt8]) -> [UInt8]? {
      let text = String(decoding: path, as: UTF8.self)
      guard text.hasPrefix(Self.root + "/") else { return nil }
      let file = folder.appending(path: String(text.dropFirst(Self.root.count + 1)))
      return (try? Data(contentsOf: file)).map { [UInt8]($0) }
    }
    return HostFacts(
      pathExists: { Self.devices.contains($0) },
      file: { bytes($0).map { HostFacts.File(bytes: $0, mode: 0o644) } },
      kubernetes: { bytes($0).map { YAMLTree.kubernetes($0) } }
    )
  }

  // MARK: What leger makes of it

  /// What leger makes of the project, without anything on disk but the corpus.
  func run(_ target: Target) throws -> String {
    let project = try project(target)
    var text = ""
    var links: Set<String> = []
    var generation = Generation(project, host: host)
    generation.run { service in
      var bytes: [UInt8] = []
      service.write(to: &bytes)
      text += Self.shown(service.path, bytes)
      links.formUnion(Self.links(service))
    }
    return text + Self.shown(links.sorted(), generation.report.messages, hasErrors: generation.report.hasErrors)
  }

  /// The links that the services of the project get, as lines `LINK -> TARGET`, sorted.
  func links(_ target: Target) throws -> [String] {
    var links: Set<String> = []
    var generation = Generation(try project(target))
    generation.run { links.formUnion(Self.links($0)) }
    return links.sorted()
  }

  private static func links(_ service: Service) -> [String] {
    service.links.links.map { "\(shown($0.path[...])) -> \(shown($0.target[...]))" }
  }

  /// The same as services, messages and a status.
  func output(_ target: Target) throws -> GeneratorOutput {
    GeneratorOutput(generating: try project(target), host: host)
  }

  /// The project as the host would hand it to the core: folders depth first, names in bytewise order.
  func project(_ target: Target) throws -> Project {
    var inventory = Inventory()
    var contents: [Inventory.Content] = []
    for path in searchPath { try add(path, to: &inventory, &contents, target) }
    return Project(inventory: inventory, contents: contents, target: target)
  }

  private func add(
    _ path: String,
    to inventory: inout Inventory,
    _ contents: inout [Inventory.Content],
    _ target: Target
  ) throws {
    let place = folder.appending(path: path)
    let names = try Self.names(in: place)
    let shown = Array((Self.root + path).utf8)
    let index = inventory.addFolder(shown, resolvedPath: shown)
    func read(_ file: URL) throws {
      let document = Document([UInt8](try Data(contentsOf: file)), names: Schema.shared.names, dialect: target.dialect)
      contents.append(.document(document))
    }
    for name in names where !Self.isFolder(place.appending(path: name)) {
      if inventory.addUnit(Array(name.utf8).span, folder: index) { try read(place.appending(path: name)) }
    }
    for name in names where name.hasSuffix(".d") && Self.isFolder(place.appending(path: name)) {
      let dropIns = inventory.addDropInFolder(Array(name.utf8).span, folder: index)
      for file in try Self.names(in: place.appending(path: name)) where file.hasSuffix(".conf") {
        inventory.addDropIn(Array(file.utf8).span, dropInFolder: dropIns)
        try read(place.appending(path: name).appending(path: file))
      }
    }
    for name in names where !name.hasSuffix(".d") && Self.isFolder(place.appending(path: name)) {
      try add("\(path)/\(name)", to: &inventory, &contents, target)
    }
  }

  // MARK: On disk

  /// Copies the project to a folder, with the links that it has; answers the search path.
  func install(at root: URL) throws -> [String] {
    try FileManager.default.copyItem(at: folder, to: root)
    for link in links {
      let place = root.appending(path: link.path)
      try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        atPath: place.path(percentEncoded: false),
        withDestinationPath: link.target
      )
    }
    return searchPath.map { root.path(percentEncoded: false) + $0 }
  }

  // MARK: Text

  /// One service, as it is kept.
  static func shown(_ name: [UInt8], _ text: [UInt8]) -> String {
    "--- \(shown(name[...]))\n" + GeneratorOutput.lines(of: text).map { shown($0) + "\n" }.joined()
  }

  /// What follows the services.
  static func shown(_ links: [String], _ messages: [String], hasErrors: Bool) -> String {
    (["--- links"] + links + ["--- messages"] + messages + ["--- status", hasErrors ? "1" : "0"])
      .map { $0 + "\n" }.joined()
  }

  /// A line as it is; one that is no printable text is escaped.
  private static func shown(_ line: ArraySlice<UInt8>) -> String {
    let isPrintable = line.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    if isPrintable, let text = String(validating: line, as: UTF8.self) { return text }
    return "(escaped) " + escape(line)
  }

  private func lines(of file: String) -> [String] {
    guard let data = try? Data(contentsOf: folder.appending(path: file)) else { return [] }
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private static func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
  }

  private static func isFolder(_ place: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: place.path(percentEncoded: false), isDirectory: &isFolder)
      && isFolder.boolValue
  }
}
