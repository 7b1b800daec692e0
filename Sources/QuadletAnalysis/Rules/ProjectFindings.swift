/// Finds what only the units of a project together show: conflicts, ordering cycles and units that nothing starts.
public struct ProjectFindings: Sendable {
  /// Does pure work on `0..<count`, at once or split into pieces that run in parallel; returns the findings in order.
  public typealias PieceRunner = (_ count: Int, _ work: @escaping @Sendable (Range<Int>) -> [Finding]) -> [Finding]

  let project: Project
  let host: HostFacts
  /// The conflicts.
  public let conflicts: [Conflict]
  /// How the services depend on each other.
  public let graph: ServiceGraph
  let cycles: [[Int]]
  let neighbourhood: Neighbourhood

  /// Combines the gathered facts; `parts` contain each unit once.
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

  /// Takes a graph, its ordering cycles and conflicts that were computed before.
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

  /// Returns all findings, in no particular order; notes only if they are wanted. The findings about conflicts are made
  /// in pieces.
  public func findings(withNotes: Bool, inPieces run: PieceRunner = { $1(0..<$0) }) -> [Finding] {
    conflictFindings(run) + cycleFindings + reservedNames + (withNotes ? idleUnits : [])
  }
}
