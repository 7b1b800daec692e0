import QuadletSyntax

/// Mounts that fight: one relabels what another uses, or two programs lock the same data.
extension ProjectConflicts {
  /// Most projects have no mount that can fight with another; then nothing is compared.
  var mountConflicts: [Conflict] {
    guard parts.contains(where: { $0.mounts.contains { !$0.use.isEmpty } }) else { return [] }
    var sources = StringPool()
    var mounts: [(mount: Claims.Mount, source: Int)] = []
    let volumes = volumeNames
    for part in parts {
      for mount in part.mounts {
        let source = mount.volume < 0 ? part.text(mount.source) : volumes[Int(mount.volume)] ?? []
        if !source.isEmpty { mounts.append((mount, sources.intern(source.span))) }
      }
    }
    let bySource = Adjacency(
      count: sources.count,
      edges: mounts.indices.lazy.map { (from: mounts[$0].source, to: $0) }
    )
    func uses(_ source: Int) -> [Claims.Mount] { bySource[source].map { mounts[Int($0)].mount } }
    var found: [(key: ArraySlice<UInt8>, conflict: Conflict)] = []
    for source in 0..<sources.count {
      let here = bySource[source]
      let folders = Self.folders(above: sources[source], in: sources)
      if here.count < 2, folders.isEmpty { continue }
      let around = folders.flatMap(uses).filter { $0.use.contains(.isPrivate) }
      if let conflict = conflict(at: sources[source], uses(source), around: around) {
        found.append((sources[source], conflict))
      }
    }
    return found.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.conflict)
  }

  /// By unit: what podman calls the volume that it describes; nil for other units and for names that are not known yet.
  private var volumeNames: [ArraySlice<UInt8>?] {
    var names = [ArraySlice<UInt8>?](repeating: nil, count: project.units.count)
    for part in parts {
      for name in part.names where name.kind == .volumeName { names[Int(name.place.unit)] = part.text(name.name) }
    }
    return names
  }

  /// The folders above a path that are mounted too.
  private static func folders(above path: ArraySlice<UInt8>, in sources: StringPool) -> [Int] {
    guard path.first == GoPath.slash || path.first == Specifiers.sign else { return [] }
    var found: [Int] = []
    for end in path.indices.dropFirst() where path[end] == GoPath.slash {
      let above = path[..<end]
      if let folder = sources.find(above.span) { found.append(folder) }
    }
    return found
  }

  /// `around` are the mounts of folders above it that are for one container alone.
  private func conflict(
    at source: ArraySlice<UInt8>,
    _ here: [Claims.Mount],
    around: [Claims.Mount]
  ) -> Conflict? {
    let key = String(decoding: source, as: UTF8.self)
    let owners = around + here.filter { $0.use.contains(.isPrivate) }
    let rivals = here.filter { mount in owners.contains { Self.fight($0, mount) } }
    if !rivals.isEmpty {
      return Conflict(kind: .mount, key: key, claims: distinct((rivals + owners).lazy.map(\.place)))
    }
    let locked = here.filter { $0.use.contains(.isLocked) }
    guard Set(locked.map(\.place.unit)).count > 1 else { return nil }
    return Conflict(kind: .mount, key: key, claims: distinct(locked.lazy.map(\.place)), isLocked: true)
  }

  /// Whether a mount keeps another one out; members of one pod share their label.
  private static func fight(_ owner: Claims.Mount, _ other: Claims.Mount) -> Bool {
    owner.place.unit != other.place.unit && (owner.pod < 0 || owner.pod != other.pod)
  }
}
