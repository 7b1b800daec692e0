/// Pairs the units of the old project with those of the new one.
struct UnitPairs {
  /// Indices of units; nil for one that was added or removed.
  struct Pair: Sendable {
    let old: Int?
    let new: Int?
  }

  private(set) var pairs: [Pair] = []

  init(_ old: ProjectSnapshot, _ new: ProjectSnapshot, oldFiles: [Int]?, newFiles: [Int]?) {
    let before = Self.meant(oldFiles, in: old)
    let after = Self.meant(newFiles, in: new)
    // Two files that are named explicitly belong together, whatever their names.
    if oldFiles != nil, newFiles != nil, before.count == 1, after.count == 1 {
      pairs = [Pair(old: before[0], new: after[0])]
      return
    }
    let wanted = Set(after)
    var gone: [Int] = []
    for unit in before {
      if let same = new.indices[old.units[unit].name], wanted.contains(same) {
        pairs.append(Pair(old: unit, new: same))
      } else {
        gone.append(unit)
      }
    }
    let paired = Set(pairs.compactMap(\.new))
    var come = after.filter { !paired.contains($0) }
    if !gone.isEmpty, !come.isEmpty {
      var makers = (SnapshotMaker(old), SnapshotMaker(new))
      matchServices(&gone, &come, &makers.0, &makers.1)
      matchContent(&gone, &come, &makers.0, &makers.1)
    }
    pairs += gone.map { Pair(old: $0, new: nil) } + come.map { Pair(old: nil, new: $0) }
  }

  /// The units that files belong to, including those of their drop-ins; all units when no files are given.
  private static func meant(_ files: [Int]?, in snapshot: ProjectSnapshot) -> [Int] {
    guard let files else { return Array(snapshot.units.indices) }
    let project = snapshot.project
    return snapshot.units.indices.filter { index in
      let file = snapshot.units[index].file
      let all = project.unit(ofFile: file).map { project.files(of: $0) } ?? [file]
      return all.contains { files.contains($0) }
    }
  }

  /// Pairs units of different kinds that become the same service.
  private mutating func matchServices(
    _ gone: inout [Int],
    _ come: inout [Int],
    _ old: inout SnapshotMaker,
    _ new: inout SnapshotMaker
  ) {
    var arrivals: [String: [Int]] = [:]
    for unit in come { arrivals[new.service(of: new.source.units[unit]), default: []].append(unit) }
    match(&gone, &come) { unit in
      let service = old.service(of: old.source.units[unit])
      guard !service.isEmpty, let same = arrivals[service], same.count == 1 else { return nil }
      arrivals[service] = nil
      return same[0]
    }
  }

  /// Pairs files that differ only in name, when each is the only one: a renamed unit.
  private mutating func matchContent(
    _ gone: inout [Int],
    _ come: inout [Int],
    _ old: inout SnapshotMaker,
    _ new: inout SnapshotMaker
  ) {
    func content(_ index: Int, _ maker: inout SnapshotMaker) -> Content? {
      let unit = maker.source.units[index]
      let snapshot = maker.snapshot(of: unit)
      // Units without assignments are all alike.
      guard snapshot.refusal == nil, !snapshot.keys.isEmpty,
        let document = maker.source.project.document(ofFile: unit.file)
      else { return nil }
      return Content(kind: unit.kind, text: document.bytes)
    }
    var departures: [Int: Content] = [:]
    var candidates: [Content: (old: [Int], new: [Int])] = [:]
    for unit in gone {
      guard let content = content(unit, &old) else { continue }
      departures[unit] = content
      candidates[content, default: ([], [])].old.append(unit)
    }
    for unit in come {
      if let content = content(unit, &new) { candidates[content, default: ([], [])].new.append(unit) }
    }
    match(&gone, &come) { unit in
      guard let content = departures[unit], let found = candidates[content], found.old.count == 1,
        found.new.count == 1
      else { return nil }
      return found.new[0]
    }
  }

  /// Pairs each unit that is gone with the one that has come instead, if there is one.
  private mutating func match(_ gone: inout [Int], _ come: inout [Int], _ successor: (Int) -> Int?) {
    var taken: Set<Int> = []
    gone.removeAll { unit in
      guard let same = successor(unit) else { return false }
      pairs.append(Pair(old: unit, new: same))
      taken.insert(same)
      return true
    }
    come.removeAll { taken.contains($0) }
  }

  /// The units that are in no pair, each on its own.
  func others(_ old: ProjectSnapshot, _ new: ProjectSnapshot) -> [Pair] {
    var isPaired = (
      [Bool](repeating: false, count: old.units.count), [Bool](repeating: false, count: new.units.count)
    )
    for pair in pairs {
      if let unit = pair.old { isPaired.0[unit] = true }
      if let unit = pair.new { isPaired.1[unit] = true }
    }
    return old.units.indices.filter { !isPaired.0[$0] }.map { Pair(old: $0, new: nil) }
      + new.units.indices.filter { !isPaired.1[$0] }.map { Pair(old: nil, new: $0) }
  }

  private struct Content: Hashable {
    let kind: UnitKind
    let text: ArraySlice<UInt8>
  }
}
