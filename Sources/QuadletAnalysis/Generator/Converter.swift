import QuadletSyntax

/// Turns a unit into its service as Podman's generator does: one conversion for each kind, written once.
///
/// A conversion tells the emitter what the service has, and `refuse` what Podman would not accept, with its place and in
/// Podman's order. It goes on after a refusal, so that all of them are found; the first is the one Podman tells.
/// `E.keepsText` decides at compile time whether any text is made; `validate` pays for none.
struct Converter<E: Emitter> {
  let project: Project
  let target: Target
  let schema = Schema.shared
  let keys = Schema.shared.keys
  let host: HostFacts
  private let reader: ValueReader
  var view = UnitView()
  var out = E()
  var refusals: [Refusal] = []
  /// Podman's warnings, in its order.
  var warnings: [String] = []
  /// How many warnings Podman told before it gave up.
  private(set) var warningsBeforeRefusal: Int?
  var words = Words()
  /// The names of other systemd units in this unit.
  private(set) var dependencies = DependencyWords()
  var resolver: Resolver
  /// Whether what came of the unit depends on files of the host.
  private(set) var dependsOnHost = false
  private(set) var unit = 0

  init(_ project: Project, host: HostFacts = HostFacts()) {
    self.project = project
    self.host = host
    target = project.target
    reader = ValueReader(target: project.target)
    resolver = Resolver(project, host: host)
  }

  /// Converts one unit of the project; afterwards `refusals`, `warnings` and `out` say what came of it.
  mutating func convert(_ unit: Int) {
    self.unit = unit
    view.load(unit, of: project)
    dependencies.load(view, keys)
    refusals.removeAll(keepingCapacity: true)
    warnings.removeAll(keepingCapacity: true)
    warningsBeforeRefusal = nil
    resolver.beginConversion()
    dependsOnHost = false
    if E.keepsFacts { out.facts.begin() }
    warnOfServiceUser()
    switch view.kind {
    case .container: convertContainer()
    case .volume: convertVolume()
    case .network: convertNetwork()
    case .kube: convertKube()
    case .image: convertImage()
    case .build: convertBuild()
    case .pod: convertPod()
    case .artifact: convertArtifact()
    }
    if E.keepsFacts {
      stateOptions(keys.globalArgs, of: .global, from: .globalArgs)
      out.facts.readNames(of: unit, in: project, view)
    }
  }

  /// Whether Podman makes a service of the unit.
  var isAccepted: Bool { refusals.isEmpty }

  // MARK: Values

  // These are asked for many times for each unit. Inlined, they touch what they need; called, they get a copy of it all.

  /// The value of a key as `Lookup` gives it: the last assignment, trimmed and unquoted.
  @inline(__always)
  func lookup(_ name: UInt16, in section: SectionRole = .own) -> Value? {
    guard let assignment = view.last(name, in: section) else { return nil }
    return value(of: assignment)
  }

  /// The value of a key when it has one.
  @inline(__always)
  func nonEmpty(_ name: UInt16, in section: SectionRole = .own) -> Value? {
    guard let value = lookup(name, in: section), !value.range.isEmpty else { return nil }
    return value
  }

  @inline(__always)
  func value(of assignment: UnitView.Assignment) -> Value {
    assignment.isPlain ? whole(assignment) : reader.value(of: assignment, in: view)
  }

  /// The whole value of one assignment.
  @inline(__always)
  func whole(_ assignment: UnitView.Assignment) -> Value {
    Value(assignment: assignment, range: assignment.valueRange)
  }

  @inline(__always)
  func bytes(_ value: Value) -> ArraySlice<UInt8> { text(of: value.assignment)[value.range] }

  /// The text that an assignment stands in.
  @inline(__always)
  func text(of assignment: UnitView.Assignment) -> [UInt8] { view.texts[Int(assignment.document)] }

  func string(_ value: Value) -> String { String(decoding: bytes(value), as: UTF8.self) }

  @inline(__always)
  func equals(_ value: Value, _ literal: StaticString) -> Bool {
    value.range.count == literal.utf8CodeUnitCount && text(of: value.assignment).span.equals(value.range, literal)
  }

