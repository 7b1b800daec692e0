/// What a project's units say about each other and claim, gathered while they are linted.
public struct ProjectFacts: Sendable {
  private(set) var relations = RelationFacts()
  private(set) var claims = Claims()
  /// The names of the unit at hand.
  private var names = UnitNames()

  init() {}

  /// Begins with as much memory as others have taken.
  init(sizedLike others: ProjectFacts) {
    relations = RelationFacts(sizedLike: others.relations)
    claims = Claims(sizedLike: others.claims)
  }

  /// Gathers what the unit that a converter has just converted says and claims.
  mutating func gather<E>(from converter: inout Converter<E>) {
    names.read(converter.unit, of: converter.project, converter.view)
    if converter.isAccepted { relations.gather(names, from: &converter) }
    claims.gather(names, from: &converter)
  }
}

extension ServiceGraph {
  /// Puts the graph together; `parts` have each unit once.
  public init(_ project: Project, facts parts: [ProjectFacts]) {
    self.init(project, facts: parts.map(\.relations))
  }
}

extension ProjectConflicts {
  /// Compares what the units claim; `parts` have each unit once.
  public init(_ project: Project, facts parts: [ProjectFacts]) {
    self.init(project, claims: parts.map(\.claims))
  }
}
