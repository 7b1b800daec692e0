import Foundation
import QuadletAnalysis

/// One build of Podman's generator on this machine.
struct RealGenerator: Sendable {
  let path: String
  let version: PodmanVersion

  /// Returns the builds to compare with: each `quadlet-VERSION` in the folder `LEGER_ORACLE`, else the installed one.
  static func all() -> [RealGenerator] {
    if let folder = ProcessInfo.processInfo.environment["LEGER_ORACLE"] {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return names.sorted().reversed().compactMap { name in
        guard name.hasPrefix("quadlet-"), let version = PodmanVersion(String(name.dropFirst(8))) else { return nil }
        return RealGenerator(path: "\(folder)/\(name)", version: version)
      }
    }
    for path in ["/usr/libexec/podman/quadlet", "/usr/lib/podman/quadlet"]
    where FileManager.default.isExecutableFile(atPath: path) {
      guard let result = try? ChildProcess.run(path, ["-version"], [:]) else { continue }
      let text = String(decoding: result.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      if let version = PodmanVersion(text) { return [RealGenerator(path: path, version: version)] }
    }
    return []
  }

  /// Runs the generator on a folder.
  func run(_ folder: String, scope: Scope) throws -> GeneratorOutput {
    let options = (scope == .user ? ["-user"] : []) + ["-no-kmsg-log", "-dryrun"]
    let result = try ChildProcess.run(path, options, ["QUADLET_UNIT_DIRS": folder])
    return GeneratorOutput(output: result.output, messages: result.messages, status: result.status)
  }
}
