import Glibc
import QuadletAnalysis
import QuadletSyntax

/// Finds and reads the files of a project, in the order in which Podman's generator would.
struct ProjectReader {
  private(set) var inventory = Inventory()
  private var visited: Set<[UInt8]> = []
  /// Folders and paths that could not be read, with the system's words.
  private(set) var problems: [(path: [UInt8], message: String)] = []
  private let target: Target
  private let readsTemplateSources: Bool

  /// Makes a reader; `readsTemplateSources` takes `NAME.container.j2` for a unit as well.
  init(target: Target, readsTemplateSources: Bool = false) {
    self.target = target
    self.readsTemplateSources = readsTemplateSources
  }

  /// Adds a folder and all below it to the search path, depth first.
  mutating func addSearchPath(_ path: [UInt8]) {
    let resolved: [UInt8]
    do throws(SystemError) {
      resolved = try FileSystem.resolve(path)
    } catch {
      // Podman keeps a folder that is not there in its list.
      _ = inventory.addFolder(path, resolvedPath: path)
      problems.append((path, error.message))
      return
    }
    addFolder(path, resolved)
  }

  private mutating func addFolder(_ path: [UInt8], _ resolved: [UInt8]) {
    if isDropInFolder(resolved) || !visited.insert(resolved).inserted { return }
    let folder = inventory.addFolder(path, resolvedPath: resolved)
    let entries: [FileSystem.Entry]
    do throws(SystemError) {
      entries = try FileSystem.list(resolved)
    } catch {
      problems.append((path, error.message))
      return
    }
    var folders: [FileSystem.Entry] = []
    var dropIns: [FileSystem.Entry] = []
    for entry in entries {
      addUnit(entry, folder)
      if entry.kind == .file || entry.kind == .special { continue }
      if entry.name.suffix(2).elementsEqual(".d".utf8) { dropIns.append(entry) }
      folders.append(entry)
    }
    for entry in dropIns { addDropIns(entry, folder, resolved) }
    for entry in folders {
      let below = join(resolved, entry.name)
      if entry.kind == nil {
        do throws(SystemError) {
          guard try FileSystem.kind(below) == .folder else { continue }
        } catch {
          // Podman takes a link that leads nowhere for a folder that is not there.
          _ = inventory.addFolder(join(path, entry.name), resolvedPath: below)
          continue
        }
      }
      guard let target = try? FileSystem.resolve(below) else { continue }
      addFolder(join(path, entry.name), target)
    }
  }

  private mutating func addUnit(_ entry: FileSystem.Entry, _ folder: Int) {
    if inventory.addUnit(entry.name.span, folder: folder) { return }
    guard readsTemplateSources, entry.name.suffix(3).elementsEqual(".j2".utf8) else { return }
    inventory.addUnit(Array(entry.name.dropLast(3)).span, folder: folder, isTemplateSource: true)
  }

  private mutating func addDropIns(_ entry: FileSystem.Entry, _ folder: Int, _ parent: [UInt8]) {
    guard let files = try? FileSystem.list(join(parent, entry.name)) else { return }
    let dropIns = files.filter { $0.name.suffix(5).elementsEqual(".conf".utf8) }
    if dropIns.isEmpty { return }
    let index = inventory.addDropInFolder(entry.name.span, folder: folder)
    for file in dropIns { inventory.addDropIn(file.name.span, dropInFolder: index) }
  }

  private func isDropInFolder(_ path: [UInt8]) -> Bool { path.suffix(2).elementsEqual(".d".utf8) }

  private func join(_ folder: [UInt8], _ name: [UInt8]) -> [UInt8] {
    folder.isEmpty || folder.last == UInt8(ascii: "/") ? folder + name : folder + [UInt8(ascii: "/")] + name
  }

  /// Reads every file and puts the project together.
  consuming func read() -> Project {
    let contents = UnitLoader(inventory: inventory, dialect: target.dialect).load()
    return Project(inventory: inventory, contents: contents, target: target)
  }
}
