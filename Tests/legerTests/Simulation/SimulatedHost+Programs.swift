@testable import leger

extension SimulatedHost {
  /// How long a program takes that the machine answers at once.
  private static func duration(_ words: [String]) -> Duration {
    words.contains("daemon-reload") ? .milliseconds(200) : .milliseconds(words.first == "podman" ? 60 : 20)
  }

  /// Whether a program only answers a question.
  private static func isQuestion(_ words: [String]) -> Bool {
    switch words.first {
    case "podman", "leger":
      words.contains { ["json", "--format=json", "ls", "inspect", "export", "count", "info"].contains($0) }
    case "curl": words.contains { $0.hasSuffix("/info") || $0.hasSuffix("/get") }
    case "systemctl": words.contains("show") || words.contains("list-units")
    default: true
    }
  }

  func run(_ spawn: Spawn, _ streams: ProgramStreams) throws(Spawn.Failure) -> Int32 {
    var input: [UInt8] = []
    while let bytes = streams.input() { input += bytes }
    let path = String(decoding: spawn.program, as: UTF8.self)
    let words =
      [path.split(separator: "/").last.map(String.init) ?? path]
      + spawn.arguments.map { String(decoding: $0, as: UTF8.self) }
    let (limit, runsOn, given) = (spawn.timeLimit, spawn.outlastsInterruption, input)
    let answer = try state.withLock { (state) throws(Spawn.Failure) in
      try Self.answer(words, path, given, limit, runsOn: runsOn, &state)
    }
    guard streams.output(answer.bytes.isEmpty ? Array(answer.output.utf8) : answer.bytes),
      streams.messages(Array(answer.messages.utf8))
    else {
      throw .stopped
    }
    return answer.status
  }

  private static func answer(
    _ words: [String],
    _ path: String,
    _ input: [UInt8],
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
      let answer = run(words, input, &state)
      if state.machine.now - start > limit { throw .tookTooLong(limit) }
      return answer
    case .fails:
      state.machine.pass(duration(words))
      return ProgramAnswer(status: words.first == "podman" ? 125 : 1, messages: "Error: simulated failure\n")
    case .tookTooLong(let hasEffect):
      if hasEffect { _ = run(words, input, &state) }
      state.machine.pass(limit)
      throw .tookTooLong(limit)
    case .dies(let hasEffect):
      if hasEffect { _ = run(words, input, &state) }
      throw .lost(SimulatedFault.inputOutputError)
    case .isDead: throw .lost(SimulatedFault.inputOutputError)
    }
  }

  private static func run(_ words: [String], _ input: [UInt8], _ state: inout State) -> ProgramAnswer {
    state.machine.pass(duration(words))
    let arguments = Array(words.dropFirst())
    let answer: ProgramAnswer?
    switch words.first {
    case "systemctl": answer = state.machine.systemctl(arguments)
    case "podman" where arguments.first == "unshare" && arguments.dropFirst().first?.hasSuffix("/podman") == true:
      answer = state.machine.podman(Array(arguments.dropFirst(2)))
    case "podman" where arguments.first == "unshare":
      answer = state.machine.volumeData(Array(arguments.dropFirst(2)), input)
    case "podman" where arguments.first == "volume" && ["export", "import"].contains(arguments.dropFirst().first):
      answer = state.machine.transferVolume(arguments, input)
    case "podman" where arguments.first == "secret" && ["create", "rm"].contains(arguments.dropFirst().first):
      answer = state.machine.changeSecrets(arguments, input)
    case "podman": answer = state.machine.podman(arguments)
    case "curl": answer = state.machine.curl(arguments, input)
    case "getent": answer = ProgramAnswer(status: 2)
    case "tar": answer = state.machine.tar(arguments)
    case "leger": answer = state.machine.volumeData(arguments, input)
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
