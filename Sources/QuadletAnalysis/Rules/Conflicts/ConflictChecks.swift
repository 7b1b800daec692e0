import QuadletSyntax

/// Finds what only the units of a project together show: conflicts, cycles, and what nothing starts.
public struct ProjectFindings: Sendable {
  /// Does pure work on `0..<count`, in one piece or in many at a time; answers what came of it, in order.
  public typealias PieceRunner = (_ count: Int, _ work: @escaping @Sendable (Range<Int>) -> [Finding]) -> [Finding]

  private let project: Project
  private let host: HostFacts
  /// The conflicts.
  public let conflicts: [Conflict]
  /// What the services have to do with each other.
  public let graph: ServiceGraph
  private let cycles: [[Int]]
  private let neighbourhood: Neighbourhood

  /// Puts together what was gathered; `parts` have each unit once.
  public init(_ project: Project, facts parts: [ProjectFacts], host: HostFacts = HostFacts()) {
    let graph = ServiceGraph(project, facts: parts)
    let cycles = graph.orderingCycles
    self.init(
      project,
      graph: graph,
      cycles: cycles,
      conflicts: ProjectConflicts(project, facts: parts).all,
      host: host
    )
  }

  /// Looks at a graph, its ordering cycles and conflicts that were put together before.
  public init(
    _ project: Project,
    graph: ServiceGraph,
    cycles: [[Int]],
    conflicts: [Conflict],
    host: HostFacts = HostFacts()
  ) {
    self.project = project
    self.host = host
    self.conflicts = conflicts
    self.cycles = cycles
    neighbourhood = Neighbourhood(project, graph, isNeeded: !conflicts.isEmpty)
    self.graph = graph
  }

  /// All findings, in no order; notes only when they are wanted. Where there are many conflicts, their findings are made
  /// in pieces.
  public func findings(withNotes: Bool, inPieces run: PieceRunner = { $1(0..<$0) }) -> [Finding] {
    conflictFindings(run) + cycleFindings + reservedNames + (withNotes ? idleUnits : [])
  }

  // MARK: Conflicts

  /// One finding for each place, however many conflicts it is in.
  private func conflictFindings(_ run: PieceRunner) -> [Finding] {
    if conflicts.isEmpty { return [] }
    struct Key: Hashable {
      let claim: Conflict.Claim
      let kind: Conflict.Kind
    }
    var first: [Key: Int] = [:]
    var found: [(claim: Conflict.Claim, conflict: Int, more: Int)] = []
    let claimCount = conflicts.reduce(0) { $0 + $1.claims.count }
    first.reserveCapacity(claimCount)
    found.reserveCapacity(claimCount)
    for (index, conflict) in conflicts.enumerated() {
      for claim in conflict.claims {
        let key = Key(claim: claim, kind: conflict.kind)
        if let known = first[key] {
          found[known].more += 1
        } else {
          first[key] = found.count
          found.append((claim, index, 0))
        }
      }
    }
    let isTogether = conflicts.map { neighbourhood.isTogether($0.claims.lazy.map(\.unit)) }
    let unitCounts = conflicts.map(\.unitCount)
    let places = found
    return run(places.count) { piece in
      places[piece].map { claim, index, more in
        finding(claim, conflicts[index], unitCounts[index], more: more, isTogether: isTogether[index])
      }
    }
  }

  private func finding(
    _ claim: Conflict.Claim,
    _ conflict: Conflict,
    _ unitCount: Int,
    more: Int,
    isTogether: Bool
  ) -> Finding {
    let others = more == 0 ? "" : " (and \(more) more conflict\(more == 1 ? "" : "s") here)"
    return Finding(
      file: claim.file,
      range: claim.range,
      rule: .conflict(conflict.kind),
      severity: isTogether ? .warning : .note,
      conflict.message(in: project, from: claim.unit, unitCount: unitCount) + others,
      help: isTogether
        ? nil : "the units lie in folders that nothing ties together; with --per-folder each folder is a project",
      preventsStart: conflict.kind.preventsStart
    )
  }

  /// Names of services that come with the system or with podman.
  private var reservedNames: [Finding] {
    SystemService.names(project.target.scope).compactMap { name -> Finding? in
      guard let node = graph.node(named: "\(name)"), let unit = graph.nodes[node].unit else { return nil }
      return Finding(
        file: project.units[unit].file,
        range: 0..<0,
        rule: .reservedServiceName,
        "the service is called \(name), and takes the place of the system's own",
        help: "rename the unit, or give it a ServiceName="
      )
    }
  }

