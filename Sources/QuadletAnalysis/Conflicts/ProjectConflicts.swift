import QuadletSyntax

/// Finds the conflicts among the units that the generator loads.
public struct ProjectConflicts {
  private let project: Project
  private var converter: Converter<SilentEmitter>
  private var ports: [(claim: PortClaim, place: Conflict.Claim)] = []
  private var names: [Name: [Conflict.Claim]] = [:]
  private var subnets: [(subnet: Subnet, place: Conflict.Claim)] = []

  private struct Name: Hashable {
    let kind: Conflict.Kind
    let name: [UInt8]
  }

  /// Collects what every unit of a project claims.
  public init(_ project: Project, host: HostFacts = HostFacts()) {
    self.project = project
    converter = Converter(project, host: host)
    for unit in project.loaded { collect(unit) }
  }

  /// The conflicts: ports, then names, then subnets.
  public var all: [Conflict] { portConflicts + nameConflicts + subnetConflicts }

  // MARK: Claims

  private mutating func collect(_ unit: Int) {
    converter.view.load(unit, of: project)
    let keys = Schema.shared.keys
    let kind = project.units[unit].kind
    if [.container, .pod, .kube].contains(kind) {
      for assignment in converter.view.list(keys.publishPort) { collectPorts(unit, assignment) }
    }
    if kind == .network {
      for assignment in converter.view.list(keys.subnet) { collectSubnet(unit, assignment) }
    }
    let nameKey = [
      .container: keys.containerName, .pod: keys.podName, .volume: keys.volumeName, .network: keys.networkName,
    ][kind]
    let nameKind: Conflict.Kind? = [
      .container: .containerName, .pod: .podName, .volume: .volumeName, .network: .networkName,
    ][kind]
    let namePlace = place(unit, nameKey.flatMap { converter.lookup($0) })
    let servicePlace = place(unit, converter.lookup(keys.serviceName))
    names[Name(kind: .serviceName, name: converter.resolver.serviceName(unit)), default: []].append(servicePlace)
    guard let nameKind else { return }
    let name = converter.resolver.resourceName(unit)
    if name.isEmpty || name.contains(UInt8(ascii: "%")) { return }
    names[Name(kind: nameKind, name: name), default: []].append(namePlace)
  }

  private mutating func collectPorts(_ unit: Int, _ assignment: UnitView.Assignment) {
    let text = converter.view.texts[Int(assignment.document)]
    guard let mapping = try? PortMapping(parsing: text.span.extracting(assignment.valueRange)) else { return }
    let place = place(unit, converter.whole(assignment))
    for claim in PortClaim.claims(of: mapping) { ports.append((claim, place)) }
  }

  private mutating func collectSubnet(_ unit: Int, _ assignment: UnitView.Assignment) {
    let text = converter.view.texts[Int(assignment.document)]
    guard let subnet = try? Subnet(parsing: text.span.extracting(assignment.valueRange)) else { return }
    subnets.append((subnet, place(unit, converter.whole(assignment))))
  }

  private func place(_ unit: Int, _ value: Value?) -> Conflict.Claim {
    guard let value else { return Conflict.Claim(unit: unit, file: project.units[unit].file, range: 0..<0) }
    let document = converter.view.documents[Int(value.assignment.document)]
    return Conflict.Claim(
      unit: unit,
      file: converter.view.files[Int(value.assignment.document)],
      range: document.sourceRange(of: value.range, inLine: Int(value.assignment.line))
    )
  }

  /// Who claims a port of the host, on any address and with any protocol.
  public func claims(ofPort port: Int) -> [Conflict.Claim] {
    distinct(ports.filter { Int($0.claim.ports.first) <= port && port <= Int($0.claim.ports.last) }.map { $0.place })
  }

  // MARK: Conflicts

