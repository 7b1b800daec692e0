import Glibc

/// The checks of what lies on the disk afterwards.
enum TreeChecks {
  /// Something changed that was not the operand's, or that the command must not change at all.
  static func outside(_ attack: Attack, _ run: AttackRun) -> String? {
    let allowed = attack.writes ? run.targets : []
    if allowed.contains([]) { return nil }
    for (path, place) in run.before.places where !isDisturbed(path, attack) {
      guard !allowed.contains(where: { $0.contains(path: path) }), let now = run.after.places[path] else { continue }
      // Temporary files beside an operand change the time of its folder.
      let isAbove = place.isFolder && allowed.contains { path.contains(path: $0) }
      if !isSame(place, now, times: !isAbove) { return "changed: \(OutputText.shown(path))" }
    }
    for path in run.after.places.keys where run.before.places[path] == nil && !isDisturbed(path, attack) {
      if !allowed.contains(where: { $0.contains(path: path) }) { return "made: \(OutputText.shown(path))" }
    }
    return nil
  }

  /// Something that was there is no longer.
  static func gone(_ attack: Attack, _ run: AttackRun) -> String? {
    for path in run.before.places.keys where run.after.places[path] == nil && !isDisturbed(path, attack) {
      return OutputText.shown(path)
    }
    return nil
  }

  /// Something is new among the operand's files; after a signal, the next run has to remove it.
  static func leftover(_ attack: Attack, _ run: AttackRun) -> String? {
    guard run.ending.killed == nil, let last = run.ending.signal == nil ? run.after : run.afterNextRun else {
      return nil
    }
    for path in last.places.keys where run.before.places[path] == nil && !isDisturbed(path, attack) {
      let name = path[(path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]
      let isTemporary = name.starts(with: bytes(".leger-")) || path.suffix(4) == bytes(".new")
      if isTemporary || attack.command != .generate, run.targets.contains(where: { $0.contains(path: path) }) {
        return OutputText.shown(path)
      }
    }
    return nil
  }

  /// A unit that was written has another mode, owner, link count or other extended attributes than before.
  static func attributes(_ attack: Attack, _ run: AttackRun) -> String? {
    for (path, place, now) in files(attack, run) {
      if place.mode != now.mode {
        return "mode \(String(place.mode, radix: 8)), now \(String(now.mode, radix: 8)): \(OutputText.shown(path))"
      }
      if place.owner != now.owner { return "owner \(place.owner), now \(now.owner): \(OutputText.shown(path))" }
      for name in place.attributes.keys.sorted() where place.attributes[name] != now.attributes[name] {
        return "extended attribute \(name.debugDescription): \(OutputText.shown(path))"
      }
      if place.links > 1, place.inode != now.inode, !String(decoding: run.messages, as: UTF8.self).contains("link") {
        return "a hard link was split without a word: \(OutputText.shown(path))"
      }
    }
    return nil
  }

  /// A unit holds something that neither was there nor is what leger makes of it.
  static func lostBytes(_ attack: Attack, _ run: AttackRun) -> String? {
    for (path, place, now) in files(attack, run) where place.content != now.content {
      guard let old = place.content, let new = now.content else { continue }
      // Which fixes there are depends on the other units.
      let isKnown = attack.command == .format || attack.disturbances.allSatisfy(\.ends)
      if isKnown, let reference = run.reference?.after.places[path]?.content, reference != new {
        return "neither the old content nor the new: \(OutputText.shown(path))"
      }
      let isLost =
        attack.command == .format ? OutputText.solid(old) != OutputText.solid(new) : new.isEmpty && !old.isEmpty
      if isLost { return "not the same text: \(OutputText.shown(path))" }
    }
    return nil
  }

  /// What another process has written is neither there nor formatted.
  static func lostWrite(_ attack: Attack, _ run: AttackRun) -> String? {
    for written in run.written where attack.disturbances.filter({ $0.path == written.path }).count == 1 {
      // While its folder was somewhere else, the path led to another file.
      if attack.disturbances.contains(where: {
        $0.path != written.path && $0.path.contains(path: written.path) && !$0.path.isEmpty
      }) {
        continue
      }
      guard let now = run.after.places[written.path]?.content, now != written.content else { continue }
      if let made = run.reference?.madeOfWritten[written.path], made == now { continue }
      return OutputText.shown(written.path)
    }
    return nil
  }

  /// The operand's files that nobody else has touched, before and after, when the command is one that changes units.
  private static func files(
    _ attack: Attack,
    _ run: AttackRun
  ) -> [(path: [UInt8], before: TreeRecord.Place, after: TreeRecord.Place)] {
    guard attack.writes, attack.command != .generate else { return [] }
    return run.before.places.compactMap { path, place in
      guard place.isFile, run.targets.contains(where: { $0.contains(path: path) }), !isDisturbed(path, attack),
        let now = run.after.places[path], now.isFile
      else { return nil }
      return (path, place, now)
    }
  }

  private static func isSame(_ old: TreeRecord.Place, _ new: TreeRecord.Place, times: Bool) -> Bool {
    old.kind == new.kind && old.mode == new.mode && old.owner == new.owner && old.inode == new.inode
      && (old.isFolder || old.size == new.size) && old.content == new.content && old.attributes == new.attributes
      && (!times || old.times.first == new.times.first)
  }

  /// Whether another process changes a path, or something above it.
  private static func isDisturbed(_ path: [UInt8], _ attack: Attack) -> Bool {
    if attack.disturbances.isEmpty { return false }
    let real = bytes("work/real")
    if real.contains(path: path) { return isDisturbed(bytes("work/units") + path.dropFirst(real.count), attack) }
    if bytes("other").contains(path: path) { return true }
    return attack.disturbances.contains { disturbance in
      if disturbance.path.isEmpty || disturbance.ends { return false }
      if case .rename(let new) = disturbance.action, new == path { return true }
      let folder = disturbance.path.lastIndex(of: UInt8(ascii: "/")).map { Array(disturbance.path[..<$0]) } ?? []
      return disturbance.path.contains(path: path) || (disturbance.path + bytes(".aside")).contains(path: path)
        || folder == path
    }
  }
}
