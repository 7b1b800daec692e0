import QuadletAnalysis
import QuadletSyntax

/// Puts a project together from texts, without any folder on disk.
public enum InMemoryProject {
  /// Makes a project of files in one folder, `/units`; a path such as `web.container.d/10.conf` is a drop-in.
  public static func make(_ files: [(path: String, bytes: [UInt8])], target: Target = Target()) -> Project {
    var inventory = Inventory()
    var contents: [Inventory.Content] = []
    let folder = inventory.addFolder([], resolvedPath: Array("/units".utf8))
    for (path, bytes) in files.sorted(by: { $0.path < $1.path }) {
      let parts = path.split(separator: "/").map { Array($0.utf8) }
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

  /// All findings in a project.
  public static func findings(_ project: Project) -> [Finding] {
    var linter = Linter(project)
    for file in project.inventory.files.indices { linter.lint(file: file) }
    return linter.findings + ProjectFindings(project, facts: [linter.facts]).findings(withNotes: true)
  }

  /// Takes an example of a rule apart: its files, each with the offsets of the `↓` markers, which are removed.
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
