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
    let refused = Set(Self.refusals(of: project, host).map(\.file))
    var lowest = project.target.version
    var reason: Reason?
    for version in PodmanVersion.withChanges.reversed() where version < project.target.version {
      let older = project.adapted(to: Target(version: version, scope: project.target.scope))
      reason = Self.refusals(of: older, host).first { !refused.contains($0.file) }
      if reason != nil { break }
      lowest = version
    }
    version = lowest
    self.reason = reason
  }

  /// Returns what the release refuses, file by file.
  private static func refusals(of project: Project, _ host: HostFacts) -> [Reason] {
    let version = project.target.version
    var reasons = project.excluded.compactMap { file, why -> Reason? in
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
    var converter = Converter<SilentEmitter>(project, host: host)
    var nearest = NearestUnit()
    for unit in project.loaded where !project.inventory.files[project.units[unit].file].isTemplateSource {
      converter.convert(unit)
      guard let refusal = converter.refusals.first else { continue }
      reasons.append(reason(refusal, unit, converter.view, project, &nearest))
    }
    return reasons
  }

  private static func reason(
    _ refusal: Refusal,
    _ unit: Int,
    _ view: UnitView,
    _ project: Project,
    _ nearest: inout NearestUnit
  ) -> Reason {
    let message = refusal.words(for: unit, in: project, &nearest).message.text
    let assignment: UnitView.Assignment
    switch refusal.place {
    case .key(let place): assignment = place
    case .value(let value): assignment = value.assignment
    case .unit:
      let file = project.units[unit].file
      return Reason(refusedBy: project.target.version, file: file, line: 1, text: nil, message: message)
    }
    let line = view.documents[Int(assignment.document)].line(Int(assignment.line))
    return Reason(
      refusedBy: project.target.version,
      file: view.files[Int(assignment.document)],
      line: line.index + 1,
      text: line.nameText + "=",
      message: message
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
