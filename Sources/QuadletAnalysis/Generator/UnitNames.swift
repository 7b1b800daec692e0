import QuadletSyntax

/// The names that a unit has once it is converted, read from its merged assignments.
///
/// Reusable: `read` discards the previous names and keeps the memory.
struct UnitNames: Sendable {
  /// The names, one after another.
  private(set) var text: [UInt8] = []
  /// The range of the service's name, without `.service`.
  private(set) var service = 0..<0
  /// The range of the name of the Podman object that the unit creates, as others refer to it; empty when it has none
  /// that others can know.
  private(set) var resource = 0..<0
  /// The pod that starts this container; nil when it is in none, or is started separately.
  private(set) var podThatStarts: Int?

  /// Reads the names of a unit of a project whose assignments are in the view.
  mutating func read(_ unit: Int, of project: Project, _ view: borrowing UnitView) {
    let reader = ValueReader(target: project.target)
    let fileName = project.name(of: unit)
    readService(unit, of: project, view)
    let start = text.count
    addResource(fileName.span, view, project.target, reader)
    resource = start..<text.count
    podThatStarts = view.kind == .container ? Self.pod(fileName.span, project, view, reader) : nil
  }

  /// Reads only the name of a unit's service.
  mutating func readService(_ unit: Int, of project: Project, _ view: borrowing UnitView) {
    text.removeAll(keepingCapacity: true)
    if !add(Schema.shared.keys.serviceName, view, ValueReader(target: project.target)) {
      text.appendServiceName(ofUnit: project.name(of: unit).span, project.units[unit].kind, for: project.target)
    }
    service = 0..<text.count
    resource = text.count..<text.count
    podThatStarts = nil
  }

  private mutating func addResource(
    _ fileName: Span<UInt8>,
    _ view: borrowing UnitView,
    _ target: Target,
    _ reader: ValueReader
  ) {
    let keys = Schema.shared.keys
    let instances = target.has(.namesInstances)
    switch view.kind {
    case .container: addContainerName(fileName, view, reader)
    case .build:
      for tag in view.list(keys.imageTag) {
        let source = view.texts[Int(tag.document)]
        text.append(source.span.extracting(tag.valueRange))
        return
      }
    case .pod:
      if !addNonEmpty(keys.podName, view, reader) { text.appendResourceName(ofUnit: fileName, instances: false) }
    case .volume:
      if !addNonEmpty(keys.volumeName, view, reader) {
        text.appendResourceName(ofUnit: fileName, instances: instances)
      }
    case .network:
      if !addNonEmpty(keys.networkName, view, reader) {
        text.appendResourceName(ofUnit: fileName, instances: instances)
      }
    case .image: if !addNonEmpty(keys.imageTag, view, reader) { _ = add(keys.image, view, reader) }
    case .artifact: _ = add(keys.artifact, view, reader)
    case .kube: return
    }
  }

  /// Adds the name of a container, unless systemd fills in more of it than the service's name; others cannot know such
  /// a name.
  private mutating func addContainerName(_ fileName: Span<UInt8>, _ view: borrowing UnitView, _ reader: ValueReader) {
    let start = text.count
    if !addNonEmpty(Schema.shared.keys.containerName, view, reader) {
      if fileName.contains(UnitName.at, in: fileName.all) {
        text.append("systemd-%p_%i")
      } else {
        text.append("systemd-")
        addService()
      }
    }
    guard text.span.extracting(start..<text.count).contains(byte: Specifiers.sign) else { return }
    replaceServiceName(from: start)
    if text.span.contains(Specifiers.sign, in: start..<text.count) { text.removeSubrange(start...) }
  }

  private mutating func addService() {
    for index in service { text.append(text[index]) }
  }

  private mutating func replaceServiceName(from start: Int) {
    let name = Array(text[start...])
    text.removeSubrange(start...)
    var position = 0
    while position < name.count {
      if name[position] == Specifiers.sign, position + 1 < name.count, name[position + 1] == UInt8(ascii: "N") {
        addService()
        position += 2
      } else {
        text.append(name[position])
        position += 1
      }
    }
  }

  private static func pod(
    _ fileName: Span<UInt8>,
    _ project: Project,
    _ view: borrowing UnitView,
    _ reader: ValueReader
  ) -> Int? {
    let keys = Schema.shared.keys
    guard let assignment = view.last(keys.pod) else { return nil }
    let source = view.texts[Int(assignment.document)]
    let name = reader.range(of: assignment, text: source)
    guard !name.isEmpty, let pod = project.unit(named: source.span.extracting(name)), project.units[pod].kind == .pod,
      !(project.target.has(.podIgnoresTemplates) && UnitName.isTemplate(fileName))
    else { return nil }
    guard let starts = view.last(keys.startWithPod) else { return pod }
    let text = view.texts[Int(starts.document)]
    return PodmanBoolean.isTrue(text[reader.range(of: starts, text: text)]) ? pod : nil
  }

  // MARK: Values

  /// Adds the value of a key; returns whether it is assigned at all.
  private mutating func add(_ key: UInt16, _ view: borrowing UnitView, _ reader: ValueReader) -> Bool {
    guard let assignment = view.last(key) else { return false }
    let source = view.texts[Int(assignment.document)]
    text.append(source.span.extracting(reader.range(of: assignment, text: source)))
    return true
  }

  /// Adds the value of a key; returns whether it has one.
  private mutating func addNonEmpty(_ key: UInt16, _ view: borrowing UnitView, _ reader: ValueReader) -> Bool {
    let start = text.count
    return add(key, view, reader) && text.count > start
  }
}
