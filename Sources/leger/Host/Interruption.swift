import CSystem
import Synchronization

/// SIGINT and SIGTERM while programs run: leger must end the program first, then itself.
///
/// A program runs in a process group of its own, so a terminal's Ctrl-C reaches leger alone.
enum Interruption {
  /// How many threads watch, and what they wait on.
  private static let watchers = Mutex((count: 0, descriptor: Int32(-1)))

  /// The signal that came while a program ran; nil when none did.
  static var signal: Int32? {
    let number = leger_caught_signal()
    return number == 0 ? nil : number
  }

  /// Begins to catch the signals; returns a descriptor that becomes readable when one comes, or -1.
  static func watch() -> Int32 {
    watchers.withLock { watchers in
      if watchers.count == 0 { watchers.descriptor = leger_watch_signals() }
      watchers.count += 1
      return watchers.descriptor
    }
  }

  /// Ends what `watch` began; the last one leaves the signals as they were.
  static func unwatch() {
    watchers.withLock { watchers in
      watchers.count -= 1
      if watchers.count == 0 { leger_unwatch_signals() }
    }
  }

  /// Forgets a signal that has been dealt with, so programs can run again.
  static func forget() { leger_forget_signal() }
}
