import CSystem
import Glibc
import Synchronization

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
  func onSignal(_ number: Int32, _ action: @escaping () -> Void) {
    add(number, EV_SIGNAL, nil, action)
    // A parent may have left it blocked, and it would never come.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, number)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// Runs an action again and again, the first time after the interval.
  func every(_ interval: Duration, _ action: @escaping () -> Void) { add(-1, 0, interval, action) }

  /// Runs until `stop` is called.
  func run() { event_base_dispatch(base) }

  /// Runs for a time, unless `stop` is called before.
  func run(for time: Duration) {
    var time = timeval(time)
    // libevent's own end after a time would stay when `run` ends before, and end the next one.
    let end: event_callback_fn = { _, _, base in event_base_loopexit(base.map { OpaquePointer($0) }, nil) }
    guard let timer = event_new(base, -1, 0, end, UnsafeMutableRawPointer(base)) else { return }
    defer { event_free(timer) }
    event_add(timer, &time)
    event_base_dispatch(base)
  }

  /// Ends `run` once what is due has been done.
  func stop() {
    var now = timeval()
    event_base_loopexit(base, &now)
  }

  // MARK: Work on other threads

  /// What is done with the results that other threads have still to bring, by number.
  private var pending: [Int: (any Sendable) -> Void] = [:]
  private var lastNumber = 0
  /// Made when it is first needed; nil before, and when there are no descriptors left.
  private var results: ThreadResults?

  /// Does work on a thread of its own, which may take its time, and hands the result to an action on the thread of the loop.
  func perform<Result: Sendable>(_ work: @escaping @Sendable () -> Result, then action: @escaping (Result) -> Void) {
    if results == nil, let made = ThreadResults() {
      results = made
      add(made.descriptor, EV_READ, nil) { [unowned self] in
        for (number, result) in made.take() { pending.removeValue(forKey: number)?(result) }
      }
    }
    guard let results else { return action(work()) }
    lastNumber += 1
    let number = lastNumber
    pending[number] = { if let result = $0 as? Result { action(result) } }
    let task = ThreadTask<Void> { _ in results.add(number, work()) }
    if let thread = task.start() { pthread_detach(thread) } else { task.join(nil) }
  }
}

/// The results that threads have brought, and a descriptor that becomes readable with each.
private final class ThreadResults: Sendable {
  let descriptor: Int32
  private let end: Int32
  private let results = Mutex<[(Int, any Sendable)]>([])

  /// Nil without descriptors.
  init?() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    (descriptor, end) = (ends[0], ends[1])
  }

  deinit {
    close(descriptor)
    close(end)
  }

  func add(_ number: Int, _ result: any Sendable) {
    results.withLock { $0.append((number, result)) }
    // A full pipe wakes the loop as well.
    _ = write(end, [0], 1)
  }

  func take() -> [(Int, any Sendable)] {
    var bytes = [UInt8](repeating: 0, count: 512)
    while read(descriptor, &bytes, bytes.count) > 0 {}
    return results.withLock { results in
      defer { results = [] }
      return results
    }
  }
}

extension timeval {
  init(_ time: Duration) {
    let (seconds, attoseconds) = time.components
    self.init(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
  }
}
