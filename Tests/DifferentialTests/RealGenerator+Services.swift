import Foundation
import QuadletAnalysis

extension RealGenerator {
  /// The links that a run without `-dryrun` makes, as lines `LINK -> TARGET`, sorted.
  func links(_ folders: String, output: String, scope: Scope) throws -> [String] {
    try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: output) }
    let options = (scope == .user ? ["-user"] : []) + ["-no-kmsg-log", output]
    _ = try ChildProcess.run(path, options, ["QUADLET_UNIT_DIRS": folders])
    var links: [String] = []
    for case let name as String in FileManager.default.enumerator(atPath: output) ?? .init() {
      guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(output)/\(name)") else {
        continue
      }
      links.append("\(name) -> \(target)")
    }
    return links.sorted()
  }
}

extension GeneratorOutput {
  /// The same output, had the units been in `ServiceCase.root` instead of a folder.
  func moved(from folder: String) -> GeneratorOutput {
    var moved = self
    moved.messages = messages.map { $0.replacing(folder, with: ServiceCase.root) }
    for index in moved.services.indices {
      moved.services[index].text = Self.replacing(Array(folder.utf8), in: services[index].text)
    }
    return moved
  }

  private static func replacing(_ wanted: [UInt8], in bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      if rest.starts(with: wanted) {
        result += Array(ServiceCase.root.utf8)
        rest = rest.dropFirst(wanted.count)
      } else {
        result += rest.prefix(1)
        rest = rest.dropFirst()
      }
    }
    return result
  }
}
