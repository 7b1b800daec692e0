import QuadletSyntax

/// What to say about a key that its section does not have: another section has it, or the spelling is close to another.
struct KeyAdvice {
  /// Whether another section has a key of exactly this name.
  private(set) var isMisplaced = false
  private var statement: String
  private var suggestion = ""
  private(set) var help: String?
  /// The right key for the same place.
  private(set) var replacement: String?

  /// Returns what is wrong; `reader` is who ignores the key, if the unit is not refused because of it.
  func text(ignoredBy reader: String? = nil) -> String {
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
      isMisplaced = true
      statement = "\"\(key)\" is a key of [\(home.section)], not of [\(section)]"
      help = "move the line to [\(home.section)]"
    } else if let near = Nearest.match(key, among: known) {
      suggestion = "; did you mean \"\(near)\"?"
      replacement = near
    } else if let home = others.first(where: { Nearest.match(key, among: $0.names) != nil }),
      let near = Nearest.match(key, among: home.names)
    {
      suggestion = "; did you mean \"\(near)\" in [\(home.section)]?"
    } else {
      if let foreign = SectionTable.allCases.first(where: { id != 0 && Schema.shared.row(id, in: $0) != nil }) {
        isMisplaced = true
        statement = "\"\(key)\" is a key of [\(foreign.section)], which a .\(kind.word) unit does not have"
      }
      if table == own { help = "pass an option that has no key through PodmanArgs=" }
    }
  }
}

/// What to say about keys, remembered: a mistake is often made again in the next line.
struct KeyAdvices {
  private struct Subject: Hashable {
    let key: String
    let table: SectionTable
    let kind: UnitKind
  }

  /// How many are remembered.
  private static let limit = 64
  private var known: [Subject: KeyAdvice] = [:]

  mutating func advice(_ key: String, in table: SectionTable, kind: UnitKind) -> KeyAdvice {
    let subject = Subject(key: key, table: table, kind: kind)
    if let advice = known[subject] { return advice }
    let advice = KeyAdvice(key, in: table, kind: kind)
    if known.count == Self.limit { known.removeAll() }
    known[subject] = advice
    return advice
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
