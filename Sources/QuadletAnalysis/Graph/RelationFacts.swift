import QuadletSyntax

/// What units declare about each other, collected unit by unit during conversion; `ServiceGraph` combines it.
public struct RelationFacts: Sendable {
  /// The service of a unit.
  struct Service {
    let unit: Int32
    let name: Range<Int32>
    let hash: UInt32
    /// Whether the generator adds the dependencies on the network: After, and Wants.
    let waitsForNetwork: (after: Bool, wants: Bool)
  }

  /// What a unit refers to: another unit of the project, or a systemd unit, by the number of its name in `named`.
  enum Target {
    case unit(Int32)
    case name(Int32)
  }

  /// A relation declared by a unit.
  struct Edge {
    let from: Int32
    let target: Target
    let relation: Relation
    /// The file and line, counted from 1; line 0 for relations that the generator adds.
    let file: Int32
    let line: UInt32
  }

  /// A systemd unit, named in [Install], that starts a service, by the number of its name in `named`.
  struct Start {
    let unit: Int32
    let by: Int32
  }

  private(set) var services: ContiguousArray<Service> = []
  private(set) var edges: ContiguousArray<Edge> = []
  private(set) var starts: ContiguousArray<Start> = []
  /// The names of the systemd units that units refer to; many units refer to the same few.
  private(set) var named = StringPool()
  /// The names of the services.
  private(set) var serviceText: [UInt8] = []

  init() {}

  /// Starts with as much memory as other facts have used.
  init(sizedLike others: RelationFacts) {
    services.reserveCapacity(others.services.count)
    edges.reserveCapacity(others.edges.count)
    starts.reserveCapacity(others.starts.count)
    serviceText.reserveCapacity(others.serviceText.count)
  }

  /// Collects what a unit declares; the converter must just have converted and accepted it.
  mutating func gather(from converter: inout Converter<FactsEmitter>) {
    let names = converter.out.facts.names
    let unit = Int32(truncatingIfNeeded: converter.unit)
    addService(names, &converter)
    for relation in Relation.allCases {
      let key = relation.name(in: converter.keys)
      if converter.view.has(key, in: .unit) { gatherWritten(relation, key, &converter) }
    }
    for tie in converter.out.facts.ties {
      let target = Target.unit(Int32(truncatingIfNeeded: tie.unit))
      let file = Int32(truncatingIfNeeded: converter.view.files[Int(tie.value.assignment.document)])
      let line = tie.value.assignment.line + 1
      edges.append(Edge(from: unit, target: target, relation: tie.relation, file: file, line: line))
      edges.append(Edge(from: unit, target: target, relation: .after, file: file, line: line))
    }
    if let pod = names.podThatStarts {
      let from = Int32(truncatingIfNeeded: pod)
      edges.append(Edge(from: from, target: .unit(unit), relation: .wants, file: 0, line: 0))
      edges.append(Edge(from: from, target: .unit(unit), relation: .before, file: 0, line: 0))
    }
    if ServiceLinks.canStart(names.text.span.extracting(names.service), converter.view) { gatherStarts(&converter) }
  }

  private mutating func addService(_ names: borrowing UnitNames, _ converter: inout Converter<FactsEmitter>) {
    let start = serviceText.count
    serviceText.append(names.text.span.extracting(names.service))
    serviceText.append(".service")
    let waits = converter.waitsForNetwork
    services.append(
      Service(
        unit: Int32(truncatingIfNeeded: converter.unit),
        name: Int32(truncatingIfNeeded: start)..<Int32(truncatingIfNeeded: serviceText.count),
        hash: serviceText.span.extracting(start..<serviceText.count).hash,
        waitsForNetwork: (
          waits && !isReset(converter.keys.after, &converter), waits && !isReset(converter.keys.wants, &converter)
        )
      )
    )
  }

  // MARK: [Unit]

  private mutating func gatherWritten(_ relation: Relation, _ key: UInt16, _ converter: inout Converter<FactsEmitter>) {
    let from = Int32(truncatingIfNeeded: converter.unit)
    for index in converter.dependencies.words.indices {
      let word = converter.dependencies.words[index]
      if word.key != key || word.isLink { continue }
      let assignment = word.assignment
      edges.append(
        Edge(
          from: from,
          target: translated(word, converter).map { .unit(Int32(truncatingIfNeeded: $0)) }
            ?? .name(add(word, converter)),
          relation: relation,
          file: Int32(truncatingIfNeeded: converter.view.files[Int(assignment.document)]),
          line: assignment.line + 1
        )
      )
    }
  }

  /// The unit whose file name stands for its service in [Unit].
  private func translated(_ word: DependencyWords.Word, _ converter: borrowing Converter<FactsEmitter>) -> Int? {
    guard converter.dependencies.mayNameUnits, word.suffix == .quadlet || word.suffix == .unknown else { return nil }
    let name = converter.dependencies.name(word)
    guard converter.translatesDependencies, UnitKind.isKnown(GoPath.fileExtension(name), in: converter.target) else {
      return nil
    }
    return converter.project.unit(named: name.span, for: converter.unit)
  }

  /// Whether an empty assignment discards what the generator has put before it. It does not when any assignment was
  /// translated, because those are rewritten without the empty ones.
  private func isReset(_ key: UInt16, _ converter: inout Converter<FactsEmitter>) -> Bool {
    guard converter.view.isReset(key, in: .unit) else { return false }
    return !converter.dependencies.words.contains {
      $0.key == key && !$0.isLink && translated($0, converter) != nil
    }
  }

  // MARK: [Install]

  private mutating func gatherStarts(_ converter: inout Converter<FactsEmitter>) {
    let unit = Int32(truncatingIfNeeded: converter.unit)
    for index in converter.dependencies.words.indices {
      let word = converter.dependencies.words[index]
      guard word.isLink, !word.hasSlash else { continue }
      if word.key == converter.keys.upheldBy, !converter.target.has(.linksUpheldBy) { continue }
      starts.append(Start(unit: unit, by: add(word, converter)))
    }
  }

  private mutating func add(_ word: DependencyWords.Word, _ converter: borrowing Converter<FactsEmitter>) -> Int32 {
    Int32(truncatingIfNeeded: named.intern(converter.dependencies.text.span.extracting(word.name)))
  }
}
