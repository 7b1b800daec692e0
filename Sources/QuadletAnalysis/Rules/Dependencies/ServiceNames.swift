import QuadletSyntax

/// Finds the unit that a wrong service name is meant for.
struct ServiceNames {
  /// The unit that a name is meant for.
  struct Match {
    let unit: Int
    /// Whether the name could also be that of a service from elsewhere.
    let mayBeForeign: Bool
  }

  /// What a kind adds to names; without references, so iterating over the rows needs no reference counting.
  private struct Row: Sendable {
    let kind: UnitKind
    let ending: StaticString
    let word: StaticString
    /// Whether the word is part of the name of the service.
    let isPartOfService: Bool
  }

  private static let rows = [
    Row(kind: .container, ending: ".container", word: "-container", isPartOfService: false),
    Row(kind: .kube, ending: ".kube", word: "-kube", isPartOfService: false),
    Row(kind: .pod, ending: ".pod", word: "-pod", isPartOfService: true),
    Row(kind: .network, ending: ".network", word: "-network", isPartOfService: true),
    Row(kind: .volume, ending: ".volume", word: "-volume", isPartOfService: true),
    Row(kind: .build, ending: ".build", word: "-build", isPartOfService: true),
    Row(kind: .image, ending: ".image", word: "-image", isPartOfService: true),
    Row(kind: .artifact, ending: ".artifact", word: "-artifact", isPartOfService: true),
  ]

  /// Prefixes that other tools, and `podman` for its containers, add to a name.
  private static let prefixes = ["container-", "systemd-", "pod-"].map { Array($0.utf8) }

  private var all: Set<[UInt8]>?
  /// A bit for each kind that the project has; a unit of any other kind is not looked up.
  private var kinds: UInt8?
  private var scratch: [UInt8] = []

  /// Returns the unit that a service name is meant for, or nil if the service exists or is not one of the project.
  mutating func match(_ stem: ArraySlice<UInt8>, in project: Project, _ resolver: inout Resolver) -> Match? {
    if stem.isEmpty || stem.contains(UInt8(ascii: "@")) { return nil }
    scratch.removeAll(keepingCapacity: true)
    scratch.append(contentsOf: stem)
    learnKinds(of: project)
    var meant: Match?
    for row in Self.rows where row.isPartOfService && stem.hasSuffix(row.word) {
      let count = stem.count - row.word.utf8CodeUnitCount
      guard count > 0, let unit = unit(count, row, project) else { continue }
      if resolver.serviceName(unit).span.equals(stem.span) { return nil }
      meant = meant ?? Match(unit: unit, mayBeForeign: false)
    }
    for row in Self.rows {
      guard let unit = unit(stem.count, row, project) else { continue }
      if !row.isPartOfService, resolver.serviceName(unit).span.equals(stem.span) { return nil }
      meant = meant ?? Match(unit: unit, mayBeForeign: true)
    }
    meant = meant ?? respelled(stem, project)
    guard let meant, !isService(Array(stem), project, &resolver) else { return nil }
    return meant
  }

  /// Returns the container, kube or pod unit whose file name without the extension is this name.
  mutating func unit(called name: ArraySlice<UInt8>, in project: Project) -> Int? {
    scratch.removeAll(keepingCapacity: true)
    scratch.append(contentsOf: name)
    for row in Self.rows where row.kind == .container || row.kind == .kube || row.kind == .pod {
      if let unit = unit(name.count, row, project) { return unit }
    }
    return nil
  }

  private mutating func respelled(_ stem: ArraySlice<UInt8>, _ project: Project) -> Match? {
    for row in Self.rows where stem.hasSuffix(row.word) || stem.hasSuffix(row.ending) {
      let count = stem.count - row.word.utf8CodeUnitCount
      if count > 0, let unit = unit(count, row, project) { return Match(unit: unit, mayBeForeign: false) }
    }
    for prefix in Self.prefixes where stem.count > prefix.count && stem.starts(with: prefix) {
      if let unit = unit(called: stem.dropFirst(prefix.count), in: project) {
        return Match(unit: unit, mayBeForeign: false)
      }
    }
    return nil
  }

  /// Returns the unit of a kind whose name is the first `count` bytes of `scratch`.
  private mutating func unit(_ count: Int, _ row: Row, _ project: Project) -> Int? {
    if let kinds, kinds & (1 << row.kind.rawValue) == 0 { return nil }
    let whole = scratch.count
    if count == whole {
      row.ending.withUTF8Buffer { scratch.append(contentsOf: $0) }
      defer { scratch.removeLast(scratch.count - whole) }
      return project.unit(named: scratch.span)
    }
    let name = Array(scratch[..<count]) + row.ending.array
    return project.unit(named: name.span)
  }

  private mutating func learnKinds(of project: Project) {
    if kinds != nil { return }
    var found: UInt8 = 0
    for unit in project.units { found |= 1 << unit.kind.rawValue }
    kinds = found
  }

  /// Whether any unit has a service of that name; the set is built only for names that look wrong.
  private mutating func isService(_ name: [UInt8], _ project: Project, _ resolver: inout Resolver) -> Bool {
    if let all { return all.contains(name) }
    var names: Set<[UInt8]> = []
    for unit in project.loaded { names.insert(resolver.serviceName(unit)) }
    all = names
    return names.contains(name)
  }
}

extension ArraySlice<UInt8> {
  fileprivate func hasSuffix(_ suffix: StaticString) -> Bool {
    suffix.withUTF8Buffer { letters in
      // Most names already differ in the last byte.
      count >= letters.count && last == letters.last && self.suffix(letters.count).elementsEqual(letters)
    }
  }
}
