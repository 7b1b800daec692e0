import QuadletAnalysis
import TestSupport

/// Composes random projects: units of all kinds from the tables of keys, with references to each other and odd syntax.
struct UnitComposer {
  private var random: SplitMix64
  private var mutator: Mutator
  /// The units of a corpus, by kind.
  private let samples: [UnitKind: [[UInt8]]]
  private var names: [String] = []

  /// Creates a composer; `corpus` holds the names and texts of the units that mutations start from.
  init(seed: UInt64, corpus: [(name: String, bytes: [UInt8])]) {
    random = SplitMix64(seed: seed)
    mutator = Mutator(corpus.map(\.bytes), seed: seed ^ 0x5EED)
    var samples: [UnitKind: [[UInt8]]] = [:]
    for unit in corpus {
      guard let kind = UnitKind(fileName: Array(unit.name.utf8)) else { continue }
      samples[kind, default: []].append(unit.bytes)
    }
    self.samples = samples
  }

  /// Returns the next project; the names of its units start with `name`.
  mutating func next(_ name: String) -> SampleProject {
    var project = SampleProject(name: name, files: [])
    names = []
    for _ in 0...random.below(9) {
      let stem = random.pick(Self.stems) + (chance(3) ? "\(random.below(4))" : "")
      let file = "\(name)\(stem).\(random.pick(UnitKind.allCases).word)"
      if !names.contains(file) { names.append(file) }
    }
    for file in names {
      guard let kind = UnitKind(fileName: Array(file.utf8)) else { continue }
      project.files.append(SampleProject.File(name: file, dropInFolder: nil, bytes: text(kind)))
      if chance(6) { addDropIns(for: file, kind, to: &project) }
    }
    return project
  }

  private static let stems = [
    "a", "b", "web", "db-main", "a-b-c", "t@", "t@one", "web@", "web@two", "x.y", "ü", "a b", "@", "-", "a-@x", "c%i",
    "a@b@c", "a\\x2d", "a:b", "q\"q",
  ]

  private mutating func addDropIns(for file: String, _ kind: UnitKind, to project: inout SampleProject) {
    let ending = ".\(kind.word)"
    let stem = String(file.dropLast(ending.count))
    var folders = ["\(file).d", "\(file).d"]
    if let dash = stem.firstIndex(of: "-") { folders.append(stem[...dash] + ending + ".d") }
    if let at = stem.firstIndex(of: "@") { folders += [stem[...at] + ending + ".d", stem[..<at] + ending + ".d"] }
    if chance(20) { folders.append(kind.word + ".d") }
    for _ in 0...random.below(3) {
      let name = random.pick(["10-a.conf", "20-b.conf", "10-a.conf", "z.conf", "é.conf", "README.conf"])
      let drop = SampleProject.File(
        name: name,
        dropInFolder: random.pick(folders),
        bytes: body(kind, lines: 1 + random.below(5))
      )
      if !project.files.contains(where: { $0.path == drop.path }) { project.files.append(drop) }
    }
  }

  private mutating func text(_ kind: UnitKind) -> [UInt8] {
    if chance(4), let known = samples[kind] {
      // A real unit, sometimes with a few changes.
      var bytes = random.pick(known)
      for _ in 0..<random.below(4) { mutator.apply(random.pick(Mutator.Kind.allCases), to: &bytes) }
      return bytes
    }
    var bytes = body(kind, lines: 2 + random.below(14))
    if chance(12) { mutator.apply(random.pick(Mutator.Kind.allCases), to: &bytes) }
    return bytes
  }

  private mutating func body(_ kind: UnitKind, lines count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    let lineEnd = chance(25) ? "\r\n" : "\n"
    func add(_ line: String) { bytes += Array((line + lineEnd).utf8) }
    if chance(8) { add("# head") }
    var section = kind.section
    add("[\(section)]")
    for line in required(kind) { add(line) }
    for _ in 0..<count {
      if chance(6) {
        section = random.pick([
          kind.section, "Unit", "Service", "Install", "Quadlet", "X-Own", kind.section, "X-" + kind.section,
        ])
        if chance(4) { add("") }
        add("[\(section)]")
      }
      if chance(15) { add(random.pick(["", "# c", "; c", "#", " # c", "\t", ": c", "#c\\"])) }
      let line = assignment(section, kind)
      if chance(150) {
        bytes += Array(line.utf8) + [UInt8(truncatingIfNeeded: random.next() | 0x80)] + Array(lineEnd.utf8)
      } else {
        add(line)
      }
    }
    return bytes
  }

  /// Returns the lines that a unit must have, and occasionally none of them.
  private mutating func required(_ kind: UnitKind) -> [String] {
    if chance(20) { return [] }
    switch kind {
    case .container:
      return chance(8) ? ["Rootfs=/r"] : ["Image=" + (chance(5) ? reference([".image", ".build"]) : "localhost/i:1")]
    case .kube: return ["Yaml=" + random.pick(["./a.yml", "/a.yml", "a.yml", "%h/a.yml"])]
    case .image: return ["Image=localhost/i"]
    case .artifact: return ["Artifact=localhost/i"]
    case .build:
      return ["ImageTag=localhost/b", random.pick(["SetWorkingDirectory=unit", "File=/a/Containerfile", "File=./C"])]
    case .volume, .network, .pod: return []
    }
  }

