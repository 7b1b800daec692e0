import QuadletSyntax

/// How a unit mounts something of the host.
struct MountUse: OptionSet {
  let rawValue: UInt8
  /// Relabelled for this container alone (`Z`): no other can read it then, where SELinux is on.
  static let isPrivate = MountUse(rawValue: 1)
  /// By a program that locks its data: a second one of the kind fails, or spoils them.
  static let isLocked = MountUse(rawValue: 2)
}

/// Volumes and paths of the host.
extension Claims {
  mutating func gatherMounts(_ converter: inout Converter<FactsEmitter>) {
    let all = converter.out.facts.all
    let locks =
      converter.nonEmpty(converter.keys.image).map { LockingProgram.isImage(converter.bytes($0).span) } ?? false
    let pod = Int32(truncatingIfNeeded: converter.pod ?? -1)
    for index in all.indices where all[index].subject == .volume || all[index].subject == .mount {
      let fact = all[index]
      let text = converter.bytes(fact)
      guard let mount = StorageUse(fact, text), mount.kind != .other, let source = mount.source else { continue }
      var use: MountUse = locks ? .isLocked : []
      if mount.options.contains(.isPrivate) { use.insert(.isPrivate) }
      if mount.options.contains(.isReadOnly) { use.remove(.isLocked) }
      gather(fact, text.span.extracting(source), use, pod, &converter)
    }
  }

  /// `%h/data` is the same path in every unit of one user, and stays as it is; what differs from unit to unit is left out.
  private mutating func gather(
    _ fact: UnitFacts.Fact,
    _ source: Span<UInt8>,
    _ use: MountUse,
    _ pod: Int32,
    _ converter: inout Converter<FactsEmitter>
  ) {
    if source.isEmpty || !fact.place.assignment.isPlain && Specifiers.dependOnUnit(source) { return }
    var name = Text(start: 0, end: 0, hash: 0)
    if fact.unit >= 0 {
      // The name of the volume is that of its unit.
    } else if source[0] == GoPath.dot {
      // Podman reads a path among arguments from the folder that it runs in, which is not the unit's.
      if fact.source != .key { return }
      name = add(GoPath.clean(converter.absolutePath(source.array)).span)
    } else if source[0] == GoPath.slash {
      name = GoPath.isClean(source) ? add(source) : add(GoPath.clean(source.array).span)
    } else {
      name = add(source)
    }
    let place = place(fact.valuePlace, &converter)
    mounts.append(Mount(source: name, volume: fact.unit, use: use, pod: pod, place: place))
  }
}

/// Programs that take a lock on the folder that their data lie in, so that two of them cannot share it.
enum LockingProgram {
  /// The last parts of the names of their images.
  private static let images = StringPool([
    "postgres", "postgresql", "postgis", "timescaledb", "pgvector", "mysql", "mysql-server", "mariadb", "percona",
    "percona-server", "mongo", "mongodb", "redis", "valkey", "keydb", "influxdb", "prometheus", "victoria-metrics",
    "loki", "clickhouse", "clickhouse-server", "cassandra", "scylla", "neo4j", "couchdb", "rabbitmq", "etcd", "consul",
    "elasticsearch", "opensearch", "meilisearch", "qdrant", "zookeeper", "kafka", "cockroach", "surrealdb", "vault",
    "openldap",
  ])

  /// Whether an image, as `Image=` names it, is that of such a program.
  static func isImage(_ image: Span<UInt8>) -> Bool {
    guard mayBeImage(image), let reference = try? ImageReference(parsing: image) else { return false }
    let path = reference.path
    let start = image.last(GoPath.slash, in: path).map { $0 + 1 } ?? path.lowerBound
    return images.find(image.extracting(start..<path.upperBound)) != nil
  }

  /// Takes a first look at an image, without all the rules for its name: what follows the last slash is the name of
  /// a program, or a transport and the name.
  private static func mayBeImage(_ image: Span<UInt8>) -> Bool {
    let start = image.last(GoPath.slash, in: image.all).map { $0 + 1 } ?? 0
    if image.extracting(0..<start).contains(byte: UInt8(ascii: "@")) { return true }
    let end = image.first(in: start..<image.count) { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "@") }
    if images.find(image.extracting(start..<(end ?? image.count))) != nil { return true }
    guard start == 0, let end else { return false }
    return images.find(image.extracting(end + 1..<image.count)) != nil
  }
}
