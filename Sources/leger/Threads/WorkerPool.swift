import Glibc
import Synchronization

/// Runs pure work over slices on the processor's cores; small work stays on the calling thread.
enum WorkerPool {
  /// The number of processors that the process may use, at most eight.
  static let width: Int = max(1, min(8, sysconf(Int32(_SC_NPROCESSORS_ONLN))))

  /// Returns how many threads some work is worth; each does at least `atLeast` of it.
  static func threads(for count: Int, atLeast: Int) -> Int {
    let worth = count / max(1, atLeast)
    return worth < 2 ? 1 : min(width, worth)
  }

  /// Cuts `0..<count` into slices for the threads, none smaller than `atLeast` unless it is the only one.
  static func slices(of count: Int, atLeast: Int) -> [Range<Int>] {
    let parts = threads(for: count, atLeast: atLeast)
    return (0..<parts).map { count * $0 / parts..<count * ($0 + 1) / parts }
  }

  /// Returns the results of the work on each slice, in order.
  static func map<Result: Sendable>(
    _ slices: [Range<Int>],
    _ work: @escaping @Sendable (Range<Int>) -> Result
  ) -> [Result] {
    run(slices) { slice, _ in work(slice) }
  }

  /// Returns the results of the work on each slice, in order; the first is done on the calling thread, and the work learns whether
  /// it is on a thread that was made for it.
  private static func run<Result: Sendable>(
    _ slices: [Range<Int>],
    _ work: @escaping @Sendable (Range<Int>, _ isWorker: Bool) -> Result
  ) -> [Result] {
    guard slices.count > 1, let first = slices.first else { return slices.map { work($0, false) } }
    let tasks = slices.dropFirst().map { slice in ThreadTask { work(slice, $0) } }
    let started = tasks.map { ($0, $0.start()) }
    var results = [work(first, false)]
    for (task, thread) in started { results.append(task.join(thread)) }
    return results
  }
}

extension WorkerPool {
  /// Returns the results of the work on each piece of `0..<count`, in order, when it needs no state.
  static func map<Result: Sendable>(
    _ count: Int,
    piece: Int,
    atLeast: Int,
    _ work: @escaping @Sendable (Range<Int>) -> Result
  ) -> [Result] {
    map(count, piece: piece, atLeast: atLeast, state: { _ in }) { _, range in work(range) }
  }

  /// Returns the results of the work on each piece of `0..<count`, in order; each thread takes the next piece that is left,
  /// so none waits for long, and keeps its state from piece to piece. `state` learns whether its thread was made for it.
  static func map<State, Result: Sendable>(
    _ count: Int,
    piece: Int,
    atLeast: Int,
    state: @escaping @Sendable (_ isWorker: Bool) -> State,
    _ work: @escaping @Sendable (inout State, Range<Int>) -> Result
  ) -> [Result] {
    let threads = threads(for: count, atLeast: atLeast)
    if threads == 1 {
      var state = state(false)
      return [work(&state, 0..<count)]
    }
    let queue = PieceQueue()
    let done = run((0..<threads).map { $0..<$0 + 1 }) { _, isWorker in
      var state = state(isWorker)
      var results: [(start: Int, result: Result)] = []
      while true {
        let start = queue.next(piece)
        if start >= count { return results }
        results.append((start, work(&state, start..<min(count, start + piece))))
      }
    }
    return done.flatMap { $0 }.sorted { $0.start < $1.start }.map(\.result)
  }
}

/// The pieces that are left.
private final class PieceQueue: Sendable {
  private let position = Atomic(0)

  /// Where the next piece starts.
  func next(_ size: Int) -> Int { position.add(size, ordering: .relaxed).oldValue }
}
