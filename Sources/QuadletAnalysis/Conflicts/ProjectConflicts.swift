import QuadletSyntax

/// Finds the conflicts among the units that the generator loads.
public struct ProjectConflicts {
  let project: Project
  let parts: [Claims]

  /// Converts every unit of a project to learn what it claims.
  public init(_ project: Project, host: HostFacts = HostFacts()) {
    var claims = Claims()
    var converter = Converter<FactsEmitter>(project, host: host)
    for unit in project.loaded {
      converter.convert(unit)
      claims.gather(from: &converter)
    }
    self.init(project, claims: [claims])
  }

  /// Compares what the units claim, each unit in one of the parts.
  public init(_ project: Project, claims: [Claims]) {
    self.project = project
    parts = claims
  }

  /// The conflicts: ports, names, subnets, addresses, then mounts.
  public var all: [Conflict] {
    portConflicts + nameConflicts + subnetConflicts + addressConflicts + mountConflicts
  }

  /// Who claims a port of the host, on any address and with any protocol.
  public func claims(ofPort port: Int) -> [Conflict.Claim] {
    let ports = parts.flatMap { $0.ports }
    return distinct(
      ports.filter { Int($0.claim.ports.first) <= port && port <= Int($0.claim.ports.last) }.map(\.place)
    )
  }

  /// The services that units become, each with its claim.
  public var services: [(name: String, claim: Conflict.Claim)] {
    parts.flatMap { part in
      part.names.filter { $0.kind == .serviceName }.flatMap { name in
        distinct([name.place]).map { (String(decoding: part.text(name.name), as: UTF8.self) + ".service", $0) }
      }
    }
  }

  /// Places as claims, in the order of the files, each once.
  func distinct(_ places: some Sequence<Claims.Place>) -> [Conflict.Claim] {
    var result: [Conflict.Claim] = []
    let claims = places.map(claim).sorted {
      ($0.file, $0.range.lowerBound, $0.range.upperBound) < ($1.file, $1.range.lowerBound, $1.range.upperBound)
    }
    for claim in claims where result.last != claim { result.append(claim) }
    return result
  }

  private func claim(at place: Claims.Place) -> Conflict.Claim {
    let value = Int(place.start)..<Int(place.end)
    let document = place.line < 0 ? nil : project.document(ofFile: Int(place.file))
    return Conflict.Claim(
      unit: Int(place.unit),
      file: Int(place.file),
      range: document?.sourceRange(of: value, inLine: Int(place.line)) ?? 0..<0
    )
  }

  // MARK: Ports

  private var portConflicts: [Conflict] {
    if parts.allSatisfy({ $0.ports.isEmpty }) { return [] }
    let ports = parts.flatMap { $0.ports }
    var conflicts: [Conflict] = []
    var told: [String: [Set<Conflict.Claim>]] = [:]
    for overlap in PortOverlap.all(among: ports.map(\.claim)) {
      let claims = distinct(overlap.claims.lazy.map { ports[$0].place })
      if claims.count < 2 { continue }
      // What claims both families is told once.
      if overlap.host == .everyV4 { told[overlap.portKey, default: []].append(Set(claims)) }
      if overlap.host == .everyV6, told[overlap.portKey]?.contains(where: { $0.isSuperset(of: claims) }) == true {
        continue
      }
      var conflict = Conflict(kind: .port, key: overlap.key, claims: claims)
      conflict.unlisted = overlap.unlisted
      conflicts.append(conflict)
    }
    return conflicts
  }

  // MARK: Names

  private static let nameKinds: [Conflict.Kind] = [
    .serviceName, .containerName, .podName, .volumeName, .networkName, .imageName,
  ]