  // MARK: Cycles

  private var cycleFindings: [Finding] {
    if cycles.isEmpty { return [] }
    var places: [Hop: (file: Int, line: Int)] = [:]
    for edge in graph.edges where edge.relation.orders {
      guard let origin = edge.origin else { continue }
      let hop = edge.relation == .after ? Hop(from: edge.from, to: edge.to) : Hop(from: edge.to, to: edge.from)
      if places[hop] == nil { places[hop] = origin }
    }
    return cycles.flatMap { cycle -> [Finding] in
      let names = (cycle + cycle.prefix(1)).map { graph.name(of: $0) }
      let shown = names.count > 9 ? names.prefix(5) + ["…"] + names.suffix(2) : names[...]
      let message =
        cycle.count == 1
        ? "\(names[0]) waits for itself"
        : "ordering cycle: \(shown.joined(separator: " waits for ")); systemd does not start them so"
      var told: Set<Int> = []
      return zip(cycle, cycle.dropFirst() + cycle.prefix(1)).compactMap { from, to -> Finding? in
        guard let place = places[Hop(from: from, to: to)], told.insert(place.file).inserted else { return nil }
        return Finding(
          file: place.file,
          range: valueRange(ofLine: place.line, file: place.file),
          rule: .orderingCycle,
          message,
          help: "take one of these dependencies away",
          preventsStart: true
        )
      }
    }
  }

  private struct Hop: Hashable {
    let from: Int
    let to: Int
  }

  /// The value that stands in a line.
  private func valueRange(ofLine line: Int, file: Int) -> Range<Int> {
    guard let document = project.document(ofFile: file), line <= document.lineCount else { return 0..<0 }
    let entry = document.line(line - 1)
    return document.sourceRange(of: entry.valueRange, inLine: entry.index)
  }

  // MARK: What nothing starts

  /// Containers, pods and kube units that neither the start of the machine nor another service starts.
  private var idleUnits: [Finding] {
    graph.nodes.indices.compactMap { node -> Finding? in
      guard let unit = graph.nodes[node].unit, !graph.nodes[node].startsAtBoot,
        [.container, .pod, .kube].contains(project.units[unit].kind),
        !UnitName(Array(project.name(of: unit))).isTemplate,
        !isActivated(node, unit)
      else { return nil }
      return idleFinding(unit)
    }
  }

  /// Whether a timer, socket or path beside the unit starts it.
  private func isActivated(_ node: Int, _ unit: Int) -> Bool {
    let name = graph.name(of: node).utf8.dropLast(".service".utf8.count)
    let file = project.inventory.path(of: project.units[unit].file)
    let folder = file.lastIndex(of: GoPath.slash).map { Array(file[...$0]) } ?? []
    return [".timer", ".socket", ".path"].contains { host.pathExists(folder + name + Array($0.utf8)) }
  }

  private func idleFinding(_ unit: Int) -> Finding? {
    let file = project.units[unit].file
    guard let document = project.document(ofFile: file) else { return nil }
    var install: Line?
    var own: Line?
    for line in document.lines where line.kind == .header {
      let role = Schema.shared.sections.role(of: line.name, for: project.units[unit].kind)
      if role == .install { install = install ?? line }
      if role == .own { own = own ?? line }
    }
    let assignment = "WantedBy=default.target\n"
    let end = document.bytes.count
    let lineEnd = document.bytes.last == UInt8(ascii: "\n") || end == 0 ? "" : "\n"
    let edit =
      install.map { TextEdit($0.range.upperBound..<$0.range.upperBound, replacement: assignment) }
      ?? TextEdit(end..<end, replacement: "\(lineEnd)\n[Install]\n\(assignment)")
    // A file that ends in a backslash would go on with the new lines.
    let isContinued = document.lineCount > 0 && document.line(document.lineCount - 1).endsInBackslash && install == nil
    return Finding(
      file: file,
      range: (install ?? own)?.trimmedRange ?? 0..<0,
      rule: .notStartedAtBoot,
      "nothing starts this \(project.units[unit].kind.word) at boot",
      help: "write WantedBy=default.target into [Install], unless something else starts it",
      fix: isContinued ? nil : Fix(isSafe: false, edits: [edit])
    )
  }
}

extension Conflict.Kind {
  /// Whether the claims keep each other from starting, rather than share what they should not.
  var preventsStart: Bool {
    switch self {
    case .port, .serviceName, .containerName, .podName, .subnet, .address: true
    case .volumeName, .networkName, .imageName, .mount: false
    }
  }
}
