import QuadletAnalysis

/// The worker pool, for work that QuadletAnalysis offers.
struct PoolWorkers: Workers {
  func threads(for count: Int, atLeast: Int) -> Int { WorkerPool.threads(for: count, atLeast: atLeast) }

  func map<State, Result: Sendable>(
    _ count: Int,
    piece: Int,
    atLeast: Int,
    state: @escaping @Sendable () -> State,
    _ work: @escaping @Sendable (inout State, Range<Int>) -> Result
  ) -> [Result] {
    WorkerPool.map(count, piece: piece, atLeast: atLeast, state: { _ in state() }, work)
  }
}
