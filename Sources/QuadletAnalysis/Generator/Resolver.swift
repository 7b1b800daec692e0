import QuadletSyntax

/// What other units of the project are called once they are converted.
struct Resolver {
  private let project: Project
  private let host: HostFacts
  private lazy var view = UnitView()
  /// By unit: 0 not asked yet, 1 converts, 2 is refused.
  private var outcomes: [UInt8] = []
  private var serviceNames: [Int: [UInt8]] = [:]
  private var resourceNames: [Int: [UInt8]] = [:]
  private var members: [Int: [Int]]?
  private var prober: Prober?

  /// Converts units to learn whether they can be; made when first needed.
  private final class Prober {
    var converter: Converter<SilentEmitter>

    init(_ project: Project, _ host: HostFacts) { converter = Converter(project, host: host) }
  }

  init(_ project: Project, host: HostFacts) {
    self.project = project
    self.host = host
  }

  /// Whether a network converts; nothing else decides whether another unit does.
  mutating func converts(_ unit: Int) -> Bool {
    if outcomes.isEmpty { outcomes = [UInt8](repeating: 0, count: project.units.count) }
    if outcomes[unit] == 0 {
      let prober = prober ?? Prober(project, host)
      self.prober = prober
      prober.converter.convert(unit)
      outcomes[unit] = prober.converter.isAccepted ? 1 : 2
    }
    return outcomes[unit] == 1
  }

  /// The name of the unit's service, without `.service`.
  mutating func serviceName(_ unit: Int) -> [UInt8] {
    if let known = serviceNames[unit] { return known }
    let kind = project.units[unit].kind
    view.load(unit, of: project)
    let name: [UInt8]
    if let given = lookup(Schema.shared.keys.serviceName) {
      name = given
    } else {
      name = UnitName(Array(project.name(of: unit))).defaultServiceName(kind, for: project.target)
    }
    serviceNames[unit] = name
    return name
  }

  /// The name of what podman makes for the unit, as others refer to it; empty when it has none that others can know.
  mutating func resourceName(_ unit: Int) -> [UInt8] {
    if let known = resourceNames[unit] { return known }
    let name = findResourceName(unit)
    resourceNames[unit] = name
    return name
  }

  private mutating func findResourceName(_ unit: Int) -> [UInt8] {
    let keys = Schema.shared.keys
    let kind = project.units[unit].kind
    let name = UnitName(Array(project.name(of: unit)))
    let instances = project.target.has(.namesInstances)
    switch kind {
    case .container:
      let service = serviceName(unit)
      view.load(unit, of: project)
      let own = nonEmpty(keys.containerName) ?? Array((name.hasAt ? "systemd-%p_%i" : "systemd-%N").utf8)
      let resolved = replaceServiceName(in: own, with: service)
      return resolved.contains(UInt8(ascii: "%")) ? [] : resolved
    case .build:
      view.load(unit, of: project)
      for tag in view.list(keys.imageTag) { return Array(view.texts[Int(tag.document)][tag.valueRange]) }
      return []
    case .pod:
      view.load(unit, of: project)
      return nonEmpty(keys.podName) ?? name.defaultResourceName(instances: false)
    case .volume, .network, .image, .artifact:
      guard converts(unit) else { return [] }
      view.load(unit, of: project)
      switch kind {
      case .volume: return nonEmpty(keys.volumeName) ?? name.defaultResourceName(instances: instances)
      case .network: return nonEmpty(keys.networkName) ?? name.defaultResourceName(instances: instances)
      case .image: return nonEmpty(keys.imageTag) ?? lookup(keys.image) ?? []
      default: return lookup(keys.artifact) ?? []
      }
    case .kube: return []
    }
  }

  /// The containers that start with a pod, in the order of their conversion.
  mutating func members(of pod: Int) -> [Int] {
    if members == nil { members = findMembers() }
    return members?[pod] ?? []
  }

  private mutating func findMembers() -> [Int: [Int]] {
    let keys = Schema.shared.keys
    var found: [Int: [Int]] = [:]
    for unit in project.loaded where project.units[unit].kind == .container {
      view.load(unit, of: project)
      guard let pod = nonEmpty(keys.pod).flatMap({ project.unit(named: $0.span) }), project.units[pod].kind == .pod,
        lookup(keys.startWithPod).map({ PodmanBoolean.isTrue($0[...]) }) ?? true,
        !(project.target.has(.podIgnoresTemplates) && UnitName(Array(project.name(of: unit))).isTemplate),
        converts(unit)
      else { continue }
      found[pod, default: []].append(unit)
    }
    return found
  }

  private mutating func lookup(_ name: UInt16) -> [UInt8]? {
    guard let assignment = view.last(name) else { return nil }
    let value = ValueReader(target: project.target).value(of: assignment, in: view)
    return Array(view.texts[Int(assignment.document)][value.range])
  }

  private mutating func nonEmpty(_ name: UInt16) -> [UInt8]? {
    lookup(name).flatMap { $0.isEmpty ? nil : $0 }
  }

  private func replaceServiceName(in name: [UInt8], with service: [UInt8]) -> [UInt8] {
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
