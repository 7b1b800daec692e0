/// Mounts that fight: one relabels what another uses, or two programs lock the same data.
extension ProjectConflicts {
  private typealias Found = (source: ArraySlice<UInt8>, mount: Claims.Mount)

  /// Most projects have no mount that can fight with another; then nothing is compared.
  var mountConflicts: [Conflict] {
    guard parts.contains(where: { $0.mounts.contains { !$0.use.isEmpty } }) else { return [] }
    var found: [Found] = parts.flatMap { part in part.mounts.map { (part.text($0.source), $0) } }
    found.sort { Self.precedes($0.source, $1.source) }
    var conflicts: [Conflict] = []
    // The mounts of the folders above the one at hand, outermost first, that are for one container alone.
    var around: [Found] = []
    var position = 0
    while position < found.count {
      let source = found[position].source
      var end = position
      while end < found.count, found[end].source == source { end += 1 }
      while let last = around.last, !Self.isFolder(last.source, above: source) { around.removeLast() }
      let here = found[position..<end]
      let privates = around + here.filter { $0.mount.use.contains(.isPrivate) }
      if let claims = fighting(privates, here) {
        conflicts.append(Conflict(kind: .mount, key: String(decoding: source, as: UTF8.self), claims: claims))
      } else {
        let locked = here.filter { $0.mount.use.contains(.isLocked) }
        if Set(locked.map(\.mount.place.unit)).count > 1 {
          conflicts.append(
            Conflict(
              kind: .mount,
              key: String(decoding: source, as: UTF8.self),
              claims: distinct(locked.lazy.map(\.mount.place)),
              isLocked: true
            )
          )
        }
      }
      around += here.filter { $0.mount.use.contains(.isPrivate) && source.first == GoPath.slash }.prefix(1)
      position = end
    }
    return conflicts
  }

  /// The mounts of several units of which one keeps the others out; members of one pod share their label.
  private func fighting(_ privates: [Found], _ here: ArraySlice<Found>) -> [Conflict.Claim]? {
    let rivals = here.filter { mount in
      privates.contains { owner in
        owner.mount.place.unit != mount.mount.place.unit
          && (owner.mount.pod < 0 || owner.mount.pod != mount.mount.pod)
      }
    }
    guard !rivals.isEmpty else { return nil }
    return distinct((rivals + privates).lazy.map(\.mount.place))
  }

  /// Bytewise, with the `/` before all else, so that a folder is followed by what is below it.
  private static func precedes(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
    left.lexicographicallyPrecedes(right) { ($0 == GoPath.slash ? 0 : $0) < ($1 == GoPath.slash ? 0 : $1) }
  }

  private static func isFolder(_ folder: ArraySlice<UInt8>, above path: ArraySlice<UInt8>) -> Bool {
    path.count > folder.count && path.starts(with: folder) && path[path.startIndex + folder.count] == GoPath.slash
  }
}
