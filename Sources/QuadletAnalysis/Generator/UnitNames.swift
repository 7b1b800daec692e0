import QuadletSyntax

/// What a unit is called once it is converted, read off its merged assignments.
struct UnitNames {
  /// The name of the service, without `.service`.
  let service: [UInt8]
  /// The name of what podman makes for the unit, as others refer to it; empty when it has none that others can know.
  let resource: [UInt8]
  /// The pod that starts this container; nil when it is in none, or starts by itself.
  let podThatStarts: Int?

  /// Names a unit of a project, whose assignments are in the view.
  init(_ unit: Int, of project: Project, _ view: borrowing UnitView) {
    let reader = ValueReader(target: project.target)
    let fileName = UnitName(Array(project.name(of: unit)))
    let kind = project.units[unit].kind
    service = Self.service(fileName, kind, project.target, view, reader)
    resource = Self.resource(fileName, kind, service, project.target, view, reader)
    podThatStarts = kind == .container ? Self.pod(fileName, project, view, reader) : nil
  }

  /// The name of a unit's service alone.
  static func service(_ unit: Int, of project: Project, _ view: borrowing UnitView) -> [UInt8] {
    let fileName = UnitName(Array(project.name(of: unit)))
    return service(fileName, project.units[unit].kind, project.target, view, ValueReader(target: project.target))
  }

  private static func service(
    _ fileName: UnitName,
    _ kind: UnitKind,
    _ target: Target,
    _ view: borrowing UnitView,
    _ reader: ValueReader
  ) -> [UInt8] {
    lookup(Schema.shared.keys.serviceName, view, reader) ?? fileName.defaultServiceName(kind, for: target)
  }

  private static func resource(
    _ fileName: UnitName,
    _ kind: UnitKind,
    _ service: [UInt8],
    _ target: Target,
    _ view: borrowing UnitView,
    _ reader: ValueReader
  ) -> [UInt8] {
    let keys = Schema.shared.keys
    let instances = target.has(.namesInstances)
    switch kind {
    case .container:
      let own = nonEmpty(keys.containerName, view, reader)
      if own == nil, !fileName.hasAt { return Array("systemd-".utf8) + service }
      let resolved = replaceServiceName(in: own ?? Array("systemd-%p_%i".utf8), with: service)
      return resolved.contains(Specifiers.sign) ? [] : resolved
    case .build:
      for tag in view.list(keys.imageTag) { return Array(view.texts[Int(tag.document)][tag.valueRange]) }
      return []
    case .pod: return nonEmpty(keys.podName, view, reader) ?? fileName.defaultResourceName(instances: false)
    case .volume: return nonEmpty(keys.volumeName, view, reader) ?? fileName.defaultResourceName(instances: instances)
    case .network: return nonEmpty(keys.networkName, view, reader) ?? fileName.defaultResourceName(instances: instances)
    case .image: return nonEmpty(keys.imageTag, view, reader) ?? lookup(keys.image, view, reader) ?? []
    case .artifact: return lookup(keys.artifact, view, reader) ?? []
    case .kube: return []
    }
  }

  private static func pod(
    _ fileName: UnitName,
    _ project: Project,
    _ view: borrowing UnitView,
    _ reader: ValueReader
  ) -> Int? {
    let keys = Schema.shared.keys
    guard let name = nonEmpty(keys.pod, view, reader), let pod = project.unit(named: name.span),
      project.units[pod].kind == .pod,
      lookup(keys.startWithPod, view, reader).map({ PodmanBoolean.isTrue($0[...]) }) ?? true,
      !(project.target.has(.podIgnoresTemplates) && fileName.isTemplate)
    else { return nil }
    return pod
  }

  private static func lookup(_ name: UInt16, _ view: borrowing UnitView, _ reader: ValueReader) -> [UInt8]? {
    guard let assignment = view.last(name) else { return nil }
    let text = view.texts[Int(assignment.document)]
    return Array(text[reader.range(of: assignment, text: text)])
  }

  private static func nonEmpty(_ name: UInt16, _ view: borrowing UnitView, _ reader: ValueReader) -> [UInt8]? {
    lookup(name, view, reader).flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func replaceServiceName(in name: [UInt8], with service: [UInt8]) -> [UInt8] {
    guard name.contains(Specifiers.sign) else { return name }
    var result: [UInt8] = []
    var position = 0
    while position < name.count {
      if name[position] == Specifiers.sign, position + 1 < name.count, name[position + 1] == UInt8(ascii: "N") {
        result += service
        position += 2
      } else {
        result.append(name[position])
        position += 1
      }
    }
    return result
  }
}
