/// A small random number generator; the same seed gives the same numbers on every machine.
public struct SplitMix64 {
  private var state: UInt64

  /// Creates a generator.
  public init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 up to, but not including, `bound`.
  public mutating func below(_ bound: Int) -> Int { Int(truncatingIfNeeded: next() % UInt64(max(1, bound))) }

  /// True in that many percent of calls.
  public mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  /// An element of a list.
  public mutating func pick(_ list: [String]) -> String { list.isEmpty ? "" : list[below(list.count)] }
}
