import QuadletSyntax

/// Checks references to other units.
extension Linter {
  /// Reports a name without the extension that would make it a reference to the unit of that name.
  mutating func lintReference(_ entry: Entry, _ range: Range<Int>, _ grammar: Grammar) {
    let text = entry.text.span
    // A path is not the name of a unit.
    guard !range.isEmpty, text[range.lowerBound] != GoPath.slash, text[range.lowerBound] != GoPath.dot else { return }
    let colon = text.first(UInt8(ascii: ":"), in: range)
    let name = range.lowerBound..<(colon ?? range.upperBound)
    switch grammar {
    case .network:
      if !text.hasSuffix(name, ".network"), !isNetworkMode(entry.text, name) {
        lintReference(entry, name, ".network", .network)
      }
    case .volume:
      if colon != nil, !text.hasSuffix(name, ".volume") { lintReference(entry, name, ".volume", .volume) }
    case .imageOrUnit:
      if colon == nil, !text.contains(GoPath.slash, in: name), !text.hasSuffix(name, ".image"),
        !text.hasSuffix(name, ".build")
      {
        lintReference(entry, name, ".image", .image)
        lintReference(entry, name, ".build", .build)
      }
    default: return
    }
  }

  private mutating func lintReference(
    _ entry: Entry,
    _ range: Range<Int>,
    _ suffix: StaticString,
    _ kind: UnitKind
  ) {
    let name = entry.text[range]
    guard !name.isEmpty, isPlainName(name) else { return }
    let full = Array(name) + suffix.array
    if let unit = project.unit(named: full.span), project.units[unit].kind == kind {
      let shown = String(decoding: name, as: UTF8.self)
      let file = shown + "\(suffix)"
      let place = entry.source(name.startIndex..<name.endIndex)
      let isSame = converter.resolver.resourceName(unit) == Array(name)
      if isSame, dependsExplicitly(on: unit) { return }
      // podman makes a volume that is missing, and this very one if the unit sets nothing but the name.
      let isMadeAlike = isSame && kind == .volume && !hasOptions(unit)
      // A unit in another folder may belong to another application.
      let isNear = project.inventory.files[entry.file].folder == project.folder(of: unit)
      report(
        Finding(
          file: entry.file,
          range: place,
          rule: .referenceWithoutExtension,
          severity: isNear && !isMadeAlike ? .warning : .note,
          isSame ? .referenceWithoutDependency(shown, on: file) : .otherReference(shown, than: file, kind),
          fix: Fix(isSafe: false, edits: [TextEdit(place, replacement: file)])
        )
      )
    }
  }

  /// Whether a volume unit sets more than the name of its volume.
  private mutating func hasOptions(_ unit: Int) -> Bool {
    let section = read(unit).converter.view
    return section.assignments.contains { $0.section == .own && $0.name != schema.keys.volumeName && !$0.isEmpty }
  }

  /// Reports what a unit uses that is the unit itself: the network of its own container.
  mutating func lintSelfReference() {
    for fact in uses where fact.unit >= 0 && Int(fact.unit) == converter.unit && Self.isNetwork(fact) {
      let network = UnitName(Array(project.name(of: converter.unit))).stem + Array(".network".utf8)
      let near = project.unit(named: network.span, for: converter.unit).map(shownName)
      report(
        .selfReference,
        value: fact.valuePlace,
        .joinsItself(converter.string(fact), near: near),
        fix: near.flatMap { replacement(of: fact.valuePlace, by: $0) },
        preventsStart: true
      )
    }
  }

  /// Whether [Unit] of the current unit orders it after another unit and starts that one, as a reference would.
  private mutating func dependsExplicitly(on unit: Int) -> Bool {
    let keys = schema.keys
    let service = converter.resolver.serviceName(unit) + Array(".service".utf8)
    let file = Array(project.name(of: unit))
    func names(_ key: UInt16) -> Bool {
      for assignment in converter.view.list(key, in: .unit) {
        let text = converter.view.texts[Int(assignment.document)]
        words.removeAll()
        words.append(text.span, assignment.valueRange, style: .plain)
        for word in words.words where words.text(word).elementsEqual(service) || words.text(word).elementsEqual(file) {
          return true
        }
      }
      return false
    }
    return names(keys.after) && (names(keys.wants) || names(keys.requires) || names(keys.bindsTo))
  }

  private func isNetworkMode(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    (try? NetworkReference(parsing: text.span.extracting(range)))?.kind == .mode
  }

  private func isPlainName(_ name: ArraySlice<UInt8>) -> Bool {
    let text = name.span
    return text.allSatisfy(0..<text.count) { byte in
      (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (byte >= 0x30 && byte <= 0x39) || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "@")
    }
  }

  // MARK: Drop-ins

  /// Whether a folder `NAME.d` that matches no unit can be meant for one, and is not the data of some program: its name has the
  /// ending of a unit, or nearly, or is that of a unit beside it, and no unit there mounts it.
  mutating func mayBeMeant(dropInFolder: Int) -> Bool {
    let inventory = project.inventory
    let name = inventory.name(ofDropInFolder: dropInFolder)
    let stem = name.dropLast(2)
    if let dot = stem.lastIndex(of: GoPath.dot) {
      let ending = String(decoding: stem[(dot + 1)...], as: UTF8.self)
      return Nearest.match(ending, among: UnitKind.allCases.map(\.word)) != nil
    }
    let folder = inventory.dropInFolders[dropInFolder].folder
    let beside = project.units.indices.filter { project.folder(of: $0) == folder }
    guard beside.contains(where: { UnitName(Array(project.name(of: $0))).stem.elementsEqual(stem) }) else {
      return false
    }
    let part = Array("/".utf8) + name
    return !beside.contains { unit in
      let other = read(unit)
      return other.facts.contains { fact in
        let text = other.converter.bytes(fact)
        return StorageUse(fact, text)?.source.map { text.dropFirst($0.lowerBound).prefix($0.count).contains(part) }
          == true
      }
    }
  }
}
