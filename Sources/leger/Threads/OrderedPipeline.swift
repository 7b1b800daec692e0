import Glibc

/// Work in pieces that come one after the other, done on several threads, with the results in the order of the pieces.
///
/// The calling thread does the oldest piece itself when no other has begun it, so all work is done even where no thread can
/// be made.
final class OrderedPipeline<Result: Sendable>: @unchecked Sendable {
  private enum Piece {
    case waiting(@Sendable () -> Result)
    case running
    case done(Result)
  }

  private var mutex = pthread_mutex_t()
  private var change = pthread_cond_t()
  /// The pieces whose results are not taken yet, oldest first.
  private var pieces: [Piece] = []
  /// How many pieces were taken before the first of those.
  private var taken = 0
  private var isEnding = false
  private var tasks: [(ThreadTask<Void>, pthread_t?)] = []
  /// How many pieces may wait for their result to be taken.
  private let limit: Int

  /// Starts the threads.
  init(threads count: Int) {
    limit = count * 2 + 1
    pthread_mutex_init(&mutex, nil)
    pthread_cond_init(&change, nil)
    // The threads keep no reference: `end` waits for them.
    for _ in 0..<count {
      let task = ThreadTask<Void> { [unowned self] _ in work() }
      tasks.append((task, task.start()))
    }
  }

  deinit {
    pthread_mutex_destroy(&mutex)
    pthread_cond_destroy(&change)
  }

  private func locked<T>(_ body: () -> T) -> T {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    return body()
  }

  /// Hands in a piece.
  func submit(_ work: @escaping @Sendable () -> Result) {
    locked {
      pieces.append(.waiting(work))
      pthread_cond_broadcast(&change)
    }
  }

  /// Whether a result should be taken before the next piece is handed in, so that memory stays bounded.
  var isFull: Bool { locked { pieces.count >= limit } }

  /// Returns the result of the oldest piece, and waits for it; nil when no piece is left.
  func next() -> Result? {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    while true {
      switch pieces.first {
      case nil: return nil
      case .done(let result)?:
        pieces.removeFirst()
        taken += 1
        return result
      case .waiting?: doOne(0)
      case .running?: pthread_cond_wait(&change, &mutex)
      }
    }
  }

  /// Ends the threads; what has not begun is not done any more.
  func end() {
    locked {
      isEnding = true
      pthread_cond_broadcast(&change)
    }
    for (task, thread) in tasks { task.join(thread) }
    tasks = []
  }

  /// Does a piece that waits; to be called, and returning, with the lock held.
  private func doOne(_ index: Int) {
    guard case .waiting(let work) = pieces[index] else { return }
    pieces[index] = .running
    // Results are taken meanwhile, and pieces move up.
    let number = taken + index
    pthread_mutex_unlock(&mutex)
    let result = work()
    pthread_mutex_lock(&mutex)
    pieces[number - taken] = .done(result)
    pthread_cond_broadcast(&change)
  }

  /// What a thread does.
  private func work() {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    while !isEnding {
      let index = pieces.firstIndex { piece in if case .waiting = piece { true } else { false } }
      if let index { doOne(index) } else { pthread_cond_wait(&change, &mutex) }
    }
  }
}
