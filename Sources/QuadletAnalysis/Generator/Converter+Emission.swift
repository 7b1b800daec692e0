import QuadletSyntax

/// What conversions say to the emitter. With an emitter that keeps no text, all of it compiles to nothing.
extension Converter {
  // MARK: Lines

  mutating func add(_ section: StaticString, _ key: StaticString, _ value: StaticString) {
    guard E.keepsText else { return }
    let text = out.service.text(value)
    out.service.add(section, key, text, .generator)
  }

  mutating func add(_ section: StaticString, _ key: StaticString, bytes: [UInt8], from value: Value?) {
    guard E.keepsText else { return }
    let text = out.service.text(bytes)
    out.service.add(section, key, text, value.map { ServiceBuilder.Origin($0.assignment) } ?? .generator)
  }

  mutating func set(_ key: StaticString, _ value: StaticString) {
    guard E.keepsText else { return }
    let text = out.service.text(value)
    out.service.set("Service", key, text)
  }

  mutating func setUnlessAssigned(_ key: StaticString, _ name: UInt16, _ value: StaticString) {
    if !view.has(name, in: .service) { set(key, value) }
  }

  /// A mount that must be there before the service starts.
  mutating func requireMount(_ path: [UInt8], from value: Value) {
    guard E.keepsText else { return }
    var text = path
    if target.has(.escapesMountPaths), CommandEscape.needsEscape(path) {
      text = []
      CommandEscape.append(path, to: &text, escapesSpaces: true)
    }
    add("Unit", "RequiresMountsFor", bytes: text, from: value)
  }

  /// Ties the service to that of another unit, started before.
  mutating func require(_ unit: Int, with relation: Relation = .requires, from value: Value) {
    if E.keepsFacts { out.facts.add(Tie(unit: unit, relation: relation, value: value)) }
    guard E.keepsText else { return }
    let service = resolver.serviceName(unit) + Array(".service".utf8)
    add("Unit", relation == .bindsTo ? "BindsTo" : "Requires", bytes: service, from: value)
    add("Unit", "After", bytes: service, from: value)
  }

  // MARK: Commands

  /// Begins a podman command with the modules and global arguments of the unit.
  mutating func beginCommand(prefix: StaticString = "") {
    guard E.keepsText else { return }
    out.service.beginCommand()
    var program = prefix.array
    program += host.podman
    let text = out.service.text(program)
    out.service.word(text.range, .generator)
    for module in view.list(keys.containersConfModule) { word("--module=", whole(module)) }
    arguments(keys.globalArgs)
  }

  mutating func endCommand(_ key: StaticString) {
    guard E.keepsText else { return }
    out.service.endCommand("Service", key, escapesSpaces: target.has(.escapesSpaces))
  }

  mutating func word(_ literals: StaticString...) {
    guard E.keepsText else { return }
    for literal in literals { out.service.word(literal, .generator) }
  }

  mutating func word(_ prefix: StaticString = "", _ value: Value) {
    guard E.keepsText else { return }
    word(prefix, Array(bytes(value)), from: value)
  }

  mutating func word(_ prefix: StaticString = "", _ text: [UInt8], from value: Value?) {
    guard E.keepsText else { return }
    let start = out.service.text(prefix).range.lowerBound
    let end = out.service.text(text).range.upperBound
    out.service.word(start..<end, value.map { ServiceBuilder.Origin($0.assignment) } ?? .generator)
  }

  mutating func option(_ option: StaticString, _ value: Value) {
    guard E.keepsText else { return }
    out.service.word(option, ServiceBuilder.Origin(value.assignment))
    word("", value)
  }

  /// An option when the key has a value.
  mutating func option(
    _ option: StaticString,
    ifPresent name: UInt16,
    prefix: StaticString = "",
    stating subject: FactSubject? = nil
  ) {
    if let subject { state(subject, ifPresent: name) }
    guard E.keepsText, let value = nonEmpty(name) else { return }
    out.service.word(option, ServiceBuilder.Origin(value.assignment))
    word(prefix, value)
  }

  mutating func flag(_ option: StaticString, _ isOn: Bool, _ name: UInt16) {
    guard E.keepsText, let assignment = view.last(name) else { return }
    let text = option.array + (isOn ? [] : Array("=false".utf8))
    word("", text, from: whole(assignment))
  }

  // MARK: Words

  /// Calls the body with each word of a key's assignments: its text and the part of the value that it was written as.
  mutating func forEachWord(
    of name: UInt16,
    in section: SectionRole = .own,
    style: Words.Style = .command,
    _ body: (inout Self, [UInt8], Value) -> Void
  ) {
    for assignment in view.list(name, in: section) {
      words.removeAll()
      let text = view.texts[Int(assignment.document)]
      words.append(text.span, assignment.valueRange, style: style)
      let found = words
      for word in found.words {
        body(&self, Array(found.text(word)), Value(assignment: assignment, range: word.source))
      }
    }
  }

