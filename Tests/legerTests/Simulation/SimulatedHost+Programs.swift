@testable import leger

extension SimulatedHost {
  /// How long a program takes that the machine answers at once.
  private static func duration(_ words: [String]) -> Duration {
    words.contains("daemon-reload") ? .milliseconds(200) : .milliseconds(words.first == "podman" ? 60 : 20)
  }

  /// Whether a program only answers a question.
  private static func isQuestion(_ words: [String]) -> Bool {
    switch words.first {
    case "podman": words.contains { ["json", "--format=json", "ls", "inspect"].contains($0) }
    case "systemctl": words.contains("show") || words.contains("list-units")
    default: true
    }
  }

  func run(_ spawn: Spawn, _ streams: ProgramStreams) throws(Spawn.Failure) -> Int32 {
    while streams.input() != nil {}
    let path = String(decoding: spawn.program, as: UTF8.self)
    let words =
      [path.split(separator: "/").last.map(String.init) ?? path]
      + spawn.arguments.map { String(decoding: $0, as: UTF8.self) }
    let (limit, runsOn) = (spawn.timeLimit, spawn.outlastsInterruption)
    let answer = try state.withLock { (state) throws(Spawn.Failure) in
      try Self.answer(words, path, limit, runsOn: runsOn, &state)
    }
    guard streams.output(Array(answer.output.utf8)), streams.messages(Array(answer.messages.utf8)) else {
      throw .stopped
    }
    return answer.status
  }

  private static func answer(
    _ words: [String],
    _ path: String,
    _ limit: Duration,
    runsOn: Bool,
    _ state: inout State
  ) throws(Spawn.Failure) -> ProgramAnswer {
    let counts = state.calls.countsQuestions || !isQuestion(words)
    let verdict = state.calls.next("run \(words.joined(separator: " "))", counts: counts)
    if verdict == .isDead { throw .lost(SimulatedFault.inputOutputError) }
    if let signal = state.calls.caughtSignal, !runsOn { throw .interrupted(signal: signal) }
    guard state.machine.files.bytes(Array(path.utf8)) != nil else { throw .notStarted(.missing) }
    switch verdict {
    case .works:
      let start = state.machine.now
      let answer = run(words, &state)
      if state.machine.now - start > limit { throw .tookTooLong(limit) }
      return answer
    case .fails:
      state.machine.pass(duration(words))
      return ProgramAnswer(status: words.first == "podman" ? 125 : 1, messages: "Error: simulated failure\n")
    case .tookTooLong(let hasEffect):
      if hasEffect { _ = run(words, &state) }
      state.machine.pass(limit)
      throw .tookTooLong(limit)
    case .dies(let hasEffect):
      if hasEffect { _ = run(words, &state) }
      throw .lost(SimulatedFault.inputOutputError)
    case .isDead: throw .lost(SimulatedFault.inputOutputError)
    }
  }

  private static func run(_ words: [String], _ state: inout State) -> ProgramAnswer {
    state.machine.pass(duration(words))
    let arguments = Array(words.dropFirst())
    let answer: ProgramAnswer?
    switch words.first {
    case "systemctl": answer = state.machine.systemctl(arguments)
    case "podman": answer = state.machine.podman(arguments)
    case "podman-system-generator", "podman-user-generator": answer = state.machine.generatorDryRun
    case "journalctl": answer = ProgramAnswer(output: "Nov 14 22:13:20 simulated systemd[1]: A line of the journal.\n")
    default: answer = nil
    }
    if let answer { return answer }
    let line = words.joined(separator: " ")
    state.machine.unknownCommands.append(line)
    return ProgramAnswer(status: 1, messages: "the simulated host does not know `\(line)`\n")
  }
}
