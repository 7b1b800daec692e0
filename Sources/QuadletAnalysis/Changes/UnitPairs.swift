/// Pairs the units of the old project with those of the new one.
struct UnitPairs {
  /// Indices of units; nil for one that was added or removed.
  struct Pair {
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
    matchServices(&gone, &come, old, new)
    matchContent(&gone, &come, old, new)
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
    _ old: ProjectSnapshot,
    _ new: ProjectSnapshot
  ) {
    for unit in gone where !old.units[unit].service.isEmpty {
      let same = come.filter { new.units[$0].service == old.units[unit].service }
      guard same.count == 1 else { continue }
      pairs.append(Pair(old: unit, new: same[0]))
      gone.removeAll { $0 == unit }
      come.removeAll { $0 == same[0] }
    }
  }

  /// Pairs files that differ only in name, when each is the only one: a renamed unit.
  private mutating func matchContent(
    _ gone: inout [Int],
    _ come: inout [Int],
    _ old: ProjectSnapshot,
    _ new: ProjectSnapshot
  ) {
    func key(_ index: Int, _ snapshot: ProjectSnapshot) -> Content? {
      let unit = snapshot.units[index]
      // Units without assignments are all alike.
      guard unit.refusal == nil, !unit.keys.isEmpty, let document = snapshot.document(of: unit) else { return nil }
      return Content(kind: unit.kind, text: document.bytes)
    }
    var candidates: [Content: (old: [Int], new: [Int])] = [:]
    for unit in gone { if let key = key(unit, old) { candidates[key, default: ([], [])].old.append(unit) } }
    for unit in come { if let key = key(unit, new) { candidates[key, default: ([], [])].new.append(unit) } }
    for unit in gone {
      guard let key = key(unit, old), let found = candidates[key], found.old.count == 1, found.new.count == 1 else {
        continue
      }
      pairs.append(Pair(old: unit, new: found.new[0]))
      gone.removeAll { $0 == unit }
      come.removeAll { $0 == found.new[0] }
    }
  }

  private struct Content: Hashable {
    let kind: UnitKind
    let text: ArraySlice<UInt8>
  }
}
