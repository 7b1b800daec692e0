import QuadletSyntax

/// What a unit becomes: its assignments, and the parts of its service, grouped by the directive that they come from.
struct UnitSnapshot {
  /// A key of a section.
  struct Key: Hashable {
    let section: String
    let name: String
  }

  /// A text, and where it is written.
  struct Item {
    let text: String
    let place: ServiceChange.Place?
  }

  /// What a directive does.
  struct Directive {
    /// The values in effect, as written.
    var values: [Item] = []
    /// The words that it adds to the commands that create the object.
    var creating: [String] = []
    /// The words that it adds to the commands that stop or reload the object.
    var others: [String] = []
    /// The lines of the service that it implies.
    var lines: [String] = []
  }

  /// Why there is no service.
  struct Refusal {
    let message: String
    let place: ServiceChange.Place?
  }

  let file: Int
  let name: String
  let kind: UnitKind
  let refusal: Refusal?
  /// The name of the service, including `.service`.
  private(set) var service = ""
  /// The name of the object in podman; empty when it is not known before the service starts.
  private(set) var resource = ""
  private(set) var keys: [Key] = []
  private(set) var directives: [Key: Directive] = [:]
  /// The assignments in the sections that systemd reads, as they are in the service.
  private(set) var systemdKeys: [Key] = []
  private(set) var systemd: [Key: [Item]] = [:]
  /// The words of the commands that create the object.
  private(set) var creating: [String] = []
  /// Those of `creating` that come from no directive.
  private(set) var generated: [String] = []
  /// The words of the other commands that come from no directive.
  private(set) var generatedOthers: [String] = []
  /// Whether the object is removed when the service stops.
  private(set) var isRemovedOnStop = false
  /// What the service mounts.
  private(set) var mounts: [StorageMount] = []
  /// Files and folders of the project that the unit names.
  private(set) var named: [NamedFile] = []
  /// Whether a link enables it.
  private(set) var isEnabled = false

  /// Creates a unit that does not become a service.
  init(file: Int, name: String, kind: UnitKind, refusal: Refusal) {
    self.file = file
    self.name = name
    self.kind = kind
    self.refusal = refusal
  }

  /// Creates a unit from its generated service and what it uses.
  init(
    _ service: Service,
    of project: Project,
    resource: [UInt8],
    root: ProjectRoot,
    facts: inout Converter<FactsEmitter>
  ) {
    let record = project.units[service.unit]
    file = record.file
    name = String(decoding: project.name(of: service.unit), as: UTF8.self)
    kind = record.kind
    refusal = nil
    self.service = String(decoding: service.name, as: UTF8.self)
    self.resource = String(decoding: resource, as: UTF8.self)
    isEnabled = service.links.links.contains { $0.path.contains(GoPath.slash) }
    var reader = SnapshotReader(service, of: project, root: root)
    reader.read()
    facts.convert(service.unit)
    reader.readStorage(&facts)
    keys = reader.keys
    directives = reader.directives
    systemdKeys = reader.systemdKeys
    systemd = reader.systemd
    creating = reader.creating
    generated = reader.generated
    generatedOthers = reader.generatedOthers
    isRemovedOnStop = reader.isRemovedOnStop
    mounts = reader.mounts
    named = reader.named
  }

  /// The unit without its directives and the parts of its service.
  var withoutParts: UnitSnapshot {
    var unit = self
    (unit.keys, unit.directives) = ([], [:])
    (unit.systemdKeys, unit.systemd) = ([], [:])
    (unit.creating, unit.generated, unit.generatedOthers) = ([], [], [])
    return unit
  }

  /// Whether the unit is a template, whose service exists once per instance.
  var isTemplate: Bool { UnitName(Array(name.utf8)).isTemplate }

  /// The directive of a key in the unit's own section.
  func own(_ key: String) -> Directive? { directives[Key(section: kind.section, name: key)] }
}
