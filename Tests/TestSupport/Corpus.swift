import Foundation
import Testing

/// The units in `Corpus/`, located relative to this file.
public enum Corpus {
  /// The root of the repository.
  public static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// A folder of units outside this repository, named by the environment variable `LEGER_SHARED`.
  public static var shared: URL? {
    ProcessInfo.processInfo.environment["LEGER_SHARED"].map { URL(filePath: $0, directoryHint: .isDirectory) }
  }

  /// A folder of `Corpus/`.
  public static func folder(_ name: String) -> URL {
    root.appending(path: "Corpus").appending(path: name)
  }

  /// The units in a folder of `Corpus/`, without the goldens next to them, sorted by name.
  public static func units(in name: String) throws -> [CorpusUnit] {
    try files(below: folder(name))
  }

  /// Every file below a folder except goldens and hidden files, sorted by path.
  public static func files(below folder: URL) throws -> [CorpusUnit] {
    let folder = folder.resolvingSymlinksInPath()
    var units: [CorpusUnit] = []
    guard let paths = FileManager.default.enumerator(atPath: folder.path(percentEncoded: false)) else {
      throw CocoaError(.fileNoSuchFile)
    }
    for case let path as String in paths where !path.hasSuffix(".expected") {
      let url = folder.appending(path: path)
      let isHidden = path.split(separator: "/").contains { $0.hasPrefix(".") }
      let values = try url.resourceValues(forKeys: [.isRegularFileKey])
      guard values.isRegularFile == true, !isHidden else { continue }
      units.append(CorpusUnit(name: path, url: url))
    }
    return units.sorted { Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8)) }
  }
}

/// A file of a corpus.
public struct CorpusUnit: Sendable, CustomTestStringConvertible {
  /// The path within the requested folder.
  public let name: String
  /// The file's location.
  public let url: URL

  /// The name, so a failed case shows which file it was.
  public var testDescription: String { name }

  /// The golden next to it.
  public var golden: URL { url.appendingPathExtension("expected") }

  /// What is in it.
  public func bytes() throws -> [UInt8] { [UInt8](try Data(contentsOf: url)) }
}

/// Settings that control a test run from outside.
public enum Setting {
  /// The value of an environment variable, or a default.
  public static func number(_ variable: String, default standard: Int) -> Int {
    ProcessInfo.processInfo.environment[variable].flatMap { Int($0) } ?? standard
  }

  /// Whether an environment variable is `1`.
  public static func isOn(_ variable: String) -> Bool {
    ProcessInfo.processInfo.environment[variable] == "1"
  }
}
