import QuadletAnalysis
import QuadletSyntax

/// Files that a project can be read from: those of a host, or those of a Git revision.
///
/// Paths are absolute, or relative to the current folder; errors are those of the system.
protocol FileTree: Sendable {
  /// Returns the absolute path with every link resolved.
  func resolve(_ path: [UInt8]) throws(SystemError) -> [UInt8]
  /// Returns what a path leads to, links followed.
  func kind(_ path: [UInt8]) throws(SystemError) -> FileKind
  /// Returns what a folder holds, in bytewise order.
  func list(_ path: [UInt8]) throws(SystemError) -> FolderListing
  /// Returns the content of a regular file.
  func read(_ path: [UInt8], limit: Int) throws(ReadFailure) -> [UInt8]
  /// Returns what the files of an inventory hold, in its order; all at once, since a project can have many thousands.
  func load(_ inventory: Inventory, dialect: Dialect) -> [Inventory.Content]
}

extension FileTree {
  /// Whether a path exists, links followed; true also for one that must not be looked at.
  func exists(_ path: [UInt8]) -> Bool {
    do throws(SystemError) {
      _ = try kind(path)
      return true
    } catch {
      return !error.isAboutPath
    }
  }

  /// Returns the path with every link resolved, or the path itself where that fails; an empty one is the current folder.
  func resolvedOrSame(_ path: [UInt8]) -> [UInt8] {
    (try? resolve(path.isEmpty ? [UInt8(ascii: ".")] : path)) ?? path
  }
}

/// How large a file may be, in bytes.
enum SizeLimit {
  /// A unit, a drop-in or a bundle.
  static let unit = Oversize.byteLimit
}

/// Why a file was not read.
enum ReadFailure: Error, Equatable {
  /// It is larger than the limit, in bytes.
  case tooLarge(limit: Int)
  /// A system call failed.
  case failed(call: String, SystemError)
  /// It is a pipe, a socket or a device.
  case special
  /// A Git revision has it, but its content cannot be had, for a reason in words.
  case unavailable(String)

  /// Whether the path itself is the reason: nothing exists there, or it is not a file.
  var isAboutPath: Bool {
    switch self {
    case .failed(_, let error): error.isAboutPath
    case .special: true
    case .tooLarge, .unavailable: false
    }
  }

  /// The reason in words, to stand after the path.
  var message: String {
    switch self {
    case .tooLarge(let limit): "larger than \(limit >> 20) MiB"
    case .special: "not a regular file"
    case .failed(_, let error): error.message
    case .unavailable(let reason): reason
    }
  }
}
