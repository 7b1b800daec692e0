import Foundation
import Glibc
import Synchronization

/// Many attacks, on every processor, until the time is over or all are done.
final class AttackCampaign: Sendable {
  /// A kind of failure that a campaign has found.
  struct Discovery: Sendable {
    let key: String
    var count: Int
    /// The numbers of the first attacks that have it.
    var numbers: [Int]
    /// The first one, shrunk, in words.
    var report: String
  }

  private let program: AttackedProgram
  private let start: Int
  /// How many attacks; nil for as many as fit into the time.
  private let count: Int?
  private let seconds: Double
  private let next: Atomic<Int>
  private let done = Atomic(0)
  private let found = Mutex<[String: Discovery]>([:])

  init(_ program: AttackedProgram, start: Int, count: Int?, seconds: Double) {
    (self.program, self.start, self.count, self.seconds) = (program, start, count, seconds)
    next = Atomic(start)
  }

  /// How many attacks were run.
  var total: Int { done.load(ordering: .relaxed) }

  /// Runs them; returns what was found, by how often.
  func run() -> [Discovery] {
    // A program that ends early leaves pipes that nobody reads.
    signal(SIGPIPE, SIG_IGN)
    let end = ContinuousClock.now + .seconds(seconds)
    // Much of an attack is waiting.
    let threads = (0..<max(1, ProcessInfo.processInfo.activeProcessorCount) * 2).map { _ in
      BackgroundWork { self.work(until: end) }
    }
    for thread in threads { _ = thread.wait(seconds: .infinity) }
    return found.withLock { $0.values.sorted { ($0.count, $1.key) > ($1.count, $0.key) } }
  }

  private func work(until end: ContinuousClock.Instant) {
    guard let runner = AttackRunner(program) else { return }
    while count != nil || ContinuousClock.now < end {
      let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
      if let count, number >= start + count { return }
      attack(Recipe(number: number), runner)
      done.wrappingAdd(1, ordering: .relaxed)
    }
  }

  private func attack(_ recipe: Recipe, _ runner: AttackRunner) {
    let attack = recipe.attack()
    for failure in AttackVerdict.failures(attack, runner.run(attack)) {
      let key = Self.key(failure, attack)
      let isNew = found.withLock { found in
        found[key, default: Discovery(key: key, count: 0, numbers: [], report: "")].count += 1
        if found[key]?.numbers.count ?? 0 < 8 { found[key]?.numbers.append(recipe.number) }
        return found[key]?.count == 1
      }
      if !isNew { continue }
      let report = report(recipe, failure, runner)
      found.withLock { $0[key]?.report = report }
    }
  }

  /// The shrunk attack in words.
  private func report(_ recipe: Recipe, _ failure: AttackFailure, _ runner: AttackRunner) -> String {
    let again = { (recipe: Recipe) -> AttackFailure? in
      let attack = recipe.attack()
      // What depends on the moment gets several chances.
      for _ in 0..<(attack.disturbances.isEmpty ? 1 : 5) {
        if let same = AttackVerdict.failures(attack, runner.run(attack)).first(where: { $0.kind == failure.kind }) {
          return same
        }
      }
      return nil
    }
    let smallest = recipe.shrunk { again($0) != nil }
    let attack = smallest.attack()
    let last = smallest.ingredients.count < recipe.ingredients.count ? again(smallest) ?? failure : failure
    return """
      attack \(recipe.number), \(failure.kind.rawValue): \(last.detail)
        LEGER_ATTACK_SEED=\(recipe.number) LEGER_ATTACKS=1 runs it alone
        made of: \(recipe.names); needs: \(smallest.names.isEmpty ? "nothing more than the plain project" : smallest.names)
        in work: \(AttackReport.call(attack))
      \(AttackReport.disk(attack))
      """
  }

  /// Failures with the same key are counted as one discovery.
  private static func key(_ failure: AttackFailure, _ attack: Attack) -> String {
    let isDetailed = [.crash, .exitStatus, .control, .attributes].contains(failure.kind)
    let detail = isDetailed ? " " + failure.detail.prefix { $0 != ":" } : ""
    return "\(failure.kind.rawValue)\(detail) of \(attack.command.rawValue)"
  }
}
