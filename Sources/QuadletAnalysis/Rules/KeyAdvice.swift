import QuadletSyntax

/// What to say of a key that its section does not have: another section has it, or another spelling is near.
struct KeyAdvice {
  private(set) var rule = Rule.unknownKey
  private var statement: String
  private var suggestion = ""
  private(set) var help: String?
  /// The right key for the same place.
  private(set) var replacement: String?

  /// The message; what does not refuse the unit is ignored by somebody, which it says before it suggests anything.
  func message(ignoredBy reader: String? = nil) -> String {
    statement + (reader.map { ", so \($0) ignores it" } ?? "") + suggestion
  }

  init(_ key: String, in table: SectionTable, kind: UnitKind) {
    let section = table.section
    let id = Schema.shared.names.id(of: key)
    let own = SectionTable(kind)
    let others = [own, .unit, .service, .install, .quadlet].filter { $0 != table }
    let known = table.names
    statement = "unknown key \"\(key)\" in [\(section)]"
    if let spelling = known.first(where: { $0.lowercased() == key.lowercased() }) {
      suggestion = "; keys are case-sensitive, write \"\(spelling)\""
      replacement = spelling
    } else if id != 0, let home = others.first(where: { Schema.shared.row(id, in: $0) != nil }) {
      rule = .misplacedKey
      statement = "\"\(key)\" is a key of [\(home.section)], not of [\(section)]"
      help = "move the line into [\(home.section)]"
    } else if let near = Nearest.match(key, among: known) {
      suggestion = "; did you mean \"\(near)\"?"
      replacement = near
    } else if let home = others.first(where: { Nearest.match(key, among: $0.names) != nil }),
      let near = Nearest.match(key, among: home.names)
    {
      suggestion = "; did you mean \"\(near)\" in [\(home.section)]?"
    } else {
      if let foreign = SectionTable.allCases.first(where: { id != 0 && Schema.shared.row(id, in: $0) != nil }) {
        rule = .misplacedKey
        statement = "\"\(key)\" is a key of [\(foreign.section)], which a .\(kind.word) does not have"
      }
      if table == own { help = "options without a key of their own go into PodmanArgs=" }
    }
  }
}

extension SectionTable {
  private static let allNames = all.map { table in
    var names: [String] = []
    table.enumerateNames { names.append($1.description) }
    return names
  }

  /// The names of all keys of the section.
  var names: [String] { Self.allNames[Int(rawValue)] }
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
