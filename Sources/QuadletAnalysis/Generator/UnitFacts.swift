import QuadletSyntax

/// What a unit uses, joins, names and needs, as its conversion states it: the one reading of a unit's ports, mounts,
/// networks and options.
///
/// A fact reads the same whichever way it is written: as a key, among `PodmanArgs=` or `GlobalArgs=`, in a drop-in, by the
/// pod of a container or in Kubernetes YAML. Rules, conflicts, overview, changes and settings ask these facts and never the
/// text of a unit. Reusable: `begin` forgets what was stated and keeps the memory.
struct UnitFacts: Sendable {
  /// Which part of a project says something.
  enum Source: UInt8, Sendable {
    /// A key of the unit's own section.
    case key
    /// `PodmanArgs=`.
    case podmanArgs
    /// `GlobalArgs=`.
    case globalArgs
    /// The pod that the container is in.
    case pod
    /// A file of `Yaml=`.
    case kubernetes

    /// Whether the unit itself says it to the command that podman runs; `GlobalArgs=` are for podman.
    var isForCommand: Bool { self == .key || self == .podmanArgs }
  }

  /// Where text lies: in a document of the unit, or in the pool of the facts.
  struct Text: Sendable {
    /// The ordinal of the document, -1 for the pool.
    let document: Int32
    private let start: UInt32
    private let end: UInt32

    init(document: Int32, _ range: Range<Int>) {
      self.document = document
      start = UInt32(truncatingIfNeeded: range.lowerBound)
      end = UInt32(truncatingIfNeeded: range.upperBound)
    }

    var range: Range<Int> { Int(start)..<Int(end) }
  }

  /// One thing that podman is told.
  struct Fact: Sendable {
    /// What it is about.
    let subject: FactSubject
    /// Who says it.
    let source: Source
    /// Whether the service starts without what is named.
    let isOptional: Bool
    /// The unit of the project that the value names, -1 for none.
    let unit: Int32
    /// The value as it was written, before names of units are replaced.
    let text: Text
    /// Where it is written: the value of a key, option and value of an argument, the path of a YAML file.
    let place: Value
  }

  /// An option that lacks its value.
  struct OptionWithoutValue: Sendable {
    let name: String
    let place: Value
    let source: Source
  }

  /// The facts: those of keys in the order of the conversion, then those of arguments.
  private(set) var all: ContiguousArray<Fact> = []
  /// The units of the project that this one needs, in the order in which its keys name them.
  private(set) var ties: [Tie] = []
  /// Options at the end of arguments without the value that they need; podman takes the word that follows.
  private(set) var optionsWithoutValue: [OptionWithoutValue] = []
  /// What the unit is called once it is converted.
  private(set) var names = UnitNames()
  /// Whether keys about the container's isolation state facts; only advice asks for them.
  var includesSecurity = false
  private var pool: [UInt8] = []

  // MARK: Stating

  mutating func begin() {
    all.removeAll(keepingCapacity: true)
    ties.removeAll(keepingCapacity: true)
    optionsWithoutValue.removeAll(keepingCapacity: true)
    pool.removeAll(keepingCapacity: true)
  }

  mutating func add(_ tie: Tie) { ties.append(tie) }

  mutating func add(_ option: OptionWithoutValue) { optionsWithoutValue.append(option) }

  mutating func readNames(of unit: Int, in project: Project, _ view: borrowing UnitView) {
    names.read(unit, of: project, view)
  }

  /// States the value of a key as it stands.
  mutating func state(_ subject: FactSubject, _ value: Value, unit: Int?) {
    let text = Text(document: Int32(truncatingIfNeeded: value.assignment.document), value.range)
    append(subject, .key, text, value, unit: unit)
  }

  /// States a text that is written as a part of a value, or stands for it; it lies in the document where nothing in it was
  /// quoted or escaped.
  mutating func state(
    _ subject: FactSubject,
    _ bytes: some Collection<UInt8>,
    writtenAs written: Value,
    at place: Value? = nil,
    from source: Source = .key,
    unit: Int? = nil,
    isOptional: Bool = false
  ) {
    let text: Text
    if bytes.count == written.range.count, source != .kubernetes, source != .pod {
      text = Text(document: Int32(truncatingIfNeeded: written.assignment.document), written.range)
    } else {
      let start = pool.count
      pool.append(contentsOf: bytes)
      text = Text(document: -1, start..<pool.count)
    }
    append(subject, source, text, place ?? written, unit: unit, isOptional: isOptional)
  }

