import Synchronization

/// What a comparison could not read or compare, gathered from all that look at files.
final class ComparisonGaps: Sendable {
  private let found = Mutex<[[UInt8]: String]>([:])

  /// Adds a path and the reason; the first reason for a path counts.
  func add(_ path: [UInt8], _ message: String) {
    found.withLock { if $0[path] == nil { $0[path] = message } }
  }

  /// The paths with the reasons, in bytewise order.
  var all: [(path: [UInt8], message: String)] {
    found.withLock { $0.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ($0.key, $0.value) } }
  }
}
