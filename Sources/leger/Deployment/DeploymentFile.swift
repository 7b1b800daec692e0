/// A file of a deployment with its content.
struct DeploymentFile: Equatable, Sendable {
  /// The path within the deployment's folder.
  var path: [UInt8]
  var bytes: [UInt8]
  /// The permission bits.
  var mode: UInt16

  /// The path as text, which it is: a source with other names is refused.
  var name: String { String(decoding: path, as: UTF8.self) }

  var record: DeployedFile { DeployedFile(path: name, digest: Digest.hex(of: bytes), mode: mode) }

  /// Whether a text is the path of something below a folder, without detours.
  static func isPath(_ text: String) -> Bool {
    !text.utf8.contains(0)
      && Array(text.utf8).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
        !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8)
      }
  }
}

/// How much a source may hold.
enum SourceLimit {
  /// In bytes, of one file.
  static let file = 64 << 20
  /// In bytes, of all files.
  static let total = 256 << 20
  /// How many files.
  static let count = 10_000
}
