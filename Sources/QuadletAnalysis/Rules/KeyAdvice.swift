import QuadletSyntax

/// What to say of a key that its section does not have: another section has it, or another spelling is near.
struct KeyAdvice {
  let rule: Rule
  let message: String
  let help: String?
  /// The right key for the same place.
  let replacement: String?

  init(_ key: String, in table: SectionTable, kind: UnitKind) {
    let section = table.section
    let id = Schema.shared.names.id(of: key)
    let own = SectionTable(kind)
    let others = [own, .unit, .service, .install, .quadlet].filter { $0 != table }
    let known = table.names
    if let spelling = known.first(where: { $0.lowercased() == key.lowercased() }) {
      self.init(
        .unknownKey,
        "unknown key \"\(key)\" in [\(section)]; keys are case-sensitive, write \"\(spelling)\"",
        nil,
        spelling
      )
    } else if id != 0, let home = others.first(where: { Schema.shared.row(id, in: $0) != nil }) {
      self.init(
        .misplacedKey,
        "\"\(key)\" is a key of [\(home.section)], not of [\(section)]",
        "move the line into [\(home.section)]",
        nil
      )
    } else if let near = Nearest.match(key, among: known) {
      self.init(.unknownKey, "unknown key \"\(key)\" in [\(section)]; did you mean \"\(near)\"?", nil, near)
    } else if let home = others.first(where: { Nearest.match(key, among: $0.names) != nil }),
      let near = Nearest.match(key, among: home.names)
    {
      self.init(
        .unknownKey,
        "unknown key \"\(key)\" in [\(section)]; did you mean \"\(near)\" in [\(home.section)]?",
        nil,
        nil
      )
    } else if let foreign = SectionTable.allCases.first(where: { id != 0 && Schema.shared.row(id, in: $0) != nil }) {
      self.init(
        .misplacedKey,
        "\"\(key)\" is a key of [\(foreign.section)], which a .\(kind.word) does not have",
        table == own ? Self.escapeHatch(kind) : nil,
        nil
      )
    } else {
      self.init(.unknownKey, "unknown key \"\(key)\" in [\(section)]", table == own ? Self.escapeHatch(kind) : nil, nil)
    }
  }

  private init(_ rule: Rule, _ message: String, _ help: String?, _ replacement: String?) {
    self.rule = rule
    self.message = message
    self.help = help
    self.replacement = replacement
  }

  private static func escapeHatch(_ kind: UnitKind) -> String {
    "options without a key of their own go into PodmanArgs="
  }
}

extension SectionTable {
  /// The names of all keys of the section.
  var names: [String] {
    var names: [String] = []
    enumerateNames { names.append("\($1)") }
    return names
  }
}

/// Finds the unit that a reference to none may mean; in a large project it gives up after some that it looked for.
struct NearestUnit {
  private var namesByKind: [UnitKind: [String]] = [:]
  private var found: [String: String?] = [:]
  private static let limit = 200

  /// The name of the unit of the same kind that is nearest to a name.
  mutating func match(_ name: String, in project: Project) -> String? {
    if let known = found[name] { return known }
    guard found.count < Self.limit, let kind = UnitKind(fileName: Array(name.utf8)) else { return nil }
    let names =
      namesByKind[kind]
      ?? project.units.indices.filter { project.units[$0].kind == kind }.map {
        String(decoding: project.name(of: $0), as: UTF8.self)
      }
    namesByKind[kind] = names
    let near = Nearest.match(name, among: names)
    found[name] = .some(near)
    return near
  }
}
