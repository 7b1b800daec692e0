import QuadletSyntax

/// The oldest Podman that accepts every unit of a project that the project's target accepts.
public struct LowestRelease: Sendable {
  /// Why the release before it is too old.
  public struct Reason: Sendable, Equatable {
    /// The release that refuses.
    public let refusedBy: PodmanVersion
    /// The index of the file.
    public let file: Int
    /// The line, counted from 1.
    public let line: Int
    /// The key at fault, as in `Memory=`; nil when it is the file as a whole.
    public let text: String?
    /// Why that release refuses it.
    public let message: String
  }

  /// The release.
  public let version: PodmanVersion
  /// Why no older release is enough; nil when it is the oldest that leger knows.
  public let reason: Reason?

  /// Converts a project for older and older releases, until one refuses a unit that the project's own target accepts.
  public init(_ project: Project, host: HostFacts = HostFacts()) {
    let refused = Self.refusedFiles(of: project, host)
    var lowest = project.target.version
    var reason: Reason?
    for version in PodmanVersion.withChanges.reversed() where version < project.target.version {
      let older = project.adapted(to: Target(version: version, scope: project.target.scope))
      reason = Self.refusal(of: older, host, except: refused)
      if reason != nil { break }
      lowest = version
    }
    version = lowest
    self.reason = reason
  }

  /// Returns the files that hold something that the release refuses.
  private static func refusedFiles(of project: Project, _ host: HostFacts) -> Set<Int> {
    var files: Set<Int> = []
    for (file, why) in project.excluded where reason(why, file, project) != nil { files.insert(file) }
    forEachRefusal(of: project, host) { refusal, unit, view in
      files.insert(place(of: refusal, unit, view, project).file)
      return true
    }
    return files
  }

  /// Returns the first thing that the release refuses in none of some files.
  private static func refusal(of project: Project, _ host: HostFacts, except files: Set<Int>) -> Reason? {
    for (file, why) in project.excluded where !files.contains(file) {
      if let reason = reason(why, file, project) { return reason }
    }
    var found: Reason?
    forEachRefusal(of: project, host) { refusal, unit, view in
      if files.contains(place(of: refusal, unit, view, project).file) { return true }
      found = reason(refusal, unit, view, project)
      return false
    }
    return found
  }

  /// Hands on the first refusal of each unit, until that is enough.
  private static func forEachRefusal(of project: Project, _ host: HostFacts, _ body: (Refusal, Int, UnitView) -> Bool) {
    var converter = Converter<SilentEmitter>(project, host: host)
    for unit in project.loaded where !project.inventory.files[project.units[unit].file].isTemplateSource {
      converter.convert(unit)
      guard let refusal = converter.refusals.first else { continue }
      if !body(refusal, unit, converter.view) { return }
    }
  }

  private static func reason(_ why: Project.Exclusion, _ file: Int, _ project: Project) -> Reason? {
    let version = project.target.version
    switch why {
    case .kindTooNew:
      guard case .unit(let kind) = project.inventory.files[file].role else { return nil }
      let message = "it does not support .\(kind.word) files"
      return Reason(refusedBy: version, file: file, line: 1, text: nil, message: message)
    case .malformed(let error):
      return Reason(refusedBy: version, file: file, line: error.line + 1, text: nil, message: error.message)
    case .unreadable, .tooLarge, .folderRejected, .shadowed, .templateSource: return nil
    }
  }

  /// Where something is refused; without a line, it is the unit as a whole.
  private static func place(
    of refusal: Refusal,
    _ unit: Int,
    _ view: UnitView,
    _ project: Project
  ) -> (file: Int, line: Line?) {
    let assignment: UnitView.Assignment
    switch refusal.place {
    case .key(let place): assignment = place
    case .value(let value): assignment = value.assignment
    case .unit: return (project.units[unit].file, nil)
    }
    let document = Int(assignment.document)
    return (view.files[document], view.documents[document].line(Int(assignment.line)))
  }

  private static func reason(_ refusal: Refusal, _ unit: Int, _ view: UnitView, _ project: Project) -> Reason {
    var nearest = NearestUnit()
    let place = place(of: refusal, unit, view, project)
    return Reason(
      refusedBy: project.target.version,
      file: place.file,
      line: (place.line?.index ?? 0) + 1,
      text: place.line.map { $0.nameText + "=" },
      message: refusal.words(for: unit, in: project, &nearest).message.text
    )
  }
}

extension PodmanVersion {
  /// The releases that add or remove anything in the tables, oldest first.
  static let withChanges: [PodmanVersion] = {
    var versions: Set<PodmanVersion> = [.podman(4, 4), .podman(4, 5)]
    for kind in UnitKind.allCases { versions.insert(kind.since) }
    for table in SectionTable.allCases { for directive in table.directives { versions.insert(directive.since) } }
    return (versions.union(Behavior.releases)).sorted()
  }()
}

extension Project {
  /// Returns the same files as another release reads them.
  func adapted(to target: Target) -> Project {
    let needsParsing = target.dialect != self.target.dialect
    let contents = contents.map { content -> Inventory.Content in
      guard needsParsing, case .document(let document) = content else { return content }
      return .document(Document(Array(document.bytes), names: Schema.shared.names, dialect: target.dialect))
    }
    return Project(inventory: inventory, contents: contents, target: target)
  }
}
