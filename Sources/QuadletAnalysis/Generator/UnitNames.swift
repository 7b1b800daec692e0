import QuadletSyntax

/// What a unit is called once it is converted, read off its merged assignments.
struct UnitNames {
  private let project: Project
  private let unit: Int
  private let view: UnitView
  private let reader: ValueReader
  private let keys = Schema.shared.keys

  /// Names a unit of a project, whose assignments are in the view.
  init(_ unit: Int, of project: Project, _ view: UnitView) {
    self.unit = unit
    self.project = project
    self.view = view
    reader = ValueReader(target: project.target)
    service =
      Self.lookup(keys.serviceName, view, reader)
      ?? UnitName(Array(project.name(of: unit))).defaultServiceName(project.units[unit].kind, for: project.target)
  }

  private var kind: UnitKind { project.units[unit].kind }

  private var fileName: UnitName { UnitName(Array(project.name(of: unit))) }

  /// The name of the service, without `.service`.
  let service: [UInt8]

  /// The name of what podman makes for the unit, as others refer to it; empty when it has none that others can know.
  var resource: [UInt8] {
    let instances = project.target.has(.namesInstances)
    switch kind {
    case .container:
      let own = nonEmpty(keys.containerName) ?? Array((fileName.hasAt ? "systemd-%p_%i" : "systemd-%N").utf8)
      let resolved = replaceServiceName(in: own)
      return resolved.contains(UInt8(ascii: "%")) ? [] : resolved
    case .build:
      for tag in view.list(keys.imageTag) { return Array(view.texts[Int(tag.document)][tag.valueRange]) }
      return []
    case .pod: return nonEmpty(keys.podName) ?? fileName.defaultResourceName(instances: false)
    case .volume: return nonEmpty(keys.volumeName) ?? fileName.defaultResourceName(instances: instances)
    case .network: return nonEmpty(keys.networkName) ?? fileName.defaultResourceName(instances: instances)
    case .image: return nonEmpty(keys.imageTag) ?? lookup(keys.image) ?? []
    case .artifact: return lookup(keys.artifact) ?? []
    case .kube: return []
    }
  }

  /// The pod that starts this container; nil when it is in none, or starts by itself.
  var podThatStarts: Int? {
    guard let pod = nonEmpty(keys.pod).flatMap({ project.unit(named: $0.span) }), project.units[pod].kind == .pod,
      lookup(keys.startWithPod).map({ PodmanBoolean.isTrue($0[...]) }) ?? true,
      !(project.target.has(.podIgnoresTemplates) && fileName.isTemplate)
    else { return nil }
    return pod
  }

  private func lookup(_ name: UInt16) -> [UInt8]? { Self.lookup(name, view, reader) }

  private static func lookup(_ name: UInt16, _ view: UnitView, _ reader: ValueReader) -> [UInt8]? {
    guard let assignment = view.last(name) else { return nil }
    let value = reader.value(of: assignment, in: view)
    return Array(view.texts[Int(assignment.document)][value.range])
  }

  private func nonEmpty(_ name: UInt16) -> [UInt8]? {
    lookup(name).flatMap { $0.isEmpty ? nil : $0 }
  }

  private func replaceServiceName(in name: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var position = 0
    while position < name.count {
      if name[position] == UInt8(ascii: "%"), position + 1 < name.count, name[position + 1] == UInt8(ascii: "N") {
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
