import CSystem
import Glibc

/// What a file system keeps about a file beside its content: SELinux labels, access control lists, capabilities, and what
/// users attach (xattr(7)).
enum ExtendedAttributes {
  /// Hashes of the content, which the kernel computes anew (security.ima and security.evm in its documentation).
  private static let computed: [StaticString] = ["security.ima", "security.evm"]
  /// The access control list, which a new file can inherit from its folder.
  private static let accessList = Array("system.posix_acl_access".utf8)

  /// Gives an open file the attributes of another one.
  static func copy(from old: Int32, to new: Int32) throws(WriteFailure) {
    let names = try names(of: old)
    for name in names where !computed.contains(where: { $0.withUTF8Buffer { name.elementsEqual($0) } }) {
      let path = CPath(name)
      guard let value = value(path, of: old) else { throw .attribute(name, .last) }
      if self.value(path, of: new) == value { continue }
      guard fsetxattr(new, path.bytes, value, value.count, 0) == 0 else { throw .attribute(name, .last) }
    }
    if !names.contains(accessList), try self.names(of: new).contains(accessList),
      fremovexattr(new, CPath(accessList).bytes) != 0
    {
      throw .attribute(accessList, .last)
    }
  }

  private static func names(of file: Int32) throws(WriteFailure) -> [[UInt8]] {
    guard let list = buffer({ flistxattr(file, $0, $1) }) else {
      // Many file systems have none at all.
      if errno == ENOTSUP { return [] }
      throw .failed(.last)
    }
    return list.split(separator: 0).map { Array($0) }
  }

  private static func value(_ name: CPath, of file: Int32) -> [UInt8]? {
    buffer { fgetxattr(file, name.bytes, $0, $1) }
  }

  /// Returns what a call writes into a buffer whose size it tells first; nil and the error in `errno` when it fails.
  private static func buffer(_ call: (UnsafeMutablePointer<CChar>?, Int) -> Int) -> [UInt8]? {
    while true {
      let size = call(nil, 0)
      guard size > 0 else { return size == 0 ? [] : nil }
      var bytes = [CChar](repeating: 0, count: size)
      let count = bytes.withUnsafeMutableBufferPointer { call($0.baseAddress, $0.count) }
      if count >= 0 { return bytes[..<count].map { UInt8(bitPattern: $0) } }
      // It has grown meanwhile.
      if errno != ERANGE { return nil }
    }
  }
}
