import Glibc

/// Work on a thread of its own, or on the caller's when no thread can be had.
final class ThreadTask<Result: Sendable>: Runnable, @unchecked Sendable {
  typealias Thread = pthread_t

  private let work: @Sendable (_ isWorker: Bool) -> Result
  /// Written by the thread, read after it was joined.
  private var result: Result?

  init(_ work: @escaping @Sendable (_ isWorker: Bool) -> Result) { self.work = work }

  /// Starts the thread; nil when none can be had.
  func start() -> pthread_t? {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self as AnyObject)
    let status = pthread_create(
      &thread,
      nil,
      { raw in
        guard let raw else { return nil }
        (Unmanaged<AnyObject>.fromOpaque(raw).takeRetainedValue() as? any Runnable)?.run()
        return nil
      },
      context.toOpaque()
    )
    if status == 0 { return thread }
    context.release()
    return nil
  }

  /// Waits for the thread, or does the work now, and returns its result.
  func join(_ thread: pthread_t?) -> Result {
    if let thread { pthread_join(thread, nil) }
    return result ?? work(false)
  }

  fileprivate func run() { result = work(true) }
}

private protocol Runnable: AnyObject {
  func run()
}
