import QuadletSyntax

/// What units say about each other, gathered one by one while they are converted; `ServiceGraph` puts it together.
public struct RelationFacts: Sendable {
  /// The service of a unit.
  struct Service {
    let unit: Int32
    let name: Range<Int32>
    /// Whether the generator orders it behind the network by itself: After, and Wants.
    let waitsForNetwork: (after: Bool, wants: Bool)
  }

  /// What a unit names: another unit of the project, or a systemd unit by its name.
  enum Target {
    case unit(Int32)
    case name(Range<Int32>)
  }

  /// A relation that a unit has.
  struct Edge {
    let from: Int32
    let target: Target
    let relation: Relation
    /// The file and line, counted from 1; line 0 for what the generator adds by itself.
    let file: Int32
    let line: UInt32
  }

  /// A systemd unit that starts a service, named in [Install].
  struct Start {
    let unit: Int32
    let by: Range<Int32>
  }

  private(set) var services: ContiguousArray<Service> = []
  private(set) var edges: ContiguousArray<Edge> = []
  private(set) var starts: ContiguousArray<Start> = []
  private var pool: [UInt8] = []

  /// Gathers what the unit that a converter has just converted, and that it accepts, says.
  mutating func gather<E>(_ names: UnitNames, from converter: inout Converter<E>) {
    let keys = converter.keys
    let unit = Int32(truncatingIfNeeded: converter.unit)
    let service = names.service
    services.append(
      Service(
        unit: unit,
        name: add(service, ".service"),
        waitsForNetwork: converter.waitsForNetwork
          ? (!isReset(keys.after, &converter), !isReset(keys.wants, &converter)) : (false, false)
      )
    )
    for relation in Relation.allCases {
      let key = relation.name(in: keys)
      if converter.view.has(key, in: .unit) { gatherWritten(relation, key, &converter) }
    }
    for tie in converter.ties {
      let (file, line) = place(tie.value.assignment, converter.view)
      for relation in [tie.relation, .after] {
        edges.append(
          Edge(
            from: unit,
            target: .unit(Int32(truncatingIfNeeded: tie.unit)),
            relation: relation,
            file: file,
            line: line
          )
        )
      }
    }
    if converter.view.has(keys.pod), let pod = names.podThatStarts {
      for relation in [Relation.wants, .before] {
        edges.append(
          Edge(from: Int32(truncatingIfNeeded: pod), target: .unit(unit), relation: relation, file: 0, line: 0)
        )
      }
    }
    gatherStarts(service + Array(".service".utf8), &converter)
  }

  /// The name of a service or of a unit that is named.
  func text(_ name: Range<Int32>) -> ArraySlice<UInt8> { pool[Int(name.lowerBound)..<Int(name.upperBound)] }

  // MARK: [Unit]

  private mutating func gatherWritten<E>(_ relation: Relation, _ key: UInt16, _ converter: inout Converter<E>) {
    let from = Int32(truncatingIfNeeded: converter.unit)
    for assignment in converter.view.list(key, in: .unit) {
      let text = converter.view.texts[Int(assignment.document)]
      converter.words.removeAll()
      converter.words.append(text.span, assignment.valueRange, style: .plain)
      let (file, line) = place(assignment, converter.view)
      for word in converter.words.words {
        let name = converter.words.text(word)
        let unit = translated(name, &converter)
        let target = unit.map { Target.unit(Int32(truncatingIfNeeded: $0)) } ?? .name(add(name, ""))
        edges.append(Edge(from: from, target: target, relation: relation, file: file, line: line))
      }
    }
  }

  /// The unit whose file name stands for its service in [Unit].
  private func translated<E>(_ name: ArraySlice<UInt8>, _ converter: inout Converter<E>) -> Int? {
    let ending = GoPath.fileExtension(name)
    guard ending.count > 3, UnitKind.mayBegin(ending[ending.startIndex + 1], ending[ending.startIndex + 2]),
      converter.translatesDependencies, UnitKind.isKnown(ending, in: converter.target)
    else { return nil }
    return converter.project.unit(named: name.span, for: converter.unit)
  }

  /// Whether an empty assignment takes away what the generator has put before it: translated assignments are written
  /// anew, without the empty ones.
  private func isReset<E>(_ key: UInt16, _ converter: inout Converter<E>) -> Bool {
    guard converter.view.has(key, in: .unit), converter.view.isReset(key, in: .unit) else { return false }
    for assignment in converter.view.list(key, in: .unit) {
      converter.words.removeAll()
      let text = converter.view.texts[Int(assignment.document)]
      converter.words.append(text.span, assignment.valueRange, style: .plain)
      for word in converter.words.words where translated(converter.words.text(word), &converter) != nil { return false }
    }
    return true
  }

  // MARK: [Install]

  private mutating func gatherStarts<E>(_ service: [UInt8], _ converter: inout Converter<E>) {
    let unit = Int32(truncatingIfNeeded: converter.unit)
    ServiceLinks.forEachStarter(of: service, in: converter.view, target: converter.target, &converter.words) { name in
      starts.append(Start(unit: unit, by: add(name, "")))
    }
  }

  // MARK: Places and names

  private func place(_ assignment: UnitView.Assignment, _ view: UnitView) -> (file: Int32, line: UInt32) {
    (Int32(truncatingIfNeeded: view.files[Int(assignment.document)]), assignment.line + 1)
  }

  private mutating func add(_ name: some Collection<UInt8>, _ suffix: StaticString) -> Range<Int32> {
    let start = Int32(truncatingIfNeeded: pool.count)
    pool.append(contentsOf: name)
    suffix.withUTF8Buffer { pool.append(contentsOf: $0) }
    return start..<Int32(truncatingIfNeeded: pool.count)
  }
}
