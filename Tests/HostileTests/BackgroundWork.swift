import Foundation
import Synchronization

/// Work on a thread of its own, which is waited for.
final class BackgroundWork<Result: Sendable>: Sendable {
  private let result = Mutex<Result?>(nil)
  private let done = DispatchSemaphore(value: 0)

  /// Starts it.
  init(_ work: @escaping @Sendable () -> Result) {
    let thread = Thread { [result = Box(self)] in
      let value = work()
      result.work.result.withLock { $0 = value }
      result.work.done.signal()
    }
    thread.stackSize = 4 << 20
    thread.start()
  }

  /// Waits for its end; nil when it has not ended in time.
  func wait(seconds: Double = 60) -> Result? {
    guard done.wait(timeout: .now() + seconds) == .success else { return nil }
    return result.withLock { $0 }
  }

  private struct Box: Sendable {
    let work: BackgroundWork
    init(_ work: BackgroundWork) { self.work = work }
  }
}

/// A value that one thread sets and others look at.
final class Flag: Sendable {
  private let value = Atomic(false)

  var isSet: Bool { value.load(ordering: .acquiring) }

  func set() { value.store(true, ordering: .releasing) }
}
