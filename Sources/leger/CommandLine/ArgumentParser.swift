/// Turns an argument list into a request, using the command table of a program.
struct ArgumentParser {
  /// What the arguments ask for; a path holds the words of a command and is empty for the program itself.
  enum Request {
    case run(Invocation)
    case help([String])
    case version
    /// The words name a group but none of its commands.
    case missingCommand([String])
  }

  private let program: Program
  private let host: any Host
  private var path: [String] = []
  private var command: Command?
  private var settings: [Invocation.Setting] = []
  private var operands: [[UInt8]] = []
  private var immediate: Request?

  /// Parses the arguments that follow the program's own name.
  static func parse(
    _ arguments: [[UInt8]],
    for program: Program,
    on host: any Host
  ) throws(UsageError) -> Request {
    var parser = ArgumentParser(program: program, host: host)
    return try parser.parse(arguments)
  }

  private init(program: Program, host: any Host) {
    self.program = program
    self.host = host
  }

  private mutating func parse(_ arguments: [[UInt8]]) throws(UsageError) -> Request {
    let dash = UInt8(ascii: "-")
    var rest = arguments[...]
    var optionsEnded = false
    while let argument = rest.popFirst() {
      if optionsEnded || argument.count < 2 || argument[0] != dash {
        try readWord(argument, afterOptions: optionsEnded)
      } else if argument == [dash, dash] {
        optionsEnded = true
      } else if argument[1] == dash {
        try readLongOption(argument, &rest)
      } else {
        try readShortOptions(argument, &rest)
      }
      switch immediate {
      case .help:
        while let word = rest.popFirst(), descend(to: word) {}
        return .help(path)
      case .some(let request): return request
      case nil: break
      }
    }
    return try finish()
  }

  private var options: [Option] {
    (command?.options ?? [.version]) + program.globalOptions + program.acceptedOptions
  }

  private func failure(_ message: String) -> UsageError {
    UsageError(message, path: path)
  }

  private mutating func descend(to word: [UInt8]) -> Bool {
    guard let next = program.command(answeringTo: word, below: command) else { return false }
    command = next
    path.append(next.name)
    return true
  }

  private mutating func readWord(_ word: [UInt8], afterOptions: Bool) throws(UsageError) {
    let isOperand = command.map { $0.action != nil && (afterOptions || $0.subcommands.isEmpty) } ?? false
    if !isOperand, operands.isEmpty, descend(to: word) {
      let known = options
      if let stray = settings.first(where: { setting in !known.contains { $0.name == setting.name } }) {
        throw failure("unknown option \"--\(stray.name)\"")
      }
    } else if command?.action != nil {
      operands.append(word)
    } else {
      let level = path.isEmpty ? program.commands : command?.subcommands ?? []
      let names = level.lazy.filter { !$0.isHidden }.flatMap { [$0.name] + $0.aliases }
      let text = String(decoding: word, as: UTF8.self)
      let nearest = NearestName.nearest(to: text, among: Array(names))
      let prefix = path.map { Array($0.utf8) + [UInt8(ascii: " ")] }.flatMap { $0 }
      let known = path.isEmpty ? program.meaning(text) : nil
      let full = known ?? nearest.map { (path + [$0]).joined(separator: " ") }
      throw failure(UsageError.suggesting(full, after: "unknown command \(UsageError.quote(prefix + word))"))
    }
  }

  private mutating func readLongOption(_ argument: [UInt8], _ rest: inout ArraySlice<[UInt8]>) throws(UsageError) {
    let equals = argument.firstIndex(of: UInt8(ascii: "="))
    let name = argument[2..<(equals ?? argument.count)]
    guard let option = options.first(where: { $0.name.utf8.elementsEqual(name) }) else {
      throw unknownOption(Array(argument[..<(equals ?? argument.count)]))
    }
    if option.label == nil {
      if equals != nil { throw failure("option \"--\(option.name)\" takes no value") }
      try record(option, [])
    } else if let equals {
      try record(option, Array(argument[(equals + 1)...]))
    } else {
      try record(option, try nextValue(of: option, spelled: "--\(option.name)", &rest))
    }
  }

  private mutating func readShortOptions(_ argument: [UInt8], _ rest: inout ArraySlice<[UInt8]>) throws(UsageError) {
    var letters = argument.dropFirst()
    while let letter = letters.popFirst() {
      guard let option = options.first(where: { $0.short?.asciiValue == letter }) else {
        throw unknownOption(argument)
      }
      if option.label == nil {
        try record(option, [])
      } else if letters.isEmpty {
        let spelling = "-\(Character(UnicodeScalar(letter)))"
        return try record(option, try nextValue(of: option, spelled: spelling, &rest))
      } else {
        return try record(option, Array(letters.first == UInt8(ascii: "=") ? letters.dropFirst() : letters))
      }
    }
  }

  /// Takes the next argument unless it is a long option: `--since -1h` is probably intended, `--name --yes` is not.
  private func nextValue(
    of option: Option,
    spelled spelling: String,
    _ rest: inout ArraySlice<[UInt8]>
  ) throws(UsageError) -> [UInt8] {
    if option.isValueOptional, rest.first?.starts(with: "-".utf8) ?? true { return [] }
    guard let next = rest.first, !next.starts(with: "--".utf8) else {
      throw failure("option \"\(spelling)\" needs a value: \(spelling) \(option.label ?? "")")
    }
    rest.removeFirst()
    return next
  }

  private func unknownOption(_ argument: [UInt8]) -> UsageError {
    let message = "unknown option \(UsageError.quote(argument))"
    let typed = String(decoding: argument.drop { $0 == UInt8(ascii: "-") }, as: UTF8.self)
    let names = options.lazy.filter { !$0.isHidden }.map(\.name)
    let nearest = typed.utf8.count > 1 ? NearestName.nearest(to: typed, among: Array(names)) : nil
    if nearest == nil, command == nil { return failure("\(message); a command's options come after its name") }
    return failure(UsageError.suggesting(nearest.map { "--\($0)" }, after: message))
  }

  private mutating func record(_ option: Option, _ value: [UInt8]) throws(UsageError) {
    if let target = option.standsFor {
      settings.append(.init(name: target.name, value: Array((target.value ?? "").utf8)))
      return
    }
    if let problem = option.problem(with: value) { throw failure(problem) }
    settings.append(.init(name: option.name, value: value))
    if option.name == Option.help.name { immediate = .help(path) }
    if command == nil, option.name == Option.version.name { immediate = .version }
  }

  private func finish() throws(UsageError) -> Request {
    guard let command, command.action != nil else { return .missingCommand(path) }
    for option in command.options where !option.excludes.isEmpty {
      guard settings.contains(where: { $0.name == option.name }) else { continue }
      for other in option.excludes where settings.contains(where: { $0.name == other }) {
        throw failure("options \"--\(option.name)\" and \"--\(other)\" cannot be used together")
      }
    }
    if let problem = command.problem(withOperands: operands) { throw failure(problem) }
    return .run(
      Invocation(program: program, command: command, path: path, settings: settings, operands: operands, host: host)
    )
  }
}
