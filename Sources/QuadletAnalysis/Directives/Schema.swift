import QuadletSyntax

/// The whole language: every section and key that Podman or systemd knows, with the numbers that the lexer assigns.
public final class Schema: Sendable {
  /// The only schema.
  public static let shared = Schema()

  /// The numbers of all names; the documents of a project are parsed with this table.
  public let names: NameTable
  /// The numbers of the keys that conversions use by name.
  let keys: Keys
  let sections: Sections
  /// By table and name number: the index of the key among those of all tables plus one, or 0.
  private let places: [UInt16]
  /// By table: the index of its first key.
  private let firstPlaces: [UInt16]
  /// By index, for the tables that Podman reads itself: the release that introduced the key, packed.
  private let releases: [UInt32]
  /// By index: how values are treated.
  private let treatments: [Treatment]

  /// The names of all sections and keys, table by table, and where each table begins among them.
  private static let names: (all: [StaticString], starts: [UInt16]) = {
    var all: [StaticString] = []
    all.reserveCapacity(1000)
    var starts: [UInt16] = []
    starts.reserveCapacity(SectionTable.count + 1)
    for table in SectionTable.all {
      starts.append(UInt16(truncatingIfNeeded: all.count))
      for directive in table.directives { all.append(directive.name) }
      for directive in table.systemdDirectives { all.append(directive.name) }
    }
    starts.append(UInt16(truncatingIfNeeded: all.count))
    all.append(contentsOf: Sections.names)
    return (all, starts)
  }()

  /// The numbers of all names.
  static let nameTable = NameTable(names.all)

  private init() {
    var releases: [UInt32] = []
    releases.reserveCapacity(400)
    var treatments: [Treatment] = []
    treatments.reserveCapacity(1000)
    for table in SectionTable.all {
      for directive in table.directives {
        releases.append(directive.since.packed)
        treatments.append(Treatment(directive))
      }
      for directive in table.systemdDirectives { treatments.append(Treatment(directive)) }
    }
    names = Self.nameTable
    keys = Keys()
    sections = Sections(names)
    firstPlaces = Self.names.starts
    var places = [UInt16](repeating: 0, count: SectionTable.count * names.count)
    for table in 0..<SectionTable.count {
      for place in firstPlaces[table]..<firstPlaces[table + 1] {
        places[table * names.count + Int(names.given[Int(place)])] = place + 1
      }
    }
    self.places = places
    self.releases = releases
    self.treatments = treatments
  }

  /// The index of a table's key among those of all tables plus one; 0 when the section does not have it.
  @inline(__always)
  private func place(_ name: UInt16, in table: SectionTable) -> Int {
    Int(places[Int(table.rawValue) * names.count + Int(name)])
  }

  /// The row of a key in a table; nil when the section does not have it.
  @inline(__always)
  func row(_ name: UInt16, in table: SectionTable) -> Int? {
    let place = place(name, in: table)
    return place == 0 ? nil : place - 1 - Int(firstPlaces[Int(table.rawValue)])
  }

  /// How values of a row are treated.
  @inline(__always)
  func treatment(_ row: Int, in table: SectionTable) -> Treatment {
    treatments[Int(firstPlaces[Int(table.rawValue)]) + row]
  }

  /// Whether a release reads a key in a section that Podman reads itself.
  @inline(__always)
  func isKnown(_ name: UInt16, in table: SectionTable, since version: PodmanVersion) -> Bool {
    let place = place(name, in: table)
    return place != 0 && releases[place - 1] <= version.packed
  }

  /// The directive of a key in a section that Podman reads itself; nil for a key that systemd reads.
  public func directive(_ name: UInt16, in table: SectionTable) -> Directive? {
    guard let row = row(name, in: table) else { return nil }
    let directives = table.directives
    return row < directives.count ? directives[row] : nil
  }
}

/// What a rule about values needs to know about a key, in four bytes.
struct Treatment {
  let reader: Reader
  let grammar: Grammar
  let empty: EmptyValue
  let isDeprecated: Bool

  init(_ directive: Directive) {
    reader = directive.reader
    grammar = directive.grammar
    empty = directive.empty
    isDeprecated = directive.isDeprecated
  }

  /// systemd has its own readers, which are not modeled here.
  init(_ directive: SystemdDirective) {
    reader = .last
    grammar = directive.grammar
    empty = .asRead
    isDeprecated = false
  }
}

/// The tables of keys, one for each section that has its own.
public enum SectionTable: UInt8, Sendable, CaseIterable {
  case container, volume, network, kube, image, build, pod, artifact, quadlet, unit, service, install

  /// The number of tables.
  static let count = 12

  /// All tables, in the order of their numbers.
  static var all: some Sequence<SectionTable> {
    (0..<UInt8(count)).lazy.compactMap { SectionTable(rawValue: $0) }
  }

  /// The table of a unit kind's own section.
  public init(_ kind: UnitKind) {
    self = Self.allCases[Int(kind.rawValue)]
  }

  /// The keys that Podman reads itself; empty for sections that it passes on to systemd.
  public var directives: [Directive] {
    switch self {
    case .container: Directive.container
    case .volume: Directive.volume
    case .network: Directive.network
    case .kube: Directive.kube
    case .image: Directive.image
    case .build: Directive.build
    case .pod: Directive.pod
    case .artifact: Directive.artifact
    case .quadlet: Directive.quadlet
    case .unit, .service, .install: []
    }
  }

  /// The keys that systemd reads.
  public var systemdDirectives: [SystemdDirective] {
    switch self {
    case .unit: SystemdDirective.unit
    case .service: SystemdDirective.service
    case .install: SystemdDirective.install
    default: []
    }
  }

  /// The section's name.
  public var section: String {
    switch self {
    case .quadlet: "Quadlet"
    case .unit: "Unit"
    case .service: "Service"
    case .install: "Install"
    default: UnitKind.allCases[Int(rawValue)].section
    }
  }

  var count: Int { directives.count + systemdDirectives.count }

  func enumerateNames(_ body: (Int, StaticString) -> Void) {
    for (index, directive) in directives.enumerated() { body(index, directive.name) }
    for (index, directive) in systemdDirectives.enumerated() { body(index, directive.name) }
  }
}
