/// How long to wait between two looks at something that takes an unknown time: a sixth of the time so far, so that little is
/// lost when it ends, but never so short that the looking itself is the work.
struct PollingPause {
  private var pause = Duration.milliseconds(10)

  /// Returns the next pause.
  mutating func next() -> Duration {
    defer { pause = min(pause * 6 / 5, .milliseconds(150)) }
    return pause
  }
}