  /// Most names are claimed once: only those that share their hash with another of their kind are compared.
  private var nameConflicts: [Conflict] {
    var hashes = RepeatedHashes(capacity: parts.reduce(0) { $0 + $1.names.count })
    for (number, kind) in Self.nameKinds.enumerated() {
      for part in parts {
        for name in part.names where name.kind == kind { hashes.add(name.name.hash, number) }
      }
    }
    if hashes.isEmpty { return [] }
    return Self.nameKinds.enumerated().flatMap { number, kind -> [Conflict] in
      var groups: [ArraySlice<UInt8>: [Claims.Place]] = [:]
      for part in parts {
        for name in part.names where name.kind == kind && hashes.contains(name.name.hash, number) {
          groups[part.text(name.name), default: []].append(name.place)
        }
      }
      return groups.filter { $0.value.count > 1 }.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
        let key = String(decoding: $0.key, as: UTF8.self) + (kind == .serviceName ? ".service" : "")
        return Conflict(kind: kind, key: key, claims: distinct($0.value))
      }.filter { $0.claims.count > 1 }
    }
  }

  // MARK: Networks

  /// Of two subnets that meet, one lies within the other: each is told with those around it.
  private var subnetConflicts: [Conflict] {
    if parts.allSatisfy({ $0.networks.isEmpty }) { return [] }
    var all: [(claim: Claims.Network, name: ArraySlice<UInt8>)] = []
    for part in parts { for claim in part.networks { all.append((claim, part.text(claim.name))) } }
    all.sort { left, right in
      let (first, second) = (left.claim.subnet.order, right.claim.subnet.order)
      return first != second ? first < second : left.claim.place.file < right.claim.place.file
    }
    var conflicts: [Conflict] = []
    var budget = all.count * 16 + 1000
    var around: [(claim: Claims.Network, name: ArraySlice<UInt8>)] = []
    var position = 0
    while position < all.count {
      let subnet = all[position].claim.subnet
      while let last = around.last, !last.claim.subnet.contains(subnet.address) { around.removeLast() }
      while position < all.count, all[position].claim.subnet.order == subnet.order {
        around.append(all[position])
        position += 1
      }
      // Where thousands lie within each other, a conflict lists the nearest ones.
      let listed = around.count > budget ? around.suffix(100) : around[...]
      budget -= listed.count
      if listed.count < 2 { continue }
      // One network of podman, made by several units, is told by its name.
      let units = Set(listed.map(\.claim.place.unit))
      let names = Set(listed.map(\.name))
      guard units.count > 1, names.count > 1 else { continue }
      var conflict = Conflict(
        kind: .subnet,
        key: subnet.network.description,
        claims: distinct(listed.lazy.map(\.claim.place))
      )
      conflict.unlisted = around.count - listed.count
      conflicts.append(conflict)
    }
    return conflicts
  }

  private var addressConflicts: [Conflict] {
    if parts.allSatisfy({ $0.addresses.isEmpty }) { return [] }
    struct Key: Hashable {
      let network: ArraySlice<UInt8>
      let address: IPAddress
    }
    // As with names, few addresses are compared.
    var hashes = RepeatedHashes(capacity: parts.reduce(0) { $0 + $1.addresses.count })
    for part in parts {
      for claim in part.addresses { hashes.add(claim.network.hash, Int(truncatingIfNeeded: claim.address.low)) }
    }
    if hashes.isEmpty { return [] }
    var groups: [Key: [Claims.Place]] = [:]
    for part in parts {
      for claim in part.addresses
      where hashes.contains(claim.network.hash, Int(truncatingIfNeeded: claim.address.low)) {
        groups[Key(network: part.text(claim.network), address: claim.address), default: []].append(claim.place)
      }
    }
    // Networks of one name are told by their name, and not by their gateways.
    return groups.filter { group in
      Set(group.value.map(\.unit)).count > 1 && group.value.contains { project.units[Int($0.unit)].kind != .network }
    }.sorted { left, right in
      left.key.address == right.key.address
        ? left.key.network.lexicographicallyPrecedes(right.key.network)
        : left.key.address.order < right.key.address.order
    }.map { Conflict(kind: .address, key: $0.key.address.description, claims: distinct($0.value)) }
  }
}

extension Subnet {
  /// The network itself: the bits after the prefix are zero.
  var network: Subnet { Subnet(address: address.masked(to: prefixLength), prefixLength: prefixLength) }

  /// A fixed order in which a subnet comes right before those within it.
  fileprivate var order: (Int, UInt64, UInt64, Int) {
    let first = address.masked(to: prefixLength).order
    return (first.0, first.1, first.2, prefixLength)
  }
}

extension IPAddress {
  /// A fixed order: family, then bits.
  var order: (Int, UInt64, UInt64) { (isV4 ? 0 : 1, high, low) }

  /// The address with only its leading bits.
  fileprivate func masked(to length: Int) -> IPAddress {
    let ignored = (isV4 ? 32 : 128) - length
    // A shift by 64 or more leaves nothing.
    let ignoredHigh = max(0, ignored - 64)
    return IPAddress(high: (high >> ignoredHigh) << ignoredHigh, low: (low >> ignored) << ignored, isV4: isV4)
  }
}

/// Finds the hashes that occur more than once, each together with the number of what it is compared with.
private struct RepeatedHashes {
  private var repeated: Set<UInt32> = []
  /// Each hash once, 0 where there is none.
  private var slots: ContiguousArray<UInt32>

  /// Has place for as many hashes.
  init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots = ContiguousArray(repeating: 0, count: size)
  }

  /// Whether no hash occurs twice.
  var isEmpty: Bool { repeated.isEmpty }

  func contains(_ hash: UInt32, _ group: Int) -> Bool { repeated.contains(Self.mix(hash, group)) }

  mutating func add(_ hash: UInt32, _ group: Int) {
    let wanted = Self.mix(hash, group)
    let mask = slots.count - 1
    var slot = Int(wanted) & mask
    while slots[slot] != 0 {
      if slots[slot] == wanted {
        repeated.insert(wanted)
        return
      }
      slot = (slot + 1) & mask
    }
    slots[slot] = wanted
  }

  private static func mix(_ hash: UInt32, _ group: Int) -> UInt32 {
    max(1, hash ^ UInt32(truncatingIfNeeded: group) &* 0x9E37_79B1)
  }
}
