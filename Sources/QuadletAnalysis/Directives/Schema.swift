import QuadletSyntax

/// The language as a whole: every section and key that Podman or systemd knows, with the numbers that the lexer gives them.
public final class Schema: Sendable {
  /// The one schema.
  public static let shared = Schema()

  /// The numbers of all names; documents of a project are lexed with it.
  public let names: NameTable
  /// The numbers of the keys that conversions ask for.
  let keys: Keys
  let sections: Sections
  /// By section table, then by name number: the row in that table plus one, or 0.
  private let rows: [[UInt16]]
  /// By section table, then by row: the release that brought the key.
  private let releases: [[PodmanVersion]]
  /// By section table, then by row: what is to be done with values.
  private let treatments: [[Treatment]]

  private init() {
    var all: [StaticString] = []
    all.reserveCapacity(1000)
    for table in SectionTable.allCases { table.appendNames(to: &all) }
    all.append(contentsOf: Sections.names)
    let names = NameTable(all)
    self.names = names
    keys = Keys(names)
    sections = Sections(names)
    treatments = SectionTable.allCases.map { table in
      table.directives.map { Treatment($0) } + table.systemdDirectives.map { Treatment($0) }
    }
    releases = SectionTable.allCases.map { table in table.directives.map { $0.since } }
    var position = 0
    rows = SectionTable.allCases.map { table in
      var row = [UInt16](repeating: 0, count: names.count)
      for index in 0..<table.count {
        row[Int(names.given[position])] = UInt16(truncatingIfNeeded: index + 1)
        position += 1
      }
      return row
    }
  }

  /// The row of a key in a table, nil when the section does not have it.
  @inline(__always)
  func row(_ name: UInt16, in table: SectionTable) -> Int? {
    let row = rows[Int(table.rawValue)][Int(name)]
    return row == 0 ? nil : Int(row) - 1
  }

  /// What is to be done with values of a row.
  @inline(__always)
  func treatment(_ row: Int, in table: SectionTable) -> Treatment { treatments[Int(table.rawValue)][row] }

  /// Whether a release reads a key in a section of its own.
  @inline(__always)
  func isKnown(_ name: UInt16, in table: SectionTable, since version: PodmanVersion) -> Bool {
    let row = rows[Int(table.rawValue)][Int(name)]
    return row != 0 && releases[Int(table.rawValue)][Int(row) - 1] <= version
  }

  /// The directive of a key in a section that Podman reads itself; nil for a key that systemd reads.
  public func directive(_ name: UInt16, in table: SectionTable) -> Directive? {
    guard let row = row(name, in: table) else { return nil }
    let directives = table.directives
    return row < directives.count ? directives[row] : nil
  }
}

/// What a rule about values needs to know of a key, in four bytes.
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

  /// systemd has readers of its own, which are not told here.
  init(_ directive: SystemdDirective) {
    reader = .last
    grammar = directive.grammar
    empty = .asRead
    isDeprecated = false
  }
}

/// The tables of keys, one for each section that has a list of its own.
public enum SectionTable: UInt8, Sendable, CaseIterable {
  case container, volume, network, kube, image, build, pod, artifact, quadlet, unit, service, install

  /// The table of a unit kind's own section.
  public init(_ kind: UnitKind) {
    self = Self.allCases[Int(kind.rawValue)]
  }

  /// The keys that Podman reads itself; empty for the sections that it passes on to systemd.
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

  func appendNames(to names: inout [StaticString]) {
    enumerateNames { names.append($1) }
  }
}
