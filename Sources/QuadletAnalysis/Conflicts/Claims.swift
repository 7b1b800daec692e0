import QuadletSyntax

/// What units claim of the host, of podman's names and of its networks, gathered one by one while they are converted.
public struct Claims: Sendable {
  /// Where something is claimed: a part of a value, as the source of the file has it; the way back to the file is taken
  /// for conflicts only.
  struct Place {
    let unit: Int32
    let file: Int32
    /// The index of the line, -1 when no key says it.
    let line: Int32
    let start: UInt32
    let end: UInt32
  }

  /// A name or path that is claimed: where it lies in `text`, and its hash.
  struct Text {
    let start: Int32
    let end: Int32
    let hash: UInt32

    var isEmpty: Bool { start == end }
    var range: Range<Int> { Int(start)..<Int(end) }
  }

  struct Port {
    let claim: PortClaim
    let place: Place
  }

  struct Name {
    let kind: Conflict.Kind
    let name: Text
    let place: Place
  }

  struct Network {
    let name: Text
    let subnet: Subnet
    let place: Place
  }

  struct Address {
    let network: Text
    let address: IPAddress
    let place: Place
  }

  struct Mount {
    /// A path of the host, or the name of a volume; empty when a unit describes the volume.
    let source: Text
    /// The unit that describes the volume, -1 for none.
    let volume: Int32
    /// What the options do with it.
    let use: MountUse
    /// The pod that the container is in, -1 for none; its members share a label.
    let pod: Int32
    let place: Place
  }

  var ports: ContiguousArray<Port> = []
  var names: ContiguousArray<Name> = []
  var networks: ContiguousArray<Network> = []
  var addresses: ContiguousArray<Address> = []
  var mounts: ContiguousArray<Mount> = []
  /// The names and paths, one after the other.
  private(set) var text: [UInt8] = []

  init() {}

  /// Begins with as much memory as others have taken.
  init(sizedLike others: Claims) {
    ports.reserveCapacity(others.ports.count)
    names.reserveCapacity(others.names.count)
    mounts.reserveCapacity(others.mounts.count)
    text.reserveCapacity(others.text.count)
  }

  /// Gathers what the unit that a converter has just converted claims.
  mutating func gather(from converter: inout Converter<FactsEmitter>) {
    gatherNames(&converter)
    let groups = Self.groups(of: converter.out.facts.all)
    switch converter.view.kind {
    case .container, .pod, .kube:
      if groups.contains(.ports) { gatherPorts(&converter) }
      if groups.contains(.networks), converter.view.kind != .kube {
        gatherAddresses(&converter, hasOwn: groups.contains(.addresses))
      }
      if groups.contains(.mounts), converter.view.kind == .container { gatherMounts(&converter) }
    case .network: if groups.contains(.subnets) { gatherSubnets(&converter) }
    case .volume, .image, .build, .artifact: break
    }
  }

  /// What the facts of a unit are about; each group is gathered in a pass of its own, and most units have few.
  private struct Groups: OptionSet {
    let rawValue: UInt8
    static let ports = Groups(rawValue: 1)
    static let networks = Groups(rawValue: 2)
    static let mounts = Groups(rawValue: 4)
    static let subnets = Groups(rawValue: 8)
    static let addresses = Groups(rawValue: 16)
  }

  private static func groups(of facts: ContiguousArray<UnitFacts.Fact>) -> Groups {
    var groups: Groups = []
    for index in facts.indices {
      switch facts[index].subject {
      case .publish, .expose, .listen: groups.insert(.ports)
      case .network: groups.insert(.networks)
      case .ip, .ip6: groups.formUnion([.networks, .addresses])
      case .volume, .mount: groups.insert(.mounts)
      case .subnet: groups.insert(.subnets)
      default: continue
      }
    }
    return groups
  }

  // MARK: Text and places

  /// A name or path that is claimed.
  func text(_ text: Text) -> ArraySlice<UInt8> { self.text[text.range] }

  mutating func add(_ text: Span<UInt8>) -> Text {
    let start = Int32(truncatingIfNeeded: self.text.count)
    self.text.append(text)
    return Text(start: start, end: Int32(truncatingIfNeeded: self.text.count), hash: text.hash)
  }

  /// Where a value stands; the start of the unit's file for nil.
  func place(_ value: Value?, _ converter: inout Converter<FactsEmitter>) -> Place {
    let unit = Int32(truncatingIfNeeded: converter.unit)
    guard let value else {
      let file = converter.project.units[converter.unit].file
      return Place(unit: unit, file: Int32(truncatingIfNeeded: file), line: -1, start: 0, end: 0)
    }
    return Place(
      unit: unit,
      file: Int32(truncatingIfNeeded: converter.view.files[Int(value.assignment.document)]),
      line: Int32(truncatingIfNeeded: value.assignment.line),
      start: UInt32(truncatingIfNeeded: value.range.lowerBound),
      end: UInt32(truncatingIfNeeded: value.range.upperBound)
    )
  }
}
