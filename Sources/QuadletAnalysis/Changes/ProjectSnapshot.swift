import QuadletSyntax

/// All units of a project, each with what it becomes.
struct ProjectSnapshot {
  let project: Project
  let host: HostFacts
  let root: ProjectRoot
  /// The units that the generator reads or should read, in the order of their conversion; each name occurs once.
  private(set) var units: [UnitSnapshot] = []
  /// By file name: the index in `units`.
  private(set) var indices: [String: Int] = [:]
  private var nearest = NearestUnit()

  init(_ project: Project, host: HostFacts) {
    self.project = project
    self.host = host
    root = ProjectRoot(project)
    var converter = Converter<ServiceEmitter>(project, host: host)
    var facts = Converter<FactsEmitter>(project, host: host)
    for unit in project.loaded where !project.inventory.files[project.units[unit].file].isTemplateSource {
      converter.convert(unit)
      add(converted(unit, &converter, &facts))
    }
    for (file, why) in project.excluded {
      guard case .unit(let kind) = project.inventory.files[file].role, let refusal = refusal(file, why) else {
        continue
      }
      let name = String(decoding: project.inventory.name(of: file), as: UTF8.self)
      add(UnitSnapshot(file: file, name: name, kind: kind, refusal: refusal))
    }
  }

  private mutating func add(_ unit: UnitSnapshot) {
    if indices[unit.name] != nil { return }
    indices[unit.name] = units.count
    units.append(unit)
  }

  private mutating func converted(
    _ unit: Int,
    _ converter: inout Converter<ServiceEmitter>,
    _ facts: inout Converter<FactsEmitter>
  ) -> UnitSnapshot {
    let record = project.units[unit]
    if let refusal = converter.refusals.first {
      let message = refusal.words(for: unit, in: project, &nearest).message.text
      return UnitSnapshot(
        file: record.file,
        name: String(decoding: project.name(of: unit), as: UTF8.self),
        kind: record.kind,
        refusal: UnitSnapshot.Refusal(message: message, place: place(of: refusal, record.file, converter.view))
      )
    }
    let service = Service(
      name: converter.resolver.serviceName(unit) + Array(".service".utf8),
      unit: unit,
      target: project.target,
      builder: converter.out.service,
      view: converter.view
    )
    return UnitSnapshot(
      service,
      of: project,
      resource: converter.resolver.resourceName(unit),
      root: root,
      facts: &facts
    )
  }

  private func place(of refusal: Refusal, _ file: Int, _ view: UnitView) -> ServiceChange.Place {
    switch refusal.place {
    case .unit: ServiceChange.Place(file: file, line: 1)
    case .value(let value): place(of: value.assignment, view)
    case .key(let assignment): place(of: assignment, view)
    }
  }

  private func place(of assignment: UnitView.Assignment, _ view: UnitView) -> ServiceChange.Place {
    ServiceChange.Place(file: view.files[Int(assignment.document)], line: Int(assignment.line) + 1)
  }

  /// Why the generator does not read a file; nil when another file with the same name takes precedence.
  private func refusal(_ file: Int, _ why: Project.Exclusion) -> UnitSnapshot.Refusal? {
    func whole(_ message: String) -> UnitSnapshot.Refusal {
      UnitSnapshot.Refusal(message: message, place: ServiceChange.Place(file: file, line: 1))
    }
    switch why {
    case .malformed(let error):
      let place = ServiceChange.Place(file: file, line: error.line + 1)
      return UnitSnapshot.Refusal(message: error.message, place: place)
    case .unreadable(let failure): return whole("cannot be read: \(failure.message)")
    case .tooLarge(let oversize): return whole("\(oversize.message) for a unit")
    case .folderRejected(let other):
      let name = String(decoding: project.inventory.name(of: other), as: UTF8.self)
      return whole("\(name) does not load, so Podman skips the whole folder")
    case .kindTooNew: return whole("Podman \(project.target.version) does not support this kind of unit")
    case .shadowed, .templateSource: return nil
    }
  }

  // MARK: Questions

  /// Whether a host path is a file of the project, and therefore configuration, not data.
  func isProjectFile(_ path: [UInt8]) -> Bool { root.relative(path) != nil && host.file(path) != nil }

  /// The document of a unit's file.
  func document(of unit: UnitSnapshot) -> Document? { project.document(ofFile: unit.file) }
}
