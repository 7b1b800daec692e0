import Foundation
import QuadletAnalysis

/// One build of Podman's generator on this machine.
struct RealGenerator: Sendable {
  let path: String
  let version: PodmanVersion

  /// The builds to compare with: `quadlet-VERSION` in the folder that `LEGER_ORACLE` names, else the installed one.
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
      guard let result = try? launch(path, ["-version"], [:]) else { continue }
      let text = String(decoding: result.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      if let version = PodmanVersion(text) { return [RealGenerator(path: path, version: version)] }
    }
    return []
  }

  /// Runs the generator over a folder.
  func run(_ folder: String, scope: Scope) throws -> GeneratorOutput {
    let options = (scope == .user ? ["-user"] : []) + ["-no-kmsg-log", "-dryrun"]
    let result = try Self.launch(path, options, ["QUADLET_UNIT_DIRS": folder])
    return GeneratorOutput(output: result.output, messages: result.messages, status: result.status)
  }

  /// Runs a program to its end; what it prints and its exit status.
  static func launch(
    _ path: String, _ arguments: [String], _ environment: [String: String]
  ) throws -> (output: [UInt8], messages: [UInt8], status: Int32) {
    let name = "leger-output-\(UUID().uuidString)"
    let output = FileManager.default.temporaryDirectory.appending(path: name)
    FileManager.default.createFile(atPath: output.path(percentEncoded: false), contents: nil)
    defer { try? FileManager.default.removeItem(at: output) }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.environment = environment.merging(["PATH": "/usr/bin:/bin"]) { given, _ in given }
    let handle = try FileHandle(forWritingTo: output)
    let messages = Pipe()
    process.standardOutput = handle
    process.standardError = messages
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let told = try messages.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try handle.close()
    return ([UInt8](try Data(contentsOf: output)), [UInt8](told), process.terminationStatus)
  }
}
