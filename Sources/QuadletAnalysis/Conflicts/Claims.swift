import QuadletSyntax

/// What units claim of the host, of podman's names and of its networks, gathered one by one while they are converted.
public struct Claims: Sendable {
  /// Where something is claimed; an empty range at the start of the file when no key says it.
  struct Place: Hashable {
    let unit: Int32
    let file: Int32
    let start: UInt32
    let end: UInt32
  }

  struct Port {
    let claim: PortClaim
    let place: Place
  }

  struct Name {
    let kind: Conflict.Kind
    let name: Range<Int32>
    let place: Place
  }

  struct Network {
    let name: Range<Int32>
    let subnet: Subnet
    let place: Place
  }

  struct Address {
    let network: Range<Int32>
    let address: IPAddress
    let place: Place
  }

  struct Mount {
    /// A path of the host, or the name of a volume; empty when a unit describes the volume.
    let source: Range<Int32>
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
  private var pool: [UInt8] = []

  /// Gathers what the unit that a converter has just converted claims.
  mutating func gather<E>(_ names: UnitNames, from converter: inout Converter<E>) {
    gatherNames(names, &converter)
    switch converter.view.kind {
    case .container:
      gatherPorts(&converter)
      gatherAddresses(&converter)
      gatherMounts(&converter)
    case .pod:
      gatherPorts(&converter)
      gatherAddresses(&converter)
    case .kube: gatherPorts(&converter)
    case .network: gatherSubnets(names, &converter)
    case .volume, .image, .build, .artifact: break
    }
  }

  // MARK: Text and places

  /// A name or path that is claimed.
  func text(_ range: Range<Int32>) -> ArraySlice<UInt8> { pool[Int(range.lowerBound)..<Int(range.upperBound)] }

  mutating func add(_ text: some Collection<UInt8>) -> Range<Int32> {
    let start = Int32(truncatingIfNeeded: pool.count)
    pool.append(contentsOf: text)
    return start..<Int32(truncatingIfNeeded: pool.count)
  }

  /// Where a value stands; the start of the unit's file for nil.
  func place<E>(_ value: Value?, _ converter: inout Converter<E>) -> Place {
    let unit = Int32(truncatingIfNeeded: converter.unit)
    guard let value else {
      let file = converter.project.units[converter.unit].file
      return Place(unit: unit, file: Int32(truncatingIfNeeded: file), start: 0, end: 0)
    }
    let ordinal = Int(value.assignment.document)
    let range = converter.view.documents[ordinal].sourceRange(of: value.range, inLine: Int(value.assignment.line))
    return Place(
      unit: unit,
      file: Int32(truncatingIfNeeded: converter.view.files[ordinal]),
      start: UInt32(truncatingIfNeeded: range.lowerBound),
      end: UInt32(truncatingIfNeeded: range.upperBound)
    )
  }
}
