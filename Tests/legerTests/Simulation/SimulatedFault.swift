@testable import leger

/// What goes wrong at one call of a simulated host.
struct SimulatedFault: Sendable, Equatable, CustomStringConvertible {
  enum Kind: Sendable, Equatable {
    /// The call fails without any effect: a change of a file with this error number, a program with an exit status.
    case fails(error: Int32)
    /// A program exceeds its time limit; its effect may have happened. A change of a file fails.
    case tookTooLong(hasEffect: Bool)
    /// leger dies at the call, before or after its effect: all later calls fail, until the host is revived.
    case dies(hasEffect: Bool)
    /// leger gets SIGINT at the call, which works if it is no program.
    case interrupts
  }

  /// The number of the call, counted from 1.
  var call: Int
  var kind: Kind

  static let inputOutputError = SystemError(code: 5)

  var description: String { "\(kind) at call \(call)" }

  /// Every way in which a call can go wrong.
  static func all(at call: Int) -> [SimulatedFault] {
    let kinds: [Kind] = [
      .fails(error: 28), .fails(error: 5), .tookTooLong(hasEffect: false), .tookTooLong(hasEffect: true),
      .dies(hasEffect: false), .dies(hasEffect: true),
    ]
    return kinds.map { SimulatedFault(call: call, kind: $0) }
  }
}

/// The calls that a simulated host has counted, and what became of them.
struct SimulatedCalls: Sendable {
  /// What a call is to do.
  enum Verdict: Sendable, Equatable {
    case works
    case fails(error: Int32)
    case tookTooLong(hasEffect: Bool)
    case dies(hasEffect: Bool)
    /// The host has died before.
    case isDead
  }

  /// The calls that count, one a line.
  private(set) var log: [String] = []
  var fault: SimulatedFault?
  /// Whether programs count that only answer a question.
  var countsQuestions = false
  private(set) var isDead = false
  private(set) var caughtSignal: Int32?

  /// Counts a call, and returns what it is to do.
  mutating func next(_ call: String, counts: Bool = true) -> Verdict {
    if isDead { return .isDead }
    guard counts else { return .works }
    log.append(call)
    guard let fault, fault.call == log.count else { return .works }
    switch fault.kind {
    case .fails(let error): return .fails(error: error)
    case .tookTooLong(let hasEffect): return .tookTooLong(hasEffect: hasEffect)
    case .dies(let hasEffect):
      isDead = true
      return .dies(hasEffect: hasEffect)
    case .interrupts:
      caughtSignal = 2
      return .works
    }
  }

  mutating func revive() {
    isDead = false
    caughtSignal = nil
    fault = nil
  }

  mutating func reset() { log = [] }
}
