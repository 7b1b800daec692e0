/// Finds the reasons why the service of a unit has changed.
struct SnapshotComparison {
  typealias Reason = ServiceChange.Reason

  private let old: UnitSnapshot
  private let new: UnitSnapshot
  private(set) var reasons: [Reason] = []

  /// Compares two units that both become services.
  init(_ old: UnitSnapshot, _ new: UnitSnapshot) {
    self.old = old
    self.new = new
    compareNames()
    compareDirectives()
    compareSystemd()
    if reasons.isEmpty, isOtherCommand, old.generated != new.generated { compareGenerated() }
  }

  // MARK: Names

  private mutating func compareNames() {
    if old.kind != new.kind {
      reasons.append(
        Reason(
          oldValues: [".\(old.kind.word)"],
          newValues: [".\(new.kind.word)"],
          level: .recreate,
          notes: ["a different kind of unit"]
        )
      )
    }
    if old.service != new.service {
      let isWritten = old.own("ServiceName") != nil || new.own("ServiceName") != nil
      reasons.append(
        Reason(
          section: isWritten ? new.kind.section : nil,
          key: isWritten ? "ServiceName" : nil,
          oldValues: [old.service],
          newValues: [new.service],
          oldPlace: old.own("ServiceName")?.values.first?.place,
          newPlace: new.own("ServiceName")?.values.first?.place,
          level: .recreate,
          notes: ["systemd no longer knows \(old.service); whatever it started keeps running until stopped"]
        )
      )
    }
    compareResources()
  }

  /// A volume or network with another name is a different object; the old one remains.
  private mutating func compareResources() {
    guard old.resource != new.resource, !old.resource.isEmpty else { return }
    let keys: [UnitKind: String] = [.volume: "VolumeName", .network: "NetworkName"]
    guard old.kind == new.kind, let key = keys[new.kind] else { return }
    let isWritten = old.own(key) != nil || new.own(key) != nil
    reasons.append(
      Reason(
        section: isWritten ? new.kind.section : nil,
        key: isWritten ? key : nil,
        oldValues: [old.resource],
        newValues: [new.resource],
        oldPlace: old.own(key)?.values.first?.place,
        newPlace: new.own(key)?.values.first?.place,
        level: new.kind == .volume ? .dataAtRisk : .recreate,
        notes: [
          new.kind == .volume
            ? "a new, empty volume; the data stays in \(old.resource)"
            : "a new network; \(old.resource) remains until it is removed"
        ]
      )
    )
  }

  // MARK: Directives

  /// Whether the commands that create the object differ, wherever their words come from.
  private var isOtherCommand: Bool { old.creating != new.creating }

  private mutating func compareDirectives() {
    var silent: [UnitSnapshot.Key] = []
    for key in old.keys + new.keys.filter({ old.directives[$0] == nil }) {
      // Changed names are compared separately, with what they resolve to.
      if ["ServiceName", "VolumeName", "NetworkName"].contains(key.name) { continue }
      let before = old.directives[key] ?? UnitSnapshot.Directive()
      let after = new.directives[key] ?? UnitSnapshot.Directive()
      let isUnordered = ChangeLevel.unorderedKeys.contains(key.name)
      func differ(_ left: [String], _ right: [String]) -> Bool {
        isUnordered ? left.sorted() != right.sorted() : left != right
      }
      var level = ChangeLevel.noOp
      if differ(before.others, after.others) || differ(before.lines, after.lines) { level = .reload }
      if isOtherCommand, differ(before.creating, after.creating) {
        level = max(level, creatingLevel(key))
      } else if level == .noOp {
        let isSilent = before.creating.isEmpty && after.creating.isEmpty && before.others.isEmpty
        if isSilent, differ(before.values.map(\.text), after.values.map(\.text)) { silent.append(key) }
        continue
      }
      reasons.append(reason(key, before, after, level))
    }
    addSilent(silent)
  }

  /// Adds keys that contribute no words to the command, such as `NoNewPrivileges=`; the whole command shows their
  /// effect.
  private mutating func addSilent(_ keys: [UnitSnapshot.Key]) {
    let isCommand = isOtherCommand && old.generated != new.generated
    let isOther = old.generatedOthers != new.generatedOthers || impliedLines(old) != impliedLines(new)
    for key in keys where isCommand || isOther {
      let level = isCommand && key.section != "Quadlet" ? creatingLevel(key) : .reload
      let before = old.directives[key] ?? UnitSnapshot.Directive()
      let after = new.directives[key] ?? UnitSnapshot.Directive()
      reasons.append(reason(key, before, after, level))
    }
  }

  private func impliedLines(_ unit: UnitSnapshot) -> [String] {
    unit.systemdKeys.flatMap { key in
      (unit.systemd[key] ?? []).filter { $0.place == nil }.map { "\(key.name)=\($0.text)" }
    }
  }

