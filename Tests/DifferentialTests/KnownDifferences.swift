/// Where leger differs from Podman's generator on purpose, and why.
enum KnownDifferences {
  /// One stored run that differs: its suite and name, as in `edge/NAME`, and the reason.
  struct Entry: Sendable {
    let run: String
    let reason: String
  }

  /// Nothing so far.
  static let all: [Entry] = []
}
