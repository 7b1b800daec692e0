import QuadletAnalysis
import QuadletSyntax

/// Builds a project from texts, without any folder on disk.
public enum InMemoryProject {
  /// Creates a project of files in the folder `/units`; a path such as `web.container.d/10.conf` is a drop-in; in any
  /// other, such as `blue/web.container`, the folder is a subfolder.
  public static func make(_ files: [(path: String, bytes: [UInt8])], target: Target = Target()) -> Project {
    var inventory = Inventory()
    var contents: [Inventory.Content] = []
    let top = inventory.addFolder([], resolvedPath: Array("/units".utf8))
    var folders: [String: Int] = [:]
    for (path, bytes) in files.sorted(by: { (folder(of: $0.path), $0.path) < (folder(of: $1.path), $1.path) }) {
      var parts = path.split(separator: "/").map { Array($0.utf8) }
      var folder = top
      let folderName = Self.folder(of: path)
      if !folderName.isEmpty {
        let name = parts.removeFirst()
        folder = folders[folderName] ?? inventory.addFolder(name, resolvedPath: Array("/units/".utf8) + name)
        folders[folderName] = folder
      }
      if path.hasSuffix(".quadlets") {
        let whole = Document(bytes, names: Schema.shared.names, dialect: target.dialect)
        let index = inventory.addBundle(Array(path.utf8), document: whole)
        for part in (try? UnitBundle(bytes))?.parts ?? [] {
          inventory.addUnit(part.name.span, folder: folder, ofBundle: index, at: part.range.lowerBound)
          let text = Array(bytes[part.range])
          contents.append(.document(Document(text, names: Schema.shared.names, dialect: target.dialect)))
        }
        continue
      }
      let first = parts[0]
      let document = Document(bytes, names: Schema.shared.names, dialect: target.dialect)
      if parts.count == 2 {
        let second = parts[1]
        let index = inventory.addDropInFolder(first.span, folder: folder)
        inventory.addDropIn(second.span, dropInFolder: index)
        contents.append(.document(document))
      } else {
        let isTemplate = path.hasSuffix(".j2")
        let name = isTemplate ? Array(first.dropLast(3)) : first
        if inventory.addUnit(name.span, folder: folder, isTemplateSource: isTemplate) {
          contents.append(.document(document))
        }
      }
    }
    return Project(inventory: inventory, contents: contents, target: target)
  }

  /// The subfolder that a path starts with, empty for none.
  private static func folder(of path: String) -> String {
    let parts = path.split(separator: "/")
    return parts.count > 1 && !parts[0].hasSuffix(".d") ? String(parts[0]) : ""
  }

  /// A host on which only these files exist, in the folder of the project, readable by everyone.
  public static func host(_ files: [(path: String, bytes: [UInt8])]) -> HostFacts {
    let all = Dictionary(
      files.map { (Array("/units/\($0.path)".utf8), $0.bytes) },
      uniquingKeysWith: { first, _ in first }
    )
    return HostFacts(
      pathExists: { all[$0] != nil },
      file: { all[$0].map { HostFacts.File(bytes: $0, mode: 0o644) } },
      kubernetes: { all[$0].map { YAMLTree.kubernetes($0) } }
    )
  }

  /// All findings in a project.
  public static func findings(_ project: Project, host: HostFacts = HostFacts()) -> [Finding] {
    var linter = Linter(project, host: host)
    for file in project.inventory.files.indices { linter.lint(file: file) }
    let whole = ProjectFindings(project, facts: [linter.facts]).findings(withNotes: true)
    return project.withoutAllowed(linter.findings + whole)
  }

  /// Splits an example of a rule into its files, each with the offsets of the `↓` markers, which are removed.
  public static func example(_ text: String) -> [(path: String, bytes: [UInt8], markers: [Int])] {
    var files: [(path: String, bytes: [UInt8], markers: [Int])] = []
    var path = "web.container"
    var body = ""
    func finish() {
      if body.isEmpty { return }
      var bytes: [UInt8] = []
      var markers: [Int] = []
      for character in body.unicodeScalars {
        if character == "↓" { markers.append(bytes.count) } else { bytes += Array(String(character).utf8) }
      }
      files.append((path, bytes, markers))
      body = ""
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("--- ") {
        finish()
        path = String(line.dropFirst(4))
      } else {
        body += line + "\n"
      }
    }
    if body.hasSuffix("\n\n") || text.hasSuffix("\n") { body.removeLast() }
    finish()
    return files
  }
}
