import Foundation
import Glibc

/// Calls of the C library that Swift's module of it does not show.
enum LibraryCalls {
  /// The value of an extended attribute, for `lsetxattr`.
  static func setAttribute(_ path: [UInt8], _ name: [UInt8], _ value: [UInt8]) -> Bool {
    value.withUnsafeBytes { setAttributeCall?(cPath(path), cPath(name), $0.baseAddress, $0.count, 0) == 0 }
  }

  /// The extended attributes of a file, by name; those of a link itself.
  static func attributes(_ path: [UInt8]) -> [String: [UInt8]] {
    let path = cPath(path)
    let size = listAttributesCall?(path, nil, 0) ?? 0
    if size <= 0 { return [:] }
    var names = [CChar](repeating: 0, count: size)
    let length = listAttributesCall?(path, &names, names.count) ?? 0
    var found: [String: [UInt8]] = [:]
    for name in names.prefix(max(0, length)).split(separator: 0) {
      var value = [UInt8](repeating: 0, count: 4096)
      let count = getAttributeCall?(path, Array(name) + [0], &value, value.count) ?? -1
      let text = String(decoding: name.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      found[text] = Array(value.prefix(max(0, count)))
    }
    return found
  }

  /// Makes a spawned program begin in a folder.
  static func addFolder(_ folder: [UInt8], to actions: inout posix_spawn_file_actions_t) -> Bool {
    addFolderCall?(&actions, cPath(folder)) == 0
  }

  /// Makes a pipe whose ends no program inherits; nil when there are too many open files.
  static func makePipe(_ flags: Int32 = 0) -> (reader: Int32, writer: Int32)? {
    var ends: [Int32] = [-1, -1]
    guard pipeCall?(&ends, flags | O_CLOEXEC) == 0 else { return nil }
    return (ends[0], ends[1])
  }

  /// The number of a device, as `makedev` computes it for small numbers.
  static func device(_ major: UInt64, _ minor: UInt64) -> dev_t { dev_t(major << 8 | minor) }

  private typealias SetAttribute =
    @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafeRawPointer?, Int, Int32) -> Int32
  private typealias ListAttributes = @convention(c) (UnsafePointer<CChar>, UnsafeMutablePointer<CChar>?, Int) -> Int
  private typealias GetAttribute =
    @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafeMutableRawPointer?, Int) -> Int
  private typealias AddFolder =
    @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafePointer<CChar>) -> Int32
  private typealias MakePipe = @convention(c) (UnsafeMutablePointer<Int32>, Int32) -> Int32

  private static let setAttributeCall = dlsym(nil, "lsetxattr").map { unsafeBitCast($0, to: SetAttribute.self) }
  private static let listAttributesCall = dlsym(nil, "llistxattr").map { unsafeBitCast($0, to: ListAttributes.self) }
  private static let getAttributeCall = dlsym(nil, "lgetxattr").map { unsafeBitCast($0, to: GetAttribute.self) }
  private static let addFolderCall = dlsym(nil, "posix_spawn_file_actions_addchdir_np").map {
    unsafeBitCast($0, to: AddFolder.self)
  }
  private static let pipeCall = dlsym(nil, "pipe2").map { unsafeBitCast($0, to: MakePipe.self) }
}

/// A path as C wants it: up to its first NUL.
func cPath(_ path: [UInt8]) -> [CChar] { path.map { CChar(bitPattern: $0) } + [0] }

/// Text as bytes.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

extension [UInt8] {
  /// What stands for the attack's folder in targets, arguments and contents.
  static let rootMark = Array("@ROOT@".utf8)

  /// The bytes with the attack's folder in place of its mark.
  func rooted(at root: [UInt8]) -> [UInt8] { replacing(Self.rootMark, with: root) }

  /// The path of something in this folder.
  func appending(path: [UInt8]) -> [UInt8] { isEmpty ? path : path.isEmpty ? self : self + [UInt8(ascii: "/")] + path }

  /// The path of something in this folder.
  func appending(path: String) -> [UInt8] { appending(path: Array(path.utf8)) }

  /// Whether a path is this one or lies below it.
  func contains(path: [UInt8]) -> Bool {
    isEmpty || (path.starts(with: self) && (path.count == count || path[count] == UInt8(ascii: "/")))
  }
}
