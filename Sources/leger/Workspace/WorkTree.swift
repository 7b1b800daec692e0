import QuadletAnalysis
import QuadletSyntax

/// The work tree of a Git repository as one side of a comparison, where it ends as a revision does: what links lead to
/// outside of it counts as missing.
///
/// A revision has nothing there, so everything would differ; and whoever wrote the repository would choose which file of the
/// machine is printed.
struct WorkTree: FileTree {
  private let top: [UInt8]
  private let host: any Host

  /// Takes the top folder, links resolved.
  init(_ top: [UInt8], on host: any Host) {
    self.top = top
    self.host = host
  }

  func resolve(_ path: [UInt8]) throws(SystemError) -> [UInt8] {
    let resolved = try host.resolve(path)
    guard Path.isInside(resolved, top) else { throw .missing }
    return resolved
  }

  func kind(_ path: [UInt8]) throws(SystemError) -> FileKind { try host.kind(try resolve(path)) }

  func list(_ path: [UInt8]) throws(SystemError) -> FolderListing { try host.list(try resolve(path)) }

  func read(_ path: [UInt8], limit: Int) throws(ReadFailure) -> [UInt8] {
    let resolved: [UInt8]
    do throws(SystemError) { resolved = try resolve(path) } catch { throw .failed(call: "open", error) }
    return try host.read(resolved, limit: limit)
  }

  func load(_ inventory: Inventory, dialect: Dialect) -> [Inventory.Content] {
    var contents = host.load(inventory, dialect: dialect)
    for file in inventory.files.indices {
      let path = inventory.path(of: file, resolved: true)
      guard host.isLink(path) else { continue }
      do throws(SystemError) { _ = try resolve(path) } catch {
        contents[file] = .unreadable(Inventory.Failure(opening: path, error))
      }
    }
    return contents
  }
}
