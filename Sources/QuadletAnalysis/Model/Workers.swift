/// Runs pure work over pieces of `0..<count`, on as many threads as it likes; this library starts none itself.
public protocol Workers: Sendable {
  /// Returns how many threads would share some work, of which `atLeast` is worth one.
  func threads(for count: Int, atLeast: Int) -> Int

  /// Returns the results of the work on each piece, in order. A thread keeps its state from piece to piece.
  ///
  /// - Parameters:
  ///   - count: how much work there is.
  ///   - piece: how much a thread takes at once.
  ///   - atLeast: how much is worth another thread; with less than twice as much, all of it is one piece.
  ///   - state: makes the state of a thread.
  ///   - work: does a piece of the work.
  func map<State, Result: Sendable>(
    _ count: Int,
    piece: Int,
    atLeast: Int,
    state: @escaping @Sendable () -> State,
    _ work: @escaping @Sendable (inout State, Range<Int>) -> Result
  ) -> [Result]
}

/// Does all work on the calling thread, in one piece.
public struct CallingThread: Workers {
  /// Creates workers that are none.
  public init() {}

  /// Returns one.
  public func threads(for count: Int, atLeast: Int) -> Int { 1 }

  /// Returns the result of all of the work.
  public func map<State, Result: Sendable>(
    _ count: Int,
    piece: Int,
    atLeast: Int,
    state: @escaping @Sendable () -> State,
    _ work: @escaping @Sendable (inout State, Range<Int>) -> Result
  ) -> [Result] {
    var state = state()
    return [work(&state, 0..<count)]
  }
}
