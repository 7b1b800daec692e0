import Glibc

/// What must not come of an attack.
struct AttackFailure {
  /// A kind of failure; each has a check in the table of `AttackVerdict`.
  enum Kind: String, CaseIterable {
    case crash
    case exitStatus = "exit status"
    case hang
    case memory
    case control = "control character"
    case injection = "line for a CI system"
    case outside = "write outside of the operand"
    case gone = "file gone"
    case leftover = "temporary file left"
    case attributes = "attributes lost"
    case lostBytes = "bytes lost"
    case lostWrite = "write of another process lost"
    case special = "special file opened"
    case released = "waiting writer released"
    case input = "standard input cut short"
    case output = "standard output cut short"
    case busy = "busy loop"
    case json = "broken JSON"
    case programs = "program left running"
  }

  let kind: Kind
  let detail: String
}

/// Judges runs: a table of what must hold.
enum AttackVerdict {
  typealias Check = @Sendable (Attack, AttackRun) -> String?

  /// The checks, each of which returns what is wrong.
  static let checks: [(kind: AttackFailure.Kind, check: Check)] = [
    (.crash, crash), (.exitStatus, exitStatus), (.hang, hang), (.memory, memory), (.control, control),
    (.injection, injection),
    (.outside, TreeChecks.outside), (.gone, TreeChecks.gone), (.leftover, TreeChecks.leftover),
    (.attributes, TreeChecks.attributes), (.lostBytes, TreeChecks.lostBytes), (.lostWrite, TreeChecks.lostWrite),
    (.special, special), (.released, released), (.input, input), (.output, output), (.busy, busy), (.json, json),
    (.programs, { $1.ending.leftPrograms ? "a program that leger started still runs" : nil }),
  ]

  /// Everything that is wrong with a run.
  static func failures(_ attack: Attack, _ run: AttackRun) -> [AttackFailure] {
    checks.compactMap { kind, check in check(attack, run).map { AttackFailure(kind: kind, detail: $0) } }
  }

  // MARK: How it ended

  private static func crash(_ attack: Attack, _ run: AttackRun) -> String? {
    guard let signal = run.ending.signal, run.ending.killed == nil else { return nil }
    if signal == SIGPIPE, case .brokenPipe = attack.output { return nil }
    let isMeant = attack.disturbances.contains { disturbance in
      if case .signal(let number) = disturbance.action { return number == signal }
      return false
    }
    return isMeant ? nil : "signal \(signal)"
  }

  private static func exitStatus(_ attack: Attack, _ run: AttackRun) -> String? {
    guard run.ending.killed == nil, let status = run.ending.exitStatus, !(0...4).contains(status) else { return nil }
    return "exit status \(status)"
  }

  private static func hang(_ attack: Attack, _ run: AttackRun) -> String? {
    switch run.ending.killed {
    case nil, .tookTooMuchMemory: nil
    case let reason?: "\(reason.rawValue) (processor time \(run.ending.processor) s)"
    }
  }

  private static func memory(_ attack: Attack, _ run: AttackRun) -> String? {
    if run.ending.killed == .tookTooMuchMemory {
      return "ended beyond \(run.memoryLimit >> 20) MiB for \(run.inputSize) bytes"
    }
    guard let peak = run.ending.peak, peak > run.memoryLimit else { return nil }
    return "\(peak >> 20) MiB for \(run.inputSize) bytes; the limit is \(run.memoryLimit >> 20) MiB"
  }

  // MARK: What it prints

  private static func control(_ attack: Attack, _ run: AttackRun) -> String? {
    for (name, text) in printed(attack, run) {
      // A generator's messages are word for word those of Podman, with what cannot be seen.
      let keepsHidden = attack.command == .generate && name == "error"
      if let hazard = OutputText.hazard(in: text, unless: keepsHidden ? [.hidden] : []) {
        return "\(hazard.kind.rawValue) on standard \(name): \(hazard.excerpt)"
      }
    }
    return nil
  }

  private static func injection(_ attack: Attack, _ run: AttackRun) -> String? {
    printed(attack, run).lazy.compactMap { OutputText.injectedLine(in: $0.text) }.first
  }

  /// The texts that are not exact on purpose.
  private static func printed(_ attack: Attack, _ run: AttackRun) -> [(name: String, text: [UInt8])] {
    [("error", run.messages)] + (attack.printsExactText ? [] : [("output", run.output)])
  }

  private static func json(_ attack: Attack, _ run: AttackRun) -> String? {
    let isAsked = ["json", "sarif", "gitlab"].contains { attack.format == bytes($0) }
    guard case .file = attack.output, isAsked, !attack.printsExactText, [0, 1].contains(run.ending.exitStatus) else {
      return nil
    }
    return OutputText.brokenJSON(run.output)
  }

  // MARK: Streams and special files

  private static func special(_ attack: Attack, _ run: AttackRun) -> String? {
    run.openedSpecialFiles.first.map { OutputText.shown($0) }
  }

  private static func released(_ attack: Attack, _ run: AttackRun) -> String? {
    run.releasedWriters.first.map { OutputText.shown($0) }
  }

  private static func input(_ attack: Attack, _ run: AttackRun) -> String? {
    guard attack.command != .generate, attack.arguments.contains(bytes("-")), let status = run.ending.exitStatus,
      status < 2
    else { return nil }
    switch attack.input {
    case .folder: return "a folder counts as an empty standard input: exit status \(status)"
    case .closed: return "a closed standard input counts as an empty one: exit status \(status)"
    default: break
    }
    guard case .file = attack.output, attack.filters, !attack.arguments.contains(bytes("--diff")) else { return nil }
    let (given, printed) = (OutputText.solid(attack.input.content), OutputText.solid(run.output))
    return given == printed ? nil : "\(printed.count) of \(given.count) bytes that are not blank were printed"
  }

  private static func output(_ attack: Attack, _ run: AttackRun) -> String? {
    // What is printed when files change meanwhile is not known.
    guard run.ending.killed == nil, attack.disturbances.isEmpty else { return nil }
    guard let status = run.ending.exitStatus, let reference = run.reference else { return nil }
    switch (attack.output, attack.input) {
    case (.full, _), (.closed, _):
      return status != 3 && !reference.output.isEmpty
        ? "\(reference.output.count) bytes are lost, exit status \(status)" : nil
    case (.slowPipe, _), (.file, .slowPipe):
      if reference.output == run.output { return nil }
      return "\(run.output.count) bytes instead of \(reference.output.count)"
    default: return nil
    }
  }

  private static func busy(_ attack: Attack, _ run: AttackRun) -> String? {
    guard let reference = run.reference, attack.disturbances.isEmpty else { return nil }
    let spent = run.ending.processor - reference.processor
    // The same work, such as a walk through a thousand folders, does not take the same time twice.
    return spent > 0.06 + reference.processor / 5 ? "\(Int(spent * 1000)) ms of processor time while it waits" : nil
  }
}
