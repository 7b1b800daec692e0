import QuadletAnalysis
import QuadletSyntax

/// Files that a project can be read from: those of the disk, or those of a Git revision.
///
/// Paths are absolute, or relative to the current folder; errors are the system's.
protocol FileTree: Sendable {
  /// The path with every link resolved.
  func resolve(_ path: [UInt8]) throws(SystemError) -> [UInt8]
  /// What a path leads to, links followed.
  func kind(_ path: [UInt8]) throws(SystemError) -> FileKind
  /// What a folder holds, in bytewise order.
  func list(_ path: [UInt8]) throws(SystemError) -> FolderListing
  /// A whole file.
  func read(_ path: [UInt8], limit: Int) throws(FileSystem.ReadFailure) -> [UInt8]
  /// What the files of an inventory hold, in its order.
  func load(_ inventory: Inventory, dialect: Dialect) -> [Inventory.Content]
}

/// The files of the disk.
struct DiskTree: FileTree {
  func resolve(_ path: [UInt8]) throws(SystemError) -> [UInt8] { try FileSystem.resolve(path) }

  func kind(_ path: [UInt8]) throws(SystemError) -> FileKind { try FileSystem.kind(path) }

  func list(_ path: [UInt8]) throws(SystemError) -> FolderListing { try FileSystem.list(path) }

  func read(_ path: [UInt8], limit: Int) throws(FileSystem.ReadFailure) -> [UInt8] {
    try FileSystem.read(path, limit: limit)
  }

  func load(_ inventory: Inventory, dialect: Dialect) -> [Inventory.Content] {
    UnitLoader(inventory: inventory, dialect: dialect).load()
  }
}
