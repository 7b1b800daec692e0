import QuadletAnalysis
import QuadletSyntax

/// A `.leger.yaml` that was read.
struct SettingsFile {
  /// The path to show.
  let path: [UInt8]
  let settings: ProjectSettings
  /// Its text, to show places in.
  let document: Document
  /// What is wrong with it by itself.
  let mistakes: [SettingsFinding]

  /// A finding with its place.
  func located(_ finding: SettingsFinding) -> Located {
    Located(
      path: path,
      document: document,
      range: finding.place.range,
      rule: finding.rule,
      severity: finding.severity,
      message: finding.message,
      help: finding.help
    )
  }
}

/// Reads `.leger.yaml`.
enum SettingsReader {
  /// The name of the file.
  static let fileName = Array(".leger.yaml".utf8)

  /// The path of the file in a folder, which is empty for the current one.
  static func path(in folder: [UInt8]) -> [UInt8] {
    FileSystem.join(folder, fileName)
  }

  /// Whether a path names such a file.
  static func isSettings(_ path: [UInt8]) -> Bool {
    path.suffix(fileName.count).elementsEqual(fileName)
      && (path.count == fileName.count || path[path.count - fileName.count - 1] == UInt8(ascii: "/"))
  }

  /// Reads a file, or the text that stands for it.
  static func read(
    _ path: [UInt8],
    resolved: [UInt8],
    _ replacement: [UInt8]?
  ) throws(FileSystem.ReadFailure) -> SettingsFile {
    let bytes: [UInt8]
    if let replacement {
      bytes = replacement
    } else {
      bytes = try FileSystem.read(resolved, limit: YAMLReader.sizeLimit)
    }
    let document = Document(bytes)
    do throws(YAMLProblem) {
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
