/// Checks the options among the words of `PodmanArgs=`.
extension Linter {
  mutating func lintArguments() {
    // Most units have none.
    guard converter.view.has(schema.keys.podmanArgs) || converter.view.has(schema.keys.globalArgs) else { return }
    let isRun = converter.view.kind == .container || converter.view.kind == .pod
    for fact in uses where isRun && fact.source == .podmanArgs && fact.text.range.count > 0 {
      // A mount with quotes inside is not taken apart as the key would be.
      if fact.subject == .mount, fact.text.document < 0 { continue }
      guard let grammar = fact.subject.grammar,
        let problem = ValueGrammar.problem(in: converter.bytes(fact).span, as: grammar)
      else { continue }
      report(.invalidValue, value: fact.place(of: problem.range), .invalidArgument(problem, of: fact.subject.option))
    }
    for option in converter.out.facts.optionsWithoutValue {
      report(
        .invalidValue,
        value: option.place,
        .argumentWithoutValue(option.name, isOfCommand: option.source == .podmanArgs),
        preventsStart: true
      )
    }
  }
}
