import QuadletAnalysis
import QuadletSyntax

/// A `.leger.yaml` that was read.
struct SettingsFile {
  /// The path to show.
  let path: [UInt8]
  let settings: ProjectSettings
  /// Its text, to show lines of it.
  let document: Document
  /// What is wrong with it, whatever the units say.
  let mistakes: [SettingsFinding]
}

/// Reads `.leger.yaml`.
enum SettingsReader {
  /// The name of the file.
  static let fileName = Array(".leger.yaml".utf8)

  /// Returns the path of the file in a folder, which is empty for the current one.
  static func path(in folder: [UInt8]) -> [UInt8] {
    Path.join(folder, fileName)
  }

  /// Whether a path names such a file.
  static func isSettings(_ path: [UInt8]) -> Bool {
    path.suffix(fileName.count).elementsEqual(fileName)
      && (path.count == fileName.count || path[path.count - fileName.count - 1] == UInt8(ascii: "/"))
  }

  /// Reads a file, or the text that replaces it.
  static func read(
    _ path: [UInt8],
    resolved: [UInt8],
    _ replacement: [UInt8]?,
    in tree: any FileTree
  ) throws(ReadFailure) -> SettingsFile {
    let bytes: [UInt8]
    if let replacement {
      bytes = replacement
    } else {
      bytes = try tree.read(resolved, limit: YAMLReader.sizeLimit)
    }
    let oversize = Oversize(bytes)
    let document = Document(oversize == nil ? bytes : [])
    do throws(YAMLProblem) {
      if let oversize { throw YAMLProblem(oversize.message, at: YAMLPlace(line: 1, column: 1)) }
      let (settings, mistakes) = ProjectSettings.read(try YAMLReader.documents(bytes))
      return SettingsFile(
        path: path,
        settings: settings,
        document: document,
        mistakes: mistakes.map(SettingsFinding.init)
      )
    } catch {
      return SettingsFile(
        path: path,
        settings: ProjectSettings(),
        document: document,
        mistakes: [SettingsFinding(error)]
      )
    }
  }
}