  private var portConflicts: [Conflict] {
    var conflicts: [Conflict] = []
    for overlap in PortOverlap.all(among: ports.map { $0.claim }) {
      let claims = distinct(overlap.claims.map { ports[$0].place })
      // A port without an address claims both families; one conflict tells of both.
      let isRepeated = conflicts.contains { $0.claims == claims && $0.key.hasSuffix(overlap.portKey) }
      if claims.count > 1, !(overlap.host == .everyV6 && isRepeated) {
        conflicts.append(Conflict(kind: .port, key: overlap.key, claims: claims))
      }
    }
    return conflicts
  }

  private var nameConflicts: [Conflict] {
    names.filter { $0.value.count > 1 }.sorted { left, right in
      left.key.kind.rawValue != right.key.kind.rawValue
        ? left.key.kind.rawValue < right.key.kind.rawValue
        : left.key.name.lexicographicallyPrecedes(right.key.name)
    }.map { entry in
      let suffix = entry.key.kind == .serviceName ? ".service" : ""
      return Conflict(
        kind: entry.key.kind,
        key: String(decoding: entry.key.name, as: UTF8.self) + suffix,
        claims: distinct(entry.value)
      )
    }
  }

  private var subnetConflicts: [Conflict] {
    let sorted = subnets.sorted { $0.subnet.first < $1.subnet.first }
    var conflicts: [Conflict] = []
    for (index, entry) in sorted.enumerated() {
      // Of two subnets that meet, one lies within the other.
      for other in sorted[(index + 1)...] {
        guard entry.subnet.contains(other.subnet.address) else { break }
        if entry.place.unit == other.place.unit { continue }
        conflicts.append(
          Conflict(kind: .subnet, key: other.subnet.description, claims: distinct([entry.place, other.place]))
        )
      }
    }
    return conflicts
  }

  private func distinct(_ claims: [Conflict.Claim]) -> [Conflict.Claim] {
    var result: [Conflict.Claim] = []
    for claim in claims.sorted(by: { ($0.file, $0.range.lowerBound) < ($1.file, $1.range.lowerBound) })
    where result.last != claim {
      result.append(claim)
    }
    return result
  }
}

extension PortOverlap {
  /// Port and protocol, as in `:8080-8085/tcp`.
  fileprivate var portKey: String {
    ":\(ports.first)" + (ports.count > 1 ? "-\(ports.last)" : "") + "/\(transport.rawValue)"
  }

  /// Address, port and protocol.
  fileprivate var key: String {
    switch host {
    case .everyV4: "0.0.0.0" + portKey
    case .everyV6: "[::]" + portKey
    case .address(let address): (address.isV4 ? address.description : "[\(address)]") + portKey
    }
  }
}

extension Subnet: CustomStringConvertible {
  /// `10.89.0.0/24`.
  public var description: String { "\(address)/\(prefixLength)" }

  /// The first address, as something that can be put in order: family, then bits.
  fileprivate var first: (Int, UInt64, UInt64, Int) {
    let width = address.isV4 ? 32 : 128
    let ignored = width - prefixLength
    let high = ignored >= 128 ? 0 : ignored > 64 ? (address.high >> (ignored - 64)) << (ignored - 64) : address.high
    let low = ignored >= 64 ? 0 : (address.low >> ignored) << ignored
    return (address.isV4 ? 0 : 1, high, low, prefixLength)
  }
}

extension IPAddress: CustomStringConvertible {
  /// The address as it is usually written; the longest run of zeros of version 6 as `::`.
  public var description: String {
    if isV4 { return [24, 16, 8, 0].map { "\(low >> UInt64($0) & 255)" }.joined(separator: ".") }
    let groups = [high, low].flatMap { half in [48, 32, 16, 0].map { UInt16(truncatingIfNeeded: half >> UInt64($0)) } }
    var best = 0..<0
    var start = 0
    while start < 8 {
      var end = start
      while end < 8, groups[end] == 0 { end += 1 }
      if end - start > max(1, best.count) { best = start..<end }
      start = max(end, start + 1)
    }
    func text(_ range: Range<Int>) -> String { range.map { String(groups[$0], radix: 16) }.joined(separator: ":") }
    return best.isEmpty ? text(0..<8) : text(0..<best.lowerBound) + "::" + text(best.upperBound..<8)
  }
}
