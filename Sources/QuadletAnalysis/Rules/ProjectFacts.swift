/// What a project's units say about each other and claim, gathered while they are linted.
public struct ProjectFacts: Sendable {
  private(set) var relations = RelationFacts()
  private(set) var claims = Claims()

  init() {}

  /// Begins with as much memory as others have taken.
  init(sizedLike others: ProjectFacts) {
    relations = RelationFacts(sizedLike: others.relations)
    claims = Claims(sizedLike: others.claims)
  }

  /// Gathers what the unit that a converter has just converted says and claims.
  mutating func gather(from converter: inout Converter<FactsEmitter>) {
    if converter.isAccepted { relations.gather(from: &converter) }
    claims.gather(from: &converter)
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
