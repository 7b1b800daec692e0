import Foundation
import QuadletAnalysis
import QuadletSyntax

/// A small project for a comparison: units and drop-ins in one folder.
struct SampleProject: Sendable {
  /// One file; `dropInFolder` is the name of the folder that contains a drop-in.
  struct File: Sendable {
    var name: String
    var dropInFolder: String?
    var bytes: [UInt8]

    /// The path within the project.
    var path: String { (dropInFolder.map { $0 + "/" } ?? "") + name }
  }

  /// The folder's name; the name of every unit starts with it, so projects in one search path do not collide.
  var name: String
  var files: [File]

  /// The number of units.
  var unitCount: Int { files.count { $0.dropInFolder == nil } }

  /// Whether its drop-ins also apply to units of other projects, so it must run alone.
  var isSolitary: Bool {
    files.contains { file in file.dropInFolder.map { !$0.hasPrefix(name) } ?? false }
  }

  /// Writes the project to a folder below `root`.
  func write(below root: URL) throws {
    let folder = root.appending(path: name, directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for file in files {
      var place = folder
      if let dropInFolder = file.dropInFolder {
        place = folder.appending(path: dropInFolder, directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      }
      try Data(file.bytes).write(to: place.appending(path: file.name))
    }
  }

  /// Returns what leger generates from projects below a folder, all in one search path.
  static func generate(_ projects: [SampleProject], below root: String, target: Target) -> GeneratorOutput {
    let host = HostFacts(pathExists: { FileManager.default.fileExists(atPath: String(decoding: $0, as: UTF8.self)) })
    return GeneratorOutput(generating: project(projects, below: root, target: target), host: host)
  }

  /// Returns the projects below a folder, all in one search path, as one project.
  static func project(_ projects: [SampleProject], below root: String, target: Target) -> Project {
    var inventory = Inventory()
    var files: [[UInt8]] = []
    _ = inventory.addFolder(Array(root.utf8), resolvedPath: Array(root.utf8))
    for project in projects.sorted(by: { precedes($0.name, $1.name) }) {
      let path = Array("\(root)/\(project.name)".utf8)
      let folder = inventory.addFolder(path, resolvedPath: path)
      for file in project.files.filter({ $0.dropInFolder == nil }).sorted(by: { precedes($0.name, $1.name) }) {
        if inventory.addUnit(Array(file.name.utf8).span, folder: folder) { files.append(file.bytes) }
      }
      let folders = Dictionary(grouping: project.files.filter { $0.dropInFolder != nil }) { $0.dropInFolder ?? "" }
      for (name, members) in folders.sorted(by: { precedes($0.key, $1.key) }) {
        let dropInFolder = inventory.addDropInFolder(Array(name.utf8).span, folder: folder)
        for file in members.sorted(by: { precedes($0.name, $1.name) }) {
          inventory.addDropIn(Array(file.name.utf8).span, dropInFolder: dropInFolder)
          files.append(file.bytes)
        }
      }
    }
    let contents = files.map {
      Inventory.Content.document(Document($0, names: Schema.shared.names, dialect: target.dialect))
    }
    return Project(inventory: inventory, contents: contents, target: target)
  }

  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}