  private mutating func append(
    _ subject: FactSubject,
    _ source: Source,
    _ text: Text,
    _ place: Value,
    unit: Int?,
    isOptional: Bool = false
  ) {
    all.append(
      Fact(
        subject: subject,
        source: source,
        isOptional: isOptional,
        unit: Int32(truncatingIfNeeded: unit ?? -1),
        text: text,
        place: place
      )
    )
  }

  // MARK: Asking

  /// Whether anything is stated about a subject.
  func has(_ subject: FactSubject) -> Bool { all.contains { $0.subject == subject } }

  /// The facts about some subjects.
  func about(_ subjects: FactSubject...) -> some Sequence<Fact> {
    all.lazy.filter { subjects.contains($0.subject) }
  }

  /// The bytes of a fact's value.
  func bytes(_ fact: Fact, in view: borrowing UnitView) -> ArraySlice<UInt8> {
    fact.text.document < 0 ? pool[fact.text.range] : view.texts[Int(fact.text.document)][fact.text.range]
  }
}

extension UnitFacts.Fact {
  /// Where a part of the value is written, told by its offsets within the value; the whole place where quotes or escapes
  /// are in between.
  func place(of part: Range<Int>) -> Value {
    guard text.document >= 0 else { return place }
    let start = text.range.lowerBound
    return Value(assignment: place.assignment, range: start + part.lowerBound..<start + part.upperBound)
  }

  /// Where the value is written, without the option before it.
  var valuePlace: Value { place(of: 0..<text.range.count) }
}

/// What becomes of published ports.
enum Publishing {
  /// Podman maps them to ports of the container.
  case mapped
  /// Podman discards the mapping, and programs have their own ports on the host.
  case own
  /// Podman discards the mapping, and nothing is on the host.
  case discarded
}

extension Converter where E == FactsEmitter {
  /// What this unit uses.
  var facts: UnitFacts { out.facts }

  /// The bytes of a fact's value.
  func bytes(_ fact: UnitFacts.Fact) -> ArraySlice<UInt8> { out.facts.bytes(fact, in: view) }

  /// What becomes of the ports that the unit publishes, as the first of its networks decides; others of another kind keep
  /// it from starting. The pods of Kubernetes YAML say it each for itself.
  var publishing: Publishing {
    for fact in out.facts.all where fact.subject == .network && fact.source != .kubernetes {
      let mode = NetworkMode(bytes(fact).span)
      if mode == .pod { continue }
      return mode == .host ? .own : mode.hasPorts ? .mapped : .discarded
    }
    return .mapped
  }

  /// Whether the programs of the unit use the network of the host, so that their own ports are those of the host.
  var usesHostNetwork: Bool { publishing == .own }

  /// The pod that a container is in; nil for none.
  var pod: Int? {
    for index in out.facts.all.indices where out.facts.all[index].subject == .pod && out.facts.all[index].unit >= 0 {
      return Int(out.facts.all[index].unit)
    }
    return nil
  }

  /// What podman calls the source of something mounted: the name of a volume, or a path, made absolute where the generator
  /// does it.
  ///
  /// Nil for a unit that is not a volume, and for one whose name is not known.
  mutating func storageName(of fact: UnitFacts.Fact, _ source: [UInt8]) -> [UInt8]? {
    if fact.unit >= 0 {
      guard project.units[Int(fact.unit)].kind == .volume else { return nil }
      let name = resolver.resourceName(Int(fact.unit))
      return name.isEmpty ? nil : name
    }
    return fact.source == .key && source.first == GoPath.dot ? absolutePath(source) : source
  }

  /// What podman calls the network that a fact is about, without its options: a name, a mode, or `container:NAME`.
  mutating func networkName(of fact: UnitFacts.Fact) -> [UInt8] {
    if fact.unit >= 0 {
      let isContainer = project.units[Int(fact.unit)].kind == .container
      return (isContainer ? Array("container:".utf8) : []) + resolver.resourceName(Int(fact.unit))
    }
    let text = Array(bytes(fact))
    let reference = try? NetworkReference(parsing: text.span)
    return reference?.kind == .joined ? text : Array(text.prefix { $0 != UInt8(ascii: ":") })
  }

  /// What a place in the unit's files is about: `Volume=`, or `--volume` when an argument says it.
  func name(of fact: UnitFacts.Fact) -> String {
    fact.source == .key || fact.source == .pod || fact.source == .kubernetes
      ? "\(schema.names.name(fact.place.assignment.name))=" : fact.subject.option
  }

  /// The value of a fact as text.
  func string(_ fact: UnitFacts.Fact) -> String { String(decoding: bytes(fact), as: UTF8.self) }
}
