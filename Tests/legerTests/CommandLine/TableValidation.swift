@testable import leger

/// Returns what is wrong with the command table of a program; an empty list means that all of it works.
func problems(in program: Program) -> [String] {
  var found = problems(among: program.commands, at: [program.name])
  found += problems(with: program.globalOptions + [.version], at: program.name)
  for command in program.commands where !command.isHidden && command.group.isEmpty {
    found.append("\(program.name) \(command.name): no group")
  }
  for entry in program.entries where entry.make().name != entry.name {
    found.append("\(program.name) \(entry.name): creates the command \(entry.make().name)")
  }
  for word in ["check", "fix", "lint", "version"] {
    guard let meaning = program.meaning(word) else { continue }
    if program.command(at: [word]) != nil { found.append("\(program.name) \(word): is a command") }
    if let problem = problem(parsing: meaning, of: program) {
      found.append("\(program.name) \(word): the suggestion is refused: \(problem)")
    }
  }
  visit(program.commands, at: []) { command, path in
    let place = ([program.name] + path).joined(separator: " ")
    found += problems(with: command, at: place)
    found += problems(with: command.options, at: place)
    found += clashes(of: command.options, with: program.globalOptions, at: place)
    found += problems(withOperands: command.operands, at: place)
    found += problems(withExamples: command, of: program, at: place)
  }
  return found
}

private func visit(_ commands: [Command], at path: [String], _ body: (Command, [String]) -> Void) {
  for command in commands {
    body(command, path + [command.name])
    visit(command.subcommands, at: path + [command.name], body)
  }
}

private func problems(among commands: [Command], at path: [String]) -> [String] {
  let place = path.joined(separator: " ")
  let words = commands.flatMap { [$0.name] + $0.aliases }
  var found = repeated(words).map { "\(place): two commands answer to \"\($0)\"" }
  found += words.filter { !isKebab($0) }.map { "\(place): \"\($0)\" is not in kebab case" }
  for command in commands { found += problems(among: command.subcommands, at: path + [command.name]) }
  return found
}

private func problems(with command: Command, at place: String) -> [String] {
  var found: [String] = []
  if !isSentence(command.summary) { found.append("\(place): the summary is not one sentence") }
  if command.summary.count > 80 { found.append("\(place): the summary is longer than 80 characters") }
  if command.action == nil {
    if command.subcommands.isEmpty { found.append("\(place): neither an action nor subcommands") }
    if !command.operands.isEmpty { found.append("\(place): operands without an action") }
  }
  return found
}

private func problems(with options: [leger.Option], at place: String) -> [String] {
  var found = repeated(options.map(\.name)).map { "\(place): two options --\($0)" }
  found += repeated(options.compactMap(\.short)).map { "\(place): two options -\($0)" }
  for option in options {
    let spelling = "\(place) --\(option.name)"
    if !isKebab(option.name) { found.append("\(spelling): not in kebab case") }
    if option.help.isEmpty { found.append("\(spelling): no help") }
    if option.help.hasSuffix(".") { found.append("\(spelling): the help ends with a period") }
    if option.label?.isEmpty == true { found.append("\(spelling): no label") }
    if let short = option.short, !(short.isASCII && (short.isLetter || short.isNumber)) {
      found.append("\(spelling): -\(short) is not a letter or digit")
    }
    if case .choice(_, let words) = option.value {
      if words.isEmpty { found.append("\(spelling): no choices") }
      found += repeated(words).map { "\(spelling): two choices \"\($0)\"" }
    }
    if let value = option.defaultValue, let problem = option.problem(with: Array(value.utf8)) {
      found.append("\(spelling): the default is refused: \(problem)")
    }
    for other in option.excludes where !options.contains(where: { $0.name == other }) {
      found.append("\(spelling): excludes --\(other), which does not exist")
    }
    found += problems(withAlias: option, among: options, at: spelling)
  }
  return found
}

private func problems(
  withAlias option: leger.Option,
  among options: [leger.Option],
  at spelling: String
) -> [String] {
  guard let (name, value) = option.standsFor else { return [] }
  guard let target = options.first(where: { $0.name == name }) else {
    return ["\(spelling): stands for --\(name), which does not exist"]
  }
  if target.standsFor != nil { return ["\(spelling): stands for another alias"] }
  guard (target.label != nil) == (value != nil) else {
    return ["\(spelling): stands for --\(name), but a value is missing or superfluous"]
  }
  return target.problem(with: Array((value ?? "").utf8)).map { ["\(spelling): the value is refused: \($0)"] } ?? []
}

private func clashes(of options: [leger.Option], with globals: [leger.Option], at place: String) -> [String] {
  options.flatMap { option in
    globals.compactMap { global in
      let isClash = option.name == global.name || (option.short != nil && option.short == global.short)
      return isClash ? "\(place) --\(option.name): clashes with the global option --\(global.name)" : nil
    }
  }
}

private func problems(withOperands operands: [Operand], at place: String) -> [String] {
  var found = repeated(operands.map(\.label)).map { "\(place): two operands \($0)" }
  for (index, operand) in operands.enumerated() {
    let isLast = index == operands.count - 1
    if operand.label.isEmpty { found.append("\(place): an operand without a label") }
    if operand.help.isEmpty { found.append("\(place) \(operand.label): no help") }
    if !isLast, operand.arity == .many || operand.arity == .oneOrMore {
      found.append("\(place) \(operand.label): takes all arguments but is not last")
    }
    if operand.isRequired, operands[..<index].contains(where: { !$0.isRequired }) {
      found.append("\(place) \(operand.label): required after an optional one")
    }
    if case .choice(let words) = operand.kind, words.isEmpty {
      found.append("\(place) \(operand.label): no choices")
    }
  }
  return found
}

/// Parses each example, so that help never shows one that does not work.
private func problems(withExamples command: Command, of program: Program, at place: String) -> [String] {
  command.examples.flatMap { example -> [String] in
    let words = example.commandLine.split(separator: " ")
    var found = isSentence(example.explanation) ? [] : ["\(place): the text of an example is not one sentence"]
    guard words.first.map(String.init) == program.name else {
      return found + ["\(place): an example does not start with \(program.name)"]
    }
    if let problem = problem(parsing: words.dropFirst().joined(separator: " "), of: program) {
      found.append("\(place): the example \"\(example.commandLine)\" is refused: \(problem)")
    }
    return found
  }
}

private func problem(parsing line: String, of program: Program) -> String? {
  do throws(UsageError) {
    _ = try ArgumentParser.parse(arguments(line), for: program, on: RecordingHost())
    return nil
  } catch {
    return error.message
  }
}

private func repeated<Element: Hashable>(_ elements: [Element]) -> [Element] {
  var seen: Set<Element> = []
  return elements.filter { !seen.insert($0).inserted }
}

private func isKebab(_ word: String) -> Bool {
  let parts = word.split(separator: "-", omittingEmptySubsequences: false)
  return parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) } }
}

private func isSentence(_ text: String) -> Bool {
  text.first?.isUppercase == true && text.hasSuffix(".") && !text.dropLast().contains(". ")
    && !text.contains("\n")
}
