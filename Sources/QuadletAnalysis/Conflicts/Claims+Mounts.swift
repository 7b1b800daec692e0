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
    guard converter.view.has(converter.keys.volume) else { return }
    let locks =
      converter.nonEmpty(converter.keys.image).map { LockingProgram.isImage(converter.bytes($0).span) } ?? false
    let pod = Int32(truncatingIfNeeded: converter.podOfContainer ?? -1)
    for assignment in converter.view.list(converter.keys.volume) {
      let text = converter.view.texts[Int(assignment.document)]
      guard let parts = MountParts(text.span, assignment.valueRange) else { continue }
      var use: MountUse = locks ? .isLocked : []
      var position = parts.options.lowerBound
      while !parts.options.isEmpty,
        let option = text.span.next(from: &position, until: parts.options.upperBound, separator: comma)
      {
        if text.span.equals(option, "Z") { use.insert(.isPrivate) }
        if text.span.equals(option, "ro") { use.remove(.isLocked) }
      }
      let source = text.span.extracting(parts.source)
      if !assignment.isPlain, Specifiers.dependOnUnit(source) { continue }
      let place = place(converter.whole(assignment), &converter)
      gather(source, use, pod, place, &converter)
    }
  }

  /// `%h/data` is the same path in every unit of one user, and stays as it is; what differs from unit to unit is left out.
  private mutating func gather<E>(
    _ source: Span<UInt8>,
    _ use: MountUse,
    _ pod: Int32,
    _ place: Place,
    _ converter: inout Converter<E>
  ) {
    var volume: Int32 = -1
    var name = Text(start: 0, end: 0, hash: 0)
    if source[0] == GoPath.dot {
      name = add(GoPath.clean(converter.absolutePath(source.array)).span)
    } else if source[0] == GoPath.slash {
      name = GoPath.isClean(source) ? add(source) : add(GoPath.clean(source.array).span)
    } else if let unit = converter.project.unit(named: source, for: converter.unit) {
      volume = Int32(truncatingIfNeeded: unit)
    } else {
      name = add(source)
    }
    mounts.append(Mount(source: name, volume: volume, use: use, pod: pod, place: place))
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

  /// Takes a first look at an image, without all the rules for its name: what stands behind the last slash is the name of
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
