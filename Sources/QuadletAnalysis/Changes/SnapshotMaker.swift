import QuadletSyntax

/// Finds out what the units of a project become, one after the other, and keeps the memory from unit to unit.
struct SnapshotMaker {
  let source: ProjectSnapshot
  private var converter: Converter<ServiceEmitter>
  private var facts: Converter<FactsEmitter>

  init(_ source: ProjectSnapshot) {
    self.source = source
    converter = Converter(source.project, host: source.host)
    facts = Converter(source.project, host: source.host)
  }

  /// Converts a unit, which must be done before any question about it; returns whether it becomes a service.
  mutating func convert(_ unit: ProjectSnapshot.Unit) -> Bool {
    guard case .loaded(let index) = unit.state else { return false }
    converter.convert(index)
    return converter.isAccepted
  }

  /// The generated service of the unit that was converted, which becomes one.
  var builder: ServiceBuilder { converter.out.service }

  /// The units whose names the last conversion has asked for; nil when it depends on files of the host as well.
  var askedUnits: [Int]? { converter.dependsOnHost ? nil : converter.resolver.asked }

  /// The name of a unit's service without `.service`.
  mutating func serviceName(of unit: ProjectSnapshot.Unit) -> [UInt8] {
    guard case .loaded(let index) = unit.state else { return [] }
    return converter.resolver.serviceName(index)
  }

  /// The name of the service that a unit becomes, including `.service`; empty when it becomes none.
  mutating func service(of unit: ProjectSnapshot.Unit) -> String {
    guard convert(unit), case .loaded(let index) = unit.state else { return "" }
    return String(decoding: converter.resolver.serviceName(index), as: UTF8.self) + ".service"
  }

  /// Converts a unit and tells all about it.
  mutating func snapshot(of unit: ProjectSnapshot.Unit) -> UnitSnapshot {
    _ = convert(unit)
    return snapshotOfConverted(unit)
  }

  /// Tells all about the unit that was converted last.
  mutating func snapshotOfConverted(_ unit: ProjectSnapshot.Unit) -> UnitSnapshot {
    switch unit.state {
    case .excluded(let why):
      return UnitSnapshot(file: unit.file, name: unit.name, kind: unit.kind, refusal: refusal(unit.file, why))
    case .loaded(let index):
      if let refusal = converter.refusals.first {
        var nearest = NearestUnit()
        let message = refusal.words(for: index, in: source.project, &nearest).message.text
        let place = place(of: refusal, unit.file, converter.view)
        return UnitSnapshot(
          file: unit.file,
          name: unit.name,
          kind: unit.kind,
          refusal: UnitSnapshot.Refusal(message: message, place: place)
        )
      }
      let service = Service(
        name: converter.resolver.serviceName(index) + Array(".service".utf8),
        unit: index,
        target: source.project.target,
        builder: converter.out.service,
        view: converter.view
      )
      return UnitSnapshot(
        service,
        of: source.project,
        resource: converter.resolver.resourceName(index),
        root: source.root,
        facts: &facts
      )
    }
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

  /// Why the generator does not read a file.
  private func refusal(_ file: Int, _ why: Project.Exclusion) -> UnitSnapshot.Refusal {
    var place = ServiceChange.Place(file: file, line: 1)
    let message: String
    switch why {
    case .malformed(let error):
      place = ServiceChange.Place(file: file, line: error.line + 1)
      message = error.message
    case .unreadable(let failure): message = "cannot be read: \(failure.message)"
    case .tooLarge(let oversize): message = "\(oversize.message) for a unit"
    case .folderRejected(let other):
      let name = String(decoding: source.project.inventory.name(of: other), as: UTF8.self)
      message = "\(name) does not load, so Podman skips the whole folder"
    case .kindTooNew: message = "Podman \(source.project.target.version) does not support this kind of unit"
    case .shadowed, .templateSource: message = "another file takes its place"
    }
    return UnitSnapshot.Refusal(message: message, place: place)
  }
}
