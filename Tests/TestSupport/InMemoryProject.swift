import QuadletAnalysis
import QuadletSyntax

/// Builds a project from texts, without any folder on disk.
public enum InMemoryProject {
  /// Creates a project of files in the folder `/units`; a path such as `web.container.d/10.conf` is a drop-in; in any
  /// other, such as `blue/web.container`, the folder is a subfolder.
  public static func make(_ files: [(path: String, bytes: [UInt8])], target: Target = Target()) -> Project {
    Project(files: files, target: target)
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
    project.findings(host: host)
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
