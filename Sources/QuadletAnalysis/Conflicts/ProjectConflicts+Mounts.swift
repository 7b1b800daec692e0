import QuadletSyntax

/// Mounts that fight: one relabels what another uses, or two programs lock the same data.
extension ProjectConflicts {
  /// Most projects have no mount that can fight with another; then nothing is compared.
  var mountConflicts: [Conflict] {
    guard parts.contains(where: { $0.mounts.contains { !$0.use.isEmpty } }) else { return [] }
    let sources = MountSources(parts, project)
    // A folder fights with another mount of itself, or with one of a folder above it.
    var rivals: [(source: Int, folders: [Int])] = []
    for source in 0..<sources.pool.count {
      let folders = sources.privateFolders(above: source)
      if !folders.isEmpty || sources.counts[source] > 1 && !sources.uses[source].isEmpty {
        rivals.append((source, folders))
      }
    }
    if rivals.isEmpty { return [] }
    let mounts = parts.flatMap(\.mounts)
    let bySource = Adjacency(
      count: sources.pool.count,
      edges: ContiguousArray(
        mounts.indices.lazy.filter { sources.ofMount[$0] >= 0 }.map {
          Adjacency.Edge(from: Int(sources.ofMount[$0]), to: $0)
        }
      )
    )
    func uses(_ source: Int) -> [Claims.Mount] { bySource[source].map { mounts[Int($0)] } }
    var owners: [Int: [Claims.Mount]] = [:]
    var budget = mounts.count * 16 + 1000
    var found: [(key: ArraySlice<UInt8>, conflict: Conflict)] = []
    for (source, folders) in rivals {
      // Where thousands of containers have one folder for themselves, a conflict lists some of them.
      let limit = max(Self.shortList, budget)
      var around: [Claims.Mount] = []
      var unlisted = 0
      for folder in folders {
        let all = owners[folder] ?? uses(folder).filter { $0.use.contains(.isPrivate) }
        owners[folder] = all
        let listed = all.prefix(limit - around.count)
        around += listed
        unlisted += all.count - listed.count
      }
      let here = uses(source)
      budget -= around.count + here.count
      if var conflict = conflict(at: sources.pool[source], here, around: around) {
        conflict.unlisted = unlisted
        found.append((sources.pool[source], conflict))
      }
    }
    return found.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.conflict)
  }

  /// How many claims of a folder above it a conflict lists at least.
  private static let shortList = 100

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

/// What is mounted, each path and volume once.
private struct MountSources {
  /// The paths and the names of volumes.
  private(set) var pool = StringPool()
  /// By mount, in the order of the parts: the number of its source, -1 for one that is not known.
  private(set) var ofMount: ContiguousArray<Int32> = []
  /// By source: how many mounts there are.
  private(set) var counts: ContiguousArray<Int32> = []
  /// By source: what any of its mounts does with it.
  private(set) var uses: ContiguousArray<MountUse> = []

  init(_ parts: [Claims], _ project: Project) {
    let total = parts.reduce(0) { $0 + $1.mounts.count }
    pool = StringPool(capacity: total)
    ofMount.reserveCapacity(total)
    let volumes = internVolumes(parts, project)
    for part in parts {
      let text = part.text.span
      for mount in part.mounts {
        var source = mount.volume < 0 ? -1 : volumes[Int(mount.volume)]
        if mount.volume < 0, !mount.source.isEmpty {
          let number = pool.intern(text.extracting(mount.source.range), hash: mount.source.hash)
          source = Int32(truncatingIfNeeded: number)
        }
        ofMount.append(source)
        // A volume that is not mounted has its place too.
        while counts.count < pool.count {
          counts.append(0)
          uses.append([])
        }
        if source >= 0 {
          counts[Int(source)] += 1
          uses[Int(source)].formUnion(mount.use)
        }
      }
    }
  }

  /// By unit: the number of what podman calls the volume that it describes; -1 for other units and for names that are not
  /// known yet.
  private mutating func internVolumes(_ parts: [Claims], _ project: Project) -> [Int32] {
    var numbers = [Int32](repeating: -1, count: project.units.count)
    for part in parts {
      for name in part.names where name.kind == .volumeName {
        let number = pool.intern(part.text.span.extracting(name.name.range), hash: name.name.hash)
        numbers[Int(name.place.unit)] = Int32(truncatingIfNeeded: number)
      }
    }
    return numbers
  }

  /// The folders above a path that one container has for itself.
  func privateFolders(above source: Int) -> [Int] {
    let range = pool.range(of: source)
    let path = pool.bytes.span.extracting(range)
    guard !path.isEmpty, path[0] == GoPath.slash || path[0] == Specifiers.sign else { return [] }
    var found: [Int] = []
    var position = 1
    while let end = path.first(GoPath.slash, in: position..<path.count) {
      if let folder = pool.find(path.extracting(0..<end)), uses[folder].contains(.isPrivate) { found.append(folder) }
      position = end + 1
    }
    return found
  }
}