  private func creatingLevel(_ key: UnitSnapshot.Key) -> ChangeLevel {
    let level = ChangeLevel.ownKey(key.name, of: new.kind)
    // A network that is removed when its service stops is created anew at each start.
    return level == .dataAtRisk && old.isRemovedOnStop ? .recreate : level
  }

  private func reason(
    _ key: UnitSnapshot.Key,
    _ before: UnitSnapshot.Directive,
    _ after: UnitSnapshot.Directive,
    _ level: ChangeLevel
  ) -> Reason {
    var removed = Self.without(before.values, after.values)
    var added = Self.without(after.values, before.values)
    if removed.isEmpty, added.isEmpty {
      let isSame = before.creating.sorted() == after.creating.sorted()
      if isSame {
        // Only the order differs.
        (removed, added) = (before.values, after.values)
      } else {
        // It is written as before but means something else: what it names has another name.
        removed = Self.resolved(before, after.creating)
        added = Self.resolved(after, before.creating)
      }
    }
    var reason = Reason(
      section: key.section,
      key: key.name,
      oldValues: removed.map(\.text),
      newValues: added.map(\.text),
      oldPlace: (removed.first ?? before.values.first)?.place,
      newPlace: (added.first ?? after.values.first)?.place,
      level: level
    )
    if level == .dataAtRisk { reason.notes = [notApplied] }
    return reason
  }

  /// Why options of a volume or network have no effect.
  private var notApplied: String {
    let word = new.kind.word
    let name = old.resource.isEmpty ? "existing \(word)" : "\(word) \(old.resource)"
    let loss = new.kind == .volume ? ", which deletes its data" : ""
    return "not applied to the \(name): podman leaves it unchanged until you remove it\(loss)"
  }

  /// The items of one list that are not in the other.
  private static func without(_ items: [UnitSnapshot.Item], _ others: [UnitSnapshot.Item]) -> [UnitSnapshot.Item] {
    var counts: [String: Int] = [:]
    for item in others { counts[item.text, default: 0] += 1 }
    return items.filter { item in
      guard let count = counts[item.text], count > 0 else { return true }
      counts[item.text] = count - 1
      return false
    }
  }

  /// The words of a directive that are not among others, used instead of its values.
  private static func resolved(_ directive: UnitSnapshot.Directive, _ others: [String]) -> [UnitSnapshot.Item] {
    let words = directive.creating.filter { !others.contains($0) }
    return words.map { UnitSnapshot.Item(text: $0, place: directive.values.first?.place) }
  }

  // MARK: What systemd reads

  private mutating func compareSystemd() {
    let explained = !reasons.isEmpty
    for key in old.systemdKeys + new.systemdKeys.filter({ old.systemd[$0] == nil }) {
      let before = old.systemd[key] ?? []
      let after = new.systemd[key] ?? []
      let isSet = key.section == "Unit" && Relation(key: key.name) != nil
      let isSame =
        isSet ? Self.words(before) == Self.words(after) : before.map(\.text) == after.map(\.text)
      if isSame { continue }
      let removed = Self.without(before, after)
      let added = Self.without(after, before)
      // The generator's own order, and lines that come from a directive above, add no information.
      let isGenerated = (removed + added).allSatisfy { $0.place == nil }
      if isGenerated, explained || key.name == "After" || key.name == "Before" { continue }
      reasons.append(
        Reason(
          section: key.section,
          key: key.name,
          oldValues: (removed.isEmpty && added.isEmpty ? before : removed).map(\.text),
          newValues: (removed.isEmpty && added.isEmpty ? after : added).map(\.text),
          oldPlace: (removed.first ?? before.first)?.place,
          newPlace: (added.first ?? after.first)?.place,
          level: ChangeLevel.systemdKey(key.name, in: key.section),
          notes: key.section == "Install" ? bootNotes : []
        )
      )
    }
  }

  private var bootNotes: [String] {
    if old.isEnabled == new.isEnabled { return [] }
    return [new.isEnabled ? "now starts at boot" : "no longer starts at boot"]
  }

  private static func words(_ items: [UnitSnapshot.Item]) -> [String] {
    // Lists of units cannot be reset; an empty assignment has no effect.
    Set(items.flatMap { $0.text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init) }).sorted()
  }

  private mutating func compareGenerated() {
    let before = old.generated.filter { !new.generated.contains($0) }
    let after = new.generated.filter { !old.generated.contains($0) }
    reasons.append(
      Reason(
        oldValues: before,
        newValues: after,
        level: ChangeLevel.ownKey("", of: new.kind),
        notes: ["the command that Podman's generator writes"]
      )
    )
  }
}
