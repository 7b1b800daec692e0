import Glibc

/// Hands values from one thread to another; who is ahead waits.
final class Channel<Element: Sendable>: @unchecked Sendable {
  private var mutex = pthread_mutex_t()
  private var change = pthread_cond_t()
  private var elements: [Element] = []
  private var isClosed = false
  /// How many values may wait.
  private let limit: Int

  init(limit: Int) {
    self.limit = limit
    pthread_mutex_init(&mutex, nil)
    pthread_cond_init(&change, nil)
  }

  deinit {
    pthread_mutex_destroy(&mutex)
    pthread_cond_destroy(&change)
  }

  /// Hands in a value, once there is room; after `close` it is dropped.
  func send(_ element: Element) {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    while elements.count >= limit, !isClosed { pthread_cond_wait(&change, &mutex) }
    if !isClosed { elements.append(element) }
    pthread_cond_broadcast(&change)
  }

  /// Returns the oldest value, and waits for it; nil when there will be none.
  func receive() -> Element? {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    while elements.isEmpty, !isClosed { pthread_cond_wait(&change, &mutex) }
    defer { pthread_cond_broadcast(&change) }
    return elements.isEmpty ? nil : elements.removeFirst()
  }

  /// Ends the stream, from either side.
  func close() {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    isClosed = true
    pthread_cond_broadcast(&change)
  }
}
