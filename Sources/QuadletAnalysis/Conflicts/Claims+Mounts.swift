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
      guard let parts = MountParts(text.span, assignment.valueRange) else { continue }
      var use: MountUse = locks ? .isLocked : []
      var position = parts.options.lowerBound
      while let option = text.span.next(from: &position, until: parts.options.upperBound, separator: comma) {
        if text.span.equals(option, "Z") { use.insert(.isPrivate) }
        if text.span.equals(option, "ro") { use.remove(.isLocked) }
      }
      gather(text[parts.source], use, pod, converter.whole(assignment), &converter)
    }
  }

  /// `%h/data` is the same path in every unit of one user, and stays as it is; what differs from unit to unit is left out.
  private mutating func gather<E>(
    _ source: ArraySlice<UInt8>,
    _ use: MountUse,
    _ pod: Int32,
    _ value: Value,
    _ converter: inout Converter<E>
  ) {
    var volume: Int32 = -1
    var name: Range<Int32> = 0..<0
    if Specifiers.dependOnUnit(source) { return }
    if source.first == GoPath.dot {
      name = add(GoPath.clean(converter.absolutePath(Array(source))))
    } else if source.first == GoPath.slash {
      name = GoPath.isClean(source) ? add(source) : add(GoPath.clean(Array(source)))
    } else if let unit = converter.project.unit(named: source.span, for: converter.unit) {
      volume = Int32(truncatingIfNeeded: unit)
    } else {
      name = add(source)
    }
    mounts.append(Mount(source: name, volume: volume, use: use, pod: pod, place: place(value, &converter)))
  }
}

private let comma = UInt8(ascii: ",")

/// The source and the options of a mount, `source:destination[:options]`; what is wrong in it is told elsewhere.
private struct MountParts {
  let source: Range<Int>
  let options: Range<Int>

  init?(_ text: Span<UInt8>, _ value: Range<Int>) {
    let colon = UInt8(ascii: ":")
    guard let first = text.first(colon, in: value), first > value.lowerBound else { return nil }
    source = value.lowerBound..<first
    let second = text.first(colon, in: first + 1..<value.upperBound) ?? value.upperBound
    options = min(second + 1, value.upperBound)..<value.upperBound
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
