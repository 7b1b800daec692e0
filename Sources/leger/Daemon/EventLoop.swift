import CSystem
import Glibc

/// Waits for what happens, by libevent, and acts on it on the thread that calls `run`.
final class EventLoop {
  let base: OpaquePointer
  private var events: [OpaquePointer] = []
  private var actions: [Action] = []

  /// Nil only without memory.
  init?() {
    guard let base = event_base_new() else { return nil }
    self.base = base
  }

  deinit {
    for event in events { event_free(event) }
    event_base_free(base)
  }

  /// What an event leads to.
  private final class Action {
    let run: () -> Void

    init(_ run: @escaping () -> Void) { self.run = run }

    static let call: event_callback_fn = { _, _, pointer in
      if let pointer { Unmanaged<Action>.fromOpaque(pointer).takeUnretainedValue().run() }
    }
  }

  /// Adds an event that leads to an action, until the loop is gone; `interval` for a timer.
  private func add(_ descriptor: Int32, _ kind: Int32, _ interval: Duration?, _ run: @escaping () -> Void) {
    let action = Action(run)
    actions.append(action)
    let pointer = Unmanaged.passUnretained(action).toOpaque()
    guard let event = event_new(base, descriptor, Int16(kind | EV_PERSIST), Action.call, pointer) else { return }
    events.append(event)
    if var time = interval.map(timeval.init(_:)) { event_add(event, &time) } else { event_add(event, nil) }
  }

  /// Runs an action whenever a signal comes.
  func onSignal(_ number: Int32, _ action: @escaping () -> Void) { add(number, EV_SIGNAL, nil, action) }

  /// Runs an action again and again, the first time after the interval.
  func every(_ interval: Duration, _ action: @escaping () -> Void) { add(-1, 0, interval, action) }

  /// Runs until `stop` is called.
  func run() { event_base_dispatch(base) }

  /// Runs for a time, unless `stop` is called before.
  func run(for time: Duration) {
    var time = timeval(time)
    event_base_loopexit(base, &time)
    event_base_dispatch(base)
  }

  /// Ends `run` once what is due has been done.
  func stop() {
    var now = timeval()
    event_base_loopexit(base, &now)
  }
}

extension timeval {
  fileprivate init(_ time: Duration) {
    let (seconds, attoseconds) = time.components
    self.init(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
  }
}
