import QuadletSyntax

/// The names that other units of the project have once they are converted.
struct Resolver {
  private let project: Project
  private let host: HostFacts
  private var view = UnitView()
  private var names = UnitNames()
  /// By unit: 0 not tried yet, 1 converts, 2 is rejected.
  private var outcomes: [UInt8] = []
  private var serviceNames: [Int: [UInt8]] = [:]
  private var resourceNames: [Int: [UInt8]] = [:]
  private var hostNetworks: [Int: Bool] = [:]
  private var members: [Int: [Int]]?
  private var prober: Prober<SilentEmitter>?
  private var factsProber: Prober<FactsEmitter>?
  /// The units whose names were asked for in the current conversion.
  private(set) var asked: [Int] = []

  /// Converts units to find out whether they can be converted; created on demand.
  private final class Prober<E: Emitter> {
    var converter: Converter<E>

    init(_ project: Project, _ host: HostFacts) { converter = Converter(project, host: host) }
  }

  init(_ project: Project, host: HostFacts) {
    self.project = project
    self.host = host
  }

  /// Forgets which units were asked about.
  mutating func beginConversion() { asked.removeAll(keepingCapacity: true) }

  /// Whether a unit can be converted; the answer is kept.
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
    asked.append(unit)
    if let known = serviceNames[unit] { return known }
    view.load(unit, of: project)
    names.readService(unit, of: project, view)
    let name = Array(names.text[names.service])
    serviceNames[unit] = name
    return name
  }

  /// The name of the Podman object that the unit creates, as others refer to it; empty when it has none that others can
  /// know.
  mutating func resourceName(_ unit: Int) -> [UInt8] {
    asked.append(unit)
    if let known = resourceNames[unit] { return known }
    let name = findResourceName(unit)
    resourceNames[unit] = name
    return name
  }

  private mutating func findResourceName(_ unit: Int) -> [UInt8] {
    switch project.units[unit].kind {
    case .volume, .network, .image, .artifact: guard converts(unit) else { return [] }
    case .container, .pod, .build, .kube: break
    }
    view.load(unit, of: project)
    names.read(unit, of: project, view)
    return Array(names.text[names.resource])
  }

  /// Whether a unit uses the host's network.
  mutating func usesHostNetwork(_ unit: Int) -> Bool {
    if let known = hostNetworks[unit] { return known }
    let prober = factsProber ?? Prober(project, host)
    factsProber = prober
    prober.converter.convert(unit)
    let answer = prober.converter.usesHostNetwork
    hostNetworks[unit] = answer
    return answer
  }

  /// The containers that start with a pod, in the order of their conversion.
  mutating func members(of pod: Int) -> [Int] {
    if members == nil { members = findMembers() }
    return members?[pod] ?? []
  }

  private mutating func findMembers() -> [Int: [Int]] {
    var found: [Int: [Int]] = [:]
    for unit in project.loaded where project.units[unit].kind == .container {
      view.load(unit, of: project)
      names.read(unit, of: project, view)
      guard let pod = names.podThatStarts, converts(unit) else { continue }
      found[pod, default: []].append(unit)
    }
    return found
  }
}
