import QuadletSyntax

/// The units of a project to compare, by name; what each becomes is found out by a `SnapshotMaker`.
struct ProjectSnapshot: Sendable {
  /// A unit that the generator reads or should read.
  struct Unit: Sendable {
    let file: Int
    let name: String
    let kind: UnitKind
    /// The index among the units of the project, or why it is not there.
    let state: State
  }

  enum State: Sendable {
    case loaded(Int)
    case excluded(Project.Exclusion)
  }

  let project: Project
  let host: HostFacts
  let root: ProjectRoot
  /// The units in the order of their conversion; each name occurs once.
  private(set) var units: [Unit] = []
  /// By file name: the index in `units`.
  private(set) var indices: [String: Int] = [:]

  init(_ project: Project, host: HostFacts) {
    self.project = project
    self.host = host
    root = ProjectRoot(project)
    units.reserveCapacity(project.loaded.count)
    indices.reserveCapacity(project.loaded.count)
    for unit in project.loaded where !project.inventory.files[project.units[unit].file].isTemplateSource {
      add(project.units[unit].file, project.units[unit].kind, .loaded(unit))
    }
    for (file, why) in project.excluded {
      guard case .unit(let kind) = project.inventory.files[file].role else { continue }
      switch why {
      case .shadowed, .templateSource: continue
      case .malformed, .unreadable, .tooLarge, .folderRejected, .kindTooNew: add(file, kind, .excluded(why))
      }
    }
  }

  private mutating func add(_ file: Int, _ kind: UnitKind, _ state: State) {
    let name = String(decoding: project.inventory.name(of: file), as: UTF8.self)
    let index = units.count
    let known = indices[name, default: index]
    if known != index { return }
    indices[name] = index
    units.append(Unit(file: file, name: name, kind: kind, state: state))
  }

  // MARK: Questions

  /// Whether a host path is a file of the project, and therefore configuration, not data.
  func isProjectFile(_ path: [UInt8]) -> Bool { root.relative(path) != nil && host.file(path) != nil }

  /// Whether the files of two units have the same texts; a unit that does not exist has none.
  static func haveSameTexts(_ one: Unit?, in old: ProjectSnapshot, _ other: Unit?, in new: ProjectSnapshot) -> Bool {
    guard let one, let other else { return one == nil && other == nil }
    let (before, after) = (old.texts(of: one), new.texts(of: other))
    return before.count == after.count
      && zip(before, after).allSatisfy { before, after in
        guard let before, let after else { return before == nil && after == nil }
        return before.span.isSame(as: after.span)
      }
  }

  /// The texts of a unit's files, the base file first; nil for one that is not text or could not be read.
  func texts(of unit: Unit) -> [ArraySlice<UInt8>?] {
    let files = project.unit(ofFile: unit.file).map { project.files(of: $0) } ?? [unit.file]
    return files.map { project.document(ofFile: $0)?.bytes }
  }
}
