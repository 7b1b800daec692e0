import Foundation

/// The `leger` program that was built along with these tests.
struct BuiltProgram {
  let path: String

  /// Finds the program at the path in `LEGER_BINARY`, else in the folder of the test bundle.
  init?() {
    var candidates = [ProcessInfo.processInfo.environment["LEGER_BINARY"]].compactMap { $0 }
    if candidates.isEmpty {
      let running = [Bundle.main.executablePath] + CommandLine.arguments.map { $0 }
      candidates = running.compactMap { $0 }.map { path in
        let end = path.range(of: ".xctest").map(\.lowerBound) ?? path.endIndex
        return URL(filePath: String(path[..<end])).deletingLastPathComponent().appending(path: "leger")
          .path(percentEncoded: false)
      }
    }
    guard let path = candidates.first(where: FileManager.default.isExecutableFile(atPath:)) else { return nil }
    self.path = path
  }

  /// Runs `leger generate` on a search path whose first folder is `root`; in the output, `/q` replaces the root.
  func generate(_ searchPath: [String], root: String, version: String, mode: String) throws -> GeneratorOutput {
    let result = try ChildProcess.run(path, options(version, mode) + searchPath, [:])
    return GeneratorOutput(
      output: Self.replacing(root, in: result.output),
      messages: Self.replacing(root, in: result.messages),
      status: result.status
    )
  }

  /// Returns the links that `leger generate --output` creates, as sorted lines `LINK -> TARGET`.
  func links(_ searchPath: [String], output: URL, version: String, mode: String) throws -> [String] {
    let folder = output.path(percentEncoded: false)
    try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: output) }
    _ = try ChildProcess.run(path, options(version, mode) + ["--output", folder] + searchPath, [:])
    var links: [String] = []
    for case let name as String in FileManager.default.enumerator(atPath: folder) ?? .init() {
      let place = output.appending(path: name).path(percentEncoded: false)
      guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: place) else { continue }
      links.append("\(name) -> \(target)")
    }
    return links.sorted()
  }

  private func options(_ version: String, _ mode: String) -> [String] {
    ["generate", "--podman-version", version] + (mode == "user" ? ["--user"] : [])
  }

  private static func replacing(_ root: String, in bytes: [UInt8]) -> [UInt8] {
    let data = Data(bytes)
    let wanted = Data(root.utf8)
    var result: [UInt8] = []
    var position = data.startIndex
    while let found = data.range(of: wanted, in: position..<data.endIndex) {
      result += Array(data[position..<found.lowerBound]) + Array("/q".utf8)
      position = found.upperBound
    }
    return result + Array(data[position...])
  }
}