  /// The words of a key as arguments of the command.
  mutating func arguments(_ name: UInt16) {
    if E.keepsFacts, name == keys.podmanArgs { stateOptions(name, of: .command(of: view.kind), from: .podmanArgs) }
    guard E.keepsText else { return }
    forEachWord(of: name) { $0.word("", $1, from: $2) }
  }

  /// Each word of a key as the value of an option.
  mutating func options(
    _ option: StaticString,
    words name: UInt16,
    style: Words.Style,
    prefix: StaticString = "",
    stating subject: FactSubject? = nil
  ) {
    if let subject { state(subject, words: name, style: style) }
    guard E.keepsText else { return }
    forEachWord(of: name, style: style) { converter, text, value in
      converter.out.service.word(option, ServiceBuilder.Origin(value.assignment))
      converter.word(prefix, text, from: value)
    }
  }

  /// The words of `Exec=` and its like; nil when the value is missing or has a bad escape.
  mutating func lastArguments(_ name: UInt16) -> [(text: [UInt8], value: Value)]? {
    guard let assignment = view.last(name) else { return nil }
    words.removeAll()
    let text = view.texts[Int(assignment.document)]
    let outcome = words.append(text.span, assignment.valueRange, style: .command)
    if outcome.dropsValue(.command) {
      if target.has(.warnsOfBadExec) { warnings.append("unsupported escape char") }
      return nil
    }
    return words.words.map { (Array(words.text($0)), Value(assignment: assignment, range: $0.source)) }
  }

  // MARK: Groups of plain keys

  /// The keys that become an option one by one, those of one reader, in the order of their options.
  ///
  /// The generator walks these groups in random order.
  mutating func plainOptions(_ reader: Reader) {
    guard E.keepsText else { return }
    for row in PlainOptions.rows(of: view.kind, reader) {
      guard view.has(row.name) else { continue }
      switch reader {
      case .last: option(row.option, ifPresent: row.name)
      case .boolean: if let isOn = boolean(row.name) { flag(row.option, isOn, row.name) }
      case .all: for assignment in view.list(row.name) { option(row.option, whole(assignment)) }
      case .keyValue: assignments(row.option, row.name)
      case .strv, .args, .lastArgs: continue
      }
    }
  }

  /// `KEY=VALUE` words, sorted by key, the last of each key.
  private mutating func assignments(_ option: StaticString, _ name: UInt16) {
    var found: [[UInt8]: (value: [UInt8]?, origin: Value)] = [:]
    for assignment in view.list(name) {
      words.removeAll()
      let text = view.texts[Int(assignment.document)]
      let outcome = words.append(text.span, assignment.valueRange, style: .command)
      if outcome.dropsValue(.command) {
        if target.has(.warnsOfBadAssignments) { warnings.append("unsupported escape char") }
        continue
      }
      for word in words.words {
        let text = words.text(word)
        let origin = Value(assignment: assignment, range: word.source)
        if let equals = text.firstIndex(of: UInt8(ascii: "=")) {
          found[Array(text[..<equals])] = (Array(text[(equals + 1)...]), origin)
        } else if target.has(.bareEnvironmentNames) {
          found[Array(text)] = (nil, origin)
        }
      }
    }
    for (key, entry) in found.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      out.service.word(option, ServiceBuilder.Origin(entry.origin.assignment))
      word("", entry.value.map { key + [UInt8(ascii: "=")] + $0 } ?? key, from: entry.origin)
    }
  }
}

/// The keys of each kind that the generator turns into an option without any code of their own.
enum PlainOptions {
  struct Row: Sendable {
    let name: UInt16
    let option: StaticString

    fileprivate init?(_ directive: Directive) {
      guard let option = directive.option else { return nil }
      self.option = option
      name = directive.name.withUTF8Buffer { Schema.shared.names.id(of: $0.span) }
    }
  }

  /// By kind, then by reader.
  private static let table: [[[Row]]] = UnitKind.allCases.map { kind in
    Reader.allCases.map { reader in
      SectionTable(kind).directives.filter { $0.reader == reader && $0.place == .byReader }.compactMap(Row.init)
        .sorted { "\($0.option)" < "\($1.option)" }
    }
  }

  /// The options about health, in the order in which the generator adds them.
  static let health: [Row] = {
    var rows: [(order: UInt8, row: Row)] = []
    for directive in Directive.container {
      if case .health(let order) = directive.place, let row = Row(directive) { rows.append((order, row)) }
    }
    return rows.sorted { $0.order < $1.order }.map(\.row)
  }()

  static func rows(of kind: UnitKind, _ reader: Reader) -> [Row] {
    table[Int(kind.rawValue)][Int(reader.rawValue)]
  }
}