  private mutating func assignment(_ section: String, _ kind: UnitKind) -> String {
    var key: String
    var value: String
    switch section {
    case kind.section:
      let directive = random.pick(SectionTable(kind).directives)
      key = "\(directive.name)"
      value = self.value(directive.grammar)
    case "Quadlet":
      key = chance(12) ? "Nonsense" : "DefaultDependencies"
      value = self.value(.boolean)
    case "Unit":
      key = random.pick([
        "After", "Before", "Requires", "Wants", "BindsTo", "PartOf", "Requisite", "Upholds", "Conflicts", "OnFailure",
        "Description", "SourcePath", "RequiresMountsFor", "X-Foo", "PropagatesReloadTo", "StopWhenUnneeded",
        "JoinsNamespaceOf", "OnSuccess",
        "DefaultDependencies", "ConditionPathExists", "StopPropagatedFrom", "ReloadPropagatedFrom", "PropagatesStopTo",
      ])
      value = chance(3) ? self.value(.text) : (0...random.below(2)).map { _ in reference() }.joined(separator: " ")
    case "Service":
      key = random.pick([
        "Type", "KillMode", "User", "Group", "DynamicUser", "Restart", "Environment", "ExecStartPre", "ExecStop",
        "ExecStopPost",
        "ExecStart", "RemainAfterExit", "SyslogIdentifier", "NotifyAccess", "Delegate", "Slice", "WorkingDirectory",
        "PIDFile", "X-A", "ExecReload",
        "TimeoutStartSec", "KillSignal",
      ])
      let grammar: Grammar =
        key == "Type" ? .serviceType : key == "KillMode" ? .killMode : key == "Restart" ? .restart : .text
      value = self.value(grammar)
    case "Install":
      key = random.pick(["WantedBy", "RequiredBy", "Alias", "UpheldBy", "DefaultInstance", "Also"])
      value = self.value(.unitNames)
    default:
      key = random.pick(["A", "Image", "x-y", "ü", "A B"])
      value = self.value(.text)
    }
    if chance(60) {
      key = random.pick(["Unknown", key.lowercased(), "X-" + key, key + "s", " " + key, key + " ", "Ключ"])
    }
    if chance(60) { value += random.pick([" ", "\t", "\r", "\u{A0}", "\\"]) }
    return key + random.pick(["=", "=", "=", "=", "=", "=", " = ", "= ", " =", "=\t"]) + continued(value)
  }

  private mutating func value(_ grammar: Grammar) -> String {
    switch random.below(16) {
    case 0: return ""
    case 1, 2: return random.pick(ValuePool.odd)
    case 3: return random.pick(ValuePool.values(random.pick(Grammar.allCases)))
    case 4:
      return random.pick(ValuePool.values(grammar)) + random.pick([" ", ",", ":", "=", ""]) + random.pick(ValuePool.odd)
    case 5, 6: return referring(grammar)
    case 7: return (0...random.below(3)).map { _ in random.pick(ValuePool.values(grammar)) }.joined(separator: " ")
    default: return random.pick(ValuePool.values(grammar))
    }
  }

  /// Returns a value that names another unit, if the grammar has such values.
  private mutating func referring(_ grammar: Grammar) -> String {
    switch grammar {
    case .imageOrUnit, .imageReference: return reference([".image", ".build"])
    case .network: return reference([".network", ".container"]) + random.pick(["", "", ":ip=1.2.3.4", ":"])
    case .pod: return reference([".pod"])
    case .volume: return reference([".volume"]) + random.pick([":/d", ":/d:ro", ":", ""])
    case .mount:
      let source = reference([".volume", ".image", ".artifact"])
      return random.pick(["type=volume,", "type=image,", "type=bind,", "type=artifact,", ""])
        + "source=\(source),dst=/x"
    case .artifactReference, .text: return reference()
    default: return random.pick(ValuePool.values(grammar))
    }
  }

  /// Returns the name of a unit of the project, or sometimes of a missing one.
  private mutating func reference(_ endings: [String] = []) -> String {
    let known = names.filter { name in endings.isEmpty || endings.contains { name.hasSuffix($0) } }
    var name =
      known.isEmpty || chance(12)
      ? "missing\(endings.isEmpty ? ".container" : random.pick(endings))" : random.pick(known)
    if chance(12), let at = name.firstIndex(of: "@"), let dot = name.lastIndex(of: "."), at < dot {
      name = name[...at] + random.pick(["", "inst", "%i"]) + name[dot...]
    }
    if chance(25) { name = random.pick(["\"\(name)\"", "-\(name)", name + " ", "./\(name)", name.uppercased()]) }
    return name
  }

  /// Occasionally splits a value across several lines.
  private mutating func continued(_ value: String) -> String {
    guard chance(18) else { return value }
    let cut = value.index(value.startIndex, offsetBy: random.below(value.count + 1))
    return value[..<cut] + random.pick(["\\\n", " \\\n  ", "\\\n# c\n", "\\\n;c\n ", "\\\n\\\n", "\\ \n", "\\\r\n"])
      + value[cut...]
  }

  private mutating func chance(_ oneIn: Int) -> Bool { random.below(oneIn) == 0 }
}
