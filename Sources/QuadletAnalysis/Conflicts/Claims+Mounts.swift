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
  mutating func gatherMounts<E>(_ converter: inout Converter<E>) {
    let keys = converter.keys
    guard converter.view.has(keys.volume) || converter.view.has(keys.mount) else { return }
    let locks = converter.nonEmpty(keys.image).map { LockingProgram.isImage(Array(converter.bytes($0))) } ?? false
    let pod = Int32(truncatingIfNeeded: converter.podOfContainer ?? -1)
    for assignment in converter.view.list(keys.volume) {
      let text = converter.view.texts[Int(assignment.document)]
      let start = assignment.valueRange.lowerBound
      guard let mount = try? VolumeMount(parsing: text.span.extracting(assignment.valueRange)),
        let source = mount.source
      else { continue }
      var use: MountUse = locks ? .isLocked : []
      if let options = mount.options {
        var position = start + options.lowerBound
        let end = start + options.upperBound
        while let option = text.span.next(from: &position, until: end, separator: UInt8(ascii: ",")) {
          if text.span.equals(option, "Z") { use.insert(.isPrivate) }
          if text.span.equals(option, "ro") { use.remove(.isLocked) }
        }
      }
      let value = Value(
        assignment: assignment,
        range: start + source.lowerBound..<start + source.upperBound
      )
      gather(
        Array(converter.bytes(value)),
        mount.kind,
        use,
        pod,
        place(converter.whole(assignment), &converter),
        &converter
      )
    }
  }

  private mutating func gather<E>(
    _ source: [UInt8],
    _ kind: VolumeMount.SourceKind,
    _ use: MountUse,
    _ pod: Int32,
    _ place: Place,
    _ converter: inout Converter<E>
  ) {
    var name: [UInt8] = []
    var volume: Int32 = -1
    switch kind {
    case .hostPath: name = GoPath.clean(source)
    case .relativePath: name = GoPath.clean(converter.absolutePath(source))
    case .named: name = source
    case .unit:
      guard let unit = converter.project.unit(named: source.span, for: converter.unit) else { return }
      volume = Int32(truncatingIfNeeded: unit)
    // `%h/data` is the same path in every unit of one user.
    case .later: name = source
    case .none: return
    }
    if name.isEmpty, volume < 0 { return }
    mounts.append(Mount(source: add(name), volume: volume, use: use, pod: pod, place: place))
  }
}

/// Programs that take a lock on the folder that their data lie in, so that two of them cannot share it.
enum LockingProgram {
  /// The last parts of the names of their images.
  private static let images: WordTable<38> = [
    "postgres", "postgresql", "postgis", "timescaledb", "pgvector", "mysql", "mysql-server", "mariadb", "percona",
    "percona-server", "mongo", "mongodb", "redis", "valkey", "keydb", "influxdb", "prometheus", "victoria-metrics",
    "loki", "clickhouse", "clickhouse-server", "cassandra", "scylla", "neo4j", "couchdb", "rabbitmq", "etcd", "consul",
    "elasticsearch", "opensearch", "meilisearch", "qdrant", "zookeeper", "kafka", "cockroach", "surrealdb", "vault",
    "openldap",
  ]

  /// Whether an image, as `Image=` names it, is that of such a program.
  static func isImage(_ image: [UInt8]) -> Bool {
    let text = image.span
    guard let reference = try? ImageReference(parsing: text) else { return false }
    let path = reference.path
    let start = text.last(UInt8(ascii: "/"), in: path).map { $0 + 1 } ?? path.lowerBound
    return text.isOne(start..<path.upperBound, of: images)
  }
}