  func hasSuffix(_ bytes: [UInt8], _ suffix: StaticString) -> Bool { bytes.span.hasSuffix(bytes.indices, suffix) }

  func hasSuffix(_ bytes: ArraySlice<UInt8>, _ suffix: StaticString) -> Bool {
    bytes.span.hasSuffix(0..<bytes.count, suffix)
  }

  @inline(__always)
  func hasSuffix(_ value: Value, _ suffix: StaticString) -> Bool {
    text(of: value.assignment).span.hasSuffix(value.range, suffix)
  }

  /// The value of a boolean key, nil when it is not assigned.
  func boolean(_ name: UInt16, in section: SectionRole = .own) -> Bool? {
    lookup(name, in: section).map { PodmanBoolean.isTrue(bytes($0)) }
  }

  /// Whether a path exists on the host.
  mutating func pathExists(_ path: [UInt8]) -> Bool {
    dependsOnHost = true
    return host.pathExists(path)
  }

  // MARK: Refusals

  mutating func refuse(_ reason: RefusalReason, _ place: Refusal.Place, podman: String) {
    if refusals.isEmpty { warningsBeforeRefusal = warnings.count }
    refusals.append(Refusal(reason: reason, place: place, podman: podman))
  }

  /// `[Service] User=` and its kin are warned of before anything else.
  private mutating func warnOfServiceUser() {
    guard E.keepsText, target.has(.warnsOfServiceUser) else { return }
    for (key, name) in [(keys.user, "User"), (keys.group, "Group"), (keys.dynamicUser, "DynamicUser")]
    where view.has(key, in: .service) {
      warnings.append("Warning: using key \(name) in the Service group is not supported - use at your own risk")
    }
  }
}

/// A value of this unit: a stretch of the text of one of its documents.
struct Value: Sendable {
  let assignment: UnitView.Assignment
  let range: Range<Int>

  var isEmpty: Bool { range.isEmpty }
}

/// Text for a command, and the value that it comes from.
struct NamedText {
  var text: [UInt8] = []
  var value: Value?
}

/// A unit that another one needs, and starts after.
struct Tie {
  /// The index of the unit that is needed.
  let unit: Int
  /// `requires` or `bindsTo`.
  let relation: Relation
  /// Where it is named.
  let value: Value
}

/// What a conversion makes.
protocol Emitter {
  /// Whether the text of the service is wanted.
  static var keepsText: Bool { get }
  /// Whether it is wanted what the unit uses.
  static var keepsFacts: Bool { get }
  init()
  var service: ServiceBuilder { get set }
  var facts: UnitFacts { get set }
}

extension Emitter {
  static var keepsText: Bool { false }
  static var keepsFacts: Bool { false }
  var service: ServiceBuilder {
    get { ServiceBuilder() }
    set {}
  }
  var facts: UnitFacts {
    get { UnitFacts() }
    set {}
  }
}

/// Keeps nothing: only refusals come out of the conversion.
struct SilentEmitter: Emitter {}

/// Makes the service.
struct ServiceEmitter: Emitter {
  static let keepsText = true
  var service = ServiceBuilder()
}

/// Keeps what the unit uses.
struct FactsEmitter: Emitter {
  static let keepsFacts = true
  var facts = UnitFacts()
}

/// How Podman reads a boolean.
enum PodmanBoolean {
  /// Whether the word counts as true; every word that does not is false.
  static func isTrue(_ word: ArraySlice<UInt8>) -> Bool {
    switch word.count {
    case 1: return word.first == UInt8(ascii: "1")
    case 2...4:
      // Go folds the long s as well.
      return isFolded(word, "on") || isFolded(word, "yes") || isFolded(word, "true") || isFolded(word, "ye\u{17F}")
    default: return false
    }
  }

  /// Whether a word is another one once its ASCII letters are in lower case.
  private static func isFolded(_ word: ArraySlice<UInt8>, _ lower: StaticString) -> Bool {
    lower.withUTF8Buffer { lower in
      word.elementsEqual(lower) { ($0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0) == $1 }
    }
  }
}
