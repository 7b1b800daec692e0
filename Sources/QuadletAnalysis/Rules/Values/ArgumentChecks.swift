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
    if converter.view.kind == .container, let restart = uses.first(where: { $0.subject == .restart && isRestart($0) }) {
      report(.conflictingOptions, value: restart.place, .restartBesideRemoval, preventsStart: true)
    }
    lintOptionsNotThere()
    for option in converter.out.facts.optionsWithoutValue {
      report(
        .invalidValue,
        value: option.place,
        .argumentWithoutValue(option.name, isOfCommand: option.source == .podmanArgs),
        preventsStart: true
      )
    }
  }

  private mutating func lintOptionsNotThere() {
    for use in converter.out.facts.optionsNotThere {
      let name = String(decoding: use.name, as: UTF8.self)
      let place = self.place(ofName: use)
      if let option = use.option {
        report(
          .unknownOption,
          value: place,
          .optionOfOtherRelease(name, option, project.target.version),
          preventsStart: true
        )
        continue
      }
      let isGlobal = use.source == .globalArgs
      if isGlobal ? name == "--help" || name == "-h" : PodmanOption.mayBeTaken(use.name) { continue }
      let command = isGlobal ? .global : PodmanCommands.command(of: converter.view.kind)
      let near = use.name.count > 2 ? PodmanOption.nearest(to: use.name, of: command) : nil
      report(
        .unknownOption,
        value: place,
        .unknownOption(name, near: near),
        fix: near.flatMap { place.range.count == use.name.count ? replacement(of: place, by: $0) : nil },
        preventsStart: true
      )
    }
  }

  /// Where the name of an option is written; option and value together where quotes or escapes are in the word.
  private func place(ofName use: UnitFacts.OptionNotThere) -> Value {
    let name = use.place.range.prefix(use.name.count)
    let text = converter.view.texts[Int(use.place.assignment.document)]
    guard text[name].elementsEqual(use.name) else { return use.place }
    return Value(assignment: use.place.assignment, range: name)
  }

  private func isRestart(_ fact: UnitFacts.Fact) -> Bool {
    let policy = converter.bytes(fact)
    return fact.source == .podmanArgs
      && (policy.elementsEqual("always".utf8) || policy.elementsEqual("unless-stopped".utf8))
  }

  /// Two ways to map users, which podman refuses together, whichever mode the first one names (tried on 5.8.6).
  mutating func lintUserMappings() {
    guard let mode = uses.first(where: { $0.subject == .userns && $0.source.isForCommand }),
      let mapping = uses.first(where: { ($0.subject == .uidmap || $0.subject == .gidmap) && $0.source.isForCommand })
    else { return }
    report(
      .conflictingOptions,
      mapping,
      .userMappings(converter.name(of: mode), converter.name(of: mapping)),
      fix: removal(of: mapping),
      preventsStart: true
    )
  }
}
