import Foundation
import Glibc

/// A folder of its own for one test, removed with it.
final class ScratchFolder {
  /// Where it is, links resolved.
  let path: String

  init() throws {
    var template = Array(
      (FileManager.default.temporaryDirectory.path(percentEncoded: false) + "/leger-XXXXXX").utf8CString
    )
    guard let made = mkdtemp(&template), let resolved = realpath(made, nil) else {
      throw BuiltProgram.Failure(call: "mkdtemp", code: errno)
    }
    defer { free(resolved) }
    path = String(cString: resolved)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Writes a file; the folders above it are made.
  func write(_ name: String, _ text: String) throws {
    try write(name, Array(text.utf8))
  }

  /// Writes a file of bytes.
  func write(_ name: String, _ bytes: [UInt8]) throws {
    try write(bytes: Array(name.utf8), bytes)
  }

  /// Writes a file whose name need not be UTF-8.
  func write(bytes name: [UInt8], _ bytes: [UInt8]) throws {
    if let slash = name.lastIndex(of: UInt8(ascii: "/")) {
      try makeFolder(String(decoding: name[..<slash], as: UTF8.self))
    }
    let descriptor = open(cPath(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw BuiltProgram.Failure(call: "open", code: errno) }
    defer { close(descriptor) }
    var position = 0
    while position < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress.map { $0 + position }, buffer.count - position)
      }
      guard count > 0 else { throw BuiltProgram.Failure(call: "write", code: errno) }
      position += count
    }
  }

  /// Makes a file of a size that takes no room.
  func makeSparse(_ name: String, size: Int) throws {
    try write(name, "")
    try check("truncate", truncate(cPath(Array(name.utf8)), size))
  }

  /// Makes a folder and those above it.
  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: path + "/" + name, withIntermediateDirectories: true)
  }

  /// Makes a named pipe.
  func makePipe(_ name: String) throws {
    try check("mkfifo", mkfifo(cPath(Array(name.utf8)), 0o600))
  }

  /// Makes a symbolic link.
  func makeLink(_ name: String, to target: String) throws {
    try check("symlink", symlink(target, cPath(Array(name.utf8))))
  }

  /// Sets the permissions of a file.
  func setMode(_ name: String, _ mode: mode_t) throws {
    try check("chmod", chmod(cPath(Array(name.utf8)), mode))
  }

  /// The text of a file.
  func text(of name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path + "/" + name)), as: UTF8.self)
  }

  /// What is in a folder, sorted.
  func names(in name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path + "/" + name).sorted()
  }

  private func cPath(_ name: [UInt8]) -> [CChar] {
    (Array(path.utf8) + [UInt8(ascii: "/")] + name).map { CChar(bitPattern: $0) } + [0]
  }

  private func check(_ call: String, _ result: Int32) throws {
    if result != 0 { throw BuiltProgram.Failure(call: call, code: errno) }
  }
}
