/// What a project's units say about each other and claim, gathered while they are checked.
public struct ProjectFacts: Sendable {
  private(set) var relations = RelationFacts()
  private(set) var claims = Claims()

  init() {}

  /// Reserves as much memory as others have used.
  init(sizedLike others: ProjectFacts) {
    relations = RelationFacts(sizedLike: others.relations)
    claims = Claims(sizedLike: others.claims)
  }

  /// Gathers what the unit that a converter has just converted says about others and claims.
  mutating func gather(from converter: inout Converter<FactsEmitter>) {
    if converter.isAccepted { relations.gather(from: &converter) }
    claims.gather(from: &converter)
  }
}

extension ServiceGraph {
  /// Builds the graph; `parts` must contain each unit once.
  public init(_ project: Project, facts parts: [ProjectFacts]) {
    self.init(project, facts: parts.map(\.relations))
  }
}

extension ProjectConflicts {
  /// Compares what the units claim; `parts` must contain each unit once.
  public init(_ project: Project, facts parts: [ProjectFacts]) {
    self.init(project, claims: parts.map(\.claims))
  }
}
